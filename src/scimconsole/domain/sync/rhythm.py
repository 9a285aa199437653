"""How often a connection makes itself heard, and from when on its silence means something.

Silence is no evidence by itself: a job without changes sends little, one in quarantine comes once a day, and
another directory than Entra sends only what has changed. So a connection is measured against itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, median_low

from scimconsole.domain.sync.counting import DAY, MINUTE
from scimconsole.domain.sync.cycles import TOO_EARLY, Burst

ENOUGH_INTERVALS = 3
"""So many intervals make a rhythm."""
INTERVALS = 60
"""The newest that it is learned from: nearly two days of Entra's cycles."""
SHORTEST_CYCLE = 15 * MINUTE
"""Entra begins a cycle every 20 to 40 minutes; what comes sooner is somebody at work."""
STEADY_WITHIN = 0.35
"""Part of the usual interval by which most intervals of a steady rhythm differ from it."""
STEADY_SHARE = 0.6
UNKNOWN_PATIENCE = DAY
"""Silence before anything is known of the rhythm: even a job in quarantine comes once a day."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Intervals and silences in microseconds, times in microseconds since the epoch."""

    usual: int | None
    """Between the beginnings of cycles; None while there are too few."""
    longest: int | None
    """The longest silence so far."""
    cycles: int
    """How many it was learned from."""
    is_steady: bool
    next_at: int | None
    """When the next cycle is expected, where the rhythm is steady."""
    overdue_at: int | None
    """From when on silence means something; None before the first request."""


def learn_rhythm(bursts: Sequence[Burst]) -> Rhythm:
    """The rhythm of bursts, given in order of time; those without a sign-in that succeeded do not count."""
    heard = [burst for burst in bursts if burst.counts.accepted][-INTERVALS - 1 :]
    if not heard:
        return Rhythm(None, None, 0, is_steady=False, next_at=None, overdue_at=None)
    pairs = list(pairwise(heard))
    silences = [later.began_at - earlier.ended_at for earlier, later in pairs]
    longest = max(silences, default=None)
    intervals = [later.began_at - earlier.began_at for earlier, later in pairs]
    cyclic = [one for one in intervals if one >= SHORTEST_CYCLE]
    if len(cyclic) >= ENOUGH_INTERVALS:
        intervals = cyclic
    last = heard[-1]
    if len(intervals) < ENOUGH_INTERVALS:
        overdue_at = last.ended_at + UNKNOWN_PATIENCE
        return Rhythm(None, longest, len(heard), is_steady=False, next_at=None, overdue_at=overdue_at)
    usual = int(median_low(intervals))
    near = sum(abs(one - usual) <= STEADY_WITHIN * usual for one in intervals)
    is_steady = near >= STEADY_SHARE * len(intervals)
    # Somebody provisioned on demand between two cycles does not put off the next.
    anchor = heard[0].began_at
    for burst in heard[1:]:
        if burst.began_at - anchor >= TOO_EARLY * usual:
            anchor = burst.began_at
    return Rhythm(
        usual,
        longest,
        len(heard),
        is_steady=is_steady,
        next_at=max(anchor + usual, last.ended_at) if is_steady else None,
        overdue_at=last.ended_at + _patience(usual, intervals, silences, is_steady=is_steady),
    )


def _patience(usual: int, intervals: Sequence[int], silences: Sequence[int], *, is_steady: bool) -> int:
    """How long a silence this connection is known for, and then some.

    The longest tenth of silences counts by its shortest: one weekend in which nothing ran makes nobody wait
    for a weekend ever after.
    """
    by_length = sorted(silences)
    long = by_length[max(len(by_length) * 9 // 10 - 1, 0)]
    if is_steady:
        return max(2 * usual, round(1.25 * long))
    return max(3 * int(median(intervals)), 2 * long, DAY)
