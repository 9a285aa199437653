"""Everything that is judged of a connection, together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scimconsole.domain.sync.counting import MINUTE
from scimconsole.domain.sync.cycles import Cycle, find_bursts, learn_gap, name_cycles
from scimconsole.domain.sync.facts import SyncFacts
from scimconsole.domain.sync.forecast import Forecast, foresee
from scimconsole.domain.sync.health import Judgement, judge
from scimconsole.domain.sync.remarks import remarks_on
from scimconsole.domain.sync.rhythm import Rhythm, learn_rhythm
from scimconsole.domain.sync.silence import Reason, silence_of

CYCLES_SHOWN = 20
LAST_HOUR = 60
"""Minutes."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """The state of provisioning at one moment; cycles are in order of time."""

    cycles: Sequence[Cycle]
    gap: int
    """Microseconds of silence that end a cycle of this connection."""
    rhythm: Rhythm
    judgement: Judgement
    forecast: Forecast
    silence: Sequence[Reason]
    """What silence may be due to, likeliest first."""
    remarks: Sequence[Reason]


def assess(facts: SyncFacts) -> SyncState:
    """What the facts amount to."""
    gap = learn_gap(facts.minutes)
    bursts = find_bursts(facts.minutes, gap)
    rhythm = learn_rhythm(bursts)
    cycles = name_cycles(bursts, rhythm.usual if rhythm.is_steady else None, is_all=facts.is_all)
    judgement = judge(facts, cycles, rhythm)
    forecast = foresee(facts, cycles, judgement.refused)
    return SyncState(
        cycles=cycles,
        gap=gap * MINUTE,
        rhythm=rhythm,
        judgement=judgement,
        forecast=forecast,
        silence=silence_of(facts, cycles, rhythm, judgement),
        remarks=remarks_on(facts, cycles),
    )


def by_the_minute(facts: SyncFacts) -> list[int]:
    """Requests in each of the last 60 minutes, the present one last."""
    present = facts.now // MINUTE
    counts = {one.minute: one.counts.requests for one in facts.minutes[-LAST_HOUR:]}
    return [counts.get(minute, 0) for minute in range(present - LAST_HOUR + 1, present + 1)]
