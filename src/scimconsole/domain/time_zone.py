"""Times for people: in UTC, on this machine's clock or in a zone of the IANA database; and what they write.

Times of the wire are UTC (RFC 3339): a zone is how they are shown, and how a time without an offset is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from scimconsole.errors import InvalidInput

LOCAL = "local"
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
_AGO = re.compile(r"(\d{1,6})\s*(s|m|min|h|d|w)(?:\s+ago)?", re.IGNORECASE)
_DAY = re.compile(r"(today|yesterday)(?:\s+(\d{1,2}):(\d\d))?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
_DAYS_BACK = {"today": 0, "yesterday": 1}


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone to show times in; `info` is None for this machine's own."""

    name: str
    info: tzinfo | None

    @property
    def is_utc(self) -> bool:
        """Whether times stay as they are on the wire."""
        return self.info is UTC

    def read(self, text: str) -> datetime:
        """A moment of the wire, such as `2026-11-21T20:00:00.000000Z`, on the clock of the zone."""
        return self.at(datetime.fromisoformat(text))

    def at(self, instant: datetime) -> datetime:
        """An instant on the clock of the zone."""
        try:
            return instant.astimezone(self.info)
        except (OverflowError, OSError):
            # At the ends of the calendar, or where the machine's clock knows no such year.
            return instant.astimezone(UTC)

    def minute(self, text: str) -> str:
        """The moment to the minute: `2026-11-21 21:41`."""
        return self.read(text).strftime("%Y-%m-%d %H:%M")

    def second(self, text: str) -> str:
        """The moment to the second: `2026-11-21 21:41:07`."""
        return self.read(text).strftime("%Y-%m-%d %H:%M:%S")

    def label(self, text: str) -> str:
        """What the zone is called at that moment: `UTC`, `CET`, `CEST`, `+0530`."""
        return self.label_at(datetime.fromisoformat(text))

    def label_at(self, instant: datetime) -> str:
        """What the zone is called at that instant."""
        return self.at(instant).strftime("%Z") or self.name


UTC_ZONE = Zone("UTC", UTC)


def zone_named(name: str) -> Zone:
    """The zone called `UTC`, `local`, or as in the IANA database; raises InvalidInput, naming the nearest."""
    wanted = name.strip()
    if wanted.upper() in ("UTC", "Z"):
        return UTC_ZONE
    if wanted.lower() == LOCAL:
        return Zone(LOCAL, None)
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones  # only who wants another zone

    try:
        return Zone(wanted, ZoneInfo(wanted))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = {zone.lower(): zone for zone in available_timezones()}
    spelled = known.get(wanted.lower().replace(" ", "_")) or known.get(_by_city(wanted, list(known)))
    if spelled is not None and spelled.lower() == wanted.lower().replace(" ", "_"):
        return Zone(spelled, ZoneInfo(spelled))
    meant = f" Did you mean {spelled}?" if spelled else ""
    raise InvalidInput(
        f"There is no time zone {name!r}.{meant}",
        hint="Zones are written as Europe/Zurich or America/Toronto; UTC and local are known, too.",
    )


def instant_meant(text: str, zone: Zone, now: datetime) -> datetime:
    """The instant that a person wrote, in UTC; raises InvalidInput.

    `2h`, `30 min ago`, `3d`, `today`, `yesterday`, `yesterday 14:00`, `14:00`, a date, or a date and time;
    what has no offset is on the clock of the zone.

    >>> now = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    >>> instant_meant("2h", UTC_ZONE, now).isoformat()
    '2026-11-22T04:30:00+00:00'
    >>> instant_meant("yesterday", UTC_ZONE, now).isoformat()
    '2026-11-21T00:00:00+00:00'
    """
    wanted = text.strip()
    try:
        if ago := _AGO.fullmatch(wanted):
            return now - timedelta(seconds=int(ago[1]) * _UNITS[ago[2].lower()])
        today = zone.at(now).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        if day := _DAY.fullmatch(wanted):
            begun = today - timedelta(days=_DAYS_BACK[day[1].lower()])
            return _on_the_clock(begun.replace(hour=int(day[2] or 0), minute=int(day[3] or 0)), zone)
        if clock := _CLOCK.fullmatch(wanted):
            return _on_the_clock(today.replace(hour=int(clock[1]), minute=int(clock[2])), zone)
        written = datetime.fromisoformat(wanted)
        return written.astimezone(UTC) if written.tzinfo else _on_the_clock(written, zone)
    except (ValueError, OverflowError, OSError):
        raise InvalidInput(
            f"{text!r} is no time.",
            hint="Write 2h, 30min or 3d (ago), today, yesterday, 14:00, 2026-11-21 or 2026-11-21T20:00:00Z.",
        ) from None


def _on_the_clock(naive: datetime, zone: Zone) -> datetime:
    # Without a zone `astimezone` takes a naive time as this machine's.
    return (naive if zone.info is None else naive.replace(tzinfo=zone.info)).astimezone(UTC)


def _by_city(wanted: str, known: list[str]) -> str:
    """The name most like the one wanted, in lower case: the last part alone will do, as in `zurich`."""
    from difflib import get_close_matches

    text = wanted.lower().replace(" ", "_")
    cities = {name.rpartition("/")[2]: name for name in sorted(known, key=lambda name: name.count("/"))}
    if text in cities:
        return cities[text]
    near = get_close_matches(text, known, n=1, cutoff=0.6)
    if near:
        return near[0]
    city = get_close_matches(text.rpartition("/")[2], cities, n=1, cutoff=0.75)
    return cities[city[0]] if city else ""
