"""The line under the title: the places of the console with their number keys."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from scimconsole.places import PLACES, Place
from scimconsole.widgets.standing import Standing


def offered_places(standing: Standing) -> list[Place]:
    """The places of which the service announces something."""
    return [
        place for place in PLACES if not place.capabilities or any(map(standing.offers, place.capabilities))
    ]


class PlaceLine(Widget):
    """The places side by side, the present one marked."""

    DEFAULT_CSS = """
    PlaceLine { height: 1; padding: 0 1; background: $background; }
    """

    standing: reactive[Standing] = reactive(Standing())

    @dataclass
    class Chosen(Message):
        """A click on a place."""

        place: str

    def __init__(self, current: str) -> None:
        super().__init__()
        self.current = current

    def render(self) -> RenderResult:
        """Draw the places, closer together where room is short; in the end only the present one by name."""
        return Content("").join(self._drawn(place, words) for place, words in self._placed())

    def on_click(self, event: events.Click) -> None:
        """Go where the click was."""
        offset = event.get_content_offset(self)
        start = 0
        for place, words in self._placed():
            end = start + len(words)
            if offset is not None and start <= offset.x < end:
                self.post_message(self.Chosen(place.name))
            start = end

    def _placed(self) -> list[tuple[Place, str]]:
        places = offered_places(self.standing)
        for placed in (
            [(place, f" {place.key} {place.title} ") for place in places],
            [(place, f"{place.key} {place.title} ") for place in places],
            [(place, f"{place.key} {place.short_title} ") for place in places],
        ):
            if sum(len(words) for _, words in placed) <= self.size.width:
                return placed
        return [
            (place, f" {place.key} {place.title} " if place.name == self.current else f" {place.key} ")
            for place in places
        ]

    def _drawn(self, place: Place, words: str) -> Content:
        if place.name != self.current:
            return Content.styled(words, "$foreground-muted")
        key = words.index(place.key) + len(place.key) + 1
        return Content.assemble((words[:key], "$accent"), (words[key:-1], "bold underline $accent"), " ")
