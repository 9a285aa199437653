"""What came of an act on many people: the count, and who was not reached and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.screens.users.bulk_work import BulkResult, NotDone
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp


class BulkResultDialog(Dialog[None]):
    """Shows who was not reached; the list can be copied."""

    AUTO_FOCUS = "#not-done"
    DEFAULT_CSS = """
    BulkResultDialog RecordTable { height: auto; max-height: 12; margin-bottom: 1; }
    """

    def __init__(self, heading: str, sentence: str, result: BulkResult) -> None:
        super().__init__()
        self._heading = heading
        self._sentence = sentence
        self._result = result

    def heading(self) -> str:
        """The act."""
        return self._heading

    def compose_body(self) -> ComposeResult:
        """The count, and who was not reached."""
        yield Static(Content(self._sentence), classes="sentence")
        yield RecordTable[NotDone](
            [
                Column("Who", 20, lambda one: Cell(one.name), grow=1),
                Column("Why not", 24, lambda one: Cell(one.why, "warn"), grow=2),
            ],
            id="not-done",
        )

    def buttons(self) -> Sequence[ButtonSpec]:
        """Take the list along, or leave."""
        return ButtonSpec("copy", "C&opy the list"), ButtonSpec("cancel", "&Close")

    def on_mount(self) -> None:
        """Fill the list."""
        table = self.query_one("#not-done", RecordTable)
        table.show_rows(ListedRows(self._result.not_done))
        table.styles.height = min(len(self._result.not_done) + 1, 12)

    @on(Button.Pressed, "#copy")
    def _copy(self) -> None:
        lines = "\n".join(f"{one.name}\t{one.why}" for one in self._result.not_done)
        cast("ConsoleApp", self.app).copy(lines, "The list")
