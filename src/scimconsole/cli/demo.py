"""`scimconsole demo`: a throw-away organization, filled through SCIM as Entra ID would."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.demo.prepare import Prepared


def add_arguments(parser: argparse.ArgumentParser, noun: str) -> None:
    """Describe `demo`."""
    parser.add_argument(
        "--prepare",
        action="store_true",
        required=True,
        help="make and fill the organization, then open the console on it",
    )
    parser.add_argument("--profile", default="keycafe", metavar="NAME", help="default: %(default)s")
    parser.add_argument(
        "--users", type=options.positive, default=60, metavar="N", help="default: %(default)s, at least 12"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, other people")
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--plain", action="store_true", help="print what was made instead of opening the console"
    )
    form.add_argument("--json", action="store_true", help="the same, as JSON")
    parser.set_defaults(run=_demo)


def _demo(arguments: argparse.Namespace) -> int:
    import sys

    from scimconsole.cli.output import progress, say
    from scimconsole.demo.prepare import prepare

    try:
        prepared = prepare(arguments.profile, users=arguments.users, seed=arguments.seed, say=progress)
    finally:
        progress("")
    try:
        if arguments.plain or arguments.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
            _print(arguments, prepared)
            say("The organization was thrown away; on a terminal the console opens on it.")
            return 0
        return _open_console(prepared)
    finally:
        prepared.connection.release()


def _print(arguments: argparse.Namespace, prepared: Prepared) -> None:
    from scimconsole.cli.output import print_json, print_rows

    made: dict[str, object] = {
        "organization": prepared.connection.org,
        "profile": prepared.profile,
        "tenant_url": prepared.tenant_url,
        "token_id": prepared.token_id,
        "users": prepared.users,
        "active": prepared.active,
        "groups": prepared.groups,
        "requests": prepared.requests,
        "seconds": round(prepared.seconds, 3),
    }
    if arguments.json:
        print_json(made)
    else:
        print_rows([(name.replace("_", " ").capitalize(), value) for name, value in made.items()])


def _open_console(prepared: Prepared) -> int:
    from scimconsole import settings
    from scimconsole.app import ConsoleApp  # Textual: only the console needs it

    app = ConsoleApp(settings.read(), connection=prepared.connection)
    app.run()
    return app.return_code or 0
