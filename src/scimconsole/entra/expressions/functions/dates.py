"""Points in time: CDate, Now, DateAdd, DateDiff, DateFromNum, NumFromDate, FormatDateTime. All in UTC."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from scimconsole.domain.scim.text import nearest
from scimconsole.entra.expressions.date_text import read_date
from scimconsole.entra.expressions.dotnet_reading import (
    DEFAULT_STYLES,
    NotMatching,
    StyleError,
    read_styles,
    read_time,
)
from scimconsole.entra.expressions.dotnet_tokens import FormatError
from scimconsole.entra.expressions.dotnet_writing import write_time
from scimconsole.entra.expressions.errors import FailedEvaluation
from scimconsole.entra.expressions.functions.declaring import function, planned
from scimconsole.entra.expressions.instants import TICKS_PER_DAY, TICKS_PER_SECOND, Instant
from scimconsole.entra.expressions.run import Evaluate, Run, Site
from scimconsole.entra.expressions.values import Value, described

_UNITS = {
    "ww": 7 * TICKS_PER_DAY,
    "d": TICKS_PER_DAY,
    "h": 3600 * TICKS_PER_SECOND,
    "n": 60 * TICKS_PER_SECOND,
    "s": TICKS_PER_SECOND,
}
_INTERVALS = {
    "yyyy": "year",
    "m": "month",
    "d": "day",
    "ww": "week",
    "h": "hour",
    "n": "minute",
    "s": "second",
}
_Result = TypeVar("_Result")
_NEVER = 9_223_372_036_854_775_807


@function(
    "CDate(expression)",
    "the point in time that a text says, in UTC",
    family="dates",
    example='CDate("2022-01-01+02:00")',
)
def cdate(run: Run, site: Site, expression: Value) -> Value:
    """The point in time of a text."""
    if isinstance(expression, Instant):
        return expression
    text = site.text(expression, 0)
    return site.null(run) if text is None else _date(site, text, 0)


@function("Now()", "the present time in UTC", family="dates", example="Now()")
def now(run: Run, site: Site) -> Value:
    """The present time."""
    return run.now


@function(
    "DateAdd(interval, value, dateTime)",
    "the time so many intervals later: yyyy, m, d, ww, h, n (minute), s",
    family="dates",
    example='DateAdd("m", 1, CDate("2023-01-31"))',
)
def date_add(run: Run, site: Site, interval: Value, number: Value, time: Value) -> Value:
    """A time some intervals later; the day is cut to the length of its month."""
    unit = _interval(site, interval)
    count = site.integer(number, 1, "value")
    instant = _instant(run, site, time, 2)
    if instant is None:
        return site.null(run, 2)
    try:
        if unit == "yyyy":
            return instant.plus_months(count * 12)
        return instant.plus_months(count) if unit == "m" else instant.plus(count * _UNITS[unit])
    except ValueError as error:
        raise site.fail(f"The result lies {error}.", 1) from error


@function(
    "DateDiff(interval, date1, date2)",
    "how many intervals from date1 to date2: yyyy, m, d, ww, h, n (minute), s",
    family="dates",
    example='DateDiff("d", CDate("2024-02-28"), CDate("2024-03-01"))',
)
def date_diff(run: Run, site: Site, interval: Value, first: Value, second: Value) -> Value:
    """Whole intervals between two times, negative backwards."""
    unit = _interval(site, interval)
    one, other = _instant(run, site, first, 1), _instant(run, site, second, 2)
    if one is None or other is None:
        return site.null(run, 1 if one is None else 2)
    if unit in ("yyyy", "m"):
        begin, end = one.moment, other.moment
        years = end.year - begin.year
        return years if unit == "yyyy" else years * 12 + end.month - begin.month
    if unit == "ww":
        return _quotient(_sunday(other) - _sunday(one), TICKS_PER_DAY * 7)
    if unit == "d" and (one.ticks - other.ticks) % TICKS_PER_DAY:
        midnights = other.ticks // TICKS_PER_DAY - one.ticks // TICKS_PER_DAY
        if midnights != _quotient(other.ticks - one.ticks, TICKS_PER_DAY):
            sentence = "Whether days are midnights passed or spans of 24 hours is not documented; here spans."
            site.note(run, "days-counted", sentence)
    return _quotient(other.ticks - one.ticks, _UNITS[unit])


@function(
    "DateFromNum(value)",
    "the time of a Windows file time: 100 ns since 1601",
    family="dates",
    example='DateFromNum("132223104000000000")',
)
def date_from_num(run: Run, site: Site, value: Value) -> Value:
    """The time of a Windows file time."""
    if value is None:
        return site.null(run)
    number = site.integer(value, 0, "value")
    if number == _NEVER:
        raise site.fail("This number means never, which is no point in time.", 0)
    try:
        return Instant.of_filetime(number)
    except ValueError as error:
        raise site.fail(f"The time lies {error}.", 0) from error


@function(
    "NumFromDate(value)",
    "the Windows file time of a date: 100 ns since 1601",
    family="dates",
    example='NumFromDate("2020-01-01T00:00:00Z")',
)
def num_from_date(run: Run, site: Site, value: Value) -> Value:
    """The Windows file time of a date."""
    if isinstance(value, Instant):
        return value.filetime
    text = site.text(value, 0)
    return site.null(run) if text is None else _date(site, text, 0).filetime


@planned(
    "FormatDateTime(source, dateTimeStyles?, inputFormat, [outputFormat])",
    "a time in another .NET format; with three arguments there are no dateTimeStyles",
    family="dates",
    example='FormatDateTime("2022-11-09", , "yyyy-MM-dd", "dd/MM/yyyy")',
)
def format_date_time(site: Site, arguments: Sequence[Evaluate]) -> Evaluate:
    """A time read by one format and written in another."""
    if len(arguments) == 4:
        source, styles, read_by, write_as = arguments
        slots = (2, 3)
    else:
        source, read_by, write_as = arguments
        styles = _no_styles
        slots = (1, 2)

    def evaluate(run: Run) -> Value:
        value = source(run)
        text = site.text(value, 0)
        written_styles = site.text(styles(run), 1)
        input_format = site.given_text(read_by(run), slots[0], "an inputFormat")
        output_format = site.given_text(write_as(run), slots[1], "an outputFormat")
        if text is None:
            return site.null(run)
        formats = (input_format, output_format)
        try:
            return _reformatted(run, site, text, written_styles, formats, slots)
        except FailedEvaluation as error:
            if not (isinstance(value, Instant) and isinstance(error.__cause__, NotMatching)):
                raise
        sentence = f"This is a point in time, {value}; the inputFormat does not fit and is passed over."
        site.note(run, "format-passed-over", sentence, slots[0])
        return _or_fail(site, slots[1], lambda: write_time(value, "utc", output_format))

    return evaluate


def _no_styles(run: Run) -> None:
    return None


def _reformatted(
    run: Run, site: Site, text: str, styles: str | None, formats: tuple[str, str], slots: tuple[int, int]
) -> str:
    chosen = DEFAULT_STYLES
    if styles:
        chosen = _or_fail(site, 1, lambda: read_styles(styles))
    try:
        read = _or_fail(site, slots[0], lambda: read_time(text, formats[0], chosen, run.now))
    except NotMatching as error:
        where = f"at character {error.offset + 1}" if error.offset else "there"
        sentence = (
            f"{described(text)} is not in the format {formats[0]!r}: {error.expected} was expected {where}."
        )
        raise site.fail(sentence, 0) from error
    if read.had_offset:
        sentence = "What zone a time with an offset is written in is not documented; here it is UTC."
        site.note(run, "offset-to-utc", sentence, 0)
    if read.had_short_year:
        site.note(run, "short-year", "A year of two digits is read as 1950 to 2049.", slots[0])
    return _or_fail(site, slots[1], lambda: write_time(read.instant, read.kind, formats[1]))


def _or_fail(site: Site, argument: int, work: Callable[[], _Result]) -> _Result:
    try:
        return work()
    except (FormatError, StyleError) as error:
        raise site.fail(str(error), argument) from error


def _date(site: Site, text: str, argument: int) -> Instant:
    try:
        return read_date(text)
    except ValueError as error:
        sentence = f"{described(text)} is no date that is known here: {error}."
        raise site.fail(
            sentence, argument, hint="Such as 2022-07-04, 2022-07-04T09:00:00Z or 7/4/2022."
        ) from error


def _instant(run: Run, site: Site, value: Value, argument: int) -> Instant | None:
    if isinstance(value, Instant):
        return value
    text = site.text(value, argument)
    if text is None:
        return None
    site.note(
        run, "text-as-date", "Text is to go through CDate first; here it is read as CDate does.", argument
    )
    return _date(site, text, argument)


def _interval(site: Site, value: Value) -> str:
    unit = site.given_text(value, 0, "an interval")
    if unit not in _INTERVALS:
        known = ", ".join(f"{name} ({meaning})" for name, meaning in _INTERVALS.items())
        meant = next(
            (name for name, meaning in _INTERVALS.items() if unit.lower().rstrip("s") == meaning), None
        )
        meant = meant or nearest(unit[:20], _INTERVALS)
        hint = f"Did you mean {meant!r}?" if meant else None
        raise site.fail(f"{described(unit)} is no interval; there are {known}.", 0, hint=hint)
    return unit


def _sunday(instant: Instant) -> int:
    """The ticks of the same time on the Sunday that began the week; the year 1 began on a Monday."""
    return instant.ticks - (instant.ticks // TICKS_PER_DAY + 1) % 7 * TICKS_PER_DAY


def _quotient(ticks: int, unit: int) -> int:
    """Whole units, towards zero."""
    return ticks // unit if ticks >= 0 else -(-ticks // unit)
