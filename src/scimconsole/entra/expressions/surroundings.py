"""What an expression takes from outside of a person's attributes, so that an evaluation can be repeated."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import UTC, datetime

_CHANCE = random.SystemRandom()


def _now() -> datetime:
    return datetime.now(UTC)


def _random_guid() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The clock, chance, and what the tenant knows; by default those of this machine."""

    clock: Callable[[], datetime] = _now
    """The present time; one without a zone is UTC."""
    chance: random.Random = _CHANCE
    """Where RandomString draws from."""
    guid: Callable[[], str] = _random_guid
    taken: Container[str] = ()
    """Values that SelectUniqueValue finds in the target."""
    default_domain: str | None = None
    watch: Callable[[str], None] | None = None
    """Told the text of each expression once it was evaluated, to limit what many of them cost."""

    @classmethod
    def repeatable(cls, *, now: datetime | None = None, seed: int | None = None) -> Surroundings:
        """Surroundings in which the same expression gives the same value: a still clock, seeded chance."""
        clock = _now if now is None else lambda: now
        if seed is None:
            return cls(clock=clock)
        chance = random.Random(seed)
        return cls(clock, chance, lambda: str(uuid.UUID(int=chance.getrandbits(128), version=4)))


HERE = Surroundings()
"""This machine's clock and chance."""
