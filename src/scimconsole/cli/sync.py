"""`scimconsole sync`: what the identity provider sent."""

from __future__ import annotations

import argparse

from scimconsole.cli import evidence, options, sync_requests, sync_status


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
    "requests": ("list the SCIM requests received, newest first", sync_requests.describe),
    "evidence": ("write what is known of a case into one file to hand on", evidence.describe),
}
"""Action to its one-line summary and what describes its arguments."""
