"""`scimconsole sync`: what the identity provider sent."""

from __future__ import annotations

import argparse

from scimconsole.cli import options, sync_status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import ScimRequest


def _describe_requests(parser: argparse.ArgumentParser) -> None:
    which = parser.add_argument_group("which requests")
    which.add_argument("--user", metavar="USER", help="about this SCIM id, userName or externalId")
    which.add_argument("--status", metavar="STATUS", help="answered so: 200, 4xx, or error for 400 and above")
    which.add_argument("--operation", metavar="WORDS", help="only this, such as 'create user'")
    which.add_argument("--scim-type", metavar="TYPE", help="refused with this scimType, such as invalidValue")
    which.add_argument("--signed-with", metavar="ID", help="the token's id, or its name when only one has it")
    which.add_argument("--since", metavar="TIME", help="received since, such as 2026-11-21T20:00:00Z")
    which.add_argument("--until", metavar="TIME", help="received before, such as 2026-11-22")
    options.add_list_options(parser, limit=100)
    options.add_connection_options(parser)
    parser.set_defaults(run=_requests)


def _requests(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import print_list
    from scimconsole.cli.session import management, pages
    from scimconsole.cli.table import Column

    with management(arguments) as client:
        from scimconsole.cli.finding import find_token
        from scimconsole.client import calls

        columns: list[Column[ScimRequest]] = [
            Column("AT", lambda request: request.at[:19].replace("T", " ")),
            Column("STATUS", lambda request: request.status),
            Column("METHOD", lambda request: request.method),
            Column("WHAT", lambda request: request.operation or request.path, flexible=True),
            Column("ABOUT", lambda request: request.sought or request.resource_id, flexible=True),
            Column("MS", lambda request: f"{request.duration_us / 1000:.1f}"),
            Column("ERROR", _error, flexible=True),
            Column("ID", lambda request: request.id),
        ]
        call = calls.requests(
            user=arguments.user,
            status=arguments.status,
            operation=arguments.operation,
            scim_type=arguments.scim_type,
            token=find_token(client, arguments.signed_with).id if arguments.signed_with else None,
            since=arguments.since,
            until=arguments.until,
            cursor=arguments.cursor,
        )
        given = set(call.query) - {"cursor"}
        nothing = "No request meets these conditions." if given else "No SCIM request has arrived yet."
        print_list(arguments, pages(client, call, arguments.limit), columns, nothing=nothing)


def _error(request: ScimRequest) -> str | None:
    if request.error is None or not request.signed_in:
        return request.cause.title if request.cause else None
    return request.error.detail


def _describe_request(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the request's id; it ends every refusal that Entra shows")
    options.add_json_option(parser)
    options.add_connection_options(parser)
    parser.set_defaults(run=_request)


def _request(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.request_shown import print_request
    from scimconsole.cli.session import management

    with management(arguments) as client:
        from scimconsole.client import calls

        request = client.send(calls.request(arguments.id))
        print_request(arguments, request, client.send(calls.organization()).tenant_url)


VERBS = {
    "status": ("say whether provisioning works; exit code 0 when it is healthy", sync_status.describe),
    "request": ("show one SCIM request in full, and what it is due to", _describe_request),
    "requests": ("list the SCIM requests received, newest first", _describe_requests),
}
"""Action to its one-line summary and what describes its arguments."""
