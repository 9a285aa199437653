"""How far a long act is: a bar where the end is known, and the count."""

from __future__ import annotations

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from scimconsole.widgets.bar_chart import bar_length


class ProgressLine(Widget):
    """One line; it moves only when there is something new to tell."""

    DEFAULT_CSS = """
    ProgressLine { height: 1; }
    """

    done: reactive[int] = reactive(0)
    """How many are done."""
    total: reactive[int | None] = reactive(None)
    """How many there are; None while nobody knows."""

    def render(self) -> RenderResult:
        """Draw the bar, the share and the count for the width there is."""
        if self.total is None:
            return Content(f"{self.done:,} so far")
        count = f"  {self.done * 100 // max(self.total, 1):3}%  {self.done:,} of {self.total:,}"
        room = max(self.size.width - len(count), 4)
        length = min(bar_length(self.done, self.total, room), room)
        return Content.assemble(
            ("━" * length, "$accent"), ("━" * (room - length), "$border-blurred 50%"), count
        )
