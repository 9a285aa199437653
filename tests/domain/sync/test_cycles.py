"""Cycles are recognised by the silence between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.sync.counting import HOUR, MINUTE, Counts, Minute, total
from scimconsole.domain.sync.cycles import (
    FIRST_GAP,
    LARGEST_GAP,
    LEAST_GAP,
    find_bursts,
    learn_gap,
    name_cycles,
)
from scimconsole.domain.sync.rhythm import learn_rhythm
from tests.domain.sync.days import NOON, entras_day, every, minute


def kinds(minutes: Sequence[Minute], usual: int | None = None, *, is_all: bool = True) -> list[str]:
    return [cycle.kind for cycle in name_cycles(find_bursts(minutes, FIRST_GAP), usual, is_all=is_all)]


class TestBursts:
    def test_are_parted_by_silence(self) -> None:
        times = [0, 1, 4, 20, 22, 60]
        found = find_bursts([minute(NOON + at * MINUTE, reads=1) for at in times], gap=5)
        assert [burst.counts.requests for burst in found] == [3, 2, 1]
        assert [(burst.began_at - NOON) // MINUTE for burst in found] == [0, 20, 60]
        assert [(burst.ended_at - NOON) // MINUTE for burst in found] == [4, 22, 60]

    def test_take_refused_sign_ins_within_them(self) -> None:
        (burst,) = find_bursts(
            [minute(NOON, reads=1), minute(NOON + MINUTE, refused=2), minute(NOON + 2 * MINUTE, reads=1)],
            gap=5,
        )
        assert (burst.counts.requests, burst.counts.refused) == (4, 2)
        assert burst.heard_at == NOON + 2 * MINUTE

    def test_are_not_joined_by_a_stranger_who_knocks_every_minute(self) -> None:
        heard = {NOON, NOON + 40 * MINUTE, NOON + 80 * MINUTE}
        minutes = [
            minute(at, tests=1) if at in heard else minute(at, refused=1)
            for at in range(NOON, NOON + 81 * MINUTE, MINUTE)
        ]
        found = find_bursts(minutes, gap=5)
        assert [burst.began_at for burst in found if burst.heard_at] == sorted(heard)
        assert total(burst.counts for burst in found).refused == 78

    def test_of_nothing_are_none(self) -> None:
        assert find_bursts([], gap=5) == []


class TestTheGap:
    def test_is_five_minutes_to_begin_with(self) -> None:
        assert learn_gap([]) == FIRST_GAP
        assert learn_gap(every(MINUTE, 3)) == FIRST_GAP

    def test_lies_between_silence_within_cycles_and_between_them(self) -> None:
        # A slow cycle: a request every eight minutes, for half an hour, then three hours of silence.
        slow = [
            minute(NOON + cycle * 4 * HOUR + part * 8 * MINUTE, reads=1)
            for cycle in range(5)
            for part in range(5)
        ]
        gap = learn_gap(slow)
        assert 8 < gap <= LARGEST_GAP
        assert len(find_bursts(slow, gap)) == 5

    def test_stays_where_nothing_tells_them_apart(self) -> None:
        assert learn_gap(every(7 * MINUTE, 30)) == FIRST_GAP

    def test_of_entras_day_parts_its_cycles(self) -> None:
        day = entras_day()
        assert len(find_bursts(day, learn_gap(day))) == 36


class TestAKind:
    def test_is_a_test_where_there_are_only_tests_and_no_rhythm(self) -> None:
        assert kinds([minute(NOON, tests=2)]) == ["test"]

    def test_is_initial_for_the_first_that_creates_several(self) -> None:
        first, later = minute(NOON, tests=1, creates=5), minute(NOON + HOUR, tests=1, creates=5)
        assert kinds([minute(NOON - HOUR, tests=1), first, later]) == ["test", "initial", "cycle"]

    def test_is_not_initial_where_something_was_before(self) -> None:
        assert kinds([minute(NOON, tests=1, creates=5)], is_all=False) == ["cycle"]

    def test_of_a_test_on_the_beat_is_a_cycle_without_changes(self) -> None:
        day = every(40 * MINUTE, 5)
        assert kinds(day, usual=40 * MINUTE) == ["cycle"] * 5

    def test_of_a_test_between_two_beats_is_a_test(self) -> None:
        day = sorted([*every(40 * MINUTE, 3), minute(NOON - 20 * MINUTE, tests=1)])
        assert kinds(day, usual=40 * MINUTE) == ["cycle", "cycle", "test", "cycle"]

    def test_of_few_requests_between_two_beats_is_on_demand(self) -> None:
        demand = minute(NOON - 20 * MINUTE, tests=1, reads=1, creates=1)
        day = sorted([*every(40 * MINUTE, 3), demand])
        assert kinds(day, usual=40 * MINUTE) == ["cycle", "cycle", "on-demand", "cycle"]

    def test_of_many_requests_between_two_beats_is_a_cycle(self) -> None:
        restart = minute(NOON - 20 * MINUTE, tests=1, reads=50, updates=50)
        day = sorted([*every(40 * MINUTE, 3), restart])
        assert kinds(day, usual=40 * MINUTE) == ["cycle", "cycle", "cycle", "test"]

    def test_of_refused_sign_ins_alone_is_a_test(self) -> None:
        assert kinds([minute(NOON, refused=1)]) == ["test"]


minutes_of_any_day = st.dictionaries(
    st.integers(-(10**6), 10**6),
    st.builds(
        lambda tests, reads, creates, failures, refused: {
            "tests": tests,
            "reads": reads,
            "creates": creates,
            "failures": failures,
            "refused": refused,
        },
        *[st.integers(0, 3)] * 5,
    ).filter(lambda made: any(made.values())),
    max_size=60,
).map(lambda made: [minute(NOON + at * MINUTE, **made[at]) for at in sorted(made)])


class TestAnyDay:
    """Whatever came when: cycles are in order, apart from each other, and hold every request once."""

    @given(minutes_of_any_day, st.integers(LEAST_GAP, LARGEST_GAP))
    def test_is_parted_without_loss(self, day: list[Minute], gap: int) -> None:
        found = find_bursts(day, gap)
        assert total(burst.counts for burst in found) == total(one.counts for one in day)
        for burst in found:
            assert burst.began_at <= burst.ended_at
            assert burst.heard_at is None or burst.began_at <= burst.heard_at <= burst.ended_at
        for earlier, later in pairwise(found):
            assert earlier.ended_at < later.began_at

    @given(minutes_of_any_day)
    def test_has_a_rhythm_that_makes_sense(self, day: list[Minute]) -> None:
        gap = learn_gap(day)
        assert LEAST_GAP <= gap <= LARGEST_GAP
        found = find_bursts(day, gap)
        rhythm = learn_rhythm(found)
        if rhythm.usual is not None:
            assert rhythm.usual > 0
        heard = [burst for burst in found if burst.heard_at is not None]
        assert (rhythm.overdue_at is None) == (not heard)
        if heard:
            assert rhythm.overdue_at is not None
            assert rhythm.overdue_at > heard[-1].ended_at
        if rhythm.next_at is not None:
            assert rhythm.next_at >= heard[-1].ended_at
            assert rhythm.overdue_at is not None
            assert rhythm.next_at <= rhythm.overdue_at
        assert len(name_cycles(found, rhythm.usual, is_all=True)) == len(found)


@pytest.mark.parametrize("count", [0, 1])
def test_a_single_minute_is_its_own_cycle(count: int) -> None:
    assert len(find_bursts([minute(NOON, reads=1)] * count, FIRST_GAP)) == count


def test_counts_of_a_cycle_are_those_of_its_minutes() -> None:
    (burst,) = find_bursts(every(MINUTE, 3, reads=2), FIRST_GAP)
    assert burst.counts == Counts(requests=6, reads=6)
