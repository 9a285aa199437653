"""Times read by a .NET date format: DateTime.ParseExact in the invariant culture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from scimconsole.entra.expressions.dotnet_tokens import MONTHS, WEEKDAYS, DateToken, date_tokens
from scimconsole.entra.expressions.dotnet_writing import Kind
from scimconsole.entra.expressions.instants import TICKS_PER_SECOND, Instant

_STYLES = {
    "none",
    "allowleadingwhite",
    "allowtrailingwhite",
    "allowinnerwhite",
    "allowwhitespaces",
    "nocurrentdatedefault",
    "adjusttouniversal",
    "assumelocal",
    "assumeuniversal",
    "roundtripkind",
}
_ZONE_STYLES = {"assumelocal", "assumeuniversal", "adjusttouniversal"}
_OFFSET = {
    1: re.compile(r"([+-])([0-9]{1,2})"),
    2: re.compile(r"([+-])([0-9]{1,2})"),
    3: re.compile(r"([+-])([0-9]{1,2}):?([0-9]{2})"),
}
_TWO_DIGIT_YEARS_FROM = 1950
"""00 to 49 are of the 2000s, as in .NET since version 5."""


class NotMatching(ValueError):
    """The text is not in the format; `offset` is where they part, the text says what was expected there."""

    def __init__(self, expected: str, offset: int) -> None:
        super().__init__(expected)
        self.expected = expected
        self.offset = offset


class StyleError(ValueError):
    """Not a date style of .NET, or two that exclude each other; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class ReadTime:
    """A time, in UTC when it had an offset, and what .NET then knows about its zone."""

    instant: Instant
    kind: Kind
    had_offset: bool
    had_short_year: bool


DEFAULT_STYLES = frozenset({"roundtripkind", "allowleadingwhite", "allowtrailingwhite"})


def read_styles(written: str) -> frozenset[str]:
    """The names of DateTimeStyles, separated by commas, with or without that prefix; raises `StyleError`."""
    names = set()
    for part in written.split(","):
        name = part.strip().lower().removeprefix("datetimestyles.").strip()
        if name not in _STYLES:
            raise StyleError(f"{part.strip()[:40]!r} is no date style of .NET.")
        names.add(name)
    if "allowwhitespaces" in names:
        names |= {"allowleadingwhite", "allowtrailingwhite", "allowinnerwhite"}
    if {"assumelocal", "assumeuniversal"} <= names:
        raise StyleError("AssumeLocal and AssumeUniversal exclude each other.")
    if "roundtripkind" in names and names & _ZONE_STYLES:
        raise StyleError("RoundtripKind goes with none of AssumeLocal, AssumeUniversal, AdjustToUniversal.")
    return frozenset(names)


def read_time(text: str, pattern: str, styles: frozenset[str], today: Instant) -> ReadTime:
    """The time that the text has in the format.

    Raises `NotMatching`, and `FormatError` for a format without meaning. A time without a date is of `today`.
    """
    reader = _Reader(text, styles)
    for token in date_tokens(pattern):
        reader.take(token)
    reader.finish()
    return reader.result(pattern, today)


