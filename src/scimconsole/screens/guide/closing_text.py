"""How a set-up closes: who arrived, when Entra comes again, and when the token ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from scimconsole.widgets.columns import Tone
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.moments import clock, days_until, until

if TYPE_CHECKING:
    from scimconsole.api.guide import Guide

_SOON = 30
"""Days before the end of the token from which it is a warning."""


def closing_section(guide: Guide, now: datetime) -> Section:
    """What one wants to know at the end."""
    heading = "The set-up is complete" if guide.complete else "So far"
    return Section(heading, tuple(_facts(guide, now)))


def _facts(guide: Guide, now: datetime) -> Iterator[Fact]:
    people = "1 person" if guide.users == 1 else f"{guide.users:,} people"
    groups = "1 group" if guide.groups == 1 else f"{guide.groups:,} groups"
    yield Fact("", f"{people} and {groups} arrived.", "good" if guide.users else "plain", "3 shows them")
    if guide.first_people:
        yield Fact("", f"First came {', '.join(guide.first_people)}.")
    if guide.next_cycle_at is not None:
        yield Fact("", f"Entra ID is expected next about {clock(guide.next_cycle_at, now)}.")
    else:
        yield Fact("", "When Entra ID comes next is not known yet; every 40 minutes or so.", "muted")
    yield _end_of_token(guide, now)


def _end_of_token(guide: Guide, now: datetime) -> Fact:
    if guide.token_id is None:
        return Fact("", "No token is active.", "warn")
    if guide.token_expires_at is None:
        return Fact("", f'Token "{guide.token_name}" never ends.')
    left = days_until(guide.token_expires_at, now)
    tone: Tone = "warn" if left is not None and left <= _SOON else "plain"
    ends = until(guide.token_expires_at, now)
    return Fact("", f'Token "{guide.token_name}" ends {ends}.', tone, "e writes that for a calendar")
