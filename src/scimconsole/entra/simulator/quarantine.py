"""When a job is put into quarantine, and what that means for the next cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias

Reason: TypeAlias = Literal[
    "EncounteredQuarantineException",
    "EncounteredEscrowProportionThreshold",
    "EncounteredBaseEscrowThreshold",
    "EncounteredTotalEscrowThreshold",
    "TooManyDeletes",
]
"""In the words of Graph."""

NEXT_ATTEMPT = timedelta(days=1)
LONGEST = timedelta(days=28)
"""After four weeks in quarantine a job is disabled."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How many failures a cycle may have."""

    least: int = 5_000
    """Failures from which their share counts."""
    share: float = 0.4
    many: int = 40_000
    with_references: int = 60_000


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A job in quarantine; times are seconds since the epoch."""

    reason: Reason
    began: float
    """When this one began."""
    series_began: float
    """When the first of several in a row began."""
    series_count: int
    next_attempt: float
    error: str

    def as_json(self) -> dict[str, Any]:
        """The shape of Graph's `synchronizationQuarantine`."""
        return {
            "reason": self.reason,
            "currentBegan": moment(self.began),
            "seriesBegan": moment(self.series_began),
            "seriesCount": self.series_count,
            "nextAttempt": moment(self.next_attempt),
            "error": {"code": self.reason, "message": self.error},
        }

    def fields(self) -> dict[str, Any]:
        """What `restored` takes."""
        return asdict(self)

    def is_over(self, now: float) -> bool:
        """Whether the job has been in quarantine for so long that it is disabled."""
        return now - self.series_began > LONGEST.total_seconds()


def restored(fields: Mapping[str, Any]) -> Quarantine:
    """The quarantine that `fields` wrote down."""
    return Quarantine(**fields)


def entered(earlier: Quarantine | None, reason: Reason, error: str, now: float) -> Quarantine:
    """The quarantine after a cycle that ended for this reason; `earlier` is the one the job was in."""
    return Quarantine(
        reason,
        now,
        now if earlier is None else earlier.series_began,
        1 if earlier is None else earlier.series_count + 1,
        now + NEXT_ATTEMPT.total_seconds(),
        error,
    )


def by_volume(tried: int, failed: int, failed_references: int, limits: Thresholds) -> Reason | None:
    """The reason for which so many failures end a cycle, or None."""
    if failed >= limits.many:
        return "EncounteredBaseEscrowThreshold"
    if failed >= limits.least and failed > limits.share * tried:
        return "EncounteredEscrowProportionThreshold"
    if failed + failed_references >= limits.with_references:
        return "EncounteredTotalEscrowThreshold"
    return None


def moment(seconds: float) -> str:
    """A time as Graph writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
