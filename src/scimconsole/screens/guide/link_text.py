"""A set-up link in words: its row in the list, and everything that can still be told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from scimconsole.widgets.columns import Cell, Column, Tone
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.moments import ago, full, span, until

if TYPE_CHECKING:
    from scimconsole.api.setup_links import SetupLink

_TONES: dict[str, Tone] = {"open": "good", "used": "plain", "expired": "muted", "revoked": "muted"}
_MEANINGS = {
    "open": "Whoever opens it sees what it does; its button makes a token, once.",
    "used": "It made its token. Whoever opens it now sees only that it cannot be used.",
    "expired": "Nobody used it in time. Make another one.",
    "revoked": "It was ended before anybody used it.",
}


def link_columns(now: Callable[[], datetime]) -> list[Column[SetupLink]]:
    """Whom it is for and what it is worth always; the rest as far as there is room."""
    return [
        Column("For", 18, lambda link: Cell(link.name), grow=1),
        Column("State", 7, lambda link: Cell(link.state, _TONES[link.state])),
        Column("Used or ends", 15, lambda link: Cell(_moment(link, now()), "muted")),
        Column("Made", 14, lambda link: Cell(ago(link.created_at, now()), "muted"), rank=1),
    ]


def link_sections(link: SetupLink, now: datetime) -> Sequence[Section]:
    """What it is worth, what it does, and what became of it."""
    return (
        Section(link.state.capitalize(), text=_MEANINGS[link.state]),
        Section("Link", tuple(_facts(link, now))),
    )


def _facts(link: SetupLink, now: datetime) -> Iterator[Fact]:
    yield Fact("Made", full(link.created_at), note=f"by {link.created_by}")
    if link.state in ("open", "expired"):
        yield Fact("Ends", full(link.expires_at), note=until(link.expires_at, now))
    if link.used_at is not None:
        yield Fact("Used", full(link.used_at), note=f"from {link.used_from or 'an unknown address'}")
    if link.revoked_at is not None:
        yield Fact("Revoked", full(link.revoked_at))
    lives = "as the settings say" if link.token_expires_in is None else span(link.token_expires_in)
    yield Fact("Token", link.token_name, note=f"lives {lives}")
    if link.token_id is not None:
        yield Fact("Token id", link.token_id, note="> goes to it")
    yield Fact("Id", link.id, "muted")


def _moment(link: SetupLink, now: datetime) -> str:
    if link.state == "used":
        return ago(link.used_at, now)
    return "-" if link.state == "revoked" else until(link.expires_at, now)
