"""Taking access away and deleting: last in a cycle, and only when it is not too many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scimconsole.entra.simulator.job import Course, TooManyDeletes
from scimconsole.entra.simulator.record import Record
from scimconsole.entra.simulator.side_by_side import Work, side_by_side

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Ending:
    """A disabling or a deletion that waits; `work` also settles the record."""

    record: Record
    work: Callable[[], Work]


class Endings:
    """Collects endings up to the job's threshold; beyond it none of them happens."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._waiting: list[Ending] = []
        self.count = 0

    @property
    def happen_at_once(self) -> bool:
        """Whether nothing needs to be counted first."""
        return not self._course.job.deletion_threshold

    @property
    def are_too_many(self) -> bool:
        """Whether there are more than the job may carry out in one cycle."""
        return not self.happen_at_once and self.count > self._course.job.deletion_threshold

    def take(self, ending: Ending) -> None:
        """Keep an ending until all are known."""
        self.count += 1
        ending.record.is_staged = True
        self._waiting.append(ending)
        if self.are_too_many:
            self._leave_undone()

    def _leave_undone(self) -> None:
        for ending in self._waiting:
            record = ending.record
            record.outcome = "staged"
            record.skipped("StagedDelete", "The cycle would disable or delete too many.")
            self._course.settle(record)
        self._waiting.clear()

    async def carry_out(self) -> None:
        """Do all that waits; raises `Quarantined` when it is too many."""
        if self.are_too_many:
            limit = self._course.job.deletion_threshold
            raise TooManyDeletes(
                "TooManyDeletes",
                f"The cycle would disable or delete {self.count} people and groups; the threshold is "
                f"{limit}. None of them was touched.",
                hint="Look at the file. If it is right, run the cycle with a higher --deletion-threshold and "
                "--restart watermark.",
            )
        total = len(self._waiting)
        self._waiting.reverse()
        while self._waiting:
            batch = [self._waiting.pop() for _ in range(min(len(self._waiting), _AT_ONCE))]
            await side_by_side(batch, lambda ending: ending.work(), self._course.job.concurrency)
            self._course.tell_progress("Disabling", total - len(self._waiting), total)
