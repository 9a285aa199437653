"""The line of an expression that matters, with a mark under the place."""

from __future__ import annotations

import unicodedata

from scimconsole.domain.terminal_text import escape_text

_LEAST_WIDTH = 20


def draw_caret(text: str, position: int, length: int = 1, *, width: int = 76) -> str:
    """Two lines of at most `width` cells: the part of the text around `position`, and carets below it.

    >>> print(draw_caret("ToLower(mail)", 8, 4))
    ToLower(mail)
            ^^^^
    """
    width = max(width, _LEAST_WIDTH)
    position = min(max(position, 0), len(text))
    start = max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
    end = next((at for at in range(position, len(text)) if text[at] in "\r\n"), len(text))
    before, marked = text[start:position], text[position : min(position + length, end)]
    while before and _cells(before) > width * 2 // 3:
        before = before[max(1, len(before) - width) :] if len(before) > width else before[1:]
    lead = "..." if start + len(before) < position else ""
    shown = lead + escape_text(before)
    room = width - _cells(shown)
    line, rest = shown, escape_text(text[position:end])
    for character in rest:
        if _cells(character) > room - 3 and _cells(rest) > room:
            line += "..."
            break
        line += character
        rest, room = rest[1:], room - _cells(character)
    under = min(max(_cells(escape_text(marked)), 1), width - _cells(shown))
    return f"{line}\n{' ' * _cells(shown)}{'^' * under}"


def _cells(text: str) -> int:
    """How many cells of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )
