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

    print(escape_text(_in_zone(found.verdict)))
    print()
    print_rows(
        [
            ("Next step", found.next_step),
            ("Who can change it", None if found.side == "nobody" else SIDES[found.side]),
            ("Verdict", found.code),
            ("SCIM id", found.user.id if found.user else None),
        ]
    )
    if found.evidence:
        print()
    width = max((len(in_full(line.at)) for line in found.evidence), default=0)
    for line in found.evidence:
        at = in_full(line.at) if line.at else ""
        request = f"  {line.request_id}" if line.request_id else ""
        print(f"{at:<{width}}  {escape_text(_in_zone(line.text))}{request}")
    if found.also:
        say(f"The words fit {len(found.also)} more: {', '.join(found.also)}")


def _in_zone(text: str) -> str:
    """The text with its times in the zone of choice; the service writes them in UTC."""
    import re

    from scimconsole.cli.output import in_full

    return re.sub(
        r"\b(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC\b",
        lambda found: in_full(f"{found[1]}T{found[2]}:00Z"),
        text,
    )
