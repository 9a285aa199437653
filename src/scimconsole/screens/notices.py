"""What the notices of this run said: newest first, with their time and how serious they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.moments import zone

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp
    from scimconsole.terminal.notice_history import Notice

_WORDS = {
    "information": ("Note", "$accent"),
    "warning": ("Warning", "$warning"),
    "error": ("Error", "$error"),
}
_NONE = "Nothing was said so far. What the console tells in a corner of the screen is kept here."


class NoticesScreen(ModalScreen[None]):
    """The list of notices; the one under the cursor can be copied."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="notices.close", tooltip="Back to the place below"),
        Binding("f8,ctrl+n", "close", "Close", show=False, id="notices.close-again"),
        Binding("y", "copy", "Copy", id="notices.copy", tooltip="Copy the notice under the cursor"),
        Binding("j", "move(1)", "Down", show=False, id="notices.down"),
        Binding("k", "move(-1)", "Up", show=False, id="notices.up"),
    ]
    DEFAULT_CSS = """
    NoticesScreen #notices {
        width: 90%; max-width: 110; height: auto; max-height: 90%;
        border: round $border; border-title-color: $accent; border-subtitle-color: $foreground-muted;
        background: $surface; padding: 0 1;
    }
    NoticesScreen OptionList { height: auto; max-height: 100%; padding: 0; background: $surface; }
    NoticesScreen OptionList, NoticesScreen OptionList:focus { border: none; }
    NoticesScreen #notices-none { padding: 1 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._notices: list[Notice] = []

    def compose(self) -> ComposeResult:
        """The notices of this run."""
        self._notices = list(self._program.notices)
        with Vertical(id="notices") as box:
            box.border_title = f"Notices ({len(self._notices)})"
            box.border_subtitle = "y copies, Escape closes" if self._notices else "Escape closes"
            if self._notices:
                yield OptionList(*(_drawn(notice) for notice in self._notices))
            else:
                yield Static(_NONE, id="notices-none")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing to copy where nothing was said."""
        return None if action == "copy" and not self._notices else True

    def why_not(self, action: str) -> str:
        """Why an act is off now."""
        return "There is no notice to copy." if action == "copy" and not self._notices else ""

    def action_close(self) -> None:
        """Go back to the place below."""
        self.dismiss(None)

    def action_copy(self) -> None:
        """Copy the notice under the cursor."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            self._program.copy(_line(self._notices[place]), "Notice")

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        for notices in self.query(OptionList):
            if by > 0:
                notices.action_cursor_down()
            else:
                notices.action_cursor_up()

    @property
    def _program(self) -> ConsoleApp:
        return cast("ConsoleApp", self.app)


def _drawn(notice: Notice) -> Content:
    word, colour = _WORDS[notice.severity]
    return Content.assemble(
        (f"{zone().at(notice.at):%H:%M:%S} {zone().label_at(notice.at)}  ", "$foreground-muted"),
        (word.ljust(9), colour),
        escape_text(notice.words),
    )


def _line(notice: Notice) -> str:
    when = f"{zone().at(notice.at):%Y-%m-%d %H:%M:%S} {zone().label_at(notice.at)}"
    return f"{when} {_WORDS[notice.severity][0]}: {notice.words}"
