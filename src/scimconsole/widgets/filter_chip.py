"""A filter in sight: its key, its name, and what it is set to; a click goes to the next setting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from scimconsole.domain.terminal_text import escape_text

_SET = "$block-cursor-foreground on $block-cursor-background"


class FilterChip(Widget):
    """One filter with a few settings; the empty one shows as "any"."""

    DEFAULT_CSS = """
    FilterChip { width: auto; height: 1; margin-left: 2; }
    FilterChip:hover { background: $block-hover-background; }
    """

    value: reactive[str] = reactive("", layout=True, init=False)
    """The present setting; empty for any."""

    @dataclass
    class Changed(Message):
        """The filter is set to something else."""

        chip: FilterChip
        value: str

    def __init__(self, key: str, name: str, values: Sequence[str] = (), *, id: str) -> None:
        super().__init__(id=id)
        self.key = key
        self.filter_name = name
        self.values = tuple(values)

    def render(self) -> RenderResult:
        """Draw key, name and setting."""
        setting = escape_text(self.value) if self.value else "any"
        return Content.assemble(
            (self.key, "bold $accent"),
            (f" {self.filter_name} ", "$foreground-muted"),
            (f" {setting} ", _SET) if self.value else setting,
        )

    def watch_value(self, _old: str, new: str) -> None:
        """Tell about the new setting."""
        self.post_message(self.Changed(self, new))

    def on_click(self) -> None:
        """Go to the next setting."""
        self.advance()

    def advance(self) -> None:
        """Go to the next setting, and after the last one back to any."""
        settings = ("", *self.values)
        place = settings.index(self.value) if self.value in settings else 0
        self.value = settings[(place + 1) % len(settings)]
