"""A menu: a short list over everything else, at the place it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from scimconsole.domain.terminal_text import escape_text

_MOVES = "jk"
"""Letters that move, and therefore choose nothing."""
_WIDEST_NOTE = 40
"""Cells for the note of a line that is off; the whole sentence is told when its key is pressed."""


class MenuItem(NamedTuple):
    """One line of a menu: its id, its words, its keys at the right, and a note such as why it is off."""

    id: str
    words: str
    keys: str = ""
    enabled: bool = True
    note: str = ""


class Menu(ModalScreen[str | None]):
    """Answers the id of what was chosen, None when nothing was; each line has a letter that chooses it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f10", "dismiss(None)", "Close", id="menu.close"),
        Binding("j", "move(1)", "Down", show=False, id="menu.down"),
        Binding("k", "move(-1)", "Up", show=False, id="menu.up"),
    ]
    DEFAULT_CSS = """
    Menu { align: left top; }
    Menu > OptionList {
        width: auto; height: auto; max-height: 100%; padding: 0 1;
        border: round $border; background: $panel;
        border-title-color: $accent; border-title-style: bold;
        scrollbar-size-vertical: 1;
        &:focus { border: round $border; background-tint: $foreground 0%; }
        & > .option-list--option-highlighted {
            color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold;
        }
        & > .option-list--option-hover { background: $block-hover-background; }
        & > .option-list--option-disabled { color: $foreground-disabled; }
        & > .option-list--separator { color: $border-blurred; }
    }
    """

    def __init__(self, items: Sequence[MenuItem], at: Offset | None = None, title: str = "") -> None:
        super().__init__()
        self._items = list(items)
        self._at = at
        self._title = title
        self._letters = _letters(self._items)

    def compose(self) -> ComposeResult:
        """The lines, all of one width."""
        width = self._width
        options = [
            Option(self._line(item, width), id=item.id, disabled=not item.enabled) for item in self._items
        ]
        choices = OptionList(*options)
        choices.border_title = escape_text(self._title)
        yield choices

    def on_mount(self) -> None:
        """Stand where one was asked to, inside the screen."""
        self._settle()

    def on_resize(self) -> None:
        """Stay inside the screen."""
        self._settle()

    def on_key(self, event: events.Key) -> None:
        """Choose by letter."""
        letter = event.character or ""
        chosen = self._letters.get(letter) or self._letters.get(letter.lower())
        if chosen is not None:
            event.stop()
            self.dismiss(chosen)

    def on_click(self, event: events.Click) -> None:
        """A click beside the menu closes it."""
        if event.widget is self:
            self.dismiss(None)

    def action_move(self, by: int) -> None:
        """Move the mark."""
        choices = self.query_one(OptionList)
        if by > 0:
            choices.action_cursor_down()
        else:
            choices.action_cursor_up()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def _settle(self) -> None:
        screen = self.app.size
        width = self._width + 4
        height = len(self._items) + 2
        wanted = self._at or Offset((screen.width - width) // 2, (screen.height - height) // 2)
        x = max(min(wanted.x, screen.width - width), 0)
        y = max(min(wanted.y, screen.height - height), 0)
        self.query_one(OptionList).styles.offset = (x, y)

    @property
    def _width(self) -> int:
        widest = max((_width(item) for item in self._items), default=10)
        return min(max(widest, len(self._title)), self.app.size.width - 4)

    def _line(self, item: MenuItem, width: int) -> Content:
        words = Content(escape_text(item.words))
        chosen_by = (letter.lower() for letter, id in self._letters.items() if id == item.id)
        at = max((item.words.lower().find(letter) for letter in chosen_by), default=-1)
        if at >= 0 and item.enabled:
            words = words.stylize("underline", at, at + 1)
        right = Content.styled(_right(item), "$foreground-muted" if item.enabled else "")
        room = width - words.cell_length - 2
        right = right.truncate(max(room, 0), ellipsis=True)
        return Content.assemble(words, " " * max(width - words.cell_length - right.cell_length, 0), right)


def _right(item: MenuItem) -> str:
    if item.enabled or not item.note:
        return escape_text(item.keys or item.note)
    note = escape_text(item.note)
    return note if len(note) <= _WIDEST_NOTE else note[: _WIDEST_NOTE - 1] + "…"


def _width(item: MenuItem) -> int:
    right = _right(item)
    return Content(escape_text(item.words)).cell_length + (len(right) + 3 if right else 0)


def _letters(items: Sequence[MenuItem]) -> dict[str, str]:
    """What chooses each line: its own keys; where none is a letter of its words, the first that is free."""
    letters: dict[str, str] = {}
    lettered = [item for item in items if item.enabled]
    for item in lettered:
        for key in item.keys.split():
            if len(key) == 1 and key not in _MOVES:
                letters.setdefault(key, item.id)
    for item in lettered:
        words = item.words.lower()
        if any(id == item.id and letter.lower() in words for letter, id in letters.items()):
            continue
        for letter in words:
            if letter.isalnum() and letter.isascii() and letter not in letters and letter not in _MOVES:
                letters[letter] = item.id
                break
    return letters
