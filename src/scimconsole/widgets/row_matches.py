"""Where a text stands in the rows of a table that are here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.columns import Column
from scimconsole.widgets.rows import Row, Rows


def pattern_of(text: str) -> re.Pattern[str] | None:
    """What finds the text whatever its case; None for no text."""
    return re.compile(re.escape(text), re.IGNORECASE) if text else None


def matches(rows: Rows[Row], columns: Sequence[Column[Row]], wanted: re.Pattern[str] | None) -> list[int]:
    """The places of the rows that have it in any column, as it is drawn, from the first to the last."""
    if wanted is None:
        return []
    return [
        place
        for place, row in rows.here()
        if any(wanted.search(escape_text(column.cell(row).text)) for column in columns)
    ]


def match_from(places: Sequence[int], start: int, by: int) -> int:
    """The nearest of the places at or beyond `start`, going down or (`by` below 0) up, and around."""
    if by > 0:
        return next((place for place in places if place >= start), places[0])
    return next((place for place in reversed(places) if place <= start), places[-1])
