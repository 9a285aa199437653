"""A guide with what has been seen of it: each step beside its sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scimconsole.domain.guide.checks import BY_NAME, Sight
from scimconsole.domain.guide.facts import Facts, TokenFact
from scimconsole.domain.guide.step import Step
from scimconsole.domain.scim.profile import load_profile
from scimconsole.domain.scim.profile_model import Profile

GENERIC = "generic"
"""The profile whose guide serves those that have none."""


@dataclass(frozen=True, slots=True)
class StepSeen:
    """A step and what was seen of it; None for what only the person who does it can tell."""

    step: Step
    sight: Sight | None

    @property
    def is_open(self) -> bool:
        """Whether the set-up still waits for it."""
        return self.sight is not None and self.sight.state != "seen" and not self.step.optional


def steps_of(profile: Profile) -> tuple[Step, ...]:
    """The profile's guide, or the generic one where it has none of its own."""
    return profile.guide or load_profile(GENERIC).guide


def look(steps: Iterable[Step], facts: Facts) -> list[StepSeen]:
    """Every step with what the facts say of it."""
    return [StepSeen(step, None if step.check is None else BY_NAME[step.check](facts)) for step in steps]


def minutes_left(looked: Sequence[StepSeen]) -> int:
    """How long what is still to do takes, without optional steps.

    What only a person can tell counts as done once a later step was seen.
    """
    seen = [place for place, one in enumerate(looked) if one.sight is not None and one.sight.state == "seen"]
    last = seen[-1] if seen else -1
    return sum(
        one.step.minutes
        for place, one in enumerate(looked)
        if not one.step.optional and (place > last if one.sight is None else one.sight.state != "seen")
    )


def token_in_use(facts: Facts) -> TokenFact | None:
    """The active token that signed in last, else the newest one."""
    active = {token.id: token for token in facts.tokens if token.state == "active"}
    used = (one.token_id for one in reversed(facts.contacts) if one.is_accepted and one.token_id in active)
    return active.get(next(used, None) or "", next(reversed(active.values()), None))
