"""`scimconsole sync`: what the identity provider sent."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import ScimRequest


def _describe_requests(parser: argparse.ArgumentParser) -> None:
    options.add_list_options(parser, limit=100)
    options.add_connection_options(parser)
    parser.set_defaults(run=_requests)


def _requests(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.output import print_list
    from scimconsole.cli.session import management, pages
    from scimconsole.cli.table import Column

    with management(arguments) as client:
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
        found = pages(client, calls.requests(cursor=arguments.cursor), arguments.limit)
        print_list(arguments, found, columns, nothing="No SCIM request has arrived yet.")


def _error(request: ScimRequest) -> str | None:
    if not request.signed_in:
        return request.refusal or "not signed in"
    return request.error.detail if request.error else None


VERBS = {
    "requests": ("list the SCIM requests received, newest first", _describe_requests),
}
"""Action to its one-line summary and what describes its arguments."""
