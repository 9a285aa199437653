"""Every act with its keys; a press puts an act on another key."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from scimconsole.screens.known_acts import KnownAct, keys_of, known_acts, shown_key
from scimconsole.screens.settings.keeping import keep_key
from scimconsole.screens.settings.remap import RemapDialog
from scimconsole.screens.settings.section import SettingsSection
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.field import Field
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows


class KeyTable(RecordTable[KnownAct]):
    """The acts; Enter asks for another key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Another key", id="keys.remap", tooltip="Put the act on another key"),
    ]


class KeysSection(SettingsSection):
    """One row an act; search by words, key or id."""

    SECTION = "keys"
    TITLE = "Keys"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="list.search", tooltip="Search, or find"),
        Binding("escape", "end_search", "Back to the list", show=False, id="field.end-search"),
        Binding(
            "backspace,delete",
            "reset",
            "Own key again",
            id="keys.reset",
            tooltip="Back to the key it has by itself",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._acts: Mapping[str, KnownAct] = {}

    def compose(self) -> ComposeResult:
        """What to look for, and the acts."""
        yield Field(placeholder="/ search", id="key-words", compact=True)
        table = KeyTable(self._columns(), empty="No act is called that.", id="key-table", classes="panel")
        table.border_title = "Keys"
        yield table

    @property
    def table(self) -> RecordTable[KnownAct]:
        """The acts."""
        return self.query_one("#key-table", RecordTable)

    async def read(self) -> None:
        """Gather the acts of all screens, in a thread: it imports them all."""
        if not self._acts:
            self._acts = await asyncio.to_thread(known_acts)
        self._show()

    def begin(self) -> None:
        """Begin in the list."""
        self.table.focus()

    def copies(self) -> Sequence[Copy]:
        """The act's id, and the line for the settings file."""
        act = self.table.cursor_row
        if act is None:
            return ()
        keys = ",".join(keys_of(act, self._remapped))
        return Copy("Id", act.id), Copy("Line for the settings file", f'[keys]\n"{act.id}" = "{keys}"\n')

    def why_not(self, action: str) -> str:
        """Only a remapped act can go back to its own key."""
        return "It has its own key already." if action == "reset" else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a remapped act can go back to its own key."""
        if not self.is_mounted:
            return True
        if action == "reset":
            act = self.table.cursor_row
            return True if act is not None and act.id in self._remapped else None
        if action == "end_search":
            return self.query_one("#key-words").has_focus
        return True

    def action_search(self) -> None:
        """Type what to look for."""
        self.query_one("#key-words").focus()

    def action_end_search(self) -> None:
        """Show all again, and go back to the list."""
        self.query_one("#key-words", Input).value = ""
        self.table.focus()

    def action_reset(self) -> None:
        """Give the act under the cursor its own key again."""
        act = self.table.cursor_row
        if act is not None:
            keep_key(self.console, act.id, None, self._changed)

    @property
    def _remapped(self) -> Mapping[str, str]:
        return self.console.settings.keys

    def _columns(self) -> Sequence[Column[KnownAct]]:
        return (
            Column("Act", 20, lambda act: Cell(act.words), grow=1),
            Column("Keys", 16, self._keys, grow=1),
            Column("", 8, lambda act: Cell("changed" if act.id in self._remapped else "", "warn")),
            Column("Id", 18, lambda act: Cell(act.id, "muted"), grow=1),
            Column("What it does", 30, lambda act: Cell(act.meaning, "muted"), grow=2, rank=1),
        )

    def _keys(self, act: KnownAct) -> Cell:
        shown = " ".join(shown_key(key) for key in keys_of(act, self._remapped))
        return Cell(shown, "muted" if act.several else "accent")

    def _changed(self) -> None:
        self._show()
        self.refresh_bindings()

    def _show(self) -> None:
        words = self.query_one("#key-words", Input).value.casefold().split()
        acts = [
            act
            for act in self._acts.values()
            if all(
                word in f"{act.words} {act.meaning} {act.id} {self._keys(act).text}".casefold()
                for word in words
            )
        ]
        self.table.show_rows(ListedRows(acts))
        self.table.border_subtitle = f"{len(acts)} of {len(self._acts)}"
        self.refresh_bindings()

    @on(Input.Changed, "#key-words")
    def _words_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show()

    @on(Input.Submitted, "#key-words")
    def _words_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.table.focus()

    @on(RecordTable.Highlighted, "#key-table")
    def _row_changed(self, message: RecordTable.Highlighted) -> None:
        message.stop()
        self.refresh_bindings()

    @on(RecordTable.Opened, "#key-table")
    def _remap(self, message: RecordTable.Opened) -> None:
        message.stop()
        act = self.table.cursor_row
        if act is None:
            return
        if act.several:
            self.app.notify("Its id stands for several acts, so they keep their keys.", severity="warning")
            return

        def answered(key: str | None) -> None:
            if key is not None:
                keep_key(self.console, act.id, key or None, self._changed)

        self.app.push_screen(RemapDialog(act, self._remapped, self._acts), answered)
