"""`scimconsole sync requests`: the SCIM requests received, listed, exported, or followed as they come."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scimconsole.api import ScimRequest
    from scimconsole.cli.table import Column
    from scimconsole.client import ManagementClient
    from scimconsole.client.call import ListCall
    from scimconsole.client.streaming import FollowState

LIMIT = 100
"""Requests that are listed unless another number is asked for; `--jsonl` goes on to the end."""


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_conditions(parser)
    runs = parser.add_mutually_exclusive_group()
    runs.add_argument(
        "--fold",
        action="store_true",
        help="tell runs of reads that changed nothing as one (default in a table)",
    )
    runs.add_argument(
        "--all", action="store_true", help="tell each of them (default with --json and --jsonl)"
    )
    parser.add_argument("--follow", action="store_true", help="go on with those that come, until interrupted")
    options.add_list_options(parser)
    parser.set_defaults(run=_run)
    options.add_connection_options(parser)


def add_conditions(parser: argparse.ArgumentParser) -> None:
    """Add the conditions; requests that meet all that are given are meant."""
    which = parser.add_argument_group("which requests")
    which.add_argument(
        "--user",
        metavar="WHO",
        help="about this person or group: SCIM id, name or externalId (Entra's object id)",
    )
    which.add_argument(
        "--status", metavar="STATUS", type=_status, help="answered so: 200, 4xx, or error for 400 and above"
    )
    which.add_argument("--cause", metavar="CODE", help="due to this, such as token-expired")
    which.add_argument("--operation", metavar="WORDS", help="only this, such as 'create user'")
    which.add_argument("--scim-type", metavar="TYPE", help="refused with this scimType, such as invalidValue")
    which.add_argument("--signed-with", metavar="ID", help="the token's id, or its name when only one has it")
    which.add_argument("--correlation", metavar="ID", help="sent with this correlation id of Entra's")
    which.add_argument("--dialect", choices=("entra", "okta"), help="recognised as this one's")
    which.add_argument(
        "--since", metavar="TIME", help="received since: 2h, yesterday, 14:00, 2026-11-21T20:00Z"
    )
    which.add_argument("--until", metavar="TIME", help="received before, written likewise")


def _status(text: str) -> str:
    import re

    if re.fullmatch(r"[1-5]([0-9]{2}|xx)|error", text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is none of 200, 4xx and error")
    return text


def asked_for(arguments: argparse.Namespace, client: ManagementClient) -> ListCall[ScimRequest]:
    """The call for the requests that the conditions mean; raises InvalidInput for a time that is none."""
    from scimconsole.cli.finding import find_token
    from scimconsole.cli.times import instant_text
    from scimconsole.client import calls

    return calls.requests(
        user=arguments.user,
        status=arguments.status,
        operation=arguments.operation,
        scim_type=arguments.scim_type,
        token=find_token(client, arguments.signed_with).id if arguments.signed_with else None,
        cause=arguments.cause,
        correlation=arguments.correlation,
        dialect=arguments.dialect,
        since=instant_text(arguments.since),
        until=instant_text(arguments.until),
    )


def _run(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.session import management

    with management(arguments) as client:
        call = asked_for(arguments, client)
        if arguments.follow:
            _follow(arguments, client, call)
        else:
            _list(arguments, client, call)


def _list(arguments: argparse.Namespace, client: ManagementClient, call: ListCall[ScimRequest]) -> None:
    from dataclasses import replace

    from scimconsole.cli.output import print_list
    from scimconsole.cli.session import pages

    nothing = "No request meets these conditions." if call.query else "No SCIM request has arrived yet."
    is_table = not (arguments.json or arguments.jsonl)
    if arguments.fold or (is_table and not arguments.all):
        call = replace(call, query={**call.query, "fold": "true"})
    if arguments.cursor is not None:
        call = call.after(arguments.cursor)
    limit = arguments.limit or (None if arguments.jsonl else LIMIT)
    print_list(arguments, pages(client, call, limit), _columns(), nothing=nothing)


def _columns() -> list[Column[ScimRequest]]:
    from scimconsole.cli.table import Column
    from scimconsole.cli.times import titled, zone

    return [
        Column(titled("AT"), lambda request: zone().second(request.at)),
        Column("STATUS", lambda request: request.status),
        Column("METHOD", lambda request: request.method),
        Column("WHAT", _what, flexible=True),
        Column("ABOUT", lambda request: request.sought or request.resource_id, flexible=True),
        Column("MS", lambda request: f"{request.duration_us / 1000:.1f}"),
        Column("ERROR", _error, flexible=True),
        Column("ID", lambda request: request.id),
    ]


def _what(request: ScimRequest) -> str:
    what = request.operation or request.path
    return f"{what} (and {request.folded:,} before)" if request.folded else what


def _error(request: ScimRequest) -> str | None:
    if request.error is None or not request.signed_in:
        return request.cause.title if request.cause else None
    return request.error.detail


def _follow(arguments: argparse.Namespace, client: ManagementClient, call: ListCall[ScimRequest]) -> None:
    from itertools import islice

    from scimconsole.domain.terminal_text import escape_json
    from scimconsole.errors import InvalidInput, ScimConsoleError

    given = [name for name in ("json", "fold", "cursor") if getattr(arguments, name)]
    if given:
        raise InvalidInput(f"--follow and --{given[0]} exclude each other.", hint="Use --jsonl for programs.")
    from scimconsole.client import calls

    if "requests-stream" not in client.send(calls.organization()).capabilities:
        raise ScimConsoleError(
            "This service does not stream its requests.", hint="Ask again without --follow."
        )
    requests = islice(client.follow_requests(call, state=_Talk()), arguments.limit)
    lines = (
        (escape_json(request.model_dump_json()) for request in requests)
        if arguments.jsonl
        else _lines_of(requests)
    )
    for line in lines:
        print(line, flush=True)


def _lines_of(requests: Iterator[ScimRequest]) -> Iterator[str]:
    """A line each, with the same columns as the table as far as their widths can be foreseen."""
    from scimconsole.cli.output import in_full
    from scimconsole.cli.table import fit
    from scimconsole.cli.times import zone
    from scimconsole.domain.terminal_text import escape_text

    for request in requests:
        about = request.sought or request.resource_id or "-"
        cells = [
            zone().second(request.at) if zone().is_utc else in_full(request.at, seconds=True),
            str(request.status),
            fit(escape_text(request.operation or request.path), 13),
            escape_text(about),
            request.id,
            escape_text(_error(request) or ""),
        ]
        yield "  ".join(cells).rstrip()


class _Talk:
    """Says on stderr when the stream was lost and when it is back."""

    def __init__(self) -> None:
        self._is_lost = False

    def __call__(self, state: FollowState) -> None:
        from scimconsole.cli.output import say

        if state == "lost" and not self._is_lost:
            self._is_lost = True
            say("The service does not answer; nothing is lost, and it is asked again until it does.")
        elif state == "connected" and self._is_lost:
            self._is_lost = False
            say("The service answers again.")
