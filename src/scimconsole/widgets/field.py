"""A line to type into, with a cursor that stands still."""

from __future__ import annotations

from textual.reactive import reactive
from textual.widgets import Input


class Field(Input):
    """Textual's input without the blinking."""

    cursor_blink = reactive(False, init=False)
