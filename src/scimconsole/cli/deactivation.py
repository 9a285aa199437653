"""`scimconsole users deactivate` and `undo`: see who is meant, hold or release them, watch it happen."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence

from scimconsole.api import Deactivation, DeactivationResult, NewDeactivation
from scimconsole.cli.finding import find_user_id
from scimconsole.cli.inputs import confirm, model_of
from scimconsole.cli.output import moment, print_json, print_list, print_rows, print_table, progress, say
from scimconsole.cli.people_list import Entry, read_people
from scimconsole.cli.session import management, pages
from scimconsole.cli.table import Column
from scimconsole.cli.times import titled
from scimconsole.cli.user_choice import choice_of, filter_marked, is_chosen
from scimconsole.client import ManagementClient, calls
from scimconsole.errors import CountMismatch, InvalidInput, NotFound

_FINISHED = ("dry-run", "done", "cancelled")
_FIRST_LOOK_SECONDS = 0.05
_SLOWEST_LOOK_SECONDS = 1.0


def deactivate(arguments: argparse.Namespace) -> int:
    """Hold the people named or chosen; 0 when all were, 1 when some failed, 4 when some names fit nobody.

    Raises `CountMismatch` when `--expect` differs, `NotFound` when nobody is matched; nothing is changed
    then.
    """
    entries = [Entry(0, text) for text in arguments.ids]
    if arguments.file:
        entries += read_people(arguments.file)
    if bool(entries) == is_chosen(arguments):
        raise InvalidInput(
            "People are both named and chosen by conditions." if entries else "Nobody is named.",
            hint="Name userNames, SCIM ids or e-mails, use --from FILE, or choose with --filter, --status, "
            "--user-type, --search, --group and --changed-since.",
        )
    with management(arguments, acts=not arguments.dry_run) as client, filter_marked(arguments):
        asked = _named(entries) if entries else _chosen(client, arguments)
        asked["reason"] = arguments.reason
        plan = _plan(client, asked)
        found = _by_email(client, plan.unmatched)
        if found:
            asked["ids"] = [found.get(entry.text, entry.text) for entry in entries]
            plan = _plan(client, asked)
        _check(plan, arguments.expect, entries)
        if not arguments.dry_run:
            confirm(arguments, f"Deactivate {_people(plan.matched)}?")
            new = model_of(NewDeactivation, {**asked, "expected_count": plan.matched})
            plan = _carry_out(client, client.send(calls.start_deactivation(new)))
        _report(arguments, plan, entries)
        if plan.state == "done" and plan.deactivated:
            say(f"To undo it: scimconsole users undo {plan.id}")
    if plan.failed:
        return 1
    return NotFound.exit_code if plan.unmatched else 0


def undo(arguments: argparse.Namespace) -> int:
    """Lift the holds a deactivation placed; 0 when all were lifted, 1 when some were left as they are.

    Raises `NotFound`, and `Conflict` where there is nothing that can be undone.
    """
    with management(arguments, acts=True) as client:
        undone = client.send(calls.deactivation(arguments.id, results=False))
        confirm(arguments, f"Reactivate {_people(undone.deactivated)}?")
        started = client.send(calls.undo_deactivation(undone.id, arguments.reason))
        work = _carry_out(client, started)
        _report(arguments, work, [])
    return 1 if work.left else 0


def list_deactivations(arguments: argparse.Namespace) -> None:
    """Print bulk deactivations and undos, newest first."""
    with management(arguments) as client:
        columns: list[Column[Deactivation]] = [
            Column(titled("AT"), lambda work: moment(work.created_at)),
            Column("BY", lambda work: work.created_by, flexible=True),
            Column("WHAT", lambda work: "undo" if work.undoes else "deactivation"),
            Column("STATE", lambda work: "undone" if work.undone_by else work.state),
            Column("MATCHED", lambda work: work.matched),
            Column("DONE", lambda work: work.deactivated + work.reactivated),
            Column("REASON", lambda work: work.reason, flexible=True),
            Column("ID", lambda work: work.id),
        ]
        found = pages(client, calls.deactivations(cursor=arguments.cursor), arguments.limit)
        print_list(arguments, found, columns, nothing="Nobody was deactivated in bulk yet.")


def _named(entries: Sequence[Entry]) -> dict[str, object]:
    return {"ids": [entry.text for entry in entries]}


def _chosen(client: ManagementClient, arguments: argparse.Namespace) -> dict[str, object]:
    choice = {name: value for name, value in choice_of(client, arguments).items() if value}
    return {"q" if name == "search" else name: value for name, value in choice.items()}


def _plan(client: ManagementClient, asked: Mapping[str, object]) -> Deactivation:
    new = model_of(NewDeactivation, {**asked, "dry_run": True})
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


def _carry_out(client: ManagementClient, work: Deactivation) -> Deactivation:
    """Watch a deactivation or an undo until it has ended; an interrupt cancels it."""
    pause = _FIRST_LOOK_SECONDS
    try:
        while work.state not in _FINISHED:
            progress(f"{work.worked} of {work.matched}")
            time.sleep(pause)
            pause = min(pause * 1.5, _SLOWEST_LOOK_SECONDS)
            work = client.send(calls.deactivation(work.id, results=False))
    except KeyboardInterrupt:
        client.send(calls.cancel_deactivation(work.id))
        done = "reactivated" if work.undoes else "deactivated"
        say(f"\nCancelled; who was {done} stays so.")
        raise
    finally:
        progress("")
    return client.send(calls.deactivation(work.id))


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
                *_counts(plan),
                ("Failed", plan.failed or None),
            ]
        )
    for line in _unmatched_lines(plan, entries):
        say(line)
    if plan.state == "dry-run":
        say("This was a dry run; nothing was changed.")


def _counts(work: Deactivation) -> list[tuple[str, object]]:
    if work.undoes:
        return [("Reactivated", work.reactivated), ("Left as they are", work.left)]
    deactivated = None if work.state == "dry-run" else work.deactivated
    return [("Deactivated", deactivated), ("Already held", work.already)]


def _unmatched_lines(plan: Deactivation, entries: Sequence[Entry]) -> list[str]:
    unmatched = set(plan.unmatched)
    return [
        (f"Line {entry.line}: nobody" if entry.line else "Nobody") + f" is named {entry.text!r}."
        for entry in entries
        if entry.text in unmatched
    ]


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
