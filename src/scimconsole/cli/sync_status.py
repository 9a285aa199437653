"""`scimconsole sync status`: whether provisioning works, for people and for monitoring."""

from __future__ import annotations

import argparse

from scimconsole.cli import options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from scimconsole.api import Sync, SyncContact, SyncCounts, SyncCycle, SyncFailure, SyncSilence

LOOK_EVERY = 2.0
"""Seconds between two looks of `--follow`."""
CYCLES_SHOWN = 8

_CLEAR = "\x1b[H\x1b[2J"


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `sync status`."""
    parser.add_argument("--follow", action="store_true", help="look again and again; Ctrl+C ends it")
    parser.add_argument("--json", action="store_true", help="print JSON; with --follow a line at each change")
    parser.add_argument("--ascii", action="store_true", help="draw with ASCII alone")
    options.add_connection_options(parser)
    parser.set_defaults(run=_status)


def _status(arguments: argparse.Namespace) -> int:
    from scimconsole.cli.session import management

    with management(arguments) as client:
        from scimconsole.client import calls

        sync = client.send(calls.sync())
        if arguments.follow:
            import time

            before: Sync | None = None
            while True:
                _show_change(arguments, sync, before)
                time.sleep(LOOK_EVERY)
                before, sync = sync, client.send(calls.sync())
    if arguments.json:
        from scimconsole.domain.terminal_text import escape_json

        print(escape_json(sync.model_dump_json(indent=2)))
    else:
        _show(arguments, sync)
    return 0 if sync.health == "healthy" else 1


def _show_change(arguments: argparse.Namespace, sync: Sync, before: Sync | None) -> None:
    """What is new since the look before; a terminal is drawn anew each time."""
    import sys

    is_new = before is None or _lasting(before) != _lasting(sync)
    if arguments.json:
        if is_new:
            from scimconsole.domain.terminal_text import escape_json

            print(escape_json(sync.model_dump_json()), flush=True)
    elif sys.stdout.isatty():
        print(_CLEAR, end="")
        _show(arguments, sync)
    elif is_new:
        _show(arguments, sync)
        print(flush=True)
    sys.stdout.flush()


def _lasting(sync: Sync) -> dict[str, object]:
    """The state without what only the passing of time changes."""
    return sync.model_dump(exclude={"at", "reason", "last_hour", "silence", "remarks", "forecast"})


def _show(arguments: argparse.Namespace, sync: Sync) -> None:
    from scimconsole.cli.output import print_rows
    from scimconsole.widgets.sparkline import sparkline

    _line(f"{sync.health}: {sync.reason}")
    print()
    bars = sparkline(sync.last_hour, len(sync.last_hour), ascii=arguments.ascii or _takes_ascii_only())
    print_rows(
        [
            ("Last contact", _contact(sync.last_contact)),
            ("Last test", _contact(sync.last_test)),
            ("Last change", _moment(sync.last_change_at)),
            ("Rhythm", _rhythm(sync)),
            ("Last hour", f"|{bars}| {_requests(sum(sync.last_hour))}"),
            ("Last 24 hours", _counts(sync.today)),
            ("Forecast", f"{sync.forecast.outlook}: {sync.forecast.sentence}"),
            ("To do", sync.forecast.to_do),
            ("Brake", _brake(sync)),
            ("Kept since", _moment(sync.pruned_until) if sync.pruned_until else None),
        ]
    )
    if sync.cycles:
        _title("Cycles, newest first")
        _show_cycles(sync.cycles[:CYCLES_SHOWN])
    for title, causes in (
        ("Failures of the last 24 hours", sync.failures),
        ("Carried out, and worth a look", sync.looks),
    ):
        if causes:
            _title(title)
            for cause in causes:
                _show_cause(cause)
    for title, reasons in (("What silence may be due to", sync.silence), ("Worth knowing", sync.remarks)):
        if reasons:
            _title(title)
            for reason in reasons:
                _show_reason(reason)


def _takes_ascii_only() -> bool:
    """Whether the terminal is not known to show more than ASCII; what commands write is UTF-8 anyhow."""
    import locale
    import os

    told = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    return "utf" not in (told or locale.getpreferredencoding(False)).lower()


def _show_cycles(cycles: list[SyncCycle]) -> None:
    from scimconsole.cli.output import print_table
    from scimconsole.cli.table import Column

    columns: list[Column[SyncCycle]] = [
        Column("BEGAN", lambda cycle: _moment(cycle.began_at)),
        Column("KIND", lambda cycle: f"{cycle.kind}, open" if cycle.is_open else cycle.kind),
        Column("REQUESTS", lambda cycle: cycle.counts.requests),
        Column("CREATED", lambda cycle: cycle.counts.creates),
        Column("UPDATED", lambda cycle: cycle.counts.updates + cycle.counts.enables),
        Column("DISABLED", lambda cycle: cycle.counts.disables + cycle.counts.deletes),
        Column("GROUPS", lambda cycle: cycle.counts.group_writes),
        Column("FAILED", lambda cycle: cycle.counts.failures + cycle.counts.refused),
    ]
    print_table(cycles, columns, nothing="")


def _show_cause(cause: SyncFailure) -> None:
    _line(f"{_requests(cause.requests)}: {cause.title} ({cause.cause}), last {_moment(cause.last_at)}")
    _explain(cause.happened, cause.in_entra, cause.here)
    _line(f"  Request: {cause.last_request_id}")


def _show_reason(reason: SyncSilence) -> None:
    _line(f"- {reason.title}. {reason.evidence}")
    _explain(reason.happened, reason.in_entra, reason.here)


def _explain(happened: str, in_entra: str | None, here: str | None) -> None:
    _line(f"  {happened}")
    if in_entra:
        _line(f"  In Entra: {in_entra}")
    if here:
        _line(f"  Here: {here}")


def _contact(contact: SyncContact | None) -> str:
    if contact is None:
        return "none yet"
    return ", ".join(
        (
            _moment(contact.at),
            *((f"from {contact.remote_address}",) if contact.remote_address else ()),
            *((f"token {contact.token_id}",) if contact.token_id else ()),
        )
    )


def _rhythm(sync: Sync) -> str:
    rhythm = sync.rhythm
    if rhythm.usual_seconds is None:
        return "not known yet"
    known = f"every {rhythm.usual_seconds // 60} min, learned from {rhythm.cycles} cycles"
    expected = f"; next about {_moment(rhythm.next_at)}" if rhythm.next_at else "; not steady"
    return f"{known}{expected}; overdue from {_moment(rhythm.overdue_at)}"


def _counts(counts: SyncCounts) -> str:
    return ", ".join((_requests(counts.requests), *_kinds(counts)))


def _kinds(counts: SyncCounts) -> Iterator[str]:
    for name, value in counts:
        if name != "requests" and value:
            kind = name.replace("_", " ")
            yield f"1 {kind.removesuffix('s')}" if value == 1 else f"{value:,} {kind}"


def _brake(sync: Sync) -> str:
    brake = sync.brake
    if brake.sentence is not None:
        return brake.sentence
    if brake.mode == "off":
        return "off"
    return f"{brake.mode}; {brake.people} of at most {brake.threshold} people lost access within the hour"


def _requests(count: int) -> str:
    return "1 request" if count == 1 else f"{count:,} requests"


def _moment(text: str | None) -> str:
    from scimconsole.cli.output import in_full

    return in_full(text) if text else "-"


def _title(text: str) -> None:
    from scimconsole.cli.output import dim

    print()
    print(dim(text))


def _line(text: str) -> None:
    from scimconsole.domain.terminal_text import escape_text

    print(escape_text(text))
