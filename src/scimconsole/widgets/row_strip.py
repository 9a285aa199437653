"""How the line of a table is put together: fields at their width, in their ink, hits marked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from scimconsole.widgets.columns import GAP


def sized(text: str, size: int, align: Literal["left", "right"] = "left") -> str:
    """The text in exactly `size` cells; what is cut off is told by an ellipsis."""
    length = cell_len(text)
    if length > size:
        return set_cell_size(text, max(size - 1, 0)) + "…" if size else ""
    padding = " " * (size - length)
    return padding + text if align == "right" else text + padding


def with_hits(text: str, style: Style, wanted: re.Pattern[str], hit: Style) -> list[Segment]:
    """A field in pieces: what matches `wanted` is drawn as a hit."""
    pieces = []
    done = 0
    for match in wanted.finditer(text):
        pieces += [Segment(text[done : match.start()], style), Segment(match.group(), style + hit)]
        done = match.end()
    return [*pieces, Segment(text[done:], style)]


def joined(
    fields: Iterable[Iterable[Segment]], width: int, base: Style, sign: Segment | None = None
) -> Strip:
    """The fields in one line of `width` cells, behind a sign of one cell."""
    segments = [sign or Segment(" ", base)]
    for place, field in enumerate(fields):
        if place:
            segments.append(Segment(" " * GAP, base))
        segments.extend(field)
    # Neighbours of one style become one: a style costs the terminal more bytes than most fields.
    return Strip(segments).adjust_cell_length(width, base).simplify()
