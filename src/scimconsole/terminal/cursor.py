"""The terminal's own cursor, kept where the focus is: screen readers and magnifiers follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import App
from textual.geometry import Offset

from scimconsole.terminal import driver
from scimconsole.terminal.keys_in_order import KeysInOrderApp

if TYPE_CHECKING:
    from textual.widget import Widget

_SHOW, _HIDE = "\x1b[?25h", "\x1b[?25l"


class CursorApp(KeysInOrderApp):
    """An application whose terminal's cursor stands on what has the focus; it is drawn where wanted.

    A widget with a mark inside that is not its first cell has a property `cursor_cell`: where the mark is,
    counted from the first cell inside its frame.
    """

    terminal_cursor_shown = False
    """Whether the terminal draws its cursor; otherwise it stands there unseen."""

    _told_cell = Offset(0, 0)

    @property
    def cursor_position(self) -> Offset:
        """Where the cursor belongs, in cells of the screen; read after every change of the screen."""
        focused = self.focused if self.is_running else None
        return self._told_cell if focused is None else _cell_of(focused, self._told_cell)

    @cursor_position.setter
    def cursor_position(self, cell: Offset) -> None:
        """Fields and tables tell themselves where their cursor is."""
        self._told_cell = cell

    def show_terminal_cursor(self, shown: bool) -> None:
        """Show the terminal's cursor or hide it, from now on."""
        self.terminal_cursor_shown = shown
        driver.write(self, _SHOW if shown else _HIDE)

    def on_mount(self) -> None:
        """Textual hides the cursor when it starts, and again after a suspension."""
        self.app_resume_signal.subscribe(self, self._resumed)
        if self.terminal_cursor_shown:
            driver.write(self, _SHOW)

    def _resumed(self, _app: App[object]) -> None:
        if self.terminal_cursor_shown:
            driver.write(self, _SHOW)


def _cell_of(focused: Widget, told: Offset) -> Offset:
    region = focused.content_region
    cell: Offset | None = getattr(focused, "cursor_cell", None)
    if cell is not None:
        return region.offset + cell
    if hasattr(focused, "highlighted"):  # Textual's lists
        line = cast("int", focused.highlighted or 0) - focused.scroll_offset.y
        return region.offset + Offset(0, max(min(line, region.height - 1), 0))
    return told if focused.region.contains_point(told) else region.offset
