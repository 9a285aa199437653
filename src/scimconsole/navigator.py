"""Going about in the console: the places that were opened, and the way one came."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from scimconsole.errors import InvalidInput
from scimconsole.screens.history import History
from scimconsole.screens.location import Link, Location
from scimconsole.widgets.places import offered_places

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp
    from scimconsole.screens.frame import PlaceScreen

_SCREENS = {
    "overview": ("overview", "OverviewScreen"),
    "tokens": ("tokens.place", "TokensScreen"),
    "users": ("users.place", "UsersScreen"),
    "groups": ("groups", "GroupsScreen"),
    "mappings": ("mappings.place", "MappingsScreen"),
    "sync": ("sync.place", "SyncScreen"),
    "guide": ("guide.place", "GuideScreen"),
    "settings": ("settings.place", "SettingsScreen"),
    "help": ("manual", "ManualScreen"),
}
"""Module and class of each place; imported when the place is first opened."""


class Navigator:
    """Opens places; each is made once and keeps its state while another one is in sight."""

    def __init__(self, console: ConsoleApp, first: Location) -> None:
        if first.place not in _SCREENS:
            raise InvalidInput(f"There is no place {first.place!r}.", hint=f"Places: {', '.join(_SCREENS)}.")
        self._console = console
        self._opened: dict[str, PlaceScreen] = {}
        self._round = 1
        """How often one began: the screens of the last round may still be going."""
        self._first = first
        self.history = History(first)

    @property
    def current(self) -> PlaceScreen | None:
        """The place in sight, perhaps below a dialog; None before the first."""
        places = {id(place): place for place in self._opened.values()}
        return next(
            (places[id(one)] for one in reversed(self._console.screen_stack) if id(one) in places), None
        )

    def open_first(self) -> None:
        """Show the place the console was opened for, as its first screen."""
        place = self._place(self._first.place)
        if self._first.record or self._first.filters:
            place.show(self._first.record, **self._first.filters)
        self._console.push_screen(place)

    def start_over(self) -> None:
        """Forget what the places show, and begin at the overview."""
        before, in_sight = list(self._opened.values()), self.current
        self._opened.clear()
        self._round += 1
        self.history = History(Location("overview"))
        self._console.switch_screen(self._place("overview"))
        # Only a screen that is no longer in the stack can be let go; the one in sight goes by the switch.
        for place in before:
            self._console.uninstall_screen(place)
            if place is not in_sight and place.is_attached:
                place.remove()

    @property
    def links(self) -> list[Link]:
        """What can be looked for in the places that were opened."""
        return [link for place in self._opened.values() for link in place.links()]

    @property
    def unsaved(self) -> str:
        """What would be lost if the places were forgotten now, in sentences; empty where nothing would."""
        return " ".join(filter(None, (place.unsaved() for place in self._opened.values())))

    def unless_unsaved(self, act: str, go_on: Callable[[], None]) -> None:
        """Do what ends or forgets the places; edits that would be lost are asked about first.

        `act` are the words of the button that does it all the same.
        """
        lost = self.unsaved
        if not lost:
            go_on()
            return
        from scimconsole.screens.dialogs.unsaved import UnsavedDialog  # only where something is not saved

        def answered(wanted: bool | None) -> None:
            if wanted:
                go_on()

        if not isinstance(self._console.screen, UnsavedDialog):
            self._console.push_screen(UnsavedDialog(lost, act), answered)

    def is_offered(self, place: str) -> bool:
        """Whether the service has what the place shows."""
        return place in {offered.name for offered in offered_places(self._console.standing)}

    def go(self, location: Location) -> None:
        """Open a location and remember the way; a place that is in sight already stays as it is."""
        bare = not location.record and not location.filters
        if not self.is_offered(location.place) or (bare and self._shows(location.place)):
            return
        self._leave()
        self.history.visit(location)
        self._open(location, exactly=not bare)

    def back(self) -> None:
        """Go back to where one was, as it was."""
        self._leave()
        self._open(self.history.back(), exactly=True)

    def forward(self) -> None:
        """Go forward again to where one was before going back."""
        self._leave()
        self._open(self.history.forward(), exactly=True)

    def _leave(self) -> None:
        place = self.current
        if place is not None:
            self.history.leave(place.location())

    def _open(self, location: Location, *, exactly: bool) -> None:
        place = self._place(location.place)
        if exactly:
            place.show(location.record, **location.filters)
        if not self._shows(location.place):
            self._console.switch_screen(place)
        elif exactly:
            place.load()

    def _shows(self, name: str) -> bool:
        current = self.current
        return current is not None and current is self._opened.get(name)

    def _place(self, name: str) -> PlaceScreen:
        if name not in self._opened:
            module, kind = _SCREENS[name]
            place: PlaceScreen = getattr(import_module(f"scimconsole.screens.{module}"), kind)()
            self._console.install_screen(place, f"{name} {self._round}")
            self._opened[name] = place
        return self._opened[name]
