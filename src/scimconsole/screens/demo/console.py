"""The console while a demo plays over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from scimconsole.app import ConsoleApp
from scimconsole.keys import EVERYWHERE
from scimconsole.screens.demo.panel import DemoPanel
from scimconsole.screens.demo.player import Player
from scimconsole.screens.location import Location
from scimconsole.screens.working import begin

if TYPE_CHECKING:
    from scimconsole.demo.run import Run
    from scimconsole.settings import Settings


class DemoConsole(ConsoleApp):
    """The console on a run's organization; each step shows the place where one sees what came of it."""

    CSS_PATH = "../../console.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *EVERYWHERE,
        Binding("f9,D", "demo", "Demo", id="app.demo", tooltip="Go back to the demo"),
    ]

    def __init__(
        self,
        settings: Settings,
        run: Run,
        *,
        by_itself: bool = True,
    ) -> None:
        super().__init__(settings, connection=run.connection)
        self.player = Player(run, self._player_changed, by_itself=by_itself)
        self.panel = DemoPanel(self.player)
        self._shown = (-1, False)
        """The step whose place is shown, and whether it was done by then."""

    def on_mount(self) -> None:
        """Begin to play over the console once that is there."""
        self.install_screen(self.panel, "demo")
        self.call_after_refresh(self._begin_demo)

    def leave_demo(self) -> None:
        """Give the keys to the console; what is being played is played to its end."""
        if self.player.by_itself and not self.player.is_over:
            self.player.toggle()
        if self.screen is self.panel:
            self.pop_screen()
            self.notify("F9 goes back to the demo.", markup=False)

    def action_demo(self) -> None:
        """Show the demo again."""
        if self.screen is not self.panel:
            self.push_screen(self.panel)
            self.panel.show()

    def _begin_demo(self) -> None:
        self.push_screen(self.panel)
        begin(self, self.player.play, name="demo", group="demo")

    def _player_changed(self) -> None:
        shown = self.player.at, self.player.done is not None
        if shown != self._shown:
            self._shown = shown
            self._look(self.player.step.look)
        self.panel.show()
        self.panel.refresh_bindings()

    def _look(self, look: str) -> None:
        """Show a location behind the panel, or what is there as it is now."""
        place = self.navigator.current
        if self.screen is not self.panel or place is None:
            return
        # The navigator puts a place in front, and the panel stands in front of every place.
        self.pop_screen()
        if look:
            location = Location.parse(look)
            self.go(location.place, location.record, **location.filters)
        self.push_screen(self.panel)
        # A place that comes into sight reads by itself.
        if self.navigator.current is place and self.standing.phase == "connected":
            place.load()
