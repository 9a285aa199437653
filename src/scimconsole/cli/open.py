"""`scimconsole open`, or nothing but `scimconsole`: the console."""

from __future__ import annotations

import argparse

from scimconsole.cli import options


def add_arguments(parser: argparse.ArgumentParser, noun: str) -> None:
    """Describe what can be said when the console is opened."""
    parser.add_argument("place", metavar="PLACE", nargs="?", help="where to open it, such as users or tokens")
    parser.add_argument(
        "--read-only", action="store_true", default=None, help="refuse every act that changes something"
    )
    parser.add_argument("--ascii", action="store_true", default=None, help="draw with ASCII characters only")
    options.add_connection_options(parser)
    parser.set_defaults(run=_open)


def _open(arguments: argparse.Namespace) -> int:
    import sys

    from scimconsole import settings
    from scimconsole.errors import InvalidInput

    flags = {name: getattr(arguments, name) for name in ("url", "org", "read_only", "ascii")}
    chosen = settings.read(flags)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InvalidInput(
            "The console needs a terminal.",
            hint="Every act is a command too: `scimconsole --help` lists them.",
        )
    from scimconsole.app import ConsoleApp  # Textual: only the console needs it

    app = ConsoleApp(chosen, place=arguments.place or "overview")
    app.limit_colours()
    app.run()
    if app.last_words():
        print(app.last_words(), file=sys.stderr)
    return app.return_code or 0
