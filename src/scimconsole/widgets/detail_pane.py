"""The pane beside a table, or instead of it where there is no room: one record in full."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.facts import Section, draw
from scimconsole.widgets.find_line import FindLine

Detail = Sequence[Section] | Content
"""Facts, laid out for the width there is, or text as it stands."""

_HIT = "bold underline $accent"
_PRESENT_HIT = "$block-cursor-foreground on $block-cursor-background"


class _Hit(NamedTuple):
    line: int
    start: int
    end: int


class DetailPane(VerticalScroll, can_focus=True):
    """Text under a title, scrolled by line and page; `/` finds in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "scroll_up", "Up", show=False, id="detail.up"),
        Binding("j", "scroll_down", "Down", show=False, id="detail.down"),
        Binding("space", "page_down", "Page down", show=False, id="detail.page-down"),
        Binding("g", "scroll_home", "Top", show=False, id="detail.top"),
        Binding("G", "scroll_end", "End", show=False, id="detail.end"),
        Binding("slash", "find", "Find", key_display="/", id="detail.find", tooltip="Find in this text"),
        Binding("n", "next_match(1)", "Next match", show=False, id="detail.next-match"),
        Binding("N", "next_match(-1)", "Previous match", show=False, id="detail.previous-match"),
        Binding("escape", "end_find", "Stop finding", show=False, id="detail.end-find"),
    ]
    DEFAULT_CSS = """
    DetailPane > FindLine { dock: bottom; }
    """

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._detail: Detail = Content("")
        self._hits: list[_Hit] = []
        self._present = 0
        self._tops: list[list[int]] = []
        """For each line of the text the offsets at which its parts on the screen begin."""

    def compose(self) -> ComposeResult:
        """The text, and the line to find in it."""
        yield Static(classes="detail-text")
        yield FindLine("find in this text")

    def show(self, title: str, detail: Detail) -> None:
        """Show one record; the title is drawn escaped."""
        self.border_title = Content(escape_text(title)).markup
        self._detail = detail
        self._draw()

    def clear(self) -> None:
        """Show nothing."""
        self.show("", Content(""))

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the facts out again."""
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Matches are only walked through while something is sought."""
        if action in ("next_match", "end_find"):
            return self.is_mounted and self.query_one(FindLine).is_open
        return True

    def action_find(self) -> None:
        """Open the line to find something."""
        self.query_one(FindLine).open()
        self.refresh_bindings()

    def action_end_find(self) -> None:
        """Seek nothing any more."""
        self.query_one(FindLine).action_give_up()

    def action_next_match(self, by: int) -> None:
        """Go to the next or previous match, around the end."""
        if self._hits:
            self._present = (self._present + by) % len(self._hits)
            self._draw()
            self._go_to_hit()

    def _draw(self) -> None:
        width = max(self.scrollable_content_region.width, 20)
        content = self._detail if isinstance(self._detail, Content) else draw(self._detail, width)
        lines = content.split("\n")
        self._seek(lines)
        drawn: list[Content] = []
        self._tops = []
        for line in lines:
            parts = line.fold(width) if line.cell_length > width else [line]
            tops = [0]
            for part in parts[:-1]:
                tops.append(tops[-1] + len(part.plain))
            self._tops.append(tops)
            drawn.extend(parts)
        self.query_one(".detail-text", Static).update(Content("\n").join(drawn))

    def _seek(self, lines: list[Content]) -> None:
        """Find the text in the lines, and mark where it is."""
        find = self.query_one(FindLine)
        text = find.text
        self._hits = (
            [
                _Hit(number, found.start(), found.end())
                for number, line in enumerate(lines)
                for found in re.finditer(re.escape(text), line.plain, re.IGNORECASE)
            ]
            if text
            else []
        )
        self._present = min(self._present, max(len(self._hits) - 1, 0))
        for place, hit in enumerate(self._hits):
            style = _PRESENT_HIT if place == self._present else _HIT
            lines[hit.line] = lines[hit.line].stylize(style, hit.start, hit.end)
        find.say(len(self._hits), self._present)

    def _go_to_hit(self) -> None:
        if not self._hits:
            return
        hit = self._hits[self._present]
        part = sum(1 for top in self._tops[hit.line] if top <= hit.start) - 1
        y = sum(len(tops) for tops in self._tops[: hit.line]) + part
        height = self.scrollable_content_region.height
        if not self.scroll_offset.y <= y < self.scroll_offset.y + height - 1:
            self.scroll_to(y=max(y - height // 2, 0), animate=False)

    @on(FindLine.Changed)
    def _sought(self, message: FindLine.Changed) -> None:
        message.stop()
        self._present = 0
        self._draw()
        self._go_to_hit()

    @on(FindLine.Left)
    def _found(self, message: FindLine.Left) -> None:
        message.stop()
        self.focus()
        self.refresh_bindings()
