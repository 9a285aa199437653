"""What a cycle prints: the provisioning log as it comes, failures and counts for a person, progress."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from scimconsole.cli.output import print_rows, print_table, progress, say
from scimconsole.cli.table import Column
from scimconsole.domain.terminal_text import escape_json
from scimconsole.entra.simulator.cycle import Cycle
from scimconsole.entra.simulator.job import Progress
from scimconsole.entra.simulator.record import OUTCOMES, Outcome, Record

_MOST_FAILURES = 20
_WORDS = {
    "create": "created",
    "update": "updated",
    "disable": "disabled",
    "delete": "deleted",
    "staged": "not disabled (too many)",
}


@contextmanager
def printed_log(arguments: argparse.Namespace, cycle: Cycle) -> Iterator[None]:
    """Print what the cycle tells while the body runs, and the counts at its end, however that comes."""
    log = _Log(arguments, cycle)
    cycle.tell, cycle.progress = log.tell, log.show_progress
    try:
        yield
    except BaseException:
        log.end(interrupted=True)
        raise
    log.end()


class _Log:
    def __init__(self, arguments: argparse.Namespace, cycle: Cycle) -> None:
        self._arguments = arguments
        self._cycle = cycle
        self._failures: list[Record] = []
        self._printed = 0

    def tell(self, record: Record) -> None:
        """Print the object, or keep it when it is one of the first that failed."""
        if record.failure is not None and len(self._failures) < _MOST_FAILURES:
            self._failures.append(record)
        if not (self._arguments.json or self._arguments.jsonl):
            return
        shown = record.as_json(self._cycle.names, show_requests=self._arguments.show_requests)
        text = escape_json(json.dumps(shown, ensure_ascii=False))
        if self._arguments.jsonl:
            print(text)
        else:
            print(",\n" if self._printed else '{"items": [\n', text, sep="", end="")
        self._printed += 1

    def show_progress(self, told: Progress) -> None:
        """Rewrite the line that tells how far it is."""
        of = f" of {told.total:,}" if told.total is not None else ""
        failed = self._cycle.tally.failures + self._cycle.tally.failed_references
        progress(f"{told.doing}: {told.done:,}{of}" + (f", {failed:,} failed" if failed else ""))

    def end(self, *, interrupted: bool = False) -> None:
        """Print the counts; of a cycle that was interrupted they are talk."""
        progress("")
        report = self._cycle.report()
        if self._arguments.json:
            if not self._printed:
                print('{"items": [', end="")
            print('],\n"summary": ', escape_json(json.dumps(report, ensure_ascii=False)), "}", sep="")
        elif not (self._arguments.jsonl or interrupted):
            self._print_failures()
            print_rows(self._rows())
        else:
            say("\n".join(f"{name}: {value}" for name, value in self._rows() if value is not None))
        for remark in self._cycle.remarks:
            say(remark)

    def _print_failures(self) -> None:
        if not self._failures:
            return
        columns: list[Column[Record]] = [
            Column("WHO", lambda record: record.name, flexible=True),
            Column("CODE", lambda record: record.failure.code if record.failure else ""),
            Column("REASON", lambda record: record.failure.reason if record.failure else "", flexible=True),
        ]
        print_table(self._failures, columns, nothing="")
        more = self._cycle.tally.failures + self._cycle.tally.failed_references - len(self._failures)
        if more > 0:
            say(f"{more:,} more failed; --jsonl prints all of them.")
        print()

    def _rows(self) -> list[tuple[str, object]]:
        tally, report = self._cycle.tally, self._cycle.report()
        members = f"{tally.members_added:,} added, {tally.members_removed:,} removed"
        failed = f", {tally.failed_references:,} failed" if tally.failed_references else ""
        status = report["job"]["status"]
        return [
            ("Users", _counts(tally.users)),
            ("Groups", _counts(tally.groups) if tally.groups else None),
            ("Managers", f"{tally.references:,} set{failed}" if tally.references or failed else None),
            ("Members", members if tally.members_added or tally.members_removed else None),
            ("In escrow", f"{tally.in_escrow:,}, not tried yet" if tally.in_escrow else None),
            ("Requests", f"{report['requests']:,} in {report['seconds']:.1f} s"),
            ("Cycle", status["lastExecution"]["state"]),
            ("Job", status["code"]),
        ]


def _counts(counter: Counter[Outcome]) -> str:
    said = [f"{counter[name]:,} {_WORDS.get(name, name)}" for name in OUTCOMES if counter[name]]
    return ", ".join(said) or "none"
