"""Characters counted as .NET counts them: in UTF-16 units, two for what lies beyond the first 65,536."""

from __future__ import annotations


def is_plain(text: str) -> bool:
    """Whether every character is one unit."""
    return text.isascii() or max(text) < "\U00010000"


def unit_count(text: str) -> int:
    """The number of units."""
    return len(text) if is_plain(text) else len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, start: int, length: int) -> tuple[str, bool]:
    """The part of `length` units from unit `start`, and whether a character was halved and so left out."""
    if is_plain(text):
        return text[start : start + length], False
    units = text.encode("utf-16-le", "surrogatepass")
    part = units[start * 2 : (start + length) * 2].decode("utf-16-le", "surrogatepass")
    whole = "".join(character for character in part if not "\ud800" <= character <= "\udfff")
    return whole, whole != part


def find(text: str, wanted: str, start: int) -> int:
    """The unit at which `wanted` begins, at or after unit `start`; -1 when it is not there."""
    if is_plain(text):
        return text.find(wanted, start)
    offset = units = 0
    while units < start and offset < len(text):
        units += 2 if text[offset] > "\uffff" else 1
        offset += 1
    found = text.find(wanted, offset)
    return found if found < 0 else unit_count(text[:found])


def order_key(text: str) -> bytes:
    """What sorts as an ordinal comparison does."""
    return text.encode("utf-16-be", "surrogatepass")


def well_formed(text: str) -> str:
    """The text with lone surrogates replaced by U+FFFD, as every encoder of .NET does."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
