"""Asking where sample people come from: a file, what is pasted, or an invented directory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.entra.people.source import SourceObject
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.screens.mappings.sample import MOST
from scimconsole.screens.mappings.sample_reading import DEMO, PASTED, from_demo, from_file, from_text
from scimconsole.screens.working import begin
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field, FieldLabel
from scimconsole.widgets.plain_area import PlainArea

_WAYS = (
    Choice("demo", "Demo directory", "invented people, the same every time"),
    Choice("file", "File", f"JSON, JSON lines or CSV; the first {MOST:,} people"),
    Choice("paste", "Paste", "a Graph user, a list, or CSV with headers"),
)


_NOTE = "Nothing is stored or sent anywhere but for the preview."


class Found(NamedTuple):
    """The sample people that were read, and where they come from, in words."""

    people: Sequence[SourceObject]
    origin: str


class SamplesDialog(Dialog["Found | None"]):
    """Answers the people that were read; stays open, saying why, while nothing can be read."""

    HEADING = "Sample people"
    AUTO_FOCUS = "#way"

    def compose_body(self) -> ComposeResult:
        """The ways, and the field of the chosen one."""
        yield ChoiceList(_WAYS, id="way")
        yield FieldLabel("&File", "path", id="path-label")
        yield Field(id="path", compact=True, placeholder="people.json")
        yield FieldLabel("&Text", "pasted", id="pasted-label")
        yield PlainArea(id="pasted", soft_wrap=False)
        yield Static(Content.styled(_NOTE, "$foreground-muted"), id="samples-note", classes="sentence")

    def buttons(self) -> Sequence[ButtonSpec]:
        """Read them, or leave."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("act", "&Read", "primary")

    def on_mount(self) -> None:
        """Show the field of the chosen way."""
        self._show_way()

    def _show_way(self) -> None:
        way = self.query_one("#way", ChoiceList).value
        for name, its_way in (("path", "file"), ("pasted", "paste")):
            self.query_one(f"#{name}").display = way == its_way
            self.query_one(f"#{name}-label").display = way == its_way

    @on(ChoiceList.Changed, "#way")
    def _way_chosen(self, message: ChoiceList.Changed) -> None:
        message.stop()
        self._show_way()
        self.trouble("")

    @on(Button.Pressed, "#act")
    def _wanted(self) -> None:
        self.trouble("")
        begin(self, self._read, name="samples", group="samples-read")

    async def _read(self) -> None:
        self._note("Reading… Escape gives up.")
        try:
            found = await asyncio.to_thread(self._chosen())
        except ScimConsoleError as error:
            self._note(_NOTE)
            self.trouble(escape_text(f"{error.detail} {error.hint or ''}".strip()))
        else:
            self.dismiss(found)

    def _note(self, words: str) -> None:
        self.query_one("#samples-note", Static).update(Content.styled(words, "$foreground-muted"))

    def _chosen(self) -> Callable[[], Found]:
        """What is to be read, apart from the fields."""
        way = self.query_one("#way", ChoiceList).value
        path = Path(self.query_one("#path", Input).value.strip()).expanduser()
        text = self.query_one("#pasted", PlainArea).text
        match way:
            case "file":
                return lambda: Found(from_file(path), path.name)
            case "paste":
                return lambda: Found(from_text(text), PASTED)
            case _:
                return lambda: Found(from_demo(), DEMO)
