"""The line of an expression that matters, with a mark under the place."""

from __future__ import annotations

import unicodedata

from scimconsole.domain.terminal_text import escape_text

_LEAST_WIDTH = 20
_CUT = "..."


def draw_caret(text: str, position: int, length: int = 1, *, width: int = 76) -> str:
    """Two lines of at most `width` cells: the part of the text around `position`, and carets below it.

    >>> print(draw_caret("ToLower(mail)", 8, 4))
    ToLower(mail)
            ^^^^
    """
    width = max(width, _LEAST_WIDTH)
    position = min(max(position, 0), len(text))
    start = max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
    before = _shown(text[max(start, position - width) : position])
    lead = ""
    while sum(map(_cells, before)) > width * 2 // 3:
        before, lead = before[1:], _CUT
    if position - len(before) > start:
        lead = _CUT
    room = width - len(lead) - sum(map(_cells, before))
    rest = _shown(text[position : position + width + 1].split("\n")[0].split("\r")[0])
    after: list[str] = []
    for index, character in enumerate(rest):
        needed = 0 if index == len(rest) - 1 and len(rest) <= width else len(_CUT)
        if sum(map(_cells, after)) + _cells(character) + needed > room:
            after.append(_CUT)
            break
        after.append(character)
    marked = sum(map(_cells, after[: max(length, 1)])) or 1
    indent = " " * (len(lead) + sum(map(_cells, before)))
    return f"{lead}{''.join(before)}{''.join(after)}\n{indent}{'^' * marked}"


def _shown(text: str) -> list[str]:
    """Each character as it is drawn."""
    return [escape_text(character) for character in text]


def _cells(text: str) -> int:
    """How many cells of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
