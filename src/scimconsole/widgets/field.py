"""A line to type into, with a cursor that stands still, and the label that belongs to it."""

from __future__ import annotations

from textual import events
from textual.reactive import reactive
from textual.widgets import Input, Static

from scimconsole.widgets.accelerator import accelerator


class Field(Input):
    """Textual's input without the blinking; Alt and a letter are left to who is around it."""

    cursor_blink = reactive(False, init=False)

    def on_key(self, event: events.Key) -> None:
        """Type no letter that came with Alt: terminals report it as text as well."""
        if event.key.startswith("alt+"):
            event.prevent_default()


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
