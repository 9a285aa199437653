"""The custom date formats of .NET, cut into tokens; reading and writing of times share them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""In the order of `date.weekday()`."""
_STANDARD = {
    "d": "MM/dd/yyyy",
    "D": "dddd, dd MMMM yyyy",
    "f": "dddd, dd MMMM yyyy HH:mm",
    "F": "dddd, dd MMMM yyyy HH:mm:ss",
    "g": "MM/dd/yyyy HH:mm",
    "G": "MM/dd/yyyy HH:mm:ss",
    "m": "MMMM dd",
    "M": "MMMM dd",
    "o": "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
    "O": "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
    "r": "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
    "R": "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
    "s": "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
    "t": "HH:mm",
    "T": "HH:mm:ss",
    "u": "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
    "U": "dddd, dd MMMM yyyy HH:mm:ss",
    "y": "yyyy MMMM",
    "Y": "yyyy MMMM",
}
"""Standard formats of the invariant culture."""
_LETTERS = "dMyhHmsfFtzKg"


class FormatError(ValueError):
    """A date format means nothing; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class DateToken:
    """A letter with the length of its run, or a literal text with the letter empty."""

    letter: str
    run: int
    literal: str = ""


@lru_cache(maxsize=256)
def date_tokens(pattern: str) -> tuple[DateToken, ...]:
    """The tokens of a standard (one letter) or custom format; raises `FormatError`."""
    if len(pattern) > 500:
        raise FormatError("The date format has more than 500 characters.")
    if not pattern:
        pattern = "G"
    if len(pattern) == 1:
        if pattern not in _STANDARD:
            sentence = f'"{pattern}" alone is no standard date format of .NET'
            raise FormatError(f'{sentence}; a single custom letter is written "%{pattern}".')
        pattern = _STANDARD[pattern]
    return tuple(_cut(pattern))


def _cut(pattern: str) -> list[DateToken]:
    tokens = []
    at = 0
    while at < len(pattern):
        token, at = _token(pattern, at)
        tokens.append(token)
    return tokens


def _token(pattern: str, at: int) -> tuple[DateToken, int]:
    sign = pattern[at]
    if sign in _LETTERS:
        end = at + 1
        while end < len(pattern) and pattern[end] == sign and sign != "K":
            end += 1
        if sign in "fF" and end - at > 7:
            raise FormatError("A fraction of a second has at most 7 digits: fffffff.")
        return DateToken(sign, end - at), end
    if sign in "'\"":
        return _quoted(pattern, at)
    if sign == "\\":
        if at + 1 >= len(pattern):
            raise FormatError("The date format ends with a backslash.")
        return DateToken("", 0, pattern[at + 1]), at + 2
    if sign == "%":
        following = pattern[at + 1 : at + 2]
        if following in ("", "%"):
            raise FormatError("A % in a date format stands before one letter.")
        if following in _LETTERS:
            return DateToken(following, 1), at + 2
        return _token(pattern, at + 1)
    return DateToken("", 0, sign), at + 1


def _quoted(pattern: str, at: int) -> tuple[DateToken, int]:
    mark = pattern[at]
    literal = []
    end = at + 1
    while end < len(pattern) and pattern[end] != mark:
        if pattern[end] == "\\" and end + 1 < len(pattern):
            end += 1
        literal.append(pattern[end])
        end += 1
    if end >= len(pattern):
        raise FormatError(f"A quoted text in the date format is never closed: {mark} is missing.")
    return DateToken("", 0, "".join(literal)), end + 1
