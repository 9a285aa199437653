"""The pane beside a table, or instead of it where there is no room: one record in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.facts import Section, draw

Detail = Sequence[Section] | Content
"""Facts, laid out for the width there is, or text as it stands."""


class DetailPane(VerticalScroll, can_focus=True):
    """Text under a title, scrolled by line and page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "scroll_up", "Up", show=False, id="detail.up"),
        Binding("j", "scroll_down", "Down", show=False, id="detail.down"),
        Binding("space", "page_down", "Page down", show=False, id="detail.page-down"),
        Binding("g", "scroll_home", "Top", show=False, id="detail.top"),
        Binding("G", "scroll_end", "End", show=False, id="detail.end"),
    ]

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._detail: Detail = Content("")

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static(id="detail-text")

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

    def _draw(self) -> None:
        width = max(self.scrollable_content_region.width, 20)
        content = self._detail if isinstance(self._detail, Content) else draw(self._detail, width)
        self.query_one("#detail-text", Static).update(content)
