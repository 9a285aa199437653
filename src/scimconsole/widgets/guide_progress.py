"""How far a set-up is: a bar of its steps, and what is left in words."""

from __future__ import annotations

from typing import NamedTuple

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from scimconsole.widgets.bar_chart import bar_length

_WIDEST_BAR = 40


class Reached(NamedTuple):
    """How many of the steps that can be seen were seen, minutes to go, and whether it is whole."""

    seen: int
    checked: int
    minutes_left: int
    complete: bool

    @property
    def words(self) -> str:
        """The same in words."""
        seen = f"{self.seen} of {self.checked} seen"
        if self.complete:
            return f"{seen}, the set-up is complete"
        unit = "minute" if self.minutes_left == 1 else "minutes"
        return f"{seen}, about {self.minutes_left} {unit} left"


class GuideProgress(Widget):
    """One line."""

    DEFAULT_CSS = """
    GuideProgress { height: 1; padding: 0 2; }
    """

    reached: reactive[Reached | None] = reactive(None)
    """None before the guide was read."""

    def render(self) -> RenderResult:
        """Draw the bar as far as there is room, and the words."""
        if self.reached is None:
            return Content("")
        words = self.reached.words
        room = min(self.size.width - len(words) - 2, _WIDEST_BAR)
        if room < 4:
            return Content(words)
        length = min(bar_length(self.reached.seen, self.reached.checked, room), room)
        colour = "$success" if self.reached.complete else "$accent"
        return Content.assemble(
            ("━" * length, colour), ("━" * (room - length), "$border-blurred 50%"), f"  {words}"
        )
