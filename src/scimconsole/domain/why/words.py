"""How verdicts speak of times, counts and people."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

MINUTE = 60_000_000
"""Microseconds, like the others."""
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 120
_LATEST = 253_402_300_799_999_999
"""The last microsecond of the year 9999."""


def when(at: int) -> str:
    """A moment to the minute: `2026-11-21 20:00 UTC`."""
    return f"{_EPOCH + timedelta(microseconds=max(0, min(at, _LATEST))):%Y-%m-%d %H:%M} UTC"


def ago(now: int, at: int) -> str:
    """How long a moment lies back, roughly; one that lies ahead is named, as some clock is wrong then."""
    span = now - at
    if span < -5 * MINUTE:
        return f"at {when(at)}, by a clock that runs ahead"
    if span < MINUTE:
        return "just now"
    if span < 2 * HOUR:
        return f"{span // MINUTE} min ago"
    if span < 2 * DAY:
        return f"{span // HOUR} h ago"
    return f"{span // DAY} days ago"


def times(count: int, *, at_least: bool = False) -> str:
    """A number of repetitions in words."""
    if at_least:
        return f"at least {count} times"
    return "once" if count == 1 else f"{count} times"


def shown(text: str) -> str:
    """Text from elsewhere, bounded for a sentence."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def listed(names: tuple[str, ...], most: int = 4) -> str:
    """Some names; how many more there are."""
    rest = len(names) - most
    told = ", ".join(shown(name) for name in names[:most])
    return f"{told} and {rest} more" if rest > 0 else told


def sentence(text: str) -> str:
    """The text with a full stop at its end."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def is_guid(text: str) -> bool:
    """Whether it has the form of an object id or a SCIM id."""
    return _GUID.fullmatch(text) is not None
