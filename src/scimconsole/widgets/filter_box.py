"""A line to write a SCIM filter in: what can come next stands under it, a mistake is marked at its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.field import Field

_LISTED = 6


class Offer(NamedTuple):
    """Something that can come next: in a word, what it means, and the filter and cursor once it is taken."""

    text: str
    note: str
    filter: str
    cursor: int


class Mistake(NamedTuple):
    """What is wrong with a filter, and the offset at which it is."""

    sentence: str
    position: int


class FilterBox(Vertical):
    """Hidden until it is opened; Tab takes an offer, Enter takes the filter once it is whole."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "take", "Complete", id="field.complete", tooltip="Take the marked offer"),
        Binding("up", "move(-1)", "Offer above", show=False, id="field.offer-above"),
        Binding("down", "move(1)", "Offer below", show=False, id="field.offer-below"),
        Binding("escape", "leave", "Leave", id="field.leave-filter", tooltip="Leave the filter as it was"),
    ]
    DEFAULT_CSS = """
    FilterBox { display: none; height: auto; padding: 0 2; }
    FilterBox.-shown { display: block; }
    FilterBox > Horizontal { height: 1; background: $panel; }
    FilterBox Label { color: $accent; text-style: bold; padding: 0 1 0 1; }
    FilterBox Input { width: 1fr; background: $panel; padding: 0; }
    FilterBox > Static { height: auto; background: $panel; padding: 0 1; }
    """

    @dataclass
    class Entered(Message):
        """A whole filter, or an empty one, is wanted."""

        filter: str

    @dataclass
    class Left(Message):
        """The filter stays as it was."""

    def __init__(
        self, offers: Callable[[str, int], Sequence[Offer]], mistake: Callable[[str], Mistake | None]
    ) -> None:
        super().__init__()
        self._offers_of = offers
        self._mistake_of = mistake
        self._offers: Sequence[Offer] = ()
        self._marked = 0
        self._mistake: Mistake | None = None
        self._seen: tuple[str, int] | None = None

    def compose(self) -> ComposeResult:
        """The line, the mistake, and what can come next."""
        with Horizontal():
            yield Label("f")
            yield Field(
                id="filter", compact=True, max_length=1000, placeholder='userName sw "a" and active eq true'
            )
        yield Static(id="filter-mistake")
        yield Static(id="filter-offers")

    @property
    def field(self) -> Input:
        """The line."""
        return self.query_one("#filter", Input)

    def open(self, text: str) -> None:
        """Show the line with a filter in it, and type."""
        self.add_class("-shown")
        self.field.value = text
        self.field.cursor_position = len(text)
        self.field.focus()
        self._seen = None
        self._follow()

    def close(self) -> None:
        """Hide the line."""
        self.remove_class("-shown")

    def show_mistake(self, mistake: Mistake) -> None:
        """Say what is wrong, at its place."""
        self._mistake = mistake
        self._draw()

    def action_take(self) -> None:
        """Put the marked offer into the filter."""
        if not self._offers:
            return
        offer = self._offers[self._marked]
        self.field.value = offer.filter
        self.field.cursor_position = offer.cursor
        self._follow()

    def action_move(self, by: int) -> None:
        """Mark another offer."""
        if self._offers:
            self._marked = (self._marked + by) % len(self._offers)
            self._draw()

    def action_leave(self) -> None:
        """Leave the filter as it was."""
        self.close()
        self.post_message(self.Left())

    def on_key(self, event: events.Key) -> None:
        """Follow the cursor through the text."""
        if event.key in ("left", "right", "home", "end"):
            self.call_after_refresh(self._follow)

    def on_resize(self) -> None:
        """Keep the mark under the mistake."""
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Take the offer that was clicked."""
        lines = self.query_one("#filter-offers")
        if event.widget is lines and event.y < len(self._shown_offers):
            self._marked = self._first_shown + event.y
            self.action_take()

    @property
    def _first_shown(self) -> int:
        return max(min(self._marked - _LISTED + 1, len(self._offers) - _LISTED), 0)

    @property
    def _shown_offers(self) -> Sequence[Offer]:
        return self._offers[self._first_shown : self._first_shown + _LISTED]

    def _follow(self) -> None:
        """Offer what fits the present text and cursor."""
        seen = (self.field.value, self.field.cursor_position)
        if seen == self._seen:
            return
        self._seen = seen
        self._mistake = None
        self._offers = self._offers_of(*seen)
        self._marked = 0
        self._draw()

    def _draw(self) -> None:
        self.query_one("#filter-mistake", Static).update(self._mistake_line())
        self.query_one("#filter-mistake").display = self._mistake is not None
        self.query_one("#filter-offers", Static).update(self._offer_lines())
        self.query_one("#filter-offers").display = bool(self._offers)

    def _mistake_line(self) -> Content:
        if self._mistake is None:
            return Content("")
        # The label before the field takes as many cells as the padding here and one letter.
        text = self.field.value[: self._mistake.position]
        column = Content(text).cell_length - self.field.scroll_offset.x + 2
        mark = " " * max(column, 0) + "^"
        return Content("\n").join(
            [
                Content.styled(mark, "bold $error"),
                Content.styled(escape_text(self._mistake.sentence), "$error"),
            ]
        )

    def _offer_lines(self) -> Content:
        width = max((len(offer.text) for offer in self._offers), default=0) + 2
        return Content("\n").join(
            Content.assemble(
                ("> " if offer is self._offers[self._marked] else "  ", "bold $accent"),
                (
                    escape_text(offer.text).ljust(width),
                    "bold $accent" if offer is self._offers[self._marked] else "",
                ),
                (escape_text(offer.note), "$foreground-muted"),
            ).truncate(max(self.size.width - 2, 20), ellipsis=True)
            for offer in self._shown_offers
        )

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._follow()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        mistake = self._mistake_of(text) if text else None
        if mistake is None:
            self.close()
            self.post_message(self.Entered(text))
        elif self._offers and mistake.position >= len(event.value.rstrip()):
            self.action_take()
        else:
            self.show_mistake(mistake)
