"""The life of a token or API key: how long it may live, what it is worth now, and what follows it.

Times are microseconds since the epoch, UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from scimconsole.errors import InvalidInput, PlanRequired

State = Literal["active", "expired", "revoked"]
"""What a token is worth; a revoked one stays revoked after its expiry, too."""

DEFAULT_LIFETIME = 365 * 86_400
"""Seconds a token lives when nothing else is asked for."""

LONGEST_LIFETIME = 3_653 * 86_400
"""Seconds of ten years: beyond that, ask for `never` and say why."""

SECOND: Final = 1_000_000


class Omitted(Enum):
    """Tells "nothing was said" from "never"."""

    OMITTED = "omitted"


OMITTED: Final = Omitted.OMITTED


@dataclass(frozen=True, slots=True)
class Expiry:
    """When a token ends (None: never) and, then, why it may live so long."""

    expires_at: int | None
    reason: str | None


def token_state(now: int, expires_at: int | None, revoked_at: int | None) -> State:
    """What a token is worth at `now`."""
    if revoked_at is not None:
        return "revoked"
    if expires_at is not None and expires_at <= now:
        return "expired"
    return "active"


def expiry_of_new(
    now: int, expires_in: int | Omitted | None, reason: str | None, usual: int = DEFAULT_LIFETIME
) -> Expiry:
    """When a token generated at `now` ends.

    `expires_in` is in seconds, `usual` what an omitted one stands for; None is never and demands a reason.
    Raises InvalidInput with a JSON pointer.
    """
    reason = (reason or "").strip() or None
    if expires_in is OMITTED:
        return Expiry(now + usual * SECOND, reason)
    if expires_in is None:
        if reason is None:
            _refuse("/expiry_reason", "A token that never expires needs a reason.")
        return Expiry(None, reason)
    assert not isinstance(expires_in, Omitted)
    if expires_in <= 0:
        _refuse("/expires_in", "A token must live at least 1 second; null means never.")
    if expires_in > LONGEST_LIFETIME:
        _refuse(
            "/expires_in",
            f"At most {LONGEST_LIFETIME} seconds (ten years); for longer send null and an expiry_reason.",
        )
    return Expiry(now + expires_in * SECOND, reason)


def expiry_of_successor(
    now: int,
    created_at: int,
    predecessor: Expiry,
    expires_in: int | Omitted | None,
    reason: str | None,
) -> Expiry:
    """When the successor of a token ends: as asked for, else after the life span the predecessor had.

    Raises InvalidInput with a JSON pointer.
    """
    if expires_in is OMITTED:
        if predecessor.expires_at is None:
            return expiry_of_new(now, None, reason or predecessor.reason)
        return Expiry(now + (predecessor.expires_at - created_at), reason or predecessor.reason)
    return expiry_of_new(now, expires_in, reason or predecessor.reason)


def require_plan(plan: str, token_plans: Sequence[str], service: str) -> None:
    """Raise PlanRequired unless `plan` includes SCIM; an empty `token_plans` means that every plan does."""
    if token_plans and plan not in token_plans:
        names = " or ".join(token_plans)
        raise PlanRequired(
            f'{service} includes SCIM tokens in the plan {names}; this organization has "{plan}".',
            hint=f"Move the organization to {names}, then generate the token.",
        )


def _refuse(pointer: str, sentence: str) -> None:
    raise InvalidInput(sentence, errors=[(pointer, sentence)])
