"""Members as rows and in full: role, and what their API keys are worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from scimconsole.widgets.columns import Cell, Column, Tone
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.moments import ago, days_until, full, until

if TYPE_CHECKING:
    from scimconsole.api import Member, MemberKey

_SOON = 30
"""Days before the end of a key from which on its end is worth a word."""
_KEY_TONES: dict[str, Tone] = {"active": "good", "expired": "bad", "revoked": "muted"}
_ROLES = {"owner": "does everything", "support": "reads, changes nothing"}


def member_columns(now: Callable[[], datetime], is_me: Callable[[Member], bool]) -> Sequence[Column[Member]]:
    """Who, as what, and until when their key works; the rest as far as there is room."""

    def email(member: Member) -> Cell:
        return Cell(f"{member.email} (you)", "strong") if is_me(member) else Cell(member.email)

    def last_use(member: Member) -> Cell:
        used = max((key.last_used_at for key in member.keys if key.last_used_at), default=None)
        return Cell(ago(used, now()), "plain" if used else "muted")

    return (
        Column("E-mail", 20, email, grow=2),
        Column("Role", 7, lambda member: Cell(member.role)),
        Column("Key", 16, lambda member: Cell(key_hint(latest_key(member)), "muted"), rank=2),
        Column("Expires", 13, lambda member: _expiry(member, now())),
        Column("Last used", 14, last_use),
        Column("Since", 14, lambda member: Cell(ago(member.created_at, now()), "muted"), rank=3),
    )


def member_detail(member: Member, now: datetime) -> Sequence[Section]:
    """Everything about a member but the keys themselves, which nobody can show again."""
    facts = [
        Fact("Role", member.role, "strong", _ROLES[member.role]),
        Fact("Added", full(member.created_at), "plain", ago(member.created_at, now)),
        Fact("Id", member.id, "muted"),
    ]
    return (Section("", facts), *(_key_section(key, now) for key in member.keys))


def latest_key(member: Member) -> MemberKey | None:
    """The key that works, else the one made last."""
    return next((key for key in member.keys if key.state == "active"), next(iter(member.keys), None))


def key_hint(key: MemberKey | None) -> str:
    """Enough of a key to recognise it."""
    return f"{key.hint.prefix}…{key.hint.last_four}" if key else ""


def _expiry(member: Member, now: datetime) -> Cell:
    key = latest_key(member)
    if key is None:
        return Cell("no key", "warn")
    if key.state != "active":
        return Cell(key.state, _KEY_TONES[key.state])
    left = days_until(key.expires_at, now)
    if left is None:
        return Cell("never", "muted")
    return Cell(until(key.expires_at, now), "warn" if left < _SOON else "plain")


def _key_section(key: MemberKey, now: datetime) -> Section:
    return Section(
        f"API key {key_hint(key)}",
        (
            Fact("State", key.state, _KEY_TONES[key.state]),
            Fact("Made", full(key.created_at), "plain", ago(key.created_at, now)),
            Fact(
                "Expires",
                full(key.expires_at) if key.expires_at else "never",
                "plain",
                until(key.expires_at, now) if key.expires_at else "",
            ),
            Fact("Last used", full(key.last_used_at) if key.last_used_at else "never"),
            Fact("Key id", key.id, "muted"),
        ),
    )
