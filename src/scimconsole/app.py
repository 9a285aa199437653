"""The console: it shows the places, keeps the connection, and paints before it asks anybody."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qsl

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from scimconsole import themes
from scimconsole.errors import InvalidInput, NotSignedIn, ScimConsoleError
from scimconsole.widgets.places import PLACES, offered_places
from scimconsole.widgets.standing import Standing

if TYPE_CHECKING:
    from textual.filter import LineFilter
    from textual.theme import Theme

    from scimconsole.api.organization import Organization
    from scimconsole.client import AsyncManagementClient, Connection
    from scimconsole.screens.frame import PlaceScreen
    from scimconsole.settings import Settings

_SCREENS = {
    "overview": "OverviewScreen",
    "tokens": "TokensScreen",
    "users": "UsersScreen",
    "groups": "GroupsScreen",
    "requests": "RequestsScreen",
}
"""The class of each place; its module has the place's name and is imported when the place is first opened."""

_FONT_FACE = re.compile(r"\s*@font-face \{[^}]*\}")


def _now() -> datetime:
    return datetime.now(UTC)


class ConsoleApp(App[int]):
    """The console on one connection; without one it first asks which service to connect."""

    TITLE = "scimconsole"
    CSS_PATH = "console.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - declared by Textual
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]  # noqa: RUF012 - declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(place.key, f"go('{place.name}')", place.title, show=False, id=f"app.go-{place.name}")
            for place in PLACES
        ),
        Binding("f2,ctrl+t", "other_theme", "Light or dark", show=False, id="app.theme"),
        # The line at the bottom shows the second of each while the first would be typed into a field.
        Binding("question_mark", "help", "Help", key_display="?", id="app.help", tooltip="All keys"),
        Binding("f1", "help", "Help", id="app.help-anywhere", tooltip="All keys"),
        Binding("q", "leave", "Quit", id="app.quit", tooltip="Close the console"),
        Binding("ctrl+q", "leave", "Quit", id="app.quit-anywhere", tooltip="Close the console"),
    ]

    standing: reactive[Standing] = reactive(Standing(), init=False)
    """Where the console stands; the frame of every place follows it."""

    def __init__(
        self,
        settings: Settings,
        *,
        place: str = "overview",
        connection: Connection | None = None,
        now: Callable[[], datetime] = _now,
    ) -> None:
        super().__init__()
        name, _, query = place.partition("?")
        if name not in _SCREENS:
            raise InvalidInput(f"There is no place {name!r}.", hint=f"Places: {', '.join(_SCREENS)}.")
        self.settings = settings
        self.now = now
        self.client: AsyncManagementClient | None = None
        self._line_filters: list[LineFilter] = []
        if settings.ascii:
            from scimconsole.widgets.ascii_filter import AsciiFilter  # only who asks for it

            self._line_filters.append(AsciiFilter())
        self._first_place = name
        self._first_filters = dict(parse_qsl(query))
        self._connection = connection
        """The connection that was handed over; without one the settings say which."""
        self._leaving = False
        self._opened: dict[str, PlaceScreen] = {}
        self.register_theme(themes.DARK)
        self.register_theme(themes.LIGHT)
        self._begin_with(themes.LIGHT if settings.theme == "light" else themes.DARK)
        self.set_keymap(settings.keys)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and the one for ASCII."""
        return [*super().get_line_filters(), *self._line_filters]

    def on_mount(self) -> None:
        """Show the first place, and connect once it is on the screen."""
        if self._connection is None and self.settings.url is None and self.settings.org is None:
            from scimconsole.screens.welcome import WelcomeScreen  # only the first start needs it

            self.push_screen(WelcomeScreen())
            return
        self.standing = Standing("starting", doing="Connecting…")
        first = self._place(self._first_place)
        if self._first_filters:
            first.show(**self._first_filters)
        self.push_screen(first)
        self.call_after_refresh(self.connect)

    @property
    def why_no_changes(self) -> str:
        """Why acts that change something are off, in a sentence; empty where they are on."""
        if self.settings.read_only:
            return "Acts are off: the console was opened read-only."
        if self.standing.organization is not None and not self.standing.is_owner:
            return "Acts are off: your role is support, which reads and changes nothing."
        return ""

    def go(self, place: str, **filters: str) -> None:
        """Open a place, narrowed by filters as that place understands them (`status="inactive"`)."""
        if place not in {offered.name for offered in offered_places(self.standing)}:
            return
        screen = self._place(place)
        if filters:
            screen.show(**filters)
        if self.screen is not screen:
            self.switch_screen(screen)
        elif filters:
            screen.load()

    def practise(self, profile: str) -> None:
        """Begin on the embedded service with an organization of that profile, now and at the next start."""
        self.settings = replace(self.settings, url=None, org=f"practice-{profile}")
        self._keep_practice()
        self.begin()

    def take_tour(self, profile: str) -> None:
        """Begin on a demo organization, made and filled now, gone when the console closes."""
        self.standing = Standing("starting", doing="Making a demo organization…")
        self.switch_screen(self._place("overview"))

        def prepared(say: Callable[[str], None]) -> Connection:
            from scimconsole.demo.prepare import prepare  # only for the tour

            self._connection = prepare(profile, say=say).connection
            return self._connection

        self._connect(prepared)

    def begin(self, connection: Connection | None = None) -> None:
        """Leave the first questions for the overview, and connect."""
        self._connection = connection
        self.standing = Standing("starting", doing="Connecting…")
        self.switch_screen(self._place("overview"))
        self.call_after_refresh(self.connect)

    def connect(self) -> None:
        """Connect to the configured service, or start the embedded one; returns at once."""
        self.standing = replace(self.standing, phase="starting", doing="Connecting…")
        self._connect(self._configured)

    def organization_read(self, organization: Organization) -> None:
        """The organization was read again: its plan, role and counts may be others now."""
        self.standing = replace(self.standing, organization=organization)

    def connection_works(self) -> None:
        """A call was answered: what was lost is found again."""
        if self.standing.phase == "lost":
            self.standing = replace(self.standing, phase="connected", doing="")

    def connection_lost(self) -> None:
        """A call was not answered: say so on every place; what is shown stays."""
        if self.standing.phase == "connected":
            self.standing = replace(self.standing, phase="lost", doing="")

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """A picture of the screen (SVG) that loads no font from anywhere when it is shown."""
        return _FONT_FACE.sub("", super().export_screenshot(title=title, simplify=simplify))

    def copy_secret(self, secret: str) -> None:
        """Send a secret to the terminal's clipboard; `forget_copied_secret` is to follow."""
        self.copy_to_clipboard(secret)

    def forget_copied_secret(self) -> None:
        """Forget what was copied last; the terminal's clipboard keeps it."""
        # Textual remembers every copy for its own paste and offers no way to forget one.
        self._clipboard = ""

    def action_leave(self) -> None:
        """Close the console with exit code 0."""
        self._leaving = True
        self.exit(0)

    async def on_unmount(self) -> None:
        """Let go of the service, however the console ends."""
        self._leaving = True
        if self.client is not None:
            await self.client.aclose()

    def _begin_with(self, theme: Theme) -> None:
        # Setting `theme` would parse and apply all styles a second time: 10 % of the way to the first paint.
        self.set_reactive(App.theme, theme.name)
        self.set_class(theme.dark, "-dark-mode", update=False)
        self.set_class(not theme.dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def _fatal_error(self) -> None:
        # Textual's own report prints local variables, and a secret can be among them.
        from rich.traceback import Traceback

        self.panic(Traceback(show_locals=False, width=None))

    def action_go(self, place: str) -> None:
        """Open a place by its key."""
        self.go(place)

    def action_other_theme(self) -> None:
        """Change between light and dark."""
        self.theme = themes.LIGHT.name if self.theme == themes.DARK.name else themes.DARK.name

    def action_help(self) -> None:
        """Show every key that works here."""
        from scimconsole.screens.help import HelpScreen  # not before somebody asks

        self.push_screen(HelpScreen(self.screen))

    @work(thread=True, group="settings", name="settings")
    def _keep_practice(self) -> None:
        from scimconsole import settings  # reading them happened elsewhere; writing is rare

        try:
            settings.write(self.settings, {"url": None, "org": self.settings.org})
        except (OSError, ScimConsoleError) as error:
            self.notify(
                f"The choice could not be kept: {error}. The next start asks again.",
                severity="warning",
                markup=False,
            )

    @work(exclusive=True, group="connect", name="connect")
    async def _connect(self, find: Callable[[Callable[[str], None]], Connection]) -> None:
        loop = asyncio.get_running_loop()

        def say(sentence: str) -> None:
            if not self._leaving:
                loop.call_soon_threadsafe(self._show_progress, sentence)

        try:
            # In a thread: it may start a service, and it asks the keyring, which can block.
            connection = await asyncio.to_thread(self._found, find, say)
            self._show_progress(f"Reading {connection.org}…")
            await self._use(connection)
        except ScimConsoleError as error:
            self.standing = replace(self.standing, phase="lost", doing="")
            for place in self._opened.values():
                if place.is_current:
                    place.report(error)
            if isinstance(error, NotSignedIn):
                self._ask_to_sign_in()

    def _ask_to_sign_in(self) -> None:
        from scimconsole.screens.sign_in import SignInDialog  # only where a key is missing or refused

        def signed_in(connection: Connection | None) -> None:
            if connection is not None:
                self._connection = connection
                self.connect()

        self.push_screen(SignInDialog(self.settings.url or "", self.settings.org or ""), signed_in)

    def _found(
        self, find: Callable[[Callable[[str], None]], Connection], say: Callable[[str], None]
    ) -> Connection:
        connection = find(say)
        if self._leaving:
            connection.release()
        return connection

    def _configured(self, say: Callable[[str], None]) -> Connection:
        if self._connection is not None:
            return self._connection
        from scimconsole.client import connect  # httpx and the wire models, after the first paint

        return connect(self.settings, say=say)

    def _show_progress(self, sentence: str) -> None:
        if self.standing.phase == "starting":
            self.standing = replace(self.standing, doing=sentence)

    async def _use(self, connection: Connection) -> None:
        before = self.client
        if before is None or before.connection is not connection:
            # Closing a client lets go of its service, so one connection never gets a second client.
            self.client = await asyncio.to_thread(_client, connection)
            if before is not None:
                await before.aclose()
        client = self.client
        assert client is not None
        from scimconsole.client import calls

        organization = await client.send(calls.organization())
        profile = await client.send(calls.profile())
        place = "this machine" if connection.kind == "embedded" else connection.url.split("//", 1)[-1]
        self.standing = Standing("connected", place=place, organization=organization, profile=profile)

    def _place(self, name: str) -> PlaceScreen:
        if name not in self._opened:
            screen: PlaceScreen = getattr(import_module(f"scimconsole.screens.{name}"), _SCREENS[name])()
            self.install_screen(screen, name)
            self._opened[name] = screen
        return self._opened[name]


def _client(connection: Connection) -> AsyncManagementClient:
    from scimconsole.client import AsyncManagementClient  # 150 ms, after the first paint

    return AsyncManagementClient(connection)
