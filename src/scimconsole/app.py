"""The console: it shows the places, keeps the way one came, and paints before it asks anybody."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.reactive import reactive

from scimconsole import themes
from scimconsole.connector import Connector
from scimconsole.domain.time_zone import UTC_ZONE, zone_named
from scimconsole.errors import InvalidInput, ScimConsoleError
from scimconsole.keys import EVERYWHERE
from scimconsole.navigator import Navigator
from scimconsole.screens.location import Location
from scimconsole.terminal.application import TerminalApp
from scimconsole.themes.themed import ThemedApp
from scimconsole.widgets import moments
from scimconsole.widgets.key_line import KeyLine
from scimconsole.widgets.menu_bar import MenuBar
from scimconsole.widgets.standing import Standing

if TYPE_CHECKING:
    from textual.filter import LineFilter

    from scimconsole.api.organization import Organization
    from scimconsole.client import AsyncManagementClient, Connection
    from scimconsole.settings import SavedConnection, Settings

_SIDE_BAR_FROM = 140
"""Columns from which the side bar is open by itself."""


def _now() -> datetime:
    return datetime.now(UTC)


class ConsoleApp(ThemedApp, TerminalApp):
    """The console on one connection; without one it first asks which service to connect."""

    TITLE = "scimconsole"
    CSS_PATH = "console.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - declared by Textual
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]  # noqa: RUF012 - declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = EVERYWHERE

    standing: reactive[Standing] = reactive(Standing(), init=False)
    """Where the console stands; the frame of every place follows it."""
    side_bar_open: reactive[bool] = reactive(False, init=False)
    """Whether the side bar takes the place of the line of places."""

    def __init__(
        self,
        settings: Settings,
        *,
        place: str = "overview",
        connection: Connection | None = None,
        now: Callable[[], datetime] = _now,
    ) -> None:
        super().__init__(settings.data_dir, now)
        self.settings = settings
        self.connector = Connector(self, connection)
        self.navigator = Navigator(self, Location.parse(place))
        self._line_filters: list[LineFilter] = []
        self._side_bar_wanted: bool | None = None
        self._usual_animation = self.animation_level
        self._draw_as(settings)
        self.begin_with_theme(settings.theme)
        self._is_zone_known = self._settle_zone(settings.zone)
        self.set_keymap(settings.keys)

    def _settle_zone(self, name: str) -> bool:
        """Show times in the zone called so, or in UTC where there is none: False then."""
        try:
            moments.show_in(zone_named(name))
        except InvalidInput:
            moments.show_in(UTC_ZONE)
            return False
        return True

    @property
    def client(self) -> AsyncManagementClient | None:
        """The client of the connection; None before there is one."""
        return self.connector.client

    @property
    def why_no_changes(self) -> str:
        """Why acts that change something are off, in a sentence; empty where they are on."""
        if self.settings.read_only:
            return "Acts are off: the console was opened read-only."
        if self.standing.organization is not None and not self.standing.is_owner:
            return "Acts are off: your role is support, which reads and changes nothing."
        return ""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What the theme does to every line, and the one for ASCII."""
        return [*super().get_line_filters(), *self._line_filters]

    def on_mount(self) -> None:
        """Show the first place, and connect once it is on the screen."""
        if not self.connector.configured:
            from scimconsole.screens.welcome import WelcomeScreen  # only the first start needs it

            self.push_screen(WelcomeScreen())
            return
        self.standing = Standing("starting", doing="Connecting…")
        self.navigator.open_first()
        self.call_after_refresh(self.connector.connect)
        if self.settings.keys or themes.named(self.settings.theme) is None or not self._is_zone_known:
            from scimconsole.screens.settings.keeping import check_settings  # only where something was set

            self.call_after_refresh(check_settings, self)

    def on_resize(self, event: events.Resize) -> None:
        """Open the side bar by itself where there is room for it."""
        self._settle_side_bar(event.size.width)

    def on_key(self, event: events.Key) -> None:
        """Say why a key does nothing now."""
        for line in self.screen.query(KeyLine):
            why = line.why_off(event.key)
            if why:
                self.notify(why, severity="warning", markup=False)

    # Going about

    def go(self, place: str, record: str = "", **filters: str) -> None:
        """Open a place, at a record or narrowed by filters as that place understands them."""
        self.navigator.go(Location(place, record, filters))

    def action_go(self, place: str) -> None:
        """Open a place by its key."""
        self.go(place)

    def action_go_back(self) -> None:
        """Go back to where one was, as it was."""
        self.navigator.back()

    def action_go_forward(self) -> None:
        """Go forward again to where one was before going back."""
        self.navigator.forward()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a way back after the first location, and no menu before the first place."""
        if action == "go_back":
            return True if self.navigator.history.can_go_back else None
        if action == "go_forward":
            return True if self.navigator.history.can_go_forward else None
        if action == "go":
            return self.navigator.current is not None and self.navigator.is_offered(str(parameters[0]))
        if action == "suspend_process":
            return sys.platform != "win32"  # where there is no job control
        if action in ("menu", "palette", "side_bar"):
            return self.navigator.current is not None
        return True

    # The connection

    def practise(self, profile: str) -> None:
        """Begin on the embedded service with an organization of that profile, now and at the next start."""
        from scimconsole.settings import SavedConnection

        self.switch(SavedConnection(f"Practice ({profile})", "", f"practice-{profile}"))

    def take_tour(self, profile: str) -> None:
        """Begin on a demo organization, made and filled now, gone when the console closes."""
        self.navigator.start_over()
        self.connector.tour(profile)

    def begin(self, connection: Connection | None = None) -> None:
        """Leave the first questions, or another organization, for the overview, and connect."""
        self.navigator.unless_unsaved("&Switch anyway", partial(self._begin, connection))

    def _begin(self, connection: Connection | None = None) -> None:
        self.standing = Standing("starting", doing="Connecting…")
        self.navigator.start_over()
        self.call_after_refresh(self.connector.connect_to, connection)

    def switch(self, saved: SavedConnection) -> None:
        """Go on with another organization, now and at the next start; nothing of this one stays in sight."""
        self.navigator.unless_unsaved("&Switch anyway", partial(self._switch, saved))

    def _switch(self, saved: SavedConnection) -> None:
        from scimconsole.screens.settings.keeping import keep_connection  # only who switches

        self.settings = replace(self.settings, url=saved.url or None, org=saved.org)
        keep_connection(self, saved)
        self._begin()

    def connect(self) -> None:
        """Connect to the configured service, or start the embedded one; returns at once."""
        self.connector.connect()

    def ask_to_sign_in(self) -> None:
        """Ask for an API key where none is there or the service refused it."""
        from scimconsole.screens.dialogs.sign_in import SignInDialog  # only where a key is missing or refused

        def signed_in(connection: Connection | None) -> None:
            if connection is not None:
                self.connector.connect_to(connection)

        self.push_screen(SignInDialog(self.settings.url or "", self.settings.org or ""), signed_in)

    def organization_read(self, organization: Organization) -> None:
        """The organization was read again: its plan, role and counts may be others now."""
        self.standing = replace(self.standing, organization=organization)

    def report(self, error: ScimConsoleError) -> None:
        """Say on the place in sight what failed."""
        place = self.navigator.current
        if place is not None:
            place.report(error)

    async def on_unmount(self) -> None:
        """Let go of the service, however the console ends."""
        await self.connector.close()

    # How it looks

    def apply(self, settings: Settings) -> None:
        """Go on with other settings of drawing, theme and keys; the connection stays."""
        self.settings = replace(settings, url=self.settings.url, org=self.settings.org)
        self._draw_as(settings)
        self._settle_side_bar(self.size.width)
        self.set_keymap(settings.keys)
        self.show_theme(settings.theme)
        self.refresh_css(animate=False)

    def action_side_bar(self) -> None:
        """Open or collapse the side bar."""
        self._side_bar_wanted = self.side_bar_open = not self.side_bar_open

    def action_own_selection(self) -> None:
        """Let the terminal select with the mouse, or take the mouse back."""
        self.mouse_given = not self.mouse_given

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """A picture of the screen (SVG) that looks the same wherever it is shown."""
        from scimconsole.terminal.pictures import portable  # not before somebody takes one

        return portable(super().export_screenshot(title=title, simplify=simplify))

    # Menus, help and the end

    def action_menu(self, name: str) -> None:
        """Open a menu of the menu bar."""
        self.screen.query_one(MenuBar).open(name)

    def action_palette(self) -> None:
        """Find anything by a few letters of it."""
        from scimconsole.screens.palette.screen import open_palette  # not before somebody asks

        open_palette(self)

    def action_notices(self) -> None:
        """Show every notice of this run."""
        from scimconsole.screens.notices import NoticesScreen  # not before somebody asks

        self.push_screen(NoticesScreen())

    def action_organizations(self) -> None:
        """Ask which organization to go on with."""
        from scimconsole.screens.dialogs.connections import ConnectionsDialog  # not before somebody asks

        def chosen(saved: SavedConnection | None) -> None:
            if saved is not None:
                self.switch(saved)

        self.push_screen(ConnectionsDialog(), chosen)

    def action_help(self) -> None:
        """Show every key that works here."""
        from scimconsole.screens.help import HelpScreen  # not before somebody asks

        self.push_screen(HelpScreen(self.screen))

    def action_help_quit(self) -> None:
        """Say what closes the console to who pressed Ctrl+C for it."""
        active = self.screen.active_bindings.values()
        keys = [self.get_key_display(found.binding) for found in active if found.binding.action == "leave"]
        way = (
            f"{' or '.join(sorted(keys, key=len))} closes the console"
            if keys
            else "Escape leaves what is open here"
        )
        self.notify(f"{way}; Ctrl+C copies what is selected.", markup=False)

    def action_leave(self) -> None:
        """Close the console with exit code 0; edits that are not saved are asked about first."""
        self.navigator.unless_unsaved("&Quit anyway", self._leave)

    def _leave(self) -> None:
        self.connector.leave()
        self.exit(0)

    def _settle_side_bar(self, width: int) -> None:
        wanted = self._side_bar_wanted
        self.side_bar_open = width >= _SIDE_BAR_FROM if wanted is None else wanted

    def _draw_as(self, settings: Settings) -> None:
        self._line_filters.clear()
        if settings.ascii:
            from scimconsole.widgets.ascii_filter import AsciiFilter  # only who asks for it

            self._line_filters.append(AsciiFilter())
        self.animation_level = "none" if settings.reduced_motion else self._usual_animation
        self.show_terminal_cursor(settings.terminal_cursor)
        self._side_bar_wanted = {"open": True, "closed": False}.get(settings.sidebar)
