"""How many may lose access within an hour, and what is said when more do."""

from __future__ import annotations

import pytest

from scimconsole.domain.brake import (
    alert_sentence,
    deletion_refused,
    held_back,
    minute_of,
    threshold,
    window_start,
)

MINUTE = 60_000_000


class TestTheThreshold:
    @pytest.mark.parametrize(
        ("people", "usual"), [(0, 10), (60, 10), (200, 10), (219, 10), (220, 11), (1_000_000, 50_000)]
    )
    def test_is_ten_or_one_in_twenty(self, people: int, usual: int) -> None:
        assert threshold(people) == usual


class TestTheWindow:
    def test_is_the_last_sixty_minutes_with_the_present_one(self) -> None:
        at = 1_000 * MINUTE + 59_999_999
        assert (minute_of(at), window_start(at)) == (1_000, 941)
        assert window_start(at + 1) == 942


class TestTheSentences:
    def test_say_what_waits_and_what_to_do(self) -> None:
        assert "All of it was carried out" in alert_sentence(40, 10, 0)
        assert "1 deactivation waits for an owner's word" in alert_sentence(11, 10, 1)
        assert "1,990 deactivations wait" in alert_sentence(2_000, 10, 1_990)

    def test_tell_entras_administrator_that_nothing_is_wrong_there(self) -> None:
        assert held_back(10).startswith("Withheld by the brake: more than 10 people")
        assert "Entra ID tries again by itself." in deletion_refused(10)
