"""Times in the forms that CDate reads: ISO 8601, `8/25/2021 5:41:18 PM`, and dates with names of months."""

from __future__ import annotations

import re
from datetime import datetime

from scimconsole.entra.expressions.dotnet_tokens import MONTHS, WEEKDAYS
from scimconsole.entra.expressions.instants import TICKS_PER_SECOND, Instant

_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in MONTHS)
_DAY_NAME = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in WEEKDAYS)
_FORM = re.compile(
    rf"""
    (?: (?:{_DAY_NAME}) ,? \s+ )?
    (?: (?P<iso_year>[0-9]{{4}}) [-/] (?P<iso_month>[0-9]{{1,2}}) (?: [-/] (?P<iso_day>[0-9]{{1,2}}) )?
      | (?P<us_month>[0-9]{{1,2}}) [-/] (?P<us_day>[0-9]{{1,2}}) [-/] (?P<us_year>[0-9]{{4}}|[0-9]{{2}})
      | (?P<d_day>[0-9]{{1,2}}) [ -] (?P<d_month>{_MONTH}) ,? [ -] (?P<d_year>[0-9]{{4}})
      | (?P<m_month>{_MONTH}) \s+ (?P<m_day>[0-9]{{1,2}}) ,? \s+ (?P<m_year>[0-9]{{4}})
    )
    (?: (?: [Tt] | \s+ ) (?P<hour>[0-9]{{1,2}}) : (?P<minute>[0-9]{{2}})
        (?: : (?P<second>[0-9]{{2}}) (?: [.] (?P<fraction>[0-9]+) )? )?
        (?: \s* (?P<half>[AaPp])[Mm] )?
    )?
    \s* (?: (?P<utc> Z | GMT | UTC )
          | (?P<sign>[+-]) (?P<ahead>[0-9]{{1,2}}) (?: :? (?P<minutes>[0-9]{{2}}) )?
        )?
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_LONGEST = 64


def read_date(text: str) -> Instant:
    """The instant of a date, with or without time and offset; no offset means UTC. Raises ValueError."""
    if len(text) > _LONGEST:
        raise ValueError("too long for a date")
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError("no form of a date that is known here")
    moment = datetime(*_day(found), _hour(found), int(found["minute"] or 0), int(found["second"] or 0))
    fraction = int((found["fraction"] or "")[:7].ljust(7, "0"))
    return Instant.of(moment).plus(fraction - _offset(found) * TICKS_PER_SECOND)


def _day(found: re.Match[str]) -> tuple[int, int, int]:
    if found["iso_year"]:
        return int(found["iso_year"]), int(found["iso_month"]), int(found["iso_day"] or 1)
    if found["us_year"]:
        year = int(found["us_year"])
        if year < 100:
            year += 2000 if year < 50 else 1900
        return year, int(found["us_month"]), int(found["us_day"])
    name = (found["d_month"] or found["m_month"])[:3].title()
    month = next(number for number, whole in enumerate(MONTHS, start=1) if whole.startswith(name))
    return int(found["d_year"] or found["m_year"]), month, int(found["d_day"] or found["m_day"])


def _hour(found: re.Match[str]) -> int:
    hour = int(found["hour"] or 0)
    if not found["half"]:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("an hour above 12 with AM or PM")
    return hour % 12 + (12 if found["half"] in "Pp" else 0)


def _offset(found: re.Match[str]) -> int:
    """Seconds ahead of UTC."""
    if not found["sign"]:
        return 0
    seconds = int(found["ahead"]) * 3600 + int(found["minutes"] or 0) * 60
    if seconds > 14 * 3600:
        raise ValueError("an offset of more than 14 hours")
    return -seconds if found["sign"] == "-" else seconds
