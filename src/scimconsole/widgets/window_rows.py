"""A page window as the rows of a table: what is near the view is here, nothing holds the whole list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic

from scimconsole.client.page_window import PageWindow
from scimconsole.widgets.rows import Row


class WindowRows(Generic[Row]):
    """Rows out of a page window."""

    def __init__(self, window: PageWindow[Row]) -> None:
        self.window = window

    @property
    def total(self) -> int:
        """How many rows there are, as counted; else those seen, and one more while there are more."""
        extent = self.window.extent
        if extent.complete:
            return extent.rows
        return max(extent.total or 0, extent.rows + 1)

    def at(self, index: int) -> Row | None:
        """The row at a place; None while its page is not held."""
        return self.window.row(index)

    def here(self) -> Iterator[tuple[int, Row]]:
        """The rows that are held, each with its place."""
        return self.window.held()
