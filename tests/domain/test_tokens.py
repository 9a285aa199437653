"""How long a token lives, what it is worth, and which plans may have one."""

from __future__ import annotations

from typing import Any

import pytest

from scimconsole.domain.tokens import (
    DEFAULT_LIFETIME,
    LONGEST_LIFETIME,
    OMITTED,
    SECOND,
    Expiry,
    expiry_of_new,
    expiry_of_successor,
    require_plan,
    token_state,
)
from scimconsole.errors import InvalidInput, PlanRequired

NOW = 1_795_291_200 * SECOND


def pointer_of(call: Any) -> str:
    with pytest.raises(InvalidInput) as raised:
        call()
    return raised.value.errors[0][0]


class TestTheStateOfAToken:
    def test_is_active_until_the_moment_it_expires(self) -> None:
        assert token_state(NOW, NOW + 1, None) == "active"
        assert token_state(NOW, NOW, None) == "expired"
        assert token_state(NOW, None, None) == "active"

    def test_stays_revoked_after_its_expiry(self) -> None:
        assert token_state(NOW, NOW + 1, NOW) == "revoked"
        assert token_state(NOW, NOW - 1, NOW - 2) == "revoked"


class TestTheLifeSpanOfANewToken:
    def test_is_a_year_when_nothing_is_said(self) -> None:
        assert expiry_of_new(NOW, OMITTED, None) == Expiry(NOW + DEFAULT_LIFETIME * SECOND, None)

    def test_is_what_is_asked_for(self) -> None:
        assert expiry_of_new(NOW, 60, " pilot ") == Expiry(NOW + 60 * SECOND, "pilot")
        assert expiry_of_new(NOW, LONGEST_LIFETIME, None).expires_at == NOW + LONGEST_LIFETIME * SECOND

    def test_is_unlimited_only_with_a_reason(self) -> None:
        assert expiry_of_new(NOW, None, "old connector") == Expiry(None, "old connector")
        assert pointer_of(lambda: expiry_of_new(NOW, None, None)) == "/expiry_reason"
        assert pointer_of(lambda: expiry_of_new(NOW, None, "  ")) == "/expiry_reason"

    @pytest.mark.parametrize("seconds", [0, -1, LONGEST_LIFETIME + 1, 10**30])
    def test_is_positive_and_at_most_ten_years(self, seconds: int) -> None:
        assert pointer_of(lambda: expiry_of_new(NOW, seconds, None)) == "/expires_in"


class TestTheLifeSpanOfASuccessor:
    def test_is_the_old_tokens_when_nothing_is_said(self) -> None:
        old = Expiry(NOW + 90 * SECOND, "pilot")
        later = NOW + 1000 * SECOND
        assert expiry_of_successor(later, NOW, old, OMITTED, None) == Expiry(later + 90 * SECOND, "pilot")
        never = Expiry(None, "old connector")
        assert expiry_of_successor(later, NOW, never, OMITTED, None) == never

    def test_is_what_is_asked_for(self) -> None:
        old = Expiry(NOW + 90 * SECOND, None)
        assert expiry_of_successor(NOW, NOW, old, 5, None).expires_at == NOW + 5 * SECOND
        assert pointer_of(lambda: expiry_of_successor(NOW, NOW, old, None, None)) == "/expiry_reason"


class TestThePlan:
    def test_must_include_tokens(self) -> None:
        require_plan("business-pro", ["business-pro"], "Keycafe")
        require_plan("anything", [], "Another service")
        with pytest.raises(PlanRequired, match=r'Keycafe .* business-pro; this organization has "starter"'):
            require_plan("starter", ["business-pro"], "Keycafe")
