"""Options and verbs that several commands have; costs nothing but argparse."""

from __future__ import annotations

import argparse


def add_connection_options(parser: argparse.ArgumentParser) -> None:
    """Add `--url` and `--org`, which choose another service than the configured one."""
    where = parser.add_argument_group("service")
    where.add_argument("--url", metavar="URL", help="address of the service (default: as configured)")
    where.add_argument("--org", metavar="SLUG", help="the organization (default: as configured)")
    add_zone_option(parser)


def add_zone_option(parser: argparse.ArgumentParser) -> None:
    """Add `--zone`, for a command that tells people times; JSON stays in UTC."""
    parser.add_argument(
        "--zone", metavar="ZONE", help="times in UTC, local or such as Europe/Zurich (default: as configured)"
    )


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Add `--json`, for a command that prints one thing."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_list_options(parser: argparse.ArgumentParser, *, limit: int | None = None) -> None:
    """Add `--json` (the API's envelope), `--jsonl` (an item a line) and where to stop."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the list as one JSON document")
    form.add_argument("--jsonl", action="store_true", help="print one JSON document a line")
    parser.add_argument(
        "--limit", type=positive, default=limit, metavar="N", help=f"stop after N (default: {limit or 'all'})"
    )
    parser.add_argument("--cursor", metavar="TEXT", help="go on from an earlier list's next_cursor")


def add_choice_options(parser: argparse.ArgumentParser) -> None:
    """Add the conditions of a list of users; those who meet all that are given are meant."""
    whom = parser.add_argument_group("which users")
    whom.add_argument("--filter", metavar="SCIM", help="a SCIM filter, such as 'title co \"Engineer\"'")
    whom.add_argument("--status", choices=("active", "inactive", "held", "incomplete"), help="only these")
    whom.add_argument("--user-type", metavar="TYPE", help="only this userType, such as SMARTBOX")
    whom.add_argument("--search", metavar="TEXT", help="a word of a name, userName or e-mail begins so")
    whom.add_argument("--group", metavar="GROUP", help="only members of this group: its id or display name")
    whom.add_argument(
        "--changed-since",
        metavar="TIME",
        help="only who was created or changed since: 2h, yesterday, 2026-11-21, 2026-11-21T20:00:00Z",
    )


def add_yes_option(parser: argparse.ArgumentParser) -> None:
    """Add `--yes`, which answers the question a terminal is asked before something is ended."""
    parser.add_argument("--yes", action="store_true", help="do not ask")


def positive(text: str) -> int:
    """An argument that is a whole number from 1."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return number


def days(text: str) -> int | None:
    """A life span in days as seconds; `never` is None."""
    if text == "never":
        return None
    try:
        return positive(text) * 86_400
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number of days nor 'never'") from None
