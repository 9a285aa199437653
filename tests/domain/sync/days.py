"""Minutes of made-up days: what a connection looks like that lives as these tests say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scimconsole.domain.ids import ordered_id
from scimconsole.domain.sync.counting import DAY, HOUR, MINUTE, Counts, Minute
from scimconsole.domain.sync.facts import CauseCount, SyncFacts, TokenFact

NOON = 1_800_000_000_000_000 // DAY * DAY + DAY // 2
"""Noon of a day, in microseconds since the epoch."""


def minute(at: int, **kinds: int) -> Minute:
    """The minute of `at` (microseconds) with so many requests of each kind; the requests are their sum."""
    counts = Counts(requests=sum(kinds.values()), **kinds)
    newest = ordered_id(at) if counts.accepted else None
    return Minute(at // MINUTE, at, at, counts, newest, newest if counts.tests else None)


def every(interval: int, count: int, until: int = NOON, **kinds: int) -> list[Minute]:
    """So many minutes, the last at `until`, `interval` microseconds apart."""
    wanted = kinds or {"tests": 1}
    return [minute(until - number * interval, **wanted) for number in reversed(range(count))]


def entras_day(until: int = NOON, hours: int = 24, minutes: int = 40) -> list[Minute]:
    """A job that runs: every 40 minutes a test, and in every third cycle two minutes of updates."""
    day: list[Minute] = []
    for number, first in enumerate(every(minutes * MINUTE, hours * 60 // minutes, until - 2 * MINUTE)):
        day.append(first)
        if number % 3 == 0:
            for later in (1, 2):
                day.append(minute(first.first_at + later * MINUTE, reads=3, updates=3))
    return day


def facts(minutes: Iterable[Minute] = (), now: int = NOON, **more: Any) -> SyncFacts:
    """The facts of a connection with these minutes, all there ever were."""
    known: dict[str, Any] = {
        "is_all": True,
        "is_ahead": None,
        "causes": [],
        "tokens": [token()],
        "people": 1,
    }
    return SyncFacts(now=now, minutes=list(minutes), **{**known, **more})


def token(name: str = "Entra", **more: Any) -> TokenFact:
    """A token that lives and was not used, unless told otherwise."""
    known: dict[str, Any] = {
        "id": name,
        "name": name,
        "state": "active",
        "created_at": NOON - 30 * DAY,
        "expires_at": NOON + 300 * DAY,
        "last_used_at": None,
    }
    return TokenFact(**{**known, **more})


def cause(code: str, at: int = NOON - HOUR, requests: int = 1, first_at: int | None = None) -> CauseCount:
    """A cause seen some times, the last at `at`."""
    return CauseCount(code, requests, first_at or at, at, ordered_id(at))
