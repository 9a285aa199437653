"""Asking since when somebody changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.widgets import Button, Input, Static

from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.screens.users.people_query import read_since
from scimconsole.widgets import moments
from scimconsole.widgets.field import Field, FieldLabel


class SinceDialog(Dialog["str | None"]):
    """Answers what `read_since` reads; None when nothing is wanted."""

    HEADING = "Changed since"

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now

    def compose_body(self) -> ComposeResult:
        """The moment, and how it may be written."""
        yield FieldLabel("Since &when", "since")
        yield Field(id="since", compact=True, placeholder="2026-03-01, 90m, 12h or 3d")
        yield Static(
            f"A day or a time in {moments.zone().name} (2026-03-01T09:00), "
            "or how many minutes, hours or days ago.",
            classes="sentence",
        )

    def buttons(self) -> Sequence[ButtonSpec]:
        """Narrow the list, or leave it."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("act", "&Show them", "primary")

    @on(Button.Pressed, "#act")
    def _wanted(self) -> None:
        text = self.query_one("#since", Input).value.strip()
        if read_since(text, self._now) is None:
            self.trouble(
                f"{text!r} is no time. Write 2026-03-01, 90m, 12h or 3d." if text else "Write a time."
            )
            return
        self.dismiss(text)
