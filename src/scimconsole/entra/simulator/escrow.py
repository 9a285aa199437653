"""When a failed object is tried again: after 6, 12 and 24 hours, then daily, for 28 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

_DELAYS = (timedelta(hours=6), timedelta(hours=12))
_DAILY = timedelta(hours=24)
LONGEST = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Escrow:
    """An object that failed; times are seconds since the epoch."""

    code: str
    """Entra's error code of the last failure."""
    failures: int
    first_at: float
    next_at: float
    digest: bytes = b""
    """Of the object as it was when it failed: another one is tried at once."""

    def is_due(self, now: float) -> bool:
        """Whether it is tried again."""
        return now >= self.next_at

    def is_over(self, now: float) -> bool:
        """Whether it has been tried for so long that the job is disabled."""
        return now - self.first_at > LONGEST.total_seconds()


def failed_again(
    earlier: Escrow | None, code: str, now: float, digest: bytes, retry_after: float | None = None
) -> Escrow:
    """The escrow after one more failure.

    `retry_after` (seconds) is what the other side asked for when it had too many requests: such an object is
    tried again in the next cycle.
    """
    count = 1 if earlier is None else earlier.failures + 1
    delay = (_DELAYS[count - 1] if count <= len(_DELAYS) else _DAILY).total_seconds()
    if retry_after is not None:
        delay = retry_after
    return Escrow(code, count, now if earlier is None else earlier.first_at, now + delay, digest)
