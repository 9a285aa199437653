"""The frame that all places share, and calls that end in words when they fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen

from scimconsole.errors import NotSignedIn, ScimConsoleError, Unavailable
from scimconsole.widgets.banner import Banner
from scimconsole.widgets.key_line import KeyLine
from scimconsole.widgets.places import PlaceLine
from scimconsole.widgets.standing import Standing
from scimconsole.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp
    from scimconsole.client import AsyncManagementClient


class PlaceScreen(Screen[None]):
    """One place of the console; what it shows is read again whenever it is opened."""

    PLACE: ClassVar[str]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,r", "reload", "Refresh", show=False, id="place.reload", tooltip="Read everything again"),
    ]

    def compose(self) -> ComposeResult:
        """The frame around `compose_place`."""
        yield TitleBar()
        yield PlaceLine(self.PLACE)
        yield Banner()
        with Container(id="place"):
            yield from self.compose_place()
        yield KeyLine()

    def compose_place(self) -> ComposeResult:
        """What the place itself consists of."""
        raise NotImplementedError

    def show(self, **filters: str) -> None:
        """Narrow what is shown, as the place understands it; called before the place is opened."""

    async def read(self) -> None:
        """Read what the place shows, and show it; runs in a worker, may raise any `ScimConsoleError`."""
        raise NotImplementedError

    def load(self) -> None:
        """Start reading and return at once; an older reading is given up."""
        self.run_worker(self._read(), name=f"read {self.PLACE}", group=f"{self.PLACE}-read", exclusive=True)

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

    def on_screen_resume(self) -> None:
        """Read again what may have changed while another place was open."""
        if self.standing.organization is not None and self.standing.phase != "starting":
            self.load()

    def action_reload(self) -> None:
        """Read again; where the connection is lost, make a new one: an embedded service is started again."""
        if self.standing.phase == "lost":
            self.console.connect()
        else:
            self.load()

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Run calls to the service: a failure becomes the banner, and what was shown stays."""
        try:
            yield
        except ScimConsoleError as error:
            self.report(error)
        else:
            self.query_one(Banner).clear()
            self.console.connection_works()

    def report(self, error: ScimConsoleError) -> None:
        """Say what failed and the next step; what was shown stays."""
        self.query_one(Banner).say(error.detail, self._next_step(error))
        if isinstance(error, Unavailable):
            self.console.connection_lost()

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Called when the connection changed; overridden by places that show it."""

    def _standing_changed(self, before: Standing, standing: Standing) -> None:
        self.query_one(TitleBar).standing = standing
        self.query_one(PlaceLine).standing = standing
        self.standing_changed(standing, before)
        self.refresh_bindings()
        made = standing.phase == "connected" and before.phase == "starting"
        if made and self.is_current:
            self.load()

    async def _read(self) -> None:
        with self.reporting():
            await self.read()

    @staticmethod
    def _next_step(error: ScimConsoleError) -> str:
        if isinstance(error, Unavailable):
            return "r connects again; `scimconsole doctor` tells more."
        if isinstance(error, NotSignedIn):
            return error.hint or "Sign in again: `scimconsole login`."
        return error.hint or "r tries again."

    @on(PlaceLine.Chosen)
    def _go(self, message: PlaceLine.Chosen) -> None:
        message.stop()
        self.console.go(message.place)


def waiting_words(standing: Standing) -> str:
    """What stands where nothing could be read so far."""
    return "Not read: the connection is lost." if standing.phase == "lost" else "Loading…"
