"""One of a few side by side: moving the cursor chooses, Enter goes on."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Size

from scimconsole.widgets.choice_list import Choice, ChoiceList

_GAP = 2
_SIGN = 2


class ChoiceRow(ChoiceList, inherit_bindings=False):
    """The choices in a row, on further lines where there is no room."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "Before", show=False, id="choice.before"),
        Binding("right,l", "move(1)", "Next", show=False, id="choice.next"),
        Binding("enter", "take", "Choose", id="choice.take"),
    ]
    DEFAULT_CSS = """
    ChoiceRow { height: auto; padding: 0; border: none; background: transparent; }
    ChoiceRow:focus { border: none; background: $block-cursor-blurred-background; }
    """

    @property
    def cursor_cell(self) -> Offset:
        """Where the terminal's cursor belongs: on the chosen one."""
        return self._places(self.content_size.width)[self.chosen]

    def render(self) -> RenderResult:
        """Draw the choices."""
        lines: list[Content] = []
        for place, (choice, at) in enumerate(
            zip(self.choices, self._places(self.content_size.width), strict=True)
        ):
            while len(lines) <= at.y:
                lines.append(Content(""))
            gap = " " * (at.x - lines[at.y].cell_length)
            lines[at.y] = Content.assemble(lines[at.y], gap, self._one(choice, place == self.chosen))
        return Content("\n").join(lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the choices take at that width."""
        return max(at.y for at in self._places(width)) + 1

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        event.prevent_default()  # the list's own, which counts lines
        offset = event.get_content_offset(self)
        for place, at in enumerate(self._places(self.content_size.width)):
            width = _SIGN + cell_len(self.choices[place].words)
            if offset is not None and offset.y == at.y and at.x <= offset.x < at.x + width:
                self.chosen = place

    def _one(self, choice: Choice, chosen: bool) -> Content:
        lit = chosen and self.has_focus
        return Content.assemble(
            ("● " if chosen else "○ ", "$accent" if chosen else "$foreground-muted"),
            (choice.words, "bold $accent" if lit else "bold" if chosen else ""),
        )

    def _places(self, width: int) -> list[Offset]:
        """Where each choice begins."""
        places: list[Offset] = []
        x = y = 0
        for choice in self.choices:
            taken = _SIGN + cell_len(choice.words)
            if x and x + taken > width:
                x, y = 0, y + 1
            places.append(Offset(x, y))
            x += taken + _GAP
        return places
