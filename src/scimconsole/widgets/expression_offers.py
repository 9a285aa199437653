"""What can come next, as a list over what is below; whoever holds the focus moves in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from scimconsole.domain.terminal_text import escape_text

_LISTED = 6
_WIDEST = 64


class Offer(NamedTuple):
    """Something that can come next: in a word, what it is, and text and cursor once it is taken."""

    text: str
    note: str
    after: str
    cursor: int


class OfferList(Widget):
    """Hidden while there is nothing to offer."""

    DEFAULT_CSS = """
    OfferList {
        display: none; overlay: screen; constrain: inside inflect;
        width: auto; height: auto; padding: 0 1;
        background: $panel; border: round $border;
    }
    OfferList.-shown { display: block; }
    """

    @dataclass
    class Taken(Message):
        """An offer was clicked."""

        offer: Offer

    def __init__(self) -> None:
        super().__init__()
        self._offers: Sequence[Offer] = ()
        self._marked = 0

    @property
    def is_shown(self) -> bool:
        """Whether something is offered."""
        return bool(self._offers)

    @property
    def marked(self) -> Offer | None:
        """The marked offer."""
        return self._offers[self._marked] if self._offers else None

    def show(self, offers: Sequence[Offer], at: tuple[int, int] = (0, 0)) -> None:
        """Offer something, the first one marked; `at` is how far it stands from its own place."""
        self._offers = offers
        self._marked = 0
        self.set_class(bool(offers), "-shown")
        self.styles.offset = at
        self.refresh(layout=True)

    def hide(self) -> None:
        """Offer nothing."""
        if self._offers:
            self.show(())

    def move(self, by: int) -> None:
        """Mark another one."""
        if self._offers:
            self._marked = (self._marked + by) % len(self._offers)
            self.refresh()

    def render(self) -> RenderResult:
        """Draw some of them around the marked one."""
        width = self.content_size.width
        names = self._names_width
        return Content("\n").join(
            self._line(offer, names).truncate(width, ellipsis=True) for offer in self._shown_offers
        )

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as the widest, within bounds."""
        widest = max((cell_len(escape_text(offer.note)) for offer in self._offers), default=0)
        return min(2 + self._names_width + widest, _WIDEST, max(viewport.width - 6, 10))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line each."""
        return max(len(self._shown_offers), 1)

    def on_click(self, event: events.Click) -> None:
        """Take the one that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < len(self._shown_offers):
            event.stop()
            self.post_message(self.Taken(self._shown_offers[offset.y]))

    @property
    def _first(self) -> int:
        return max(min(self._marked - _LISTED + 1, len(self._offers) - _LISTED), 0)

    @property
    def _shown_offers(self) -> Sequence[Offer]:
        return self._offers[self._first : self._first + _LISTED]

    @property
    def _names_width(self) -> int:
        return max((cell_len(escape_text(offer.text)) for offer in self._offers), default=0) + 2

    def _line(self, offer: Offer, names: int) -> Content:
        is_marked = offer is self.marked
        text = escape_text(offer.text)
        return Content.assemble(
            ("> " if is_marked else "  ", "bold $accent"),
            (text, "bold $accent" if is_marked else ""),
            " " * (names - cell_len(text)),
            (escape_text(offer.note), "$foreground-muted"),
        )
