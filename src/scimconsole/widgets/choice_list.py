"""One of a few: moving the cursor chooses, Enter goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

_SIGN = 2
"""Cells of the sign before the words."""


class Choice(NamedTuple):
    """Something to choose: its value, its words, and what it means."""

    value: str
    words: str
    note: str = ""


class ChoiceList(Widget, can_focus=True):
    """The choices under each other, the chosen one marked by sign and colour."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="choice.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="choice.down"),
        Binding("home,g", "move(-99)", "First", show=False, id="choice.first"),
        Binding("end,G", "move(99)", "Last", show=False, id="choice.last"),
        Binding("enter", "take", "Choose", id="choice.take"),
    ]
    DEFAULT_CSS = """
    ChoiceList { height: auto; padding: 0 1; border: round $border-blurred; background: $surface; }
    ChoiceList:focus { border: round $border; }
    """

    chosen: reactive[int] = reactive(0, init=False)
    """The place of the chosen one, counted from 0."""

    @dataclass
    class Changed(Message):
        """Another one is chosen."""

        choices: ChoiceList
        value: str

        @property
        def control(self) -> ChoiceList:
            """The list, for `@on` selectors."""
            return self.choices

    @dataclass
    class Taken(Message):
        """Enter or a double click."""

        choices: ChoiceList
        value: str

        @property
        def control(self) -> ChoiceList:
            """The list, for `@on` selectors."""
            return self.choices

    def __init__(self, choices: Sequence[Choice], *, id: str, title: str = "") -> None:
        super().__init__(id=id)
        self.choices = choices
        self.border_title = title

    @property
    def value(self) -> str:
        """The value of the chosen one."""
        return self.choices[self.chosen].value

    @property
    def cursor_cell(self) -> Offset:
        """Where the terminal's cursor belongs: on the chosen one."""
        above = self._lines(self.content_size.width)[: self.chosen]
        return Offset(0, sum(map(len, above)))

    def render(self) -> RenderResult:
        """Draw the choices."""
        return Content("\n").join(line for lines in self._lines(self.content_size.width) for line in lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the choices take at that width."""
        return sum(map(len, self._lines(width)))

    def watch_chosen(self, _old: int, _new: int) -> None:
        """Tell that another one is chosen."""
        self.post_message(self.Changed(self, self.value))

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        offset = event.get_content_offset(self)
        places = [place for place, lines in enumerate(self._lines(self.content_size.width)) for _ in lines]
        if offset is None or not 0 <= offset.y < len(places):
            return
        self.chosen = places[offset.y]
        if event.chain == 2:
            self.action_take()

    def action_move(self, by: int) -> None:
        """Choose the one above or below."""
        self.chosen = max(0, min(self.chosen + by, len(self.choices) - 1))

    def action_take(self) -> None:
        """Go on with the chosen one."""
        self.post_message(self.Taken(self, self.value))

    def _lines(self, width: int) -> list[list[Content]]:
        """The lines of each choice; a note that has no room beside the words stands below them."""
        words = max(cell_len(choice.words) for choice in self.choices) + 2
        beside = all(_SIGN + words + cell_len(choice.note) <= width for choice in self.choices)
        return [
            self._drawn(choice, place == self.chosen, words, beside)
            for place, choice in enumerate(self.choices)
        ]

    def _drawn(self, choice: Choice, chosen: bool, width: int, beside: bool) -> list[Content]:
        lit = chosen and self.has_focus
        gap = " " * (width - cell_len(choice.words)) if beside and choice.note else ""
        line = Content.assemble(
            ("● " if chosen else "○ ", "$accent" if chosen else "$foreground-muted"),
            (choice.words + gap, "bold $accent" if lit else "bold" if chosen else ""),
        )
        note = Content.styled(choice.note, "$foreground-muted")
        if beside or not choice.note:
            return [Content.assemble(line, note)]
        return [line, Content.assemble(" " * _SIGN, note)]
