"""The manual inside the console: pages and headings at the left, the text at the right."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from scimconsole.errors import ScimConsoleError
from scimconsole.screens.frame import PlaceScreen
from scimconsole.screens.location import Location
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.find_line import FindLine
from scimconsole.widgets.manual_text import ManualText, found
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows

if TYPE_CHECKING:
    from scimconsole.manual import ManualPage

_CONTENTS_DEPTH = 2
"""Headings up to this level stand in the contents."""


class _Entry(NamedTuple):
    """A line of the contents: a page, or a heading of it."""

    page: int
    level: int
    title: str
    slug: str


class ContentsTable(RecordTable[_Entry]):
    """The contents; Enter reads."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Read", id="manual.read", tooltip="Read the page from here on"),
    ]


class ManualScreen(PlaceScreen):
    """Enter reads, Escape goes back to the contents, `/` finds in all pages."""

    PLACE = "help"
    AUTO_FOCUS = "#contents"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Search", key_display="/", id="list.search", tooltip="Search, or find"),
        Binding("n", "match(1)", "Next match", show=False, id="text.next-match"),
        Binding("N", "match(-1)", "Match before", show=False, id="text.previous-match"),
        Binding("escape", "back", "Contents", id="list.back", tooltip="Back to the contents"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._pages: tuple[ManualPage, ...] = ()
        self._entries: list[_Entry] = []
        self._page = 0
        self._wanted = ""
        self._counts: list[int] = []
        """How often the words sought are on each page."""
        self._hit = 0

    def compose_place(self) -> ComposeResult:
        """The contents, the line to find something, and the text."""
        with Horizontal(id="manual"):
            contents = ContentsTable(self._columns(), empty="", header=False, id="contents", classes="panel")
            contents.border_title = "Contents"
            yield contents
            with Vertical(id="reading"):
                yield ManualText(id="manual-text", classes="panel")
                yield FindLine("find in all pages")

    def on_screen_resume(self) -> None:
        """Nothing is asked of the service: the manual is there without a connection too."""
        self.load()

    def show(self, record: str = "", **filters: str) -> None:
        """Open a page, as `tokens` or `tokens#rotate-and-revoke`; without one stay where one is."""
        self._wanted = record
        if self.is_mounted and self._pages:
            self._go_to_wanted()

    def location(self) -> Location:
        """The page, and the heading in view."""
        if not self._pages or not self.is_mounted:
            return Location(self.PLACE, self._wanted)
        anchor = self.text.heading_in_view
        return Location(self.PLACE, self._pages[self._page].name + (f"#{anchor}" if anchor else ""))

    def copies(self) -> Sequence[Copy]:
        """The examples in view, and the address of what is read."""
        if not self._pages:
            return ()
        examples = [Copy(f"Example: {code.splitlines()[0][:40]}", code) for code in self.text.code_in_view]
        return (*examples, Copy("Address in the console", f"scimconsole open {self.location()}"))

    def why_not(self, action: str) -> str:
        """Matches are only walked through while something is sought."""
        return "Nothing is sought: / finds words." if action == "match" else super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a way back only from the text, and a next match only while something is sought."""
        if not self.is_mounted:
            return True
        if action == "back":
            return not self.contents.has_focus
        if action == "match":
            return True if sum(self._counts) else None
        return super().check_action(action, parameters)

    @property
    def contents(self) -> RecordTable[_Entry]:
        """The contents."""
        return self.query_one("#contents", RecordTable)

    @property
    def text(self) -> ManualText:
        """The text."""
        return self.query_one(ManualText)

    def load(self) -> None:
        """Read the pages once, in a thread."""
        if not self._pages:
            read: Callable[[], Awaitable[None]] = self._read_pages
            self.run_worker(read, name="read manual", group="manual-read", exclusive=True)

    def action_find(self) -> None:
        """Open the line to find words."""
        self.add_class("-reading")
        self.query_one(FindLine).open()

    def action_back(self) -> None:
        """Seek nothing any more, or leave the text for the contents."""
        line = self.query_one(FindLine)
        if line.is_open:
            line.action_give_up()
            return
        self.remove_class("-reading")
        self.contents.focus()

    def action_match(self, by: int) -> None:
        """Go to the next match, on whatever page it is, around the end."""
        total = sum(self._counts)
        if total:
            self._hit = (self._hit + by) % total
            self._show_hit()

    def _columns(self) -> Sequence[Column[_Entry]]:
        return (
            Column(
                "",
                20,
                lambda entry: Cell(
                    entry.title if entry.level == 1 else f"  {entry.title}",
                    "strong" if entry.level == 1 else "plain",
                ),
                grow=1,
            ),
        )

    async def _read_pages(self) -> None:
        from scimconsole import manual  # not before somebody reads

        try:
            self._pages = await asyncio.to_thread(manual.pages)
        except ScimConsoleError as error:
            self.report(error)
            return
        self._entries = [
            _Entry(number, heading.level, heading.title, heading.slug)
            for number, page in enumerate(self._pages)
            for heading in page.headings
            if heading.level <= _CONTENTS_DEPTH
        ]
        self.contents.show_rows(ListedRows(self._entries), cursor=0)
        if self._wanted:
            self._go_to_wanted()
        else:
            self._show_page(0)

    def _go_to_wanted(self) -> None:
        """Open the page that was asked for; an unknown one leaves what is shown, and says so."""
        name, _, anchor = self._wanted.removesuffix(".md").partition("#")
        name = name.removesuffix(".md") or self._pages[self._page].name
        number = next((place for place, page in enumerate(self._pages) if page.name == name), None)
        if number is None:
            self.app.notify(f"The manual has no page {name!r}.", severity="warning", markup=False)
            self._show_page(self._page)
            return
        self._show_page(number, anchor)
        self.add_class("-reading")
        self.text.focus()
        self._mark(number, anchor)

    def _mark(self, number: int, anchor: str) -> None:
        """Put the cursor of the contents on what is read."""
        here = [place for place, entry in enumerate(self._entries) if entry.page == number]
        exact = [place for place in here if anchor and self._entries[place].slug == anchor]
        self.contents.cursor = next(iter((*exact, *here)), 0)

    def _show_page(self, number: int, anchor: str = "") -> None:
        self._page = number
        page = self._pages[number]
        self.text.show(page.title, page.text, anchor)
        words = self.query_one(FindLine).text
        if words:
            self.text.seek(words)
        self.refresh_bindings()

    def _show_hit(self) -> None:
        place, page = self._hit, 0
        while place >= self._counts[page]:
            place -= self._counts[page]
            page += 1
        if page != self._page:
            self._show_page(page)
            self._mark(page, "")
        self.text.go_to_hit(place)
        self.query_one(FindLine).say(sum(self._counts), self._hit)

    def _seek(self, words: str) -> None:
        text = self.text
        self._counts = [len(found(text.layout_of(page.text), words)) for page in self._pages] if words else []
        text.seek(words)
        # The first match is the next one of the page in sight, else the first of the pages after it.
        self._hit = sum(self._counts[: self._page])
        if sum(self._counts):
            self._hit %= sum(self._counts)
            if self._counts[self._page]:
                text.go_to_hit(0)
        self.query_one(FindLine).say(sum(self._counts), self._hit)
        self.refresh_bindings()

    @on(RecordTable.Highlighted, "#contents")
    def _entry_changed(self, message: RecordTable.Highlighted) -> None:
        message.stop()
        entry = self.contents.cursor_row
        if entry is not None and self.contents.has_focus:
            self._show_page(entry.page, entry.slug if entry.level > 1 else "")

    @on(RecordTable.Opened, "#contents")
    def _entry_opened(self, message: RecordTable.Opened) -> None:
        message.stop()
        entry = self.contents.cursor_row
        if entry is not None:
            anchor = f"#{entry.slug}" if entry.level > 1 else ""
            self.console.go(self.PLACE, record=self._pages[entry.page].name + anchor)

    @on(ManualText.Followed)
    def _followed(self, message: ManualText.Followed) -> None:
        message.stop()
        name, _, anchor = message.target.partition("#")
        name = name.removesuffix(".md") or self._pages[self._page].name
        self.console.go(self.PLACE, record=f"{name}#{anchor}" if anchor else name)

    @on(FindLine.Changed)
    def _words_typed(self, message: FindLine.Changed) -> None:
        message.stop()
        self._seek(message.text)

    @on(FindLine.Left)
    def _words_left(self, message: FindLine.Left) -> None:
        message.stop()
        self.text.focus()
        if sum(self._counts):
            self._show_hit()
        self.refresh_bindings()
