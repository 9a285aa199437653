"""The palette: a few letters find a place, an act, a person, a token, a theme or a word of a guide."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast
from weakref import WeakKeyDictionary

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.palette.entry import Entry, best
from scimconsole.screens.palette.sources import Known, everything, read_known
from scimconsole.widgets.field import Field

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp

_MOST = 60
"""Lines that are shown; nobody reads further, one types another letter."""
_REMEMBERED = 12

_recent: WeakKeyDictionary[ConsoleApp, list[str]] = WeakKeyDictionary()
"""What was chosen lately in each console, the last first."""


def open_palette(console: ConsoleApp) -> None:
    """Open the palette over the present screen; what is chosen is run once the palette is closed."""

    def chosen(entry: Entry | None) -> None:
        if entry is None:
            return
        if entry.why:
            console.notify(entry.why, severity="warning", markup=False)
            return
        recent = _recent.setdefault(console, [])
        recent[:] = [entry.id, *(id for id in recent if id != entry.id)][:_REMEMBERED]
        entry.run()

    console.push_screen(Palette(console.screen, _recent.get(console, ())), chosen)


class Palette(ModalScreen[Entry | None]):
    """A line to type into over the list of what fits, the best first; answers what was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close", id="palette.close"),
        Binding("down,ctrl+n", "move('cursor_down')", "Down", show=False, id="palette.down"),
        Binding("up,ctrl+p", "move('cursor_up')", "Up", show=False, id="palette.up"),
        Binding("pagedown", "move('page_down')", "Page down", show=False, id="palette.page-down"),
        Binding("pageup", "move('page_up')", "Page up", show=False, id="palette.page-up"),
    ]

    def __init__(self, below: Screen[Any], recent: Sequence[str]) -> None:
        super().__init__()
        self._below = below
        self._recent = recent
        self.entries: Sequence[Entry] = ()
        """What can be found without asking the service."""
        self._asked: list[Entry] = []
        """What the service found for what is typed now."""
        self._shown: list[Entry] = []
        self._marked_id = ""

    @property
    def console(self) -> ConsoleApp:
        """The application."""
        return cast("ConsoleApp", self.app)

    def compose(self) -> ComposeResult:
        """The line, the list, and what the marked entry means."""
        with Vertical() as box:
            box.border_title = "Find anything"
            yield Field(
                placeholder="a place, an act, a person, a token, a theme…", id="palette-query", compact=True
            )
            choices = OptionList(id="palette-found", compact=True, markup=False)
            choices.can_focus = False
            yield choices
            yield Static(id="palette-meaning", markup=False)

    def on_mount(self) -> None:
        """Offer what is at hand, and get to know the rest."""
        self.load(everything(self.console, self._below, Known()))
        # Once it is on the screen: the imports would hold the first picture up.
        self.call_after_refresh(
            self.run_worker, self._know_more, name="palette", group="palette-known", exclusive=True
        )

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the lines out again."""
        self.call_after_refresh(self._offer)

    def on_click(self, event: events.Click) -> None:
        """A click beside the palette closes it."""
        if event.widget is self:
            self.dismiss(None)

    def load(self, entries: Sequence[Entry]) -> None:
        """Offer these; the mark stays on its line."""
        self.entries = entries
        self._offer()

    def action_move(self, way: str) -> None:
        """Move the mark, also by what is in view."""
        choices = self.query_one(OptionList)
        move: Callable[[], None] = getattr(choices, f"action_{way}")
        move()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._asked = []
        self._offer(anew=True)
        self._ask(event.value.strip())

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        place = self.query_one(OptionList).highlighted
        if place is not None and place < len(self._shown):
            self.dismiss(self._shown[place])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(next((entry for entry in self._shown if entry.id == event.option_id), None))

    @on(OptionList.OptionHighlighted)
    def _marked(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        # The list may be another one by the time that this is told.
        for entry in self._shown:
            if entry.id == event.option_id:
                self._marked_id = entry.id
                self._say(entry.why or entry.meaning)

    async def _know_more(self) -> None:
        known = await asyncio.to_thread(read_known)
        self.load(everything(self.console, self._below, known))

    def _ask(self, typed: str) -> None:
        from scimconsole.screens.palette.people import LEAST, found_by_service

        self.workers.cancel_group(self, "palette-search")
        if len(typed) < LEAST or self.console.client is None:
            self._busy(False)
            return
        self._busy(True)

        async def ask() -> None:
            found, trouble = await found_by_service(self.console, typed)
            self._busy(False)
            self._asked = found
            self._offer()
            if trouble:
                self._say(trouble)

        self.run_worker(ask(), name="palette search", group="palette-search", exclusive=True)

    def _busy(self, busy: bool) -> None:
        self.query_one(Vertical).border_subtitle = "asking the service…" if busy else ""

    def _offer(self, *, anew: bool = False) -> None:
        typed = self.query_one(Field).value
        each_once = {entry.id: entry for entry in (*self.entries, *self._asked)}
        self._shown = best(each_once.values(), typed, self._recent, _MOST)
        choices = self.query_one(OptionList)
        # Who is about to press Enter gets what is marked, whatever has arrived meanwhile.
        marked = None if anew or choices.highlighted is None else self._marked_id
        width = max(self.query_one(Vertical).content_size.width - 1, 20)
        choices.clear_options()
        choices.add_options(Option(_line(entry, width), id=entry.id) for entry in self._shown)
        if self._shown:
            ids = [entry.id for entry in self._shown]
            choices.highlighted = ids.index(marked) if marked in ids else 0
        else:
            self._say("Nothing is called that." if typed.strip() else "")

    def _say(self, sentence: str) -> None:
        self.query_one("#palette-meaning", Static).update(Content(escape_text(sentence)))


def _line(entry: Entry, width: int) -> Content:
    """The words, what it is, and the keys at the right end; one that is off is dim and says why."""
    off = bool(entry.why)
    right = Content.styled(entry.keys, "$foreground-disabled" if off else "bold $accent")
    room = max(width - 2 - right.cell_length - 2, 10)
    left = Content.assemble(
        (escape_text(entry.words), "$foreground-disabled" if off else ""),
        (f"  {escape_text('off: ' + entry.why if off else entry.note)}", "$foreground-muted"),
    ).truncate(room, ellipsis=True)
    gap = width - 2 - left.cell_length - right.cell_length
    return Content.assemble(" ", left, " " * max(gap, 1), right, " ")
