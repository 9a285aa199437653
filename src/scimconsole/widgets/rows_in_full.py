"""A table of what is known about a person, with the row under the cursor in full below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from scimconsole.widgets.columns import Column
from scimconsole.widgets.record_table import RecordTable

Row = TypeVar("Row")


class RowsInFull(Vertical, Generic[Row]):
    """Enter on a row leads to the SCIM request that it came with."""

    EMPTY: ClassVar[str] = "Nothing here."
    DEFAULT_CSS = """
    RowsInFull > RecordTable { height: 1fr; }
    RowsInFull > Static {
        height: auto; max-height: 50%; padding: 0 1; border-top: solid $border-blurred;
    }
    """

    @dataclass
    class RequestWanted(Message):
        """Enter on a row that came with a SCIM request."""

        request_id: str

    def __init__(self, now: Callable[[], datetime], *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self.now = now

    def columns(self) -> Sequence[Column[Row]]:
        """The columns of the table."""
        raise NotImplementedError

    def in_full(self, row: Row) -> Content:
        """One row with everything that is known of it."""
        raise NotImplementedError

    def request_of(self, row: Row) -> str | None:
        """The id of the request that a row came with."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The table, and the row under the cursor in full."""
        yield RecordTable(self.columns(), empty=self.EMPTY)
        yield Static()

    @property
    def table(self) -> RecordTable[Row]:
        """The rows."""
        return self.query_one(RecordTable)

    def describe(self) -> None:
        """Show the row under the cursor in full."""
        row = self.table.cursor_row
        self.query_one(Static).update(Content("") if row is None else self.in_full(row))

    @on(RecordTable.Highlighted)
    def _moved(self, message: RecordTable.Highlighted) -> None:
        message.stop()
        self.describe()

    @on(RecordTable.Opened)
    def _opened(self, message: RecordTable.Opened) -> None:
        message.stop()
        row = self.table.cursor_row
        request_id = None if row is None else self.request_of(row)
        if request_id is not None:
            self.post_message(self.RequestWanted(request_id))
