"""The state of provisioning: how it is now, what needs a look with what to do about it, and the cycles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static

from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.facts import draw
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows
from scimconsole.widgets.sync_facts import (
    Look,
    cycle_columns,
    cycle_sections,
    look_columns,
    looks,
    now_sections,
)

if TYPE_CHECKING:
    from scimconsole.api.sync import Sync, SyncCycle
else:
    SyncCycle = object


class SyncState(Horizontal):
    """Two lists and what is under the cursor in full: beside them where there is room, else below."""

    DEFAULT_CSS = """
    SyncState { height: 1fr; }
    SyncState #state-left { width: 5fr; height: 100%; }
    SyncState #state-right { width: 4fr; height: 100%; }
    SyncState #state-now { height: auto; }
    SyncState #state-looks { height: 1fr; }
    SyncState #state-item { height: 3fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    SyncState #state-cycles { height: 2fr; }
    """

    @dataclass
    class CauseWanted(Message):
        """Enter on a cause: its requests are asked for."""

        cause: str

    @dataclass
    class CycleWanted(Message):
        """Enter on a cycle: its requests are asked for."""

        cycle: SyncCycle

    @dataclass
    class LookWanted(Message):
        """Enter on something that no request shows."""

        look: Look

    def __init__(self, now: Callable[[], datetime], *, ascii: bool, id: str) -> None:
        super().__init__(id=id)
        self._now = now
        self._ascii = ascii
        self.sync: Sync | None = None
        """What is shown."""

    def compose(self) -> ComposeResult:
        """How it is now over what needs a look; the rest beside it, or below."""
        with Vertical(id="state-left"):
            yield Static(id="state-now", classes="panel")
            yield RecordTable[Look](
                look_columns(self._now),
                empty="Nothing: all is well.",
                key=lambda look: look.key,
                id="state-looks",
                classes="panel",
            )
        with Vertical(id="state-right"):
            yield DetailPane(id="state-item", classes="panel")
            yield RecordTable[SyncCycle](
                cycle_columns(self._now), empty="No cycle yet.", id="state-cycles", classes="panel"
            )

    def on_mount(self) -> None:
        """Name the panels."""
        self.query_one("#state-now").border_title = "Provisioning"
        self.looks.border_title = "Needs a look"
        self.cycles.border_title = "Cycles"

    @property
    def looks(self) -> RecordTable[Look]:
        """What needs a look."""
        return self.query_one("#state-looks", RecordTable)

    @property
    def cycles(self) -> RecordTable[SyncCycle]:
        """The cycles."""
        return self.query_one("#state-cycles", RecordTable)

    def show(self, sync: Sync) -> None:
        """Show another state; the cursors stay on what they are on."""
        before = self.looks.cursor_row
        self.sync = sync
        found = list(looks(sync))
        place = next((place for place, one in enumerate(found) if before and one.key == before.key), None)
        self.looks.show_rows(ListedRows(found), cursor=place)
        self.cycles.show_rows(ListedRows(sync.cycles))
        self.standing("", stale=False)
        # Laid out by then: words that are wrapped for no width at all are too long for the pane.
        self.call_after_refresh(self._draw)
        self.call_after_refresh(self._tell)

    def standing(self, waiting: str, *, stale: bool) -> None:
        """Say what is waited for, and mark what is shown as old."""
        for table in (self.looks, self.cycles):
            table.stale = stale
            if waiting and table.waiting != waiting:
                table.waiting = waiting
                table.refresh()
        if waiting and self.sync is None:
            self.query_one("#state-now", Static).update(waiting)

    def say(self, words: str) -> None:
        """Say in the frame how old it is."""
        self.query_one("#state-now").border_subtitle = words

    def focus_content(self) -> None:
        """Move about in what needs a look, or in the cycles where nothing does."""
        (self.looks if self.looks.row_count or not self.cycles.row_count else self.cycles).focus()

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the facts out for the width there is."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        panel = self.query_one("#state-now", Static)
        if self.sync is not None:
            width = max(panel.content_region.width, 30)
            panel.update(draw(now_sections(self.sync, self._now(), width, ascii=self._ascii), width))

    def _tell(self) -> None:
        pane = self.query_one("#state-item", DetailPane)
        cycle, look = self.cycles.cursor_row, self.looks.cursor_row
        if cycle is not None and (self.cycles.has_focus or look is None):
            pane.show("Cycle", cycle_sections(cycle))
        elif look is not None:
            pane.show("What to do", look.sections)
        else:
            pane.clear()

    @on(RecordTable.Highlighted)
    @on(events.DescendantFocus)
    def _moved(self, message: RecordTable.Highlighted | events.DescendantFocus) -> None:
        message.stop()
        self._tell()

    @on(RecordTable.Opened, "#state-looks")
    def _look_opened(self, message: RecordTable.Opened) -> None:
        message.stop()
        look = self.looks.cursor_row
        if look is not None:
            self.post_message(self.CauseWanted(look.cause) if look.cause else self.LookWanted(look))

    @on(RecordTable.Opened, "#state-cycles")
    def _cycle_opened(self, message: RecordTable.Opened) -> None:
        message.stop()
        cycle = self.cycles.cursor_row
        if cycle is not None:
            self.post_message(self.CycleWanted(cycle))
