"""Points in time as .NET's DateTime has them: 100-nanosecond ticks from the year 1 to 9999, in UTC."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TICKS_PER_SECOND = 10_000_000
TICKS_PER_DAY = 86_400 * TICKS_PER_SECOND
MAX_TICKS = 3_155_378_975_999_999_999
_FILETIME_EPOCH = 504_911_232_000_000_000
"""Ticks at 1601-01-01."""


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """A point in time; raises ValueError outside of the years 1 to 9999."""

    ticks: int

    def __post_init__(self) -> None:
        if not 0 <= self.ticks <= MAX_TICKS:
            raise ValueError("outside of the years 1 to 9999")

    @classmethod
    def of(cls, moment: datetime) -> Instant:
        """The instant of a datetime; one without a zone is UTC."""
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        seconds = (moment.toordinal() - 1) * 86_400 + moment.hour * 3600 + moment.minute * 60 + moment.second
        return cls(seconds * TICKS_PER_SECOND + moment.microsecond * 10)

    @classmethod
    def of_filetime(cls, number: int) -> Instant:
        """The instant of a Windows FILETIME: ticks since 1601."""
        return cls(number + _FILETIME_EPOCH)

    @property
    def filetime(self) -> int:
        """Ticks since 1601."""
        return self.ticks - _FILETIME_EPOCH

    @property
    def moment(self) -> datetime:
        """The same to the microsecond, without a zone."""
        return datetime(1, 1, 1) + timedelta(microseconds=self.ticks // 10)

    @property
    def fraction(self) -> int:
        """The ticks beyond the full second."""
        return self.ticks % TICKS_PER_SECOND

    def plus(self, ticks: int) -> Instant:
        """The instant so many ticks later."""
        return Instant(self.ticks + ticks)

    def plus_months(self, months: int) -> Instant:
        """So many months later on the same day, or on the last of a shorter month."""
        moment = self.moment
        years, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
        if not 1 <= years <= 9999:
            raise ValueError("outside of the years 1 to 9999")
        day = min(moment.day, monthrange(years, month + 1)[1])
        start = Instant.of(datetime(years, month + 1, day))
        return start.plus(self.ticks % TICKS_PER_DAY)

    def __str__(self) -> str:
        """The text form of the language, `M/d/yyyy h:mm:ss tt`."""
        moment = self.moment
        half = "AM" if moment.hour < 12 else "PM"
        hour = moment.hour % 12 or 12
        day = f"{moment.month}/{moment.day}/{moment.year:04d}"
        return f"{day} {hour}:{moment.minute:02d}:{moment.second:02d} {half}"
