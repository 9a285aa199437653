"""What happened to a person, in words: the pages of their history, and one event in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from scimconsole.client.page_window import PageWindow
from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.columns import Cell, Column, Tone
from scimconsole.widgets.moments import ago, full
from scimconsole.widgets.rows import NoRows
from scimconsole.widgets.rows_in_full import RowsInFull
from scimconsole.widgets.window_rows import WindowRows

if TYPE_CHECKING:
    from scimconsole.api.users import UserEvent
else:
    UserEvent = object

_WORDS: dict[str, tuple[str, Tone]] = {
    "user.created": ("created", "plain"),
    "user.changed": ("changed", "plain"),
    "user.deactivated": ("deactivated", "warn"),
    "user.reactivated": ("active again", "good"),
    "user.deleted": ("deleted", "bad"),
    "user.held": ("held", "warn"),
    "user.withheld": ("waits for a word", "warn"),
    "user.kept": ("keeps access", "good"),
    "user.released": ("hold lifted", "good"),
    "user.refused": ("refused", "bad"),
    "user.sought": ("looked up", "muted"),
    "user.unchanged": ("nothing new", "muted"),
    "requests.pruned": ("no longer kept", "muted"),
}


class PersonHistory(RowsInFull[UserEvent]):
    """Events, newest first."""

    EMPTY = "Nothing is known about what happened."

    def __init__(self, now: Callable[[], datetime], *, id: str, classes: str = "") -> None:
        super().__init__(now, id=id, classes=classes)
        self._window: PageWindow[UserEvent] | None = None

    @property
    def is_read(self) -> bool:
        """Whether a history is shown."""
        return self._window is not None

    async def read(self, window: PageWindow[UserEvent]) -> None:
        """Show the history that the window asks for; raises what asking raises."""
        await window.show(0, self._height)
        self._window = window
        self.table.show_rows(WindowRows[UserEvent](window), cursor=0)
        self.describe()

    async def read_more(self, first: int, last: int) -> None:
        """Ask for events that came into view."""
        if self._window is not None:
            await self._window.show(first, last)
            self.table.rows_arrived()

    def clear(self) -> None:
        """Show nothing."""
        self._window = None
        self.table.show_rows(NoRows(), cursor=0)
        self.describe()

    def columns(self) -> Sequence[Column[UserEvent]]:
        """When, what and by whom."""
        return [
            Column("When", 14, lambda event: Cell(ago(event.at, self.now()), "muted")),
            Column("What", 14, _what),
            Column("Who", 14, lambda event: Cell(event.by), grow=1),
        ]

    def in_full(self, row: UserEvent) -> Content:
        """One event in words."""
        return _sentence(row)

    def request_of(self, row: UserEvent) -> str | None:
        """The request that an event came with."""
        return row.request_id

    @property
    def _height(self) -> int:
        return max(self.size.height, 20)


def _what(event: UserEvent) -> Cell:
    words, tone = _WORDS.get(event.action, (event.action, "plain"))
    return Cell(words if event.times == 1 else f"{words} x{event.times}", tone)


def _sentence(event: UserEvent) -> Content:
    lines = [
        Content.assemble(
            (escape_text(_what(event).text), "bold"),
            (f"  by {escape_text(event.by)}  {full(event.at)}", "$foreground-muted"),
        )
    ]
    if event.detail:
        lines.append(Content(escape_text(event.detail)))
    if event.request_id is not None:
        lines.append(Content.styled("Enter shows the request.", "$foreground-muted"))
    return Content("\n").join(lines)
