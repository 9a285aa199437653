"""A line to type into that offers what is known: target attributes, source attributes, allowed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from scimconsole.domain.terminal_text import typed_line
from scimconsole.widgets.expression_completing import Completing, OffersOf
from scimconsole.widgets.expression_offers import Offer, OfferList
from scimconsole.widgets.field import Field


class OfferingField(Completing):
    """A field with offers; what is offered replaces the whole text."""

    DEFAULT_CSS = """
    OfferingField { height: auto; width: 1fr; }
    """

    @dataclass
    class Changed(Message):
        """Another text is in the field."""

        field: OfferingField
        text: str

        @property
        def control(self) -> OfferingField:
            """The field, for `@on` selectors."""
            return self.field

    def __init__(self, text: str, offers: OffersOf, *, id: str, placeholder: str = "") -> None:
        super().__init__(offers, id=id)
        self._first = text
        self._placeholder = placeholder
        self._taken: str | None = typed_line(text)

    def compose(self) -> ComposeResult:
        """The line and what is known."""
        yield Field(
            typed_line(self._first),
            id=f"{self.id}-field",
            compact=True,
            max_length=1000,
            placeholder=self._placeholder,
        )
        yield OfferList()

    @property
    def field(self) -> Input:
        """The line."""
        return self.query_one(Input)

    @property
    def text(self) -> str:
        """What is typed, without blanks around it; what was given stays as it was while nobody types."""
        shown = self.field.value
        return self._first if shown == typed_line(self._first) else shown.strip()

    def text_and_cursor(self) -> tuple[str, int]:
        """The text, and the place of the cursor in it."""
        return self.field.value, self.field.cursor_position

    def put(self, text: str, cursor: int) -> None:
        """Replace the text, with the cursor at a place in it."""
        self._taken = text
        self.field.value = text
        self.field.cursor_position = cursor

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._taken:
            self._taken = None
            self.typed()
        self.post_message(self.Changed(self, event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """Enter takes the marked offer while there is one, and goes on otherwise."""
        if self.offers.is_shown:
            event.stop()
            self.action_take()


def offers_of(known: Mapping[str, str], typed: str) -> list[Offer]:
    """Those of the known texts, with a note each, that begin with or hold what was typed, in any case.

    What was typed itself stands first, so that Enter leaves it; by itself it is no offer.
    """
    wanted = typed.strip().lower()
    ranked = sorted(
        (text != typed, min(text.lower().find(wanted), 1), place, text)
        for place, text in enumerate(known)
        if wanted in text.lower()
    )
    offers = [Offer(text, known[text], text, len(text)) for *_, text in ranked]
    return [] if [offer.text for offer in offers] == [typed] else offers
