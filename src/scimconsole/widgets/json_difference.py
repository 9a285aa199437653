"""What is stored beside what would be sent, attribute by attribute; a sign and a word tell what changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from rich.cells import cell_len
from textual.content import Content

from scimconsole.domain.terminal_text import escape_json, escape_text

Change: TypeAlias = Literal["added", "changed", "removed", "sent", "same", "left"]
"""`sent` was compared with nothing; `left` is an attribute that nothing is sent for."""

_SIGNS: dict[Change, tuple[str, str]] = {
    "added": ("+", "bold $success"),
    "changed": ("~", "bold $warning"),
    "removed": ("-", "bold $error"),
}
_LEGEND: tuple[tuple[Change, str], ...] = (
    ("added", "added"),
    ("changed", "changed"),
    ("removed", "taken away"),
)
_QUIET: tuple[Change, ...] = ("same", "left")
_MUTED = "$foreground-muted"
_BESIDE_FROM = 96
"""Cells from which both values have a column of their own."""
_WIDEST_NAME = 40
_GAP = 2
_HEAD = ("", "attribute", "stored", "would be sent")


class Row(NamedTuple):
    """One attribute: its path, what happens to it, both values, and a note."""

    name: str
    change: Change
    before: Any = None
    after: Any = None
    note: str = ""


def difference_text(rows: Sequence[Row], width: int) -> Content:
    """The rows that change first, then the others; side by side where there is room."""
    loud = [row for row in rows if row.change not in _QUIET]
    quiet = [row for row in rows if row.change in _QUIET]
    widest = max((cell_len(escape_text(row.name)) for row in rows), default=0)
    if width < _BESIDE_FROM:
        names = min(widest, _WIDEST_NAME, width // 2)
        return _parted(
            *([line for row in part for line in _below(row, names, width)] for part in (loud, quiet))
        )
    names = min(widest, _WIDEST_NAME, width // 3)
    column = (width - names - 2 - 2 * _GAP) // 2
    widths = (2, names + _GAP, column + _GAP, column)
    head = _columns([[Content.styled(words, _MUTED)] for words in _HEAD], widths)
    first, second = ([line for row in part for line in _beside(row, widths)] for part in (loud, quiet))
    return _parted([*head, *first], second)


def legend() -> Content:
    """What the signs mean."""
    signs = ((_SIGNS[change], words) for change, words in _LEGEND)
    return Content("   ").join(
        Content.assemble((sign, style), (f" {words}", _MUTED)) for (sign, style), words in signs
    )


def _parted(first: Sequence[Content], second: Sequence[Content]) -> Content:
    """Two parts with a blank line between where there are both."""
    return Content("\n").join([*first, *([Content("")] if first and second else []), *second])


def _beside(row: Row, widths: Sequence[int]) -> list[Content]:
    _, names, column, _ = widths
    before, after = _values(row)
    cells = [
        [_sign(row)],
        _name(row).fold(names - _GAP),
        before.fold(column - _GAP),
        after.fold(column - _GAP),
    ]
    return _columns(cells, widths) + _note(row, 2 + names, sum(widths))


def _below(row: Row, names: int, width: int) -> list[Content]:
    """Name and values in one line where they have room, else under each other."""
    name = Content.assemble(_sign(row), " ", _name(row))
    gap = " " * (max(names + 2 - name.cell_length, 0) + _GAP)
    before, after = _values(row)
    if row.change == "changed":
        value = Content.assemble(before, (" → ", _MUTED), after)
        stored, sent = (Content.styled(f"    {words}  ", _MUTED) for words in ("stored", "sent  "))
        parts = [Content.assemble(stored, before), Content.assemble(sent, after)]
    else:
        value = after if row.change in ("added", "sent") else before
        parts = [Content.assemble("    ", value)]
    line = Content.assemble(name, gap, value)
    beside_note = Content.assemble(line, "  " if value.plain else "", (escape_text(row.note), _MUTED))
    if row.change in _QUIET and beside_note.cell_length <= width:
        return [beside_note]
    lines = (
        [line] if line.cell_length <= width else [one for part in (name, *parts) for one in part.fold(width)]
    )
    return lines + _note(row, 4, width)


def _columns(cells: Sequence[Sequence[Content]], widths: Sequence[int]) -> list[Content]:
    """Cells of several lines beside each other."""
    lines: list[Content] = []
    for number in range(max(map(len, cells))):
        line = Content("")
        for parts, width in zip(cells, widths, strict=True):
            part = parts[number] if number < len(parts) else Content("")
            line = Content.assemble(line, part, " " * (width - part.cell_length))
        lines.append(line)
    return lines


def _sign(row: Row) -> Content:
    return Content.styled(*_SIGNS.get(row.change, (" ", "")))


def _name(row: Row) -> Content:
    return Content.styled(escape_text(row.name), _MUTED if row.change in _QUIET else "bold")


def _note(row: Row, indent: int, width: int) -> list[Content]:
    if not row.note:
        return []
    wrapped = Content.styled(escape_text(row.note), _MUTED if row.change in _QUIET else "$warning")
    return [Content.assemble(" " * indent, line) for line in wrapped.wrap(max(width - indent, 20))]


def _values(row: Row) -> tuple[Content, Content]:
    """What is stored and what would be sent; nothing is said of what was not looked up."""
    quiet = row.change in _QUIET
    if row.change == "sent" or (row.change == "left" and row.before is None):
        before = Content("")
    else:
        before = _value(row.before, _MUTED if quiet else "$error")
    return before, Content("") if quiet else _value(row.after, "$success")


def _value(value: Any, style: str) -> Content:
    if value is None:
        return Content.styled("nothing", _MUTED)
    return Content.styled(escape_json(json.dumps(value, ensure_ascii=False, default=str)), style)
