"""The line under the title: the places of the console with their number keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from scimconsole.widgets.standing import Standing


class Place(NamedTuple):
    """Somewhere to go: its name in addresses, its title, its key, and the capability it needs."""

    name: str
    title: str
    key: str
    capability: str | None = None


PLACES = (
    Place("overview", "Overview", "1"),
    Place("tokens", "Tokens", "2", "tokens"),
    Place("users", "Users", "3", "users"),
    Place("groups", "Groups", "4", "groups"),
    Place("requests", "Requests", "5", "requests"),
)


def offered_places(standing: Standing) -> list[Place]:
    """The places whose capability the service announces."""
    return [place for place in PLACES if place.capability is None or standing.offers(place.capability)]


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
        """Draw the places."""
        return Content("").join(
            Content.assemble(
                (f" {place.key} ", self._ink(place, "$accent")),
                (place.title, self._ink(place, "bold underline $accent")),
                "  ",
            )
            for place in offered_places(self.standing)
        )

    def _ink(self, place: Place, current: str) -> str:
        return current if place.name == self.current else "$foreground-muted"

    def on_click(self, event: events.Click) -> None:
        """Go where the click was."""
        offset = event.get_content_offset(self)
        start = 0
        for place in offered_places(self.standing):
            end = start + len(place.title) + 5
            if offset is not None and start <= offset.x < end:
                self.post_message(self.Chosen(place.name))
            start = end
