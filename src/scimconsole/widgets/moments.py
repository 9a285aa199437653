"""Moments in words: "in 87 days", "3 minutes ago", and the clock time of today in the zone chosen."""

from __future__ import annotations

from datetime import UTC, datetime

from scimconsole.domain.time_zone import UTC_ZONE, Zone

_DAY = 86_400
_STEPS = ((60, "second"), (3600, "minute"), (_DAY, "hour"))
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_BRIEF = {"second": "s", "seconds": "s", "minute": "min", "minutes": "min", "hour": "h", "hours": "h"}

_zone: Zone = UTC_ZONE


def show_in(zone: Zone) -> None:
    """Show times on the clock of this zone from now on; it is one for the whole program, as a language is."""
    global _zone
    _zone = zone


def zone() -> Zone:
    """The zone that times are shown in."""
    return _zone


def read_moment(text: str) -> datetime:
    """Read a moment of the wire (ISO 8601, UTC), such as `2026-11-21T20:00:00.000000Z`."""
    return datetime.fromisoformat(text).astimezone(UTC)


def span(seconds: float) -> str:
    """Say how long that is, in the largest unit that fits: `87 days`, `1 hour`; negative counts as zero."""
    whole = max(int(seconds), 0)
    for limit, unit in _STEPS:
        if whole < limit:
            count = whole // _SECONDS[unit]
            return _counted(count, unit)
    return _counted(whole // _DAY, "day")


def ago(text: str | None, now: datetime, never: str = "never") -> str:
    """Say how long ago a moment of the wire was: `just now`, `3 minutes ago`; `never` where there is none."""
    if text is None:
        return never
    seconds = (now - read_moment(text)).total_seconds()
    return "just now" if seconds < 10 else f"{span(seconds)} ago"


def brief_ago(text: str | None, now: datetime, never: str = "never") -> str:
    """The same in at most 12 cells up to 9,999 days, for narrow columns: `4 min ago`, `365 days ago`."""
    words = ago(text, now, never).split(" ")
    return " ".join(_BRIEF.get(word, word) for word in words)


def until(text: str | None, now: datetime, never: str = "never") -> str:
    """Say when a moment of the wire comes: `in 87 days`, or `3 days ago` once it has passed."""
    if text is None:
        return never
    seconds = (read_moment(text) - now).total_seconds()
    if seconds <= 0:
        return ago(text, now)
    # A life span of 365 days is to read so a minute after it began.
    return f"in {span(round(seconds / _DAY) * _DAY if seconds >= _DAY else seconds)}"


def days_until(text: str | None, now: datetime) -> float | None:
    """Days left until a moment of the wire; negative once it has passed, None where there is none."""
    return None if text is None else (read_moment(text) - now).total_seconds() / _DAY


def clock(text: str, now: datetime) -> str:
    """The time of day for a moment of today, `20:41:07`, and the date before it for any other."""
    moment = _zone.read(text)
    form = "%H:%M:%S" if moment.date() == _zone.at(now).date() else "%d %b %H:%M"
    return moment.strftime(form)


def full(text: str | None) -> str:
    """The moment in full, with its zone: `2026-11-21 20:41:07 UTC`; a dash where there is none."""
    return "-" if text is None else f"{_zone.second(text)} {_zone.label(text)}"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
