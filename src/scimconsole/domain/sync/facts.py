"""What the state of provisioning is judged by, as far as it was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scimconsole.domain.sync.counting import Minute
from scimconsole.domain.tokens import State as TokenState


class CauseCount(NamedTuple):
    """How often a cause was seen within some time; times in microseconds."""

    cause: str
    requests: int
    first_at: int
    last_at: int
    last_request_id: str


@dataclass(frozen=True, slots=True)
class TokenFact:
    """A SCIM token; times in microseconds since the epoch."""

    id: str
    name: str
    state: TokenState
    created_at: int
    expires_at: int | None
    last_used_at: int | None


@dataclass(frozen=True, slots=True)
class SyncFacts:
    """What was found; lists are in order of time, oldest first."""

    now: int
    minutes: Sequence[Minute]
    """Of the last days, up to now."""
    is_all: bool
    """Whether no request came before the first of `minutes`."""
    is_ahead: int | None
    """The newest request that bears a time after now, if there is one: a clock was moved."""
    causes: Sequence[CauseCount]
    """Of the same days, by the hour."""
    tokens: Sequence[TokenFact]
    people: int
    """Users who are stored."""
    groups: int = 0
    first_person_at: int | None = None
    external_ids: Sequence[str | None] = ()
    """Of the newest users."""
    is_incomplete: bool = False
    """Whether somebody lacks a required field."""
    is_disabled: bool = False
    """Whether Entra has disabled somebody who is stored."""
    plan_has_tokens: bool = True
    unreachable: str | None = None
    """Why the Tenant URL cannot be reached from outside, as far as its text tells."""


def grouped(causes: Iterable[CauseCount], since: int = 0) -> list[CauseCount]:
    """The causes seen since `since` (microseconds), each once, those of most requests first."""
    found: dict[str, CauseCount] = {}
    for new in causes:
        if new.last_at < since:
            continue
        old = found.get(new.cause)
        if old is not None:
            newer = new if new.last_at > old.last_at else old
            first_at = min(new.first_at, old.first_at)
            new = newer._replace(requests=new.requests + old.requests, first_at=first_at)
        found[new.cause] = new
    return sorted(found.values(), key=lambda one: (-one.requests, one.cause))
