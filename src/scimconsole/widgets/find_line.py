"""A line to find something in what is shown: a text to type, how many there are, and which one is marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from scimconsole.widgets.field import Field


class FindLine(Horizontal):
    """Hidden until it is opened; stays in sight while something is sought."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Stop finding", id="field.give-up", tooltip="Stop finding"),
    ]
    DEFAULT_CSS = """
    FindLine { display: none; height: 1; background: $panel; }
    FindLine.-shown { display: block; }
    FindLine > Input { width: 1fr; background: $panel; padding: 0 1; }
    FindLine > Static { width: auto; padding: 0 1; color: $foreground-muted; }
    """

    @dataclass
    class Changed(Message):
        """Another text is sought; an empty one is none."""

        line: FindLine
        text: str

        @property
        def control(self) -> FindLine:
            """The line, for `@on` selectors."""
            return self.line

    @dataclass
    class Left(Message):
        """Enter or Escape: the focus belongs to what is searched again."""

        line: FindLine

        @property
        def control(self) -> FindLine:
            """The line, for `@on` selectors."""
            return self.line

    def __init__(self, words: str = "find", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = words

    def compose(self) -> ComposeResult:
        """The text, and what was found."""
        yield Field(placeholder=f"/ {self._words}", compact=True)
        yield Static()

    @property
    def text(self) -> str:
        """What is sought."""
        return self.query_one(Input).value

    @property
    def is_open(self) -> bool:
        """Whether the line is in sight."""
        return self.has_class("-shown")

    def open(self) -> None:
        """Show the line and type into it."""
        self.add_class("-shown")
        self.query_one(Input).focus()

    def close(self) -> None:
        """Hide the line and seek nothing."""
        self.remove_class("-shown")
        self.query_one(Input).value = ""

    def say(self, count: int, place: int | None = None, among: int | None = None) -> None:
        """Say how many matches there are, which is marked (from 0), and among how many rows where not all."""
        words = (
            f"{place + 1:,} of {count:,}" if place is not None and count else f"{count or 'nothing'} found"
        )
        if among is not None:
            words += f" among the {among:,} read"
        self.query_one(Static).update(Content(words if self.text else ""))

    def action_give_up(self) -> None:
        """Seek nothing any more."""
        self.close()
        self.post_message(self.Left(self))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self, event.value))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if not self.text:
            self.close()
        self.post_message(self.Left(self))
