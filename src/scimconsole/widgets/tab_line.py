"""The parts of a detail side by side in one line, the present one marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class TabLine(Widget):
    """Names to click; keys belong to what holds the line."""

    DEFAULT_CSS = """
    TabLine { height: 1; padding: 0 1; }
    """

    current: reactive[int] = reactive(0, init=False)
    """The place of the present tab, counted from 0."""

    @dataclass
    class Changed(Message):
        """Another tab is the present one."""

        current: int

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = names

    def render(self) -> RenderResult:
        """Draw the names; the present one stands in brackets."""
        line = Content("")
        for place, name, start in self._placed():
            present = place == self.current
            words = f"[{name}]" if present else f" {name} "
            style = "bold $accent" if present else "$foreground-muted"
            line = Content.assemble(line, " " * (start - line.cell_length), (words, style))
        return line

    def watch_current(self, _old: int, new: int) -> None:
        """Tell which tab is the present one."""
        self.post_message(self.Changed(new))

    def on_click(self, event: events.Click) -> None:
        """Go to the tab that was clicked."""
        offset = event.get_content_offset(self)
        for place, name, start in self._placed():
            if offset is not None and start <= offset.x < start + len(name) + 2:
                self.current = place

    def step(self, by: int) -> None:
        """Go to the next or the previous tab, around the end."""
        self.current = (self.current + by) % len(self.names)

    def _placed(self) -> Iterator[tuple[int, str, int]]:
        start = 0
        for place, name in enumerate(self.names):
            yield place, name, start
            start += len(name) + 2
