"""How far a set-up is: what counts as done, how long the rest takes, and which token is in use."""

from __future__ import annotations

import pytest

from scimconsole.domain.guide.checks import Sight, State
from scimconsole.domain.guide.facts import Contact, Facts, TokenFact
from scimconsole.domain.guide.progress import StepSeen, minutes_left, token_in_use
from scimconsole.domain.guide.step import Step
from scimconsole.domain.tokens import State as TokenState


def step(state: State | None, *, optional: bool = False, minutes: int = 1) -> StepSeen:
    """A step; None for one that only a person can tell."""
    sight = None if state is None else Sight(state, "")
    return StepSeen(Step("", "", (), "", "", minutes=minutes, optional=optional), sight)


def token(identifier: str, state: TokenState = "active") -> TokenFact:
    return TokenFact(identifier, identifier, "", state, 0, None)


def contact(token_id: str, status: int = 200, refusal: str | None = None) -> Contact:
    return Contact(0, token_id, None, "find user", None, status, (), None, refusal)


def facts(tokens: tuple[TokenFact, ...], contacts: tuple[Contact, ...]) -> Facts:
    return Facts(None, None, None, tokens, contacts, (), (), 0, (), None, 0, None)


class TestWhatIsLeft:
    @pytest.mark.parametrize(
        ("steps", "minutes"),
        [
            ([step("waiting"), step(None), step("trouble")], 3),
            ([step("seen"), step(None), step("waiting")], 2),
            ([step("waiting"), step(None), step("seen"), step(None)], 2),
            ([step("seen"), step("waiting", optional=True), step("seen")], 0),
            ([step("waiting", minutes=3), step(None, minutes=5)], 8),
            ([], 0),
        ],
    )
    def test_is_what_was_not_seen_and_what_nobody_sees_after_the_last_that_was(
        self, steps: list[StepSeen], minutes: int
    ) -> None:
        assert minutes_left(steps) == minutes


class TestTheTokenInUse:
    def test_is_the_active_one_that_signed_in_last(self) -> None:
        tokens = (token("old"), token("new"), token("spare"))
        found = token_in_use(facts(tokens, (contact("old"), contact("new"), contact("old", 401, "expired"))))
        assert found is not None
        assert found.id == "new"

    def test_is_the_newest_before_any_signed_in(self) -> None:
        found = token_in_use(facts((token("old"), token("new")), ()))
        assert found is not None
        assert found.id == "new"

    def test_is_none_that_ended(self) -> None:
        assert token_in_use(facts((token("old", "revoked"),), (contact("old"),))) is None
