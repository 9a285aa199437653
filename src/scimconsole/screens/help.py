"""Every key that works where one is, and everywhere."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from scimconsole.widgets.facts import Fact, Section, draw

_WIDTH = 60
_FIELDS = {"tab": "To the next field", "shift+tab": "To the field before"}


class HelpScreen(ModalScreen[None]):
    """The key sheet of the screen below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q", "app.pop_screen", "Close", id="help.close"),
    ]

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self._below = below

    def compose(self) -> ComposeResult:
        """The keys, by where they work."""
        with VerticalScroll(id="help") as box:
            box.border_title = "Keys"
            box.border_subtitle = "Escape closes"
            yield Static(self._sheet())

    def _sheet(self) -> Content:
        sections: dict[str, dict[str, tuple[list[str], str]]] = {}
        for node, binding, _enabled, tooltip in self._below.active_bindings.values():
            words = _FIELDS.get(binding.key) or tooltip or binding.tooltip or binding.description
            # What Textual itself binds carries no id; of that only the way through the fields is told.
            if not words or (binding.id is None and binding.key not in _FIELDS):
                continue
            heading = (
                "Everywhere"
                if node is self.app
                else "Here"
                if node is self._below
                else "In the list or field"
            )
            keys, _ = sections.setdefault(heading, {}).setdefault(binding.action, ([], words))
            keys.append(self.app.get_key_display(binding))
        order = ("In the list or field", "Here", "Everywhere")
        return draw(
            [
                Section(heading, [Fact(" ".join(keys), words) for keys, words in sections[heading].values()])
                for heading in order
                if heading in sections
            ],
            _WIDTH,
            least_label=14,
        )
