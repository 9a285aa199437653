"""The key sheet: every key of what has the focus, of the place, and of the whole console."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from scimconsole.widgets.acts import Act, acts_of
from scimconsole.widgets.facts import Fact, Section, draw

_SHOWN_KEYS = 4


class HelpScreen(ModalScreen[None]):
    """The key sheet of the screen below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q", "app.pop_screen", "Close", id="menu.close"),
        Binding("j", "scroll(1)", "Down", show=False, id="menu.down"),
        Binding("k", "scroll(-1)", "Up", show=False, id="menu.up"),
    ]

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self._below = below

    def compose(self) -> ComposeResult:
        """The keys, by where they work."""
        with VerticalScroll(id="help") as box:
            box.border_title = "Keys"
            box.border_subtitle = "Escape closes; 8 Settings changes keys"
            yield Static()

    def on_resize(self) -> None:
        """Lay the sheet out for the width there is."""
        width = self.query_one("#help").scrollable_content_region.width
        self.query_one(Static).update(self._sheet(max(width, 30)))

    def action_scroll(self, by: int) -> None:
        """Move the sheet by a line."""
        self.query_one("#help").scroll_relative(y=by, animate=False)

    def _sheet(self, width: int) -> Content:
        notes = [Fact(keys, meaning) for keys, meaning in getattr(self._below, "KEY_NOTES", ())]
        sections: dict[str, list[Fact]] = {"What has the focus": [], "This place": notes, "Everywhere": []}
        for act in acts_of(self._below):
            heading = (
                "Everywhere"
                if act.node is self.app
                else "This place"
                if act.node is self._below
                else "What has the focus"
            )
            sections[heading].append(_fact(act))
        sections["What has the focus"].append(Fact("Tab  shift+Tab", "To the next or previous field"))
        return draw(
            [Section(heading, facts) for heading, facts in sections.items() if facts], width, least_label=14
        )


def _fact(act: Act) -> Fact:
    keys = "  ".join(act.shown[:_SHOWN_KEYS])
    return Fact(keys, act.meaning, "plain" if act.enabled else "muted", "" if act.enabled else act.why)
