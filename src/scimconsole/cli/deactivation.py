"""`scimconsole users deactivate`: name people, see who is meant, hold them, watch it happen."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from scimconsole.api import Deactivation, DeactivationResult, NewDeactivation
from scimconsole.cli.finding import find_user_id
from scimconsole.cli.inputs import confirm, model_of
from scimconsole.cli.output import print_json, print_rows, print_table, progress, say
from scimconsole.cli.people_list import Entry, read_people
from scimconsole.cli.session import management
from scimconsole.cli.table import Column
from scimconsole.client import ManagementClient, calls
from scimconsole.errors import CountMismatch, InvalidInput, NotFound

_FINISHED = ("dry-run", "done", "cancelled")
_FIRST_LOOK_SECONDS = 0.05
_SLOWEST_LOOK_SECONDS = 1.0


def deactivate(arguments: argparse.Namespace) -> int:
    """Hold the people named; 0 when all were, 1 when some failed, 4 when some names fit nobody.

    Raises `CountMismatch` when `--expect` differs, `NotFound` when nobody is matched; nothing is changed
    then.
    """
    entries = [Entry(0, text) for text in arguments.ids]
    if arguments.file:
        entries += read_people(arguments.file)
    if not entries:
        raise InvalidInput(
            "Nobody is named.", hint="Name userNames, SCIM ids or e-mails, or use --from FILE."
        )
    with management(arguments, acts=not arguments.dry_run) as client:
        ids = [entry.text for entry in entries]
        plan = _plan(client, ids, arguments.reason)
        found = _by_email(client, plan.unmatched)
        if found:
            ids = [found.get(text, text) for text in ids]
            plan = _plan(client, ids, arguments.reason)
        _check(plan, arguments.expect, entries)
        if not arguments.dry_run:
            confirm(arguments, f"Deactivate {_people(plan.matched)}?")
            plan = _carry_out(client, ids, arguments.reason, plan.matched)
        _report(arguments, plan, entries)
    if plan.failed:
        return 1
    return NotFound.exit_code if plan.unmatched else 0


def _plan(client: ManagementClient, ids: Sequence[str], reason: str | None) -> Deactivation:
    new = model_of(NewDeactivation, {"ids": ids, "reason": reason, "dry_run": True})
    return client.send(calls.start_deactivation(new))


def _by_email(client: ManagementClient, unmatched: Sequence[str]) -> dict[str, str]:
    """E-mail address to SCIM id, for the names that fit no userName and no id."""
    found: dict[str, str] = {}
    for text in unmatched:
        if "@" in text:
            user_id = find_user_id(client, text, "emails.value")
            if user_id is not None:
                found[text] = user_id
    return found


def _check(plan: Deactivation, expected: int | None, entries: Sequence[Entry]) -> None:
    if expected is not None and plan.matched != expected:
        raise CountMismatch(
            f"{_people(plan.matched)} matched, {expected} expected; nothing was changed."
            + "".join(f"\n{line}" for line in _unmatched_lines(plan, entries))
        )
    if plan.matched == 0:
        raise NotFound(
            "Nobody was matched; nothing was changed."
            + "".join(f"\n{line}" for line in _unmatched_lines(plan, entries)),
            hint="`scimconsole users list --search TEXT` finds people.",
        )


def _carry_out(client: ManagementClient, ids: Sequence[str], reason: str | None, count: int) -> Deactivation:
    new = model_of(NewDeactivation, {"ids": ids, "reason": reason, "expected_count": count})
    work = client.send(calls.start_deactivation(new))
    pause = _FIRST_LOOK_SECONDS
    try:
        while work.state not in _FINISHED:
            progress(f"{work.deactivated + work.already + work.failed} of {work.matched}")
            time.sleep(pause)
            pause = min(pause * 1.5, _SLOWEST_LOOK_SECONDS)
            work = client.send(calls.deactivation(work.id))
    except KeyboardInterrupt:
        client.send(calls.cancel_deactivation(work.id))
        say("\nCancelled; who was deactivated stays so.")
        raise
    finally:
        progress("")
    return work


def _report(arguments: argparse.Namespace, plan: Deactivation, entries: Sequence[Entry]) -> None:
    if arguments.json:
        print_json(plan.model_dump(mode="json"))
    else:
        columns: list[Column[DeactivationResult]] = [
            Column("USER NAME", lambda result: result.user_name, flexible=True),
            Column("OUTCOME", lambda result: result.outcome.replace("-", " ")),
            Column("DETAIL", lambda result: result.detail, flexible=True),
            Column("ID", lambda result: result.id),
        ]
        print_table(plan.results, columns, nothing="")
        print()
        print_rows(
            [
                ("Matched", plan.matched),
                ("Deactivated", None if plan.state == "dry-run" else plan.deactivated),
                ("Already held", plan.already),
                ("Failed", plan.failed or None),
            ]
        )
    for line in _unmatched_lines(plan, entries):
        say(line)
    if plan.state == "dry-run":
        say("This was a dry run; nothing was changed.")


def _unmatched_lines(plan: Deactivation, entries: Sequence[Entry]) -> list[str]:
    unmatched = set(plan.unmatched)
    return [
        (f"Line {entry.line}: nobody" if entry.line else "Nobody") + f" is named {entry.text!r}."
        for entry in entries
        if entry.text in unmatched
    ]


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
