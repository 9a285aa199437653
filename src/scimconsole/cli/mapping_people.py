"""What preview and plan share: the files of people, progress, and asking the service in chunks."""

from __future__ import annotations

import argparse
import contextlib
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from scimconsole.client import ManagementClient
    from scimconsole.entra.people.reading import People
    from scimconsole.entra.people.source import SourceObject

AT_ONCE = 500
"""People in one request."""
IN_FLIGHT = 2
_LARGEST_REQUEST = 4 * 1024 * 1024
_PAUSE_S = 0.2


def add_people_options(parser: argparse.ArgumentParser) -> None:
    """Add `--users` and `--groups`."""
    whom = parser.add_argument_group("whom")
    whom.add_argument(
        "--users",
        metavar="FILE",
        required=True,
        help="people as Graph's JSON, JSON lines or CSV with headers; '-' reads stdin",
    )
    whom.add_argument("--groups", metavar="FILE", help="groups, where the file of people has none")


def opened(arguments: argparse.Namespace) -> tuple[People, People | None]:
    """The people, and the groups where there are any; raises `InvalidInput` for what is no such file."""
    from scimconsole.entra.people.reading import read_people
    from scimconsole.errors import InvalidInput

    inputs = (arguments.users, arguments.groups, arguments.mapping)
    if inputs.count("-") > 1:
        raise InvalidInput("Only one of the files can come from stdin.")
    users = read_people(_source(arguments.users))
    if arguments.groups is not None:
        return users, read_people(_source(arguments.groups), kind="Group")
    return users, users.groups() if users.has_groups else None


def watched(people: People, noun: str) -> Iterator[SourceObject]:
    """Everybody in the file, with how far it is on stderr; what is to be said of the file at its end."""
    from scimconsole.cli.output import progress, say

    began = last = time.monotonic()
    for count, source in enumerate(people, 1):
        yield source
        if count % 64 == 0 and (now := time.monotonic()) - last >= _PAUSE_S:
            last = now
            progress(_how_far(people, noun, count, now - began))
    progress("")
    for remark in people.remarks:
        say(remark)


def asked(
    client: ManagementClient,
    sources: Iterable[SourceObject],
    *,
    schema: Mapping[str, Any] | None = None,
    detail: bool = True,
    at_once: int = AT_ONCE,
) -> Iterator[tuple[SourceObject, dict[str, Any]]]:
    """Each object with the service's decision on it, in their order; two requests are under way at a time.

    `schema` is a mapping to try instead of the organization's.
    """
    from concurrent.futures import Future, ThreadPoolExecutor

    waiting: deque[tuple[list[SourceObject], Future[list[dict[str, Any]]]]] = deque()
    pool = ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="preview")
    try:
        for chunk in _chunks(sources, at_once):
            waiting.append((chunk, pool.submit(_ask, client, chunk, schema, detail)))
            if len(waiting) > IN_FLIGHT:
                yield from _settled(*waiting.popleft())
        while waiting:
            yield from _settled(*waiting.popleft())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@contextlib.contextmanager
def counted_on_interrupt(counts: Mapping[str, int]) -> Iterator[None]:
    """Say what was done so far when the person ends it."""
    from scimconsole.cli.output import progress, say

    try:
        yield
    except KeyboardInterrupt:
        progress("")
        done = ", ".join(f"{name} {count:,}" for name, count in counts.items() if count)
        say(f"Ended before the end of the file. So far: {done or 'nobody'}.")
        raise


def _source(name: str) -> Path | BinaryIO:
    import sys
    from pathlib import Path

    return sys.stdin.buffer if name == "-" else Path(name)


def _how_far(people: People, noun: str, count: int, seconds: float) -> str:
    share = ""
    if people.total:
        done = min(1.0, people.bytes_read / people.total)
        share = f"  [{'#' * int(20 * done):<20}] {done:.0%}"
    return f"{count:,} {noun}{share}  {count / max(seconds, 0.001):,.0f} a second"


def _chunks(sources: Iterable[SourceObject], at_once: int) -> Iterator[list[SourceObject]]:
    chunk: list[SourceObject] = []
    size = 0
    for source in sources:
        weight = sum(map(_weight, source.attributes.values()))
        if chunk and (len(chunk) >= at_once or size + weight > _LARGEST_REQUEST):
            yield chunk
            chunk, size = [], 0
        chunk.append(source)
        size += weight
    if chunk:
        yield chunk


def _weight(value: object) -> int:
    """About how many bytes a value takes in a request."""
    return len(value) if isinstance(value, str) else len(repr(value))


def _ask(
    client: ManagementClient, chunk: list[SourceObject], schema: Mapping[str, Any] | None, detail: bool
) -> list[dict[str, Any]]:
    from dataclasses import replace

    import orjson

    from scimconsole.client import calls
    from scimconsole.client.call import Call
    from scimconsole.entra.people.graph import as_graph

    are_groups = chunk[0].kind == "Group"
    # Of members the service needs to know only whether there are any; a group can have 100,000.
    given = [as_graph(replace(source, members=source.members[:1])) for source in chunk]
    call: Call[Any] = calls.preview_mapping(
        () if are_groups else given, given if are_groups else (), schema=schema, detail=detail
    )
    answer = client.send(replace(call, parse=orjson.loads))
    found: list[dict[str, Any]] = answer["groups" if are_groups else "users"]
    return found


def _settled(chunk: list[SourceObject], future: Any) -> Iterator[tuple[SourceObject, dict[str, Any]]]:
    for source, item in zip(chunk, future.result(), strict=True):
        item["place"] = source.place
        yield source, item
