"""A line to type into, with a cursor that stands still, and the label that belongs to it."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.geometry import Offset
from textual.reactive import reactive
from textual.widgets import Input, Static

from scimconsole.domain.terminal_text import typed_line
from scimconsole.widgets.accelerator import accelerator

LONGEST = 10_000
"""Characters that a field takes of what is pasted."""


class Field(Input):
    """Textual's input without the blinking; Alt and a letter are left to who is around it.

    Whatever arrives is one line without control characters: a field is drawn as it stands.
    """

    cursor_blink = reactive(False, init=False)

    @property
    def cursor_cell(self) -> Offset:
        """Where the terminal's cursor belongs; Textual's own answer is one off behind the last letter."""
        before = self.value[: self.cursor_position]
        drawn = len(before) if self.password else cell_len(before)
        return Offset(drawn - self.scroll_offset.x, 0)

    def on_key(self, event: events.Key) -> None:
        """Type no letter that came with Alt: terminals report it as text as well."""
        if event.key.startswith("alt+"):
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Take one line of what is pasted, and say what was left out of a very long one."""
        event.prevent_default()
        event.stop()
        line = typed_line(event.text)
        if len(line) > LONGEST:
            self.notify(
                f"Only the first {LONGEST:,} of {len(line):,} characters were pasted.",
                severity="warning",
                markup=False,
            )
        self.replace(line[:LONGEST], *sorted(self.selection))

    def replace(self, text: str, start: int, end: int) -> None:
        """Put a text in place of another, by keys, paste or clipboard."""
        super().replace(typed_line(text), start, end)


class FieldLabel(Static):
    """The words above a field; a click or Alt with the underlined letter goes to the field."""

    DEFAULT_CSS = """
    FieldLabel { height: auto; color: $foreground-muted; }
    """

    def __init__(self, words: str, field: str, *, id: str | None = None) -> None:
        self.accelerator = accelerator(words)
        self.field_id = field
        super().__init__(self.accelerator.drawn(), id=id)

    def focus_field(self) -> None:
        """Go to the field."""
        self.screen.query_one(f"#{self.field_id}").focus()

    def on_click(self) -> None:
        """Go to the field."""
        self.focus_field()
