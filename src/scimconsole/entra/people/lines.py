"""People in JSON lines: an object a line."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from scimconsole.entra.people.bytes_in import LONGEST, Bytes
from scimconsole.entra.people.origin import Origin
from scimconsole.errors import InvalidInput


def numbered_lines(stream: Bytes, name: str) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers from 1; raises `InvalidInput` for one that is longer than 16 MB."""
    reader = io.BufferedReader(stream, 256 * 1024)
    number = 0
    while line := reader.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise InvalidInput(
                f"{name}: line {number} is longer than {LONGEST // 1024 // 1024} MB.",
                hint="A person has a few thousand bytes: look for a quote or line break that is missing.",
            )
        yield number, line


def json_lines(origin: Origin) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Place and JSON of each line, blank ones passed over; raises `InvalidInput` naming line and column."""
    with origin.open() as stream:
        for number, line in numbered_lines(stream, origin.name):
            if not line.strip():
                continue
            try:
                found = orjson.loads(line)
            except orjson.JSONDecodeError:
                found = _slowly(line, origin.name, number)
            if not isinstance(found, dict):
                raise InvalidInput(
                    f"{origin.name}: line {number} is no JSON object.", hint="Each line holds one person."
                )
            yield f"line {number}", found


def first_object(head: bytes) -> Mapping[str, Any] | None:
    """The object that the first line is, where it is one whole."""
    line = head.lstrip().partition(b"\n")[0]
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _slowly(line: bytes, name: str, number: int) -> Any:
    """What the stricter parser refused: half a surrogate pair is replaced, the rest is told."""
    try:
        return _whole(json.loads(line, parse_constant=_no_number))
    except (ValueError, RecursionError) as error:
        column = getattr(error, "colno", None)
        place = f"line {number}, column {column}" if column else f"line {number}"
        what = getattr(error, "msg", None) or str(error) or "it nests too deep"
        raise InvalidInput(
            f"{name} is no JSON at {place}: {what}.", hint="Mend that line, or export the file again."
        ) from error


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _whole(value: Any) -> Any:
    """The value with U+FFFD for half a surrogate pair."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(item) for key, item in value.items()}
    return value
