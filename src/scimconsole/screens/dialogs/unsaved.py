"""Asking before edits are lost that were not saved."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog


class UnsavedDialog(Dialog["bool | None"]):
    """Answers true when the edits may be lost."""

    HEADING = "Not saved"
    AUTO_FOCUS = "#cancel"

    def __init__(self, lost: str, act: str) -> None:
        """`lost` says what is not saved, `act` are the words of the button that loses it."""
        super().__init__()
        self._lost = lost
        self._act = act

    def compose_body(self) -> ComposeResult:
        """What would be lost."""
        yield Static(Content.styled(escape_text(self._lost), "bold"), classes="sentence")
        yield Static("What is not saved is gone then. Back leaves everything as it is.", classes="sentence")

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return ButtonSpec("cancel", "&Back"), ButtonSpec("lose", self._act, "danger")

    @on(Button.Pressed, "#lose")
    def _wanted(self) -> None:
        self.dismiss(True)
