"""The columns of the tokens: what they are worth, how long still, and who used them last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from scimconsole.widgets.columns import Cell, Column, Tone
from scimconsole.widgets.moments import ago, brief_ago, days_until, until

if TYPE_CHECKING:
    from scimconsole.api.tokens import Token

STATE_TONES: dict[str, Tone] = {"active": "good", "expired": "bad", "revoked": "muted"}
_SOON = 30
"""Days before its end from which an expiry is drawn as a warning."""


def token_columns(now: Callable[[], datetime]) -> list[Column[Token]]:
    """Name, state, expiry and last use always; the rest as far as there is room."""
    return [
        Column("Name", 16, lambda token: Cell(token.name), grow=1),
        Column("State", 7, lambda token: Cell(token.state, STATE_TONES.get(token.state, "plain"))),
        Column("Expires", 12, lambda token: _expiry(token, now())),
        Column("Last used", 15, lambda token: _last_use(token, now())),
        Column("From", 15, lambda token: Cell(token.last_used_from or "-", "muted"), rank=1),
        Column("Age", 9, lambda token: Cell(age(token, now()), "muted"), rank=2),
        Column("Token", 17, lambda token: Cell(hint(token), "muted"), rank=3),
    ]


def urgent_token_columns(now: Callable[[], datetime]) -> list[Column[Token]]:
    """The columns where there is little room: which token, how long still, and how long ago it was used."""
    return [
        Column("Name", 8, lambda token: Cell(token.name), grow=1),
        Column("Expires", 11, lambda token: _expiry(token, now())),
        Column("Used", 12, lambda token: Cell(brief_ago(token.last_used_at, now()), "muted"), rank=1),
    ]


def age(token: Token, now: datetime) -> str:
    """How long ago it was generated: `12 days`."""
    return ago(token.created_at, now).removesuffix(" ago")


def hint(token: Token) -> str:
    """Enough of the token to recognise it."""
    return f"{token.hint.prefix}…{token.hint.last_four}"


def expiry_tone(token: Token, now: datetime) -> Tone:
    """How urgent the end of a live token is."""
    left = days_until(token.expires_at, now)
    if token.state != "active" or left is None or left > _SOON:
        return "plain"
    return "warn" if left > 0 else "bad"


def _expiry(token: Token, now: datetime) -> Cell:
    if token.state == "revoked":
        return Cell("-", "muted")
    return Cell(until(token.expires_at, now), expiry_tone(token, now))


def _last_use(token: Token, now: datetime) -> Cell:
    return Cell(ago(token.last_used_at, now), "plain" if token.last_used_at else "muted")
