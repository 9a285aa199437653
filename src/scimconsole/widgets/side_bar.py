"""The side bar: the places under each other with what is in them; it collapses into the line of places."""

from __future__ import annotations

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from scimconsole.places import Place
from scimconsole.widgets.places import PlaceLine, offered_places
from scimconsole.widgets.standing import Standing

_WIDTH = 18
"""Cells of a line, without the padding."""


class SideBar(Widget):
    """The places, the present one marked; a click goes there."""

    DEFAULT_CSS = """
    SideBar { display: none; width: 20; height: 1fr; padding: 1 1 0 1; background: $surface; }
    """

    standing: reactive[Standing] = reactive(Standing())

    def __init__(self, current: str) -> None:
        super().__init__()
        self.current = current

    def render(self) -> RenderResult:
        """Draw the places."""
        return Content("\n").join(self._drawn(place) for place in offered_places(self.standing))

    def on_click(self, event: events.Click) -> None:
        """Go where the click was."""
        offset = event.get_content_offset(self)
        places = offered_places(self.standing)
        if offset is not None and offset.y < len(places):
            self.post_message(PlaceLine.Chosen(places[offset.y].name))

    def _drawn(self, place: Place) -> Content:
        present = place.name == self.current
        style = "bold $block-cursor-blurred-foreground on $block-cursor-blurred-background" if present else ""
        count = self._count(place)
        name = f"{'▸' if present else ' '}{place.key} {place.title}"
        line = name.ljust(_WIDTH - len(count)) + count
        return Content.styled(line, style or "$foreground-muted")

    def _count(self, place: Place) -> str:
        organization = self.standing.organization
        if organization is None:
            return ""
        counts = {"users": organization.counts.users, "groups": organization.counts.groups}
        return f"{counts[place.name]:,}" if place.name in counts else ""
