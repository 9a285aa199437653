"""The text of one page of the manual: scrolled by line and page, with links that are walked and followed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.visual import Visual

if TYPE_CHECKING:
    from scimconsole.widgets.markdown_layout import Layout, Link

_WIDEST = 88
"""Cells of a line: longer ones are hard to read."""
_HIT = "bold underline $accent"
_MARKED = "$block-cursor-foreground on $block-cursor-background"


class Hit(NamedTuple):
    """A place where the words sought are: pieces of lines, from the first one on."""

    pieces: tuple[tuple[int, int, int], ...]
    """Line, first cell and cell after the last."""

    @property
    def line(self) -> int:
        """The line it begins in."""
        return self.pieces[0][0]


class ManualText(ScrollView, can_focus=True):
    """One page; its links are marked one after the other, and Enter follows the marked one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "follow", "Follow the link", id="text.follow"),
        Binding("right", "link(1)", "Next link", id="text.next-link", tooltip="Mark the next link"),
        Binding("left", "link(-1)", "Link before", show=False, id="text.previous-link"),
        Binding("up,k", "scroll_up", "Up", show=False, id="text.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="text.down"),
        Binding("space,pagedown,ctrl+f", "page_down", "Page down", show=False, id="text.page-down"),
        Binding("pageup,ctrl+b", "page_up", "Page up", show=False, id="text.page-up"),
        Binding("home,g", "scroll_home", "Top", show=False, id="text.top"),
        Binding("end,G", "scroll_end", "End", show=False, id="text.end"),
    ]

    @dataclass
    class Followed(Message):
        """A link was followed: the name of a page, perhaps with `#` and a heading."""

        target: str

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._markdown = ""
        self._asked = ""
        """The heading that was to be shown last."""
        self._gone_to = 0
        """The line that was first in view then."""
        self._layout: Layout | None = None
        self._width = 0
        self._laid_out: dict[str, Layout] = {}
        """Every page that was laid out for this width."""
        self._drawn: list[Content] = []
        """The lines with links and hits marked."""
        self._link = -1
        self._hits: Sequence[Hit] = ()
        self._hit = -1
        self._words = ""

    def render_line(self, y: int) -> Strip:
        """Draw one line of the view."""
        width = self.scrollable_content_region.width
        line = y + self.scroll_offset.y
        if line >= len(self._drawn):
            return Strip.blank(width, self.visual_style.rich_style)
        drawn = self._drawn[line]
        selection = self.text_selection
        span = selection.get_span(line) if selection is not None else None
        if span is not None:
            start, end = span
            drawn = drawn.stylize(_MARKED, start, None if end == -1 else end)
        (strip,) = Visual.to_strips(self, drawn, width, 1, self.visual_style, apply_selection=False, pad=True)
        return strip.apply_offsets(0, line)

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """What was selected with the mouse, as text."""
        return selection.extract("\n".join(line.plain.rstrip() for line in self._drawn)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the selection as it grows."""
        self.refresh()

    def show(self, title: str, markdown: str, anchor: str = "") -> None:
        """Show a page from its heading `anchor`, or from its top."""
        self.border_title = Content(title).markup
        self._markdown = markdown
        self._asked = anchor
        self._lay_out()
        self._go_to(self.layout_now.anchors.get(anchor, 0))

    def layout_of(self, markdown: str) -> Layout:
        """A page laid out for the present width; each is laid out once."""
        from scimconsole.widgets.markdown_layout import lay_out  # 25 ms, when the first page is shown

        width = self._wanted_width
        if width != self._width:
            self._laid_out.clear()
            self._width = width
        if markdown not in self._laid_out:
            self._laid_out[markdown] = lay_out(markdown, width)
        return self._laid_out[markdown]

    @property
    def layout_now(self) -> Layout:
        """The page as it is laid out."""
        assert self._layout is not None
        return self._layout

    @property
    def cursor_cell(self) -> Offset:
        """Where the terminal's cursor belongs: on the marked link, else on the first line."""
        if self._layout is None or self._link < 0:
            return Offset(0, 0)
        link = self._layout.links[self._link]
        return Offset(link.start, max(link.line - self.scroll_offset.y, 0))

    @property
    def heading_in_view(self) -> str:
        """The heading that the first line in view belongs to; empty at the top."""
        if self._layout is None:
            return ""
        above = [slug for slug, line in self._layout.anchors.items() if line <= self.scroll_offset.y]
        return above[-1] if len(above) > 1 else ""

    @property
    def code_in_view(self) -> list[str]:
        """The blocks of code that begin in view."""
        if self._layout is None:
            return []
        top = self.scroll_offset.y
        bottom = top + self.scrollable_content_region.height
        return [text for line, text in self._layout.code if top <= line < bottom]

    def seek(self, words: str) -> None:
        """Mark every place where the words are."""
        self._words = words
        self._hits = found(self.layout_now, words)
        self._hit = -1
        self._draw()

    def go_to_hit(self, number: int) -> None:
        """Mark one of the places more than the others, and bring it into view."""
        self._hit = number
        self._draw()
        line = self._hits[number].line
        height = self.scrollable_content_region.height
        if not self.scroll_offset.y <= line < self.scroll_offset.y + height - 1:
            self.scroll_to(y=max(line - height // 3, 0), animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Links are walked where there are some."""
        if action == "link":
            return self._layout is not None and bool(self._layout.links)
        if action == "follow":
            return self._link >= 0
        return True

    def action_link(self, by: int) -> None:
        """Mark the next link of the page, from what is in view on."""
        links = self.layout_now.links
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if self._link >= 0 and top <= links[self._link].line < top + height:
            self._link = (self._link + by) % len(links)
        else:
            inside = [place for place, link in enumerate(links) if link.line >= top]
            self._link = inside[0] if inside else len(links) - 1
        line = links[self._link].line
        if not top <= line < top + height - 1:
            self.scroll_to(y=max(line - height // 3, 0), animate=False)
        self._draw()
        self.refresh_bindings()

    def action_follow(self) -> None:
        """Go where the marked link leads."""
        if self._link >= 0:
            self.post_message(self.Followed(self.layout_now.links[self._link].target))

    def on_click(self, event: events.Click) -> None:
        """Follow the link that was clicked."""
        link = event.style.meta.get("link")
        if link is not None:
            self.post_message(self.Followed(str(link)))

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the page out again, from about the same place on."""
        if self._layout is None or self._wanted_width == self._width:
            return
        before = self._layout
        untouched = self.scroll_offset.y == self._gone_to
        share = self.scroll_offset.y / max(len(before.lines), 1)
        self._lay_out()
        now = self.layout_now
        # A page that was opened before there was room for it begins where it was to begin.
        self._go_to(now.anchors.get(self._asked, 0) if untouched else round(share * len(now.lines)))

    def _go_to(self, line: int) -> None:
        self.scroll_to(y=line, animate=False, immediate=True)
        self._gone_to = self.scroll_offset.y

    @property
    def _wanted_width(self) -> int:
        return max(min(self.scrollable_content_region.width, _WIDEST), 20)

    def _lay_out(self) -> None:
        layout = self.layout_of(self._markdown)
        if layout is not self._layout:
            self._layout = layout
            self._link = -1
            self._hits = found(layout, self._words)
            self._hit = -1
        self._draw()

    def _draw(self) -> None:
        lines = list(self.layout_now.lines)
        if self._link >= 0:
            for link in _whole(self.layout_now.links, self._link):
                lines[link.line] = lines[link.line].stylize(_MARKED, link.start, link.end)
        for number, hit in enumerate(self._hits):
            for line, start, end in hit.pieces:
                style = _MARKED if number == self._hit else _HIT
                lines[line] = lines[line].stylize(style, start, end)
        self._drawn = lines
        self.virtual_size = Size(self._wanted_width, len(lines))
        self.refresh()


def _whole(links: Sequence[Link], number: int) -> list[Link]:
    """All pieces of a link that goes on over the end of its line."""
    pieces = [links[number]]
    for link in links[number + 1 :]:
        if link.target != pieces[-1].target or link.line != pieces[-1].line + 1 or link.start > 8:
            break
        pieces.append(link)
    return pieces


def found(layout: Layout, words: str) -> list[Hit]:
    """Where the words are, whatever the case, also over the end of a line."""
    lines = [line.plain for line in layout.lines]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    hits: list[Hit] = []
    for match in re.finditer(pattern, "\n".join(lines), re.IGNORECASE) if pattern else ():
        first, last = (bisect_right(starts, place) - 1 for place in (match.start(), match.end() - 1))
        pieces = [
            (
                number,
                max(match.start() - starts[number], len(lines[number]) - len(lines[number].lstrip())),
                min(match.end() - starts[number], len(lines[number].rstrip())),
            )
            for number in range(first, last + 1)
        ]
        hits.append(Hit(tuple(pieces)))
    return hits
