"""The demo over the console: what the admin would click beside what arrived, and the place behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.menus.menu import Menu, MenuItem
from scimconsole.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from scimconsole.demo.run import StepDone
    from scimconsole.demo.script import Check
    from scimconsole.screens.demo.console import DemoConsole
    from scimconsole.screens.demo.player import Player

_MOST_ARRIVED = 6
"""Lines of what arrived; the rest is counted."""


class DemoPanel(ModalScreen[None]):
    """The lower part of the screen; the console above goes on living."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space",
            "play_or_pause",
            "Pause or play",
            id="demo.play",
            tooltip="Play by itself, or step by step",
        ),
        Binding("n,right", "advance", "Next", id="demo.next", tooltip="Play or show the next step"),
        Binding("b,left", "back", "Back", id="demo.back", tooltip="Show the step before as it was"),
        Binding("j", "jump", "Jump…", id="demo.jump", tooltip="Choose a step; those before are played first"),
        Binding("down", "scroll(1)", "Down", show=False, id="demo.down"),
        Binding("up", "scroll(-1)", "Up", show=False, id="demo.up"),
        Binding("escape", "leave_panel", "Console", id="demo.leave", tooltip="Go about in the console"),
        Binding("q,ctrl+q", "app.leave", "Quit", id="demo.quit", tooltip="End the demo"),
    ]

    def __init__(self, player: Player) -> None:
        super().__init__()
        self._player = player
        self._is_composed = False

    def compose(self) -> ComposeResult:
        """Caption, the two columns, and the keys."""
        with Vertical(id="demo-box"):
            yield Static(id="demo-caption")
            with Horizontal(id="demo-columns"):
                with VerticalScroll(classes="demo-column", can_focus=False):
                    yield Static(id="demo-click")
                with VerticalScroll(classes="demo-column", id="demo-right", can_focus=False):
                    yield Static(id="demo-arrived")
            yield KeyLine()

    @property
    def console(self) -> DemoConsole:
        """The application."""
        return cast("DemoConsole", self.app)

    def on_mount(self) -> None:
        """Show the first step."""
        self._is_composed = True
        self.show()

    def show(self) -> None:
        """Draw the step that the player shows."""
        if not self._is_composed:
            return
        player = self._player
        step, done = player.step, player.done
        box = self.query_one("#demo-box")
        box.border_title = escape_text(f"{player.at + 1} of {player.count}  {step.title}")
        box.border_subtitle = self._state()
        self.query_one("#demo-caption", Static).update(Content(escape_text(step.caption)))
        self.query_one("#demo-click", Static).update(Content("\n").join(self._clicked()))
        self.query_one("#demo-arrived", Static).update(Content("\n").join(self._came(done)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Before the first step there is none, and after the last one none to wait for."""
        if action == "back":
            return True if self._player.at else None
        if action == "advance":
            return (
                None if self._player.is_over and self._player.at + 1 >= len(self._player.run.done) else True
            )
        if action == "play_or_pause":
            return None if self._player.is_over else True
        return True

    def action_play_or_pause(self) -> None:
        """Play by itself, or step by step."""
        self._player.toggle()

    def action_advance(self) -> None:
        """Play or show the next step."""
        self._player.advance()

    def action_back(self) -> None:
        """Show the step before."""
        self._player.back()

    def action_jump(self) -> None:
        """Ask for a step."""
        played = len(self._player.run.done)
        items = [
            MenuItem(
                str(index), f"{index + 1}  {escape_text(step.title)}", "played" if index < played else ""
            )
            for index, step in enumerate(self._player.run.steps)
        ]
        self.app.push_screen(Menu(items, self.query_one("#demo-box").region.offset, "Steps"), self._jumped)

    def action_scroll(self, by: int) -> None:
        """Move in what arrived."""
        self.query_one("#demo-right").scroll_relative(y=by, animate=False)

    def action_leave_panel(self) -> None:
        """Give the keys to the console."""
        self.console.leave_demo()

    def _jumped(self, chosen: str | None) -> None:
        if chosen is not None:
            self._player.jump(int(chosen))

    def _state(self) -> str:
        player = self._player
        if player.is_over and not player.run.is_good:
            return "stopped: a step did not happen"
        if player.is_over:
            return "the end; nothing of it is left when it is closed"
        return "plays by itself" if player.by_itself else "step by step"

    def _clicked(self) -> Iterator[Content]:
        step = self._player.step
        if step.place or step.click:
            where = "In Entra, which is simulated here" if step.is_simulated else "What one would do"
            yield Content.styled(where, "bold $accent")
            if step.place:
                yield Content.styled(escape_text(step.place), "$foreground-muted")
            for click in step.click:
                yield Content(f"- {escape_text(click)}")
        if step.command:
            yield Content("")
            yield Content.styled("As a command", "bold $accent")
            yield Content(escape_text(step.command))

    def _came(self, done: StepDone | None) -> Iterator[Content]:
        from scimconsole.demo.happenings import condensed  # it reads the journal, by HTTP

        if done is None:
            words = self._player.telling or ("Under way…" if self._player.is_busy else "Not played yet.")
            yield Content.styled(escape_text(words), "$foreground-muted")
            return
        if done.problem is not None:
            yield Content.styled(f"It did not really happen: {escape_text(done.problem)}", "bold $error")
        if done.arrived:
            yield Content.styled("What arrived", "bold $accent")
            for line in condensed(done.arrived, _MOST_ARRIVED):
                yield Content.styled(escape_text(line), "$warning" if line[:1] in "45" else "")
        if done.checks:
            yield Content.styled("What is true now", "bold $accent")
            yield from map(_checked, done.checks)
        for said in done.said:
            yield Content.styled(escape_text(said), "$foreground-muted")


def _checked(check: Check) -> Content:
    mark, style = ("✓", "$success") if check.ok else ("✗ not so:", "$error")
    return Content.assemble((f"{mark} ", style), escape_text(check.text))