class _Reader:
    def __init__(self, text: str, styles: frozenset[str]) -> None:
        self._text = text
        self._at = 0
        self._styles = styles
        self._fields: dict[str, int] = {}
        self._offset: int | None = None
        self._is_utc = False
        self._has_short_year = False
        if "allowleadingwhite" in styles:
            self._skip_white()

    def take(self, token: DateToken) -> None:
        """Read what one token stands for; raises `NotMatching`."""
        if "allowinnerwhite" in self._styles:
            self._skip_white()
        run = token.run
        match token.letter:
            case "":
                self._literal(token.literal)
            case "d" if run > 2:
                self._put("weekday", self._name(WEEKDAYS, run, "the name of a weekday"))
            case "d":
                self._put("day", self._digits(run, 2, "a day"))
            case "M" if run > 2:
                self._put("month", self._name(MONTHS, run, "the name of a month") + 1)
            case "M":
                self._put("month", self._digits(run, 2, "a month"))
            case "y":
                self._year(run)
            case "h":
                self._put("hour12", self._digits(run, 2, "an hour"))
            case "H":
                self._put("hour", self._digits(run, 2, "an hour"))
            case "m":
                self._put("minute", self._digits(run, 2, "a minute"))
            case "s":
                self._put("second", self._digits(run, 2, "a second"))
            case "f" | "F":
                self._fraction(run, is_optional=token.letter == "F")
            case "t":
                self._half_day(run)
            case "z":
                self._zone(run)
            case "K":
                self._zone_or_nothing()
            case _:
                self._literal("A.D.")

    def finish(self) -> None:
        """Raise `NotMatching` when there is more text than format."""
        if self._styles & {"allowtrailingwhite", "allowinnerwhite"}:
            self._skip_white()
        if self._at < len(self._text):
            raise NotMatching("the end", self._at)

    def result(self, pattern: str, today: Instant) -> ReadTime:
        """The time that was read; raises `NotMatching` when there is no such day or hour."""
        fields = self._fields
        hour = self._hour()
        try:
            day = self._day(today)
            moment = datetime(*day, hour, fields.get("minute", 0), fields.get("second", 0))
        except ValueError as error:
            raise NotMatching(f"a time that exists ({error})", 0) from error
        if fields.get("weekday", moment.weekday()) != moment.weekday():
            raise NotMatching(f"{WEEKDAYS[moment.weekday()]}, the weekday of that date", 0)
        instant = Instant.of(moment).plus(fields.get("ticks", 0))
        if self._offset is not None:
            try:
                instant = instant.plus(-self._offset * 60 * TICKS_PER_SECOND)
            except ValueError as error:
                raise NotMatching(f"a time that exists ({error})", 0) from error
        return ReadTime(instant, self._kind(pattern), self._offset is not None, self._has_short_year)

    def _kind(self, pattern: str) -> Kind:
        has_zone = self._is_utc or self._offset is not None
        if pattern in ("u", "U", "r", "R") or ("adjusttouniversal" in self._styles and has_zone):
            return "utc"
        if has_zone:
            return "utc" if self._is_utc and "roundtripkind" in self._styles else "local"
        if "assumeuniversal" in self._styles:
            return "utc" if "adjusttouniversal" in self._styles else "local"
        return "local" if "assumelocal" in self._styles else "unspecified"

    def _day(self, today: Instant) -> tuple[int, int, int]:
        fields, moment = self._fields, today.moment
        keeps_date = "nocurrentdatedefault" not in self._styles
        if not {"year", "month", "day"} & fields.keys():
            return (moment.year, moment.month, moment.day) if keeps_date else (1, 1, 1)
        return (
            fields.get("year", moment.year if keeps_date else 1),
            fields.get("month", 1),
            fields.get("day", 1),
        )

    def _hour(self) -> int:
        fields = self._fields
        half = fields.get("half")
        if "hour12" in fields and "hour" not in fields:
            hour = fields["hour12"]
            if hour > 12 and half != 1:
                raise NotMatching("an hour up to 12", 0)
            return hour if hour > 12 else hour % 12 + 12 * (half or 0)
        hour = fields.get("hour", 0)
        if "hour" in fields and half is not None and (hour >= 12) != bool(half):
            raise NotMatching("an hour that fits AM or PM", 0)
        return hour if "hour" in fields else 12 * (half or 0)

    def _put(self, field: str, number: int) -> None:
        if self._fields.setdefault(field, number) != number:
            raise NotMatching("the same value as before", self._at)

    def _literal(self, literal: str) -> None:
        if "allowinnerwhite" in self._styles:
            literal = literal.strip()
        if not self._text.startswith(literal, self._at):
            raise NotMatching(f'"{literal}"', self._at)
        self._at += len(literal)

    def _digits(self, least: int, most: int, what: str) -> int:
        end = self._at
        while end < len(self._text) and end - self._at < most and "0" <= self._text[end] <= "9":
            end += 1
        if end - self._at < min(least, most):
            count = "one or two digits" if least == 1 else f"{min(least, most)} digits"
            raise NotMatching(f"{what} of {count}", self._at)
        number = int(self._text[self._at : end])
        self._at = end
        return number

    def _year(self, run: int) -> None:
        if run <= 2:
            number = self._digits(run, 2, "a year")
            self._has_short_year = True
            century = 2000 if number < _TWO_DIGIT_YEARS_FROM % 100 else 1900
            self._put("year", century + number)
        else:
            self._put("year", self._digits(run, max(run, 4), "a year"))

    def _fraction(self, run: int, *, is_optional: bool) -> None:
        start = self._at
        while self._at < len(self._text) and self._at - start < run and "0" <= self._text[self._at] <= "9":
            self._at += 1
        digits = self._text[start : self._at]
        if len(digits) < run and not is_optional:
            self._at = start
            raise NotMatching(f"a fraction of {run} digits", start)
        self._put("ticks", int(digits.ljust(7, "0") or "0"))

    def _half_day(self, run: int) -> None:
        width = min(run, 2)
        found = self._text[self._at : self._at + width].upper()
        if found not in ("AM"[:width], "PM"[:width]):
            raise NotMatching("AM or PM" if width == 2 else "A or P", self._at)
        self._at += width
        self._put("half", int(found.startswith("P")))

    def _name(self, names: tuple[str, ...], run: int, what: str) -> int:
        for index, name in enumerate(names):
            shown = name[:3] if run == 3 else name
            if self._text[self._at : self._at + len(shown)].lower() == shown.lower():
                self._at += len(shown)
                return index
        raise NotMatching(what, self._at)

    def _zone(self, run: int) -> None:
        found = _OFFSET[min(run, 3)].match(self._text, self._at)
        if found is None:
            raise NotMatching("an offset such as +02:00", self._at)
        hours = int(found[2])
        minutes = int(found[3]) if found.re.groups == 3 else 0
        if hours > 14 or minutes > 59:
            raise NotMatching("an offset of at most 14 hours", self._at)
        self._offset = (hours * 60 + minutes) * (-1 if found[1] == "-" else 1)
        self._at = found.end()

    def _zone_or_nothing(self) -> None:
        if self._text.startswith("Z", self._at):
            self._at += 1
            self._is_utc = True
        elif self._text[self._at : self._at + 1] in ("+", "-"):
            self._zone(3)

    def _skip_white(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
