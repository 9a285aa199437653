"""A connection's own rhythm, and from when on its silence means something."""

from __future__ import annotations

from collections.abc import Sequence

from scimconsole.domain.sync.counting import DAY, HOUR, MINUTE, Minute
from scimconsole.domain.sync.cycles import find_bursts, learn_gap
from scimconsole.domain.sync.rhythm import Rhythm, learn_rhythm
from tests.domain.sync.days import NOON, entras_day, every, minute


def rhythm(minutes: Sequence[Minute]) -> Rhythm:
    return learn_rhythm(find_bursts(minutes, learn_gap(minutes)))


class TestEntrasRhythm:
    def test_is_learned_from_a_few_cycles(self) -> None:
        learned = rhythm(every(40 * MINUTE, 4))
        assert learned.usual == 40 * MINUTE
        assert learned.is_steady
        assert learned.next_at == NOON + 40 * MINUTE
        assert learned.overdue_at == NOON + 80 * MINUTE
        assert learned.longest == 40 * MINUTE
        assert learned.cycles == 4

    def test_is_learned_from_a_whole_day(self) -> None:
        learned = rhythm(entras_day())
        assert learned.usual == 40 * MINUTE
        assert learned.is_steady

    def test_is_not_put_off_by_somebody_who_tests_the_connection(self) -> None:
        day = sorted([*every(40 * MINUTE, 12), minute(NOON + 10 * MINUTE, tests=1)])
        assert rhythm(day).usual == 40 * MINUTE
        assert rhythm(day).next_at == NOON + 40 * MINUTE

    def test_is_not_learned_from_an_afternoon_of_setting_up(self) -> None:
        trying = every(7 * MINUTE, 5, NOON - 3 * HOUR)
        assert rhythm([*trying, *every(40 * MINUTE, 4)]).usual == 40 * MINUTE

    def test_once_a_day_makes_two_days_of_patience(self) -> None:
        learned = rhythm(every(DAY, 6))
        assert learned.usual == DAY
        assert learned.overdue_at == NOON + 2 * DAY

    def test_allows_for_the_silences_there_often_were(self) -> None:
        # Every third cycle is missing: silence of two intervals is nothing new.
        day = [one for number, one in enumerate(every(40 * MINUTE, 30)) if number % 3]
        learned = rhythm(day)
        assert learned.overdue_at is not None
        assert learned.overdue_at >= NOON + 100 * MINUTE

    def test_is_not_slowed_by_one_weekend_of_silence(self) -> None:
        learned = rhythm([*every(40 * MINUTE, 20, NOON - 3 * DAY), *every(40 * MINUTE, 20)])
        assert learned.longest is not None
        assert learned.longest > 2 * DAY
        assert learned.overdue_at == NOON + 80 * MINUTE


class TestOtherRhythms:
    def test_are_not_known_from_too_few_cycles(self) -> None:
        learned = rhythm(every(40 * MINUTE, 3))
        assert (learned.usual, learned.next_at) == (None, None)
        assert learned.overdue_at == NOON + DAY

    def test_that_are_none_foretell_nothing(self) -> None:
        # As another directory than Entra does: whenever somebody changes.
        times = [0, 17, 300, 320, 1000, 1700, 1730, 4000]
        learned = rhythm([minute(NOON + at * MINUTE, updates=1) for at in times])
        assert learned.usual is not None
        assert not learned.is_steady
        assert learned.next_at is None
        assert learned.overdue_at is not None
        assert learned.overdue_at >= NOON + 4000 * MINUTE + DAY

    def test_do_not_count_who_was_refused(self) -> None:
        assert rhythm([minute(NOON, refused=1)]) == Rhythm(
            None, None, 0, is_steady=False, next_at=None, overdue_at=None
        )
