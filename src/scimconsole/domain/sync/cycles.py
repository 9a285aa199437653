"""Cycles, recognised as bursts of requests.

Entra works in cycles: requests come close together, then there is silence until the next one. Nobody says
where a cycle begins; silence longer than within any of them does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt
from typing import Literal

from scimconsole.domain.sync.counting import MINUTE, Counts, Minute, total

CycleKind = Literal["test", "initial", "cycle", "on-demand"]

FIRST_GAP = 5
"""Minutes of silence that end a burst, until this connection has shown better."""
LEAST_GAP, LARGEST_GAP = 3, 20
ENOUGH_GAPS = 6
CLEAR_DIFFERENCE = 3
"""So many times longer than within a cycle silence between two must be, to be told from it."""

TOO_EARLY = 0.75
"""A burst that begins sooner than this part of the usual interval is outside the rhythm."""
FEW = 10
"""Requests of one person who is provisioned on demand."""
MANY = 2
"""Users created by the first cycle."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Requests close together; times in microseconds since the epoch."""

    began_at: int
    ended_at: int
    counts: Counts
    heard_at: int | None
    """When somebody was last signed in."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """A burst and what it looks like."""

    kind: CycleKind
    burst: Burst


def learn_gap(minutes: Sequence[Minute]) -> int:
    """Minutes of silence that end a burst of this connection.

    Silences within cycles and between them differ much in length: the border lies where, in order of length,
    the next is the most times longer.
    """
    numbers = [one.minute for one in minutes if one.counts.accepted]
    gaps = sorted(later - earlier for earlier, later in pairwise(numbers))
    if len(gaps) < ENOUGH_GAPS:
        return FIRST_GAP
    ratio, short, long = max(
        ((long / short, short, long) for short, long in pairwise(gaps) if short <= LARGEST_GAP),
        default=(0.0, 1, 1),
    )
    if ratio < CLEAR_DIFFERENCE:
        return FIRST_GAP
    return min(max(round(sqrt(short * long)), LEAST_GAP), LARGEST_GAP)


def find_bursts(minutes: Sequence[Minute], gap: int) -> list[Burst]:
    """The bursts in order of time, none of which overlap.

    Minutes in which every sign-in was refused join a burst that they lie within, else they make their own:
    a stranger who knocks every minute is no rhythm, and joins nothing.
    """
    bursts = [_burst(run) for run in _runs((one for one in minutes if one.counts.accepted), gap)]
    refused = [one for one in minutes if not one.counts.accepted]
    within: dict[int, list[Minute]] = {}
    outside: list[Minute] = []
    numbers = iter(enumerate(bursts))
    current = next(numbers, None)
    for one in refused:
        while current is not None and current[1].ended_at // MINUTE < one.minute:
            current = next(numbers, None)
        if current is not None and current[1].began_at // MINUTE <= one.minute:
            within.setdefault(current[0], []).append(one)
        else:
            outside.append(one)
    for number, found in within.items():
        bursts[number] = replace(
            bursts[number], counts=total([bursts[number].counts, *(one.counts for one in found)])
        )
    borders = [burst.began_at // MINUTE for burst in bursts]
    for run in _runs(outside, gap, borders):
        bursts.append(_burst(run))
    return sorted(bursts, key=lambda burst: burst.began_at)


def name_cycles(bursts: Iterable[Burst], usual: int | None, *, is_all: bool) -> list[Cycle]:
    """What each burst looks like, in order of time.

    `usual` is the interval of the rhythm in microseconds, None while there is none; `is_all` says whether
    nothing came before the first burst.
    """
    cycles: list[Cycle] = []
    anchor: int | None = None
    is_first = is_all
    for burst in bursts:
        is_early = usual is not None and anchor is not None and burst.began_at - anchor < TOO_EARLY * usual
        kind: CycleKind = "cycle"
        if not burst.counts.accepted or (burst.counts.is_probing and (usual is None or is_early)):
            kind = "test"
        elif is_first and burst.counts.creates >= MANY:
            kind, is_first = "initial", False
        elif is_early and burst.counts.requests <= FEW:
            kind = "on-demand"
        if kind in ("cycle", "initial"):
            anchor = burst.began_at
        cycles.append(Cycle(kind, burst))
    return cycles


def _runs(minutes: Iterable[Minute], gap: int, borders: Sequence[int] = ()) -> list[list[Minute]]:
    """Minutes no further apart than `gap` and with no border between them."""
    runs: list[list[Minute]] = []
    coming = iter(borders)
    border = next(coming, None)
    for one in minutes:
        is_parted = False
        while border is not None and border <= one.minute:
            is_parted, border = True, next(coming, None)
        if runs and not is_parted and one.minute - runs[-1][-1].minute <= gap:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _burst(run: Sequence[Minute]) -> Burst:
    return Burst(
        min(one.first_at for one in run),
        max(one.last_at for one in run),
        total(one.counts for one in run),
        max((one.heard_at for one in run if one.counts.accepted), default=None),
    )
