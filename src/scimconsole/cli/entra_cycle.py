"""`scimconsole entra cycle`: a provisioning cycle with a directory file, over real HTTP."""

from __future__ import annotations

import argparse

from scimconsole.cli import options
from scimconsole.cli.entra_connection import TOKEN_VARIABLE, add_endpoint_option, read_token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from scimconsole.entra.people.reading import People
    from scimconsole.entra.schema.model import SyncSchema
    from scimconsole.entra.simulator.cycle import Cycle, Directory
    from scimconsole.entra.simulator.job import Job
    from scimconsole.entra.simulator.state import State

FLAG = "aadOptscim062020"
"""What the Tenant URL carries when Entra shall send compliant PATCH requests."""
_MOST_AT_ONCE = 64


def describe(parser: argparse.ArgumentParser) -> None:
    """The arguments of `entra cycle`."""
    add_endpoint_option(parser)
    what = parser.add_argument_group("what is provisioned")
    what.add_argument(
        "--users", metavar="FILE", required=True, help="Graph users as JSON or CSV; '-' reads stdin"
    )
    what.add_argument("--groups", metavar="FILE", help="groups, where the file of users has none")
    what.add_argument("--mapping", metavar="FILE", required=True, help="a synchronization schema, JSON")
    how = parser.add_argument_group("how")
    how.add_argument(
        "--dialect",
        choices=("legacy", "compliant"),
        help=f"of PATCH requests (default: legacy, or what {FLAG} in the Tenant URL says)",
    )
    how.add_argument("--concurrency", type=_at_once, default=4, metavar="N", help="default: %(default)s")
    how.add_argument(
        "--rate", type=_rate, default=25.0, metavar="R", help="requests a second, 0 for any (default: 25)"
    )
    how.add_argument(
        "--deletion-threshold",
        type=_count,
        default=500,
        metavar="N",
        help="disable and delete nobody when it would be more; 0 for any number (default: %(default)s)",
    )
    how.add_argument(
        "--now", metavar="TIME", type=_time, help="the job's time, ISO 8601 (default: the clock's)"
    )
    memory = parser.add_argument_group("what the job remembers")
    memory.add_argument(
        "--state", metavar="FILE", help="links, escrows and quarantine from cycle to cycle (default: nothing)"
    )
    memory.add_argument(
        "--restart",
        choices=("watermark", "escrows", "full"),
        help="forget what was sent, what failed, or everything; each ends quarantine",
    )
    told = parser.add_argument_group("what is told")
    form = told.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help='print {"items": [...], "summary": {...}}')
    form.add_argument("--jsonl", action="store_true", help="print an object of the provisioning log a line")
    told.add_argument("--show-requests", action="store_true", help="with each object the requests sent")
    told.add_argument("--strict", action="store_true", help="exit 1 when an object failed")
    parser.set_defaults(run=_cycle)


def _cycle(arguments: argparse.Namespace) -> int:
    import asyncio
    import os
    import sqlite3
    from pathlib import Path

    from scimconsole.cli.entra_log import printed_log
    from scimconsole.cli.mapping_choice import schema_in_file
    from scimconsole.entra.simulator.endpoint import Endpoint, checked_url
    from scimconsole.entra.simulator.pace import Pace
    from scimconsole.entra.simulator.state import State
    from scimconsole.errors import InvalidInput, ScimConsoleError

    checked_url(arguments.tenant_url)
    if "-" in (arguments.users, arguments.groups) and TOKEN_VARIABLE not in os.environ:
        raise InvalidInput(f"With people on stdin the token comes from {TOKEN_VARIABLE}.")
    job = _job(arguments, schema_in_file(arguments.mapping))
    directory = _directory(arguments)
    token = read_token()

    async def play(state: State) -> Cycle:
        from scimconsole.entra.simulator.cycle import Cycle

        pace = Pace(arguments.rate)
        async with Endpoint(
            arguments.tenant_url, token, pace=pace, concurrency=arguments.concurrency
        ) as endpoint:
            cycle = Cycle(job, endpoint, state)
            with printed_log(arguments, cycle):
                await cycle.run(directory)
            return cycle

    try:
        with State(Path(arguments.state) if arguments.state else None, arguments.tenant_url) as state:
            cycle = asyncio.run(play(state))
    except sqlite3.Error as error:
        raise ScimConsoleError(
            f"The state file {arguments.state} cannot be written: {error}.",
            hint="What was sent stays; the next cycle matches again what the file does not know.",
        ) from error
    if cycle.error is not None:
        raise cycle.error
    has_failures = cycle.tally.failures + cycle.tally.failed_references > 0
    return 1 if arguments.strict and has_failures else 0


def _job(arguments: argparse.Namespace, schema: SyncSchema) -> Job:
    from urllib.parse import urlsplit

    from scimconsole.entra.expressions.surroundings import Surroundings
    from scimconsole.entra.simulator.job import Job

    flagged = FLAG.lower() in urlsplit(arguments.tenant_url).query.lower()
    return Job(
        schema,
        arguments.dialect or ("compliant" if flagged else "legacy"),
        arguments.concurrency,
        arguments.deletion_threshold,
        arguments.restart,
        surroundings=Surroundings.repeatable(now=arguments.now),
    )


def _directory(arguments: argparse.Namespace) -> Directory:
    """The files, read once from end to end: nothing is sent of one that breaks off in the middle."""
    from scimconsole.cli.output import progress, say
    from scimconsole.entra.people.reading import read_people
    from scimconsole.entra.simulator.cycle import Directory

    users = read_people(_origin(arguments.users))
    groups: People | None = None
    if arguments.groups is not None:
        groups = read_people(_origin(arguments.groups), kind="Group")
    elif users.has_groups:
        groups = users.groups()
    counts: list[int | None] = []
    for people, name in ((users, arguments.users), (groups, arguments.groups or arguments.users)):
        if people is None or (name == "-" and people.form != "document"):
            counts.append(None)
            continue
        count = 0
        for count, _ in enumerate(people, start=1):
            if count % 5_000 == 0:
                progress(f"Reading {people.name}: {count:,}")
        counts.append(count)
        for remark in people.remarks:
            say(remark)
    progress("")
    return Directory(users, groups, *counts)


def _origin(name: str) -> Path | BinaryIO:
    import sys
    from pathlib import Path

    return sys.stdin.buffer if name == "-" else Path(name)


def _at_once(text: str) -> int:
    number = options.positive(text)
    if number > _MOST_AT_ONCE:
        raise argparse.ArgumentTypeError(f"{text!r} is more than {_MOST_AT_ONCE}")
    return number


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = -1.0
    if not 0 <= rate < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of requests a second")
    return rate


def _time(text: str) -> object:
    from datetime import datetime

    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-11-22T09:00:00Z") from None
