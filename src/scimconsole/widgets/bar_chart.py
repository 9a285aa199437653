"""Counts as bars: a label, the number, and a bar as long as its share of the largest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from scimconsole.widgets.columns import Tone
from scimconsole.widgets.facts import INK


class Bar(NamedTuple):
    """One line of the chart; a label, how many, and what that means."""

    label: str
    number: int
    tone: Tone = "accent"


class BarChart(Widget):
    """Bars under each other, as wide as the widget is."""

    DEFAULT_CSS = """
    BarChart { height: auto; }
    """

    waiting: reactive[str] = reactive("Loading…")
    """What is said as long as there is nothing to draw."""
    bars: reactive[Sequence[Bar]] = reactive((), layout=True)
    """What is drawn, from top to bottom."""

    def render(self) -> RenderResult:
        """Draw the chart for the width there is."""
        if not self.bars:
            return Content.styled(self.waiting, "$foreground-muted")
        labels = max(len(bar.label) for bar in self.bars)
        numbers = max(len(_number(bar)) for bar in self.bars)
        room = max(self.size.width - labels - numbers - 3, 1)
        largest = max((bar.number for bar in self.bars), default=0)
        return Content("\n").join(
            Content.assemble(
                (bar.label.ljust(labels + 1), ""),
                (_number(bar).rjust(numbers) + "  ", "bold" if bar.number else "$foreground-muted"),
                *_drawn(bar, largest, room),
            )
            for bar in self.bars
        )


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
