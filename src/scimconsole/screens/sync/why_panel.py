"""Asking why about anybody, also about somebody who was never stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from scimconsole.widgets.field import Field
from scimconsole.widgets.why_verdict import WhyVerdict

HINT = (
    "Type a userName, an e-mail address, an object id of Entra ID or an id, and press Enter. "
    "Also somebody who never arrived can be asked for."
)


class WhyPanel(Vertical):
    """A line to type whom it is about, and the verdict."""

    DEFAULT_CSS = """
    WhyPanel { height: 1fr; }
    """

    @dataclass
    class Asked(Message):
        """Somebody was asked for."""

        person: str

    def __init__(self, now: Callable[[], datetime], *, id: str) -> None:
        super().__init__(id=id)
        self._now = now

    def compose(self) -> ComposeResult:
        """The line, and the verdict."""
        yield Field(placeholder="/ a person: userName, e-mail, object id", id="why-person", compact=True)
        yield WhyVerdict(self._now)

    def on_mount(self) -> None:
        """Say what to do."""
        self.verdict.add_class("panel")
        self.verdict.border_title = "Why"
        self.verdict.say(HINT)

    @property
    def verdict(self) -> WhyVerdict:
        """The verdict."""
        return self.query_one(WhyVerdict)

    @property
    def field(self) -> Field:
        """Whom it is about."""
        return self.query_one("#why-person", Field)

    def focus_content(self) -> None:
        """Go to what was seen where there is a verdict, else to the line."""
        (self.field if self.verdict.why is None else self.verdict.table).focus()

    @on(Input.Submitted, "#why-person")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.post_message(self.Asked(event.value.strip()))
