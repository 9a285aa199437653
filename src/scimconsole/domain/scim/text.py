"""How two texts are compared: the one place that decides which spellings are the same."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1)


def fold(text: str) -> str:
    """The form in which texts without case are compared and indexed: caseless (Unicode, D145) and in NFC."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFD", text).casefold()
    return unicodedata.normalize("NFC", folded)


def is_storable(text: str) -> bool:
    """Whether every engine can keep the text: no NUL and no lone surrogate."""
    if text.isascii():
        return "\0" not in text
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def writable(text: str) -> str:
    """The text with NUL and lone surrogates as visible escapes, so that every engine and encoder takes it."""
    if is_storable(text):
        return text
    return text.replace("\0", "\\0").encode(errors="backslashreplace").decode()


def iso_instant(text: str) -> str | None:
    """The instant in the one form used for storage and comparison, `2026-11-21T20:00:00.000000Z`, or None.

    A time without an offset is taken as UTC.
    """
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=UTC)
        instant = instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return iso_time(instant)


def iso_time(instant: datetime) -> str:
    """An aware time as UTC text with microseconds and `Z`."""
    return instant.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def iso_from_us(microseconds: int) -> str:
    """Microseconds since the epoch as `2026-11-21T20:00:00.000000Z`."""
    return (_EPOCH + timedelta(microseconds=microseconds)).isoformat(timespec="microseconds") + "Z"


def did_you_mean(meant: str | None) -> str:
    """The end of a sentence about an unknown name."""
    return f'; did you mean "{meant}"?' if meant else "."


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name` without regard to case, if one is close enough to be meant."""
    by_folded = {fold(candidate): candidate for candidate in known}
    close = difflib.get_close_matches(fold(name), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None
