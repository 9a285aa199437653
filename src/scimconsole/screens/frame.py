"""The frame that all places share, and calls that end in words when they fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.geometry import Offset
from textual.screen import Screen

from scimconsole.errors import NotSignedIn, ScimConsoleError, Unavailable
from scimconsole.screens.location import Link, Location
from scimconsole.screens.working import begin
from scimconsole.widgets.banner import Banner
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.key_line import KeyLine
from scimconsole.widgets.menu_bar import MenuBar
from scimconsole.widgets.places import PlaceLine
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.side_bar import SideBar
from scimconsole.widgets.standing import Standing
from scimconsole.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from datetime import datetime

    from scimconsole.app import ConsoleApp
    from scimconsole.client import AsyncManagementClient


_RIGHT_BUTTON = 3


class PlaceScreen(Screen[None]):
    """One place of the console; what it shows is read again whenever it is opened."""

    PLACE: ClassVar[str]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "y", "copy_menu", "Copy…", show=False, id="copy.menu", tooltip="Copy something of the record"
        ),
        Binding(
            "w",
            "why",
            "Why…",
            show=False,
            id="person.why",
            tooltip="Why this person is here, is not here, or is not as expected",
        ),
        Binding("f5,r", "reload", "Refresh", show=False, id="view.reload", tooltip="Read everything again"),
    ]

    read_at: datetime | None = None
    """When what is shown was read."""
    _is_covered = False

    def compose(self) -> ComposeResult:
        """The frame around `compose_place`."""
        # Before there are widgets, which would be styled once more when the first size arrives.
        self.add_class(*self._breakpoints)
        with Horizontal(id="top"):
            yield MenuBar()
            yield TitleBar()
        yield PlaceLine(self.PLACE)
        yield Banner()
        with Horizontal(id="middle"):
            yield SideBar(self.PLACE)
            with Container(id="place"):
                yield from self.compose_place()
        yield KeyLine()

    @property
    def _breakpoints(self) -> Iterator[str]:
        lengths = (
            (self.app.HORIZONTAL_BREAKPOINTS, self.app.size.width),
            (
                self.app.VERTICAL_BREAKPOINTS,
                self.app.size.height,
            ),
        )
        for breakpoints, length in lengths:
            yield max((least, name) for least, name in breakpoints or () if least <= length)[1]

    def compose_place(self) -> ComposeResult:
        """What the place itself consists of."""
        raise NotImplementedError

    def show(self, record: str = "", **filters: str) -> None:
        """Narrow what is shown and go to a record, as the place understands it; also before it is mounted."""

    def location(self) -> Location:
        """Where one is, for coming back: the place, the record and the filters."""
        return Location(self.PLACE)

    def copies(self) -> Sequence[Copy]:
        """What can be copied of the record under the cursor."""
        return ()

    def person(self) -> str:
        """Who the cursor is on, as one asks why about somebody; empty where it is on nobody."""
        return ""

    def unsaved(self) -> str:
        """What would be lost if the place were forgotten now, as a sentence; empty where nothing would."""
        return ""

    def links(self) -> Sequence[Link]:
        """What the place shows that can be looked for by name, without asking the service."""
        return ()

    def why_not(self, action: str) -> str:
        """Why an act is off now, in a sentence; empty where nobody needs to be told."""
        off = {"copy_menu": "There is nothing to copy here.", "why": "There is nobody here to ask why about."}
        return off.get(action) or self.console.why_no_changes

    async def read(self) -> None:
        """Read what the place shows, and show it; runs in a worker, may raise any `ScimConsoleError`."""
        raise NotImplementedError

    def load(self) -> None:
        """Start reading and return at once; an older reading is given up."""
        begin(self, self._read, name=f"read {self.PLACE}", group=f"{self.PLACE}-read")

    @property
    def console(self) -> ConsoleApp:
        """The application."""
        return cast("ConsoleApp", self.app)

    @property
    def client(self) -> AsyncManagementClient:
        """The connection's client; only to be used once connected."""
        client = self.console.client
        if client is None:
            raise Unavailable("There is no connection to a service yet.", hint="It is being made; wait.")
        return client

    @property
    def standing(self) -> Standing:
        """Where the console stands."""
        return self.console.standing

    def on_mount(self) -> None:
        """Follow the connection."""
        self.watch(self.app, "standing", self._standing_changed)
        self.watch(self.app, "side_bar_open", self._side_bar_changed)

    def on_screen_suspend(self) -> None:
        """Keep in mind whether it was another place that came, or a dialog over this one."""
        self._is_covered = self.app.screen.is_modal

    def on_screen_resume(self) -> None:
        """Read again what may have changed while another place was open."""
        covered, self._is_covered = self._is_covered, False
        if not covered and self.standing.organization is not None and self.standing.phase != "starting":
            self.load()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a copy menu where there is something to copy."""
        if action == "copy_menu":
            return True if self.is_mounted and self.copies() else None
        if action == "why":
            if type(self).person is PlaceScreen.person or not self.standing.offers("why"):
                return False
            return True if self.is_mounted and self.person() else None
        return True

    def action_reload(self) -> None:
        """Read again; where the connection is lost, make a new one: an embedded service is started again."""
        if self.standing.phase == "lost":
            self.console.connect()
        else:
            self.load()

    def action_context(self) -> None:
        """Open the context menu at what has the focus."""
        at = self.focused.region.offset if self.focused is not None else self.region.offset
        self._open_context_menu(at + Offset(2, 1))

    def action_why(self) -> None:
        """Ask why about the person under the cursor."""
        from scimconsole.screens.why_dialog import ask_why  # not before somebody asks

        person = self.person()
        if person:
            ask_why(self.console, person)

    def action_copy_menu(self) -> None:
        """Ask what to copy, and copy it."""
        from scimconsole.screens.menus.copy_menu import ask_what_to_copy  # not before somebody copies

        ask_what_to_copy(self.console, self.copies())

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Run calls to the service: a failure becomes the banner, and what was shown stays."""
        try:
            yield
        except ScimConsoleError as error:
            self.report(error)
        else:
            self.query_one(Banner).clear()
            self.console.connector.works()

    def report(self, error: ScimConsoleError) -> None:
        """Say what failed and the next step; what was shown stays."""
        self.query_one(Banner).say(error.detail, self._next_step(error))
        if isinstance(error, Unavailable):
            self.console.connector.lost()

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Called when the connection changed; overridden by places that show it."""

    def _standing_changed(self, before: Standing, standing: Standing) -> None:
        self.query_one(TitleBar).standing = standing
        self.query_one(PlaceLine).standing = standing
        self.query_one(SideBar).standing = standing
        self.standing_changed(standing, before)
        self.refresh_bindings()
        made = standing.phase == "connected" and before.phase in ("starting", "lost")
        if made and self.is_current:
            self.load()

    def _side_bar_changed(self, is_open: bool) -> None:
        self.set_class(is_open, "-side-bar")

    async def _read(self) -> None:
        with self.reporting():
            await self.read()
            self.read_at = self.console.now()

    @staticmethod
    def _next_step(error: ScimConsoleError) -> str:
        if isinstance(error, Unavailable):
            return "It is tried again by itself; r tries now. `scimconsole doctor` tells more."
        if isinstance(error, NotSignedIn):
            return error.hint or "Sign in again: `scimconsole login`."
        return error.hint or "r tries again."

    @on(PlaceLine.Chosen)
    def _go(self, message: PlaceLine.Chosen) -> None:
        message.stop()
        self.console.go(message.place)

    @on(RecordTable.ContextWanted)
    def _context_wanted(self, message: RecordTable.ContextWanted) -> None:
        message.stop()
        self._open_context_menu(message.screen_offset)

    @on(events.Click)
    def _clicked(self, event: events.Click) -> None:
        if event.button == _RIGHT_BUTTON:
            self._open_context_menu(event.screen_offset)

    def _open_context_menu(self, at: Offset) -> None:
        from scimconsole.screens.menus.context_menu import open_context_menu  # not before somebody asks

        open_context_menu(self, at)


def waiting_words(standing: Standing) -> str:
    """What stands where nothing could be read so far."""
    return "Not read: the connection is lost." if standing.phase == "lost" else "Loading…"
