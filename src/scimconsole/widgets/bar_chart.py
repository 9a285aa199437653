"""Counts as bars: a label, the number, and a bar as long as its share of the largest; each can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from scimconsole.widgets.columns import Tone
from scimconsole.widgets.facts import INK

_LIT = "$block-cursor-foreground on $block-cursor-background"


class Bar(NamedTuple):
    """One line of the chart; a label, how many, and what that means."""

    label: str
    number: int
    tone: Tone = "accent"


class BarChart(Widget, can_focus=True):
    """Bars under each other, as wide as the widget is; the cursor chooses one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="choice.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="choice.down"),
        Binding("enter", "open", "Open", id="table.open", tooltip="Open what the cursor is on"),
    ]
    DEFAULT_CSS = """
    BarChart { height: auto; }
    """

    waiting: reactive[str] = reactive("Loading…")
    """What is said as long as there is nothing to draw."""
    bars: reactive[Sequence[Bar]] = reactive((), layout=True)
    """What is drawn, from top to bottom."""
    cursor: reactive[int] = reactive(0, init=False)
    """The bar the cursor is on, counted from 0."""

    @dataclass
    class Opened(Message):
        """Enter or a double click on a bar."""

        chart: BarChart
        index: int

        @property
        def control(self) -> BarChart:
            """The chart, for `@on` selectors."""
            return self.chart

    @property
    def cursor_cell(self) -> Offset:
        """Where the terminal's cursor belongs: on the chosen bar."""
        return Offset(0, self.cursor)

    def render(self) -> RenderResult:
        """Draw the chart for the width there is."""
        if not self.bars:
            return Content.styled(self.waiting, "$foreground-muted")
        labels = max(cell_len(bar.label) for bar in self.bars)
        numbers = max(len(_number(bar)) for bar in self.bars)
        room = max(self.size.width - labels - numbers - 3, 1)
        largest = max((bar.number for bar in self.bars), default=0)
        return Content("\n").join(
            Content.assemble(
                (bar.label, _LIT if self.has_focus and place == self.cursor else ""),
                " " * (labels + 1 - cell_len(bar.label)),
                (_number(bar).rjust(numbers) + "  ", "bold" if bar.number else "$foreground-muted"),
                *_drawn(bar, largest, room),
            )
            for place, bar in enumerate(self.bars)
        )

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked; a second click opens it."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y < len(self.bars):
            self.cursor = offset.y
            if event.chain == 2:
                self.action_open()

    def action_move(self, by: int) -> None:
        """Choose the bar above or below."""
        self.cursor = max(min(self.cursor + by, len(self.bars) - 1), 0)

    def action_open(self) -> None:
        """Open the chosen bar."""
        if self.cursor < len(self.bars):
            self.post_message(self.Opened(self, self.cursor))


def bar_length(count: int, largest: int, width: int) -> int:
    """Cells of a bar for `count`, where `width` cells stand for `largest`; never 0 for 1 or more."""
    if count <= 0 or largest <= 0:
        return 0
    return max(round(count * width / largest), 1)


def _drawn(bar: Bar, largest: int, room: int) -> list[tuple[str, str]]:
    length = bar_length(bar.number, largest, room)
    return [("━" * length, INK[bar.tone]), ("━" * (room - length), "$border-blurred 50%")]


def _number(bar: Bar) -> str:
    return f"{bar.number:,}"
