"""`scimconsole why`: one verdict about one person, with its evidence and the next step."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import Why


def add_arguments(parser: argparse.ArgumentParser, noun: str) -> None:
    """Describe `why`."""
    parser.add_argument(
        "person", metavar="PERSON", help="a userName, e-mail address, externalId (object id) or SCIM id"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON")
    form.add_argument("--note", action="store_true", help="print the note for a ticket only")
    options.add_connection_options(parser)
    parser.epilog = "Nobody has to be stored: whoever was refused, deleted or never sent gets a verdict, too."
    parser.set_defaults(run=_why)


def _why(arguments: argparse.Namespace) -> None:
    from scimconsole.cli.session import management

    with management(arguments) as client:
        from scimconsole.client import calls

        found = client.send(calls.why(arguments.person))
    if arguments.json:
        from scimconsole.domain.terminal_text import escape_json

        print(escape_json(found.model_dump_json(indent=2)))
    elif arguments.note:
        _print_note(found)
    else:
        _print_verdict(found)


def _print_note(found: Why) -> None:
    from scimconsole.domain.terminal_text import escape_text

    for line in found.note.splitlines():
        print(escape_text(line))


def _print_verdict(found: Why) -> None:
    from scimconsole.cli.output import in_full, print_rows, say
    from scimconsole.cli.request_shown import SIDES
    from scimconsole.domain.terminal_text import escape_text

    print(escape_text(found.verdict))
    print()
    print_rows(
        [
            ("Next step", found.next_step),
            ("Who can change it", SIDES[found.side]),
            ("Verdict", found.code),
            ("SCIM id", found.user.id if found.user else None),
        ]
    )
    if found.evidence:
        print()
    for line in found.evidence:
        at = in_full(line.at) if line.at else ""
        request = f"  {line.request_id}" if line.request_id else ""
        print(f"{at:<20}  {escape_text(line.text)}{request}")
    if found.also:
        say(f"The words fit {len(found.also)} more: {', '.join(found.also)}")
