"""Several lines to type into, with a cursor that stands still; what is typed cannot act on the terminal."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.reactive import reactive
from textual.widgets import TextArea

from scimconsole.domain.terminal_text import escape_text

_UNSEEN = "\ufffd"
"""Stands where a character would act on the terminal or not be seen."""


class PlainArea(TextArea):
    """Textual's text area without the blinking; Alt and a letter are left to who is around it.

    A character that could act on the terminal is drawn as a replacement sign and stays what it is.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+underscore",
            "undo",
            "Undo typing",
            show=False,
            id="field.undo",
            tooltip="Take back what was typed last; Ctrl+Y types it again",
        ),
    ]
    DEFAULT_CSS = """
    PlainArea {
        padding: 0 1; scrollbar-size: 1 1;
        border: round $border-blurred; background: $surface;
        &:focus { border: round $border; }
    }
    """

    cursor_blink = reactive(False, init=False)

    def __init__(self, text: str = "", *, id: str | None = None, soft_wrap: bool = True) -> None:
        # One kind of line break, so that places in the text count the same everywhere.
        lines = "\n".join(text.splitlines())
        super().__init__(lines, id=id, soft_wrap=soft_wrap, highlight_cursor_line=False)

    @property
    def cursor_cell(self) -> Offset:
        """Where the terminal's cursor belongs."""
        return self.cursor_screen_offset - self.content_region.offset

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn."""
        line = self.document.get_line(line_index)
        # Most lines are harmless, and every key draws all of them.
        shown = line if escape_text(line) == line else "".join(map(_seen, line))
        return Text(shown, end="", no_wrap=True)

    def on_key(self, event: events.Key) -> None:
        """Type no letter that came with Alt: terminals report it as text as well."""
        if event.key.startswith("alt+"):
            event.prevent_default()


def _seen(character: str) -> str:
    return character if character == "\t" or escape_text(character) == character else _UNSEEN
