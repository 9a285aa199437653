"""Times and numbers in the sentences about provisioning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scimconsole.domain.sync.counting import DAY, HOUR, MINUTE

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def length(microseconds: int) -> str:
    """A length of time in its largest fitting unit: "12 min", "3 h", "2 days"."""
    if microseconds < 2 * MINUTE:
        return "a minute" if microseconds >= MINUTE else "moments"
    if microseconds < 2 * HOUR:
        return f"{microseconds // MINUTE} min"
    if microseconds < 2 * DAY:
        return f"{microseconds // HOUR} h"
    return f"{microseconds // DAY} days"


def ago(at: int, now: int) -> str:
    """How long ago: "12 min ago"."""
    return f"{length(max(now - at, 0))} ago"


def clock(at: int, now: int) -> str:
    """A time of day in UTC, with its date unless it is within half a day of now."""
    moment = _EPOCH + timedelta(microseconds=at)
    form = "%H:%M UTC" if abs(at - now) < DAY // 2 else "%Y-%m-%d %H:%M UTC"
    return moment.strftime(form)


def requests(count: int) -> str:
    """ "1 request", "14 requests"."""
    return "1 request" if count == 1 else f"{count:,} requests"
