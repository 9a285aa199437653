"""Around something that is typed into: what can come next is offered, Tab takes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeAlias

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from scimconsole.widgets.expression_offers import Offer, OfferList

OffersOf: TypeAlias = Callable[[str, int], Sequence[Offer]]
"""What can come next, from the text and the place of the cursor in it."""


class Completing(Vertical):
    """Holds what is typed into and an `OfferList`; the offers open while one types, or when asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "take", "Complete", id="field.complete", tooltip="Take the marked offer"),
        Binding("up", "move(-1)", "Offer above", show=False, id="field.offer-above"),
        Binding("down", "move(1)", "Offer below", show=False, id="field.offer-below"),
        Binding("escape", "close", "Close the offers", show=False, id="field.close-offers"),
        Binding(
            "ctrl+at,ctrl+space",
            "offer",
            "Offers",
            show=False,
            id="field.offers",
            tooltip="Show what can stand here: functions, attributes, allowed values",
        ),
    ]
    DEFAULT_CSS = """
    Completing { height: auto; }
    """

    def __init__(self, offers: OffersOf, *, id: str) -> None:
        super().__init__(id=id)
        self._offers_of = offers

    @property
    def offers(self) -> OfferList:
        """What can come next."""
        return self.query_one(OfferList)

    def text_and_cursor(self) -> tuple[str, int]:
        """The text, and the place of the cursor in it."""
        raise NotImplementedError

    def put(self, text: str, cursor: int) -> None:
        """Replace the text, with the cursor at a place in it."""
        raise NotImplementedError

    def offers_offset(self) -> tuple[int, int]:
        """How far from their own place the offers stand."""
        return (0, 0)

    def is_wanted(self, text: str, cursor: int) -> bool:
        """Whether the offers open by themselves for this text."""
        return bool(text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tab, Up, Down and Escape mean the offers only while there are some."""
        if action in ("take", "move", "close"):
            return self.is_mounted and self.offers.is_shown
        return True

    def action_take(self) -> None:
        """Put the marked offer into the text."""
        offer = self.offers.marked
        if offer is not None:
            self._take(offer)

    def action_move(self, by: int) -> None:
        """Mark another offer."""
        self.offers.move(by)

    def action_close(self) -> None:
        """Offer nothing until more is typed."""
        self.offers.hide()
        self.refresh_bindings()

    def action_offer(self) -> None:
        """Offer what can stand at the cursor."""
        self._show(self._offers_of(*self.text_and_cursor()))

    def typed(self) -> None:
        """Offer what fits the text that was typed just now."""
        text, cursor = self.text_and_cursor()
        self._show(self._offers_of(text, cursor) if self.is_wanted(text, cursor) else ())

    def on_descendant_blur(self) -> None:
        """Offer nothing to who went on."""
        self.action_close()

    def _show(self, offers: Sequence[Offer]) -> None:
        self.offers.show(offers, self.offers_offset())
        self.refresh_bindings()

    def _take(self, offer: Offer) -> None:
        self.action_close()
        self.put(offer.after, offer.cursor)

    @on(OfferList.Taken)
    def _clicked(self, message: OfferList.Taken) -> None:
        message.stop()
        self._take(message.offer)
