"""`scimconsole serve`: run the service."""

from __future__ import annotations

import argparse

from scimconsole.cli import options
from scimconsole.cli.service import add_database_option


def add_arguments(parser: argparse.ArgumentParser, noun: str) -> None:
    """Describe `serve`."""
    add_database_option(parser)
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8080, metavar="P", help="port, 0 picks one (%(default)s)")
    parser.add_argument(
        "--workers", type=options.positive, default=1, metavar="N", help="processes (%(default)s)"
    )
    parser.add_argument(
        "--public-url",
        metavar="URL",
        help="the https address of the reverse proxy in front, from which Tenant URLs are made "
        "(default: the address listened on)",
    )
    parser.set_defaults(run=_serve)


def _serve(arguments: argparse.Namespace) -> None:
    from scimconsole import settings
    from scimconsole.cli.administration import default_database
    from scimconsole.cli.output import say
    from scimconsole.client.connecting import check_url
    from scimconsole.domain.reachability import unreachable_reason
    from scimconsole.service.server import ServiceConfig, serve

    chosen = settings.read()
    public_url = check_url(arguments.public_url) if arguments.public_url else None
    reason = unreachable_reason(public_url)
    if reason:
        say(f"Entra ID cannot reach this service. {reason} Name its https address with --public-url.")
    serve(
        ServiceConfig(
            database=arguments.database or default_database(chosen),
            pepper_file=chosen.pepper_file,
            host=arguments.host,
            port=arguments.port,
            workers=arguments.workers,
            public_url=public_url,
            profiles_folder=chosen.profiles,
        )
    )
