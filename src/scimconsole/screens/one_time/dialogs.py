"""The questions of the one-time screen: where to save the secret, and whether to do without a copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from textual import on
from textual.app import ComposeResult
from textual.widgets import Button, Input, Static

from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.widgets.field import Field, FieldLabel

Discarded = Literal["discard", "revoke"]


class SaveDialog(Dialog["str | None"]):
    """Answers the path of the file."""

    HEADING = "Save to a file"

    def __init__(self, file_name: str) -> None:
        super().__init__()
        self._file_name = file_name

    def compose_body(self) -> ComposeResult:
        """What is written, and where."""
        yield Static(
            "A new file that only you can read (mode 0600). Delete it after use.", classes="sentence"
        )
        yield FieldLabel("&File", "path")
        yield Field(self._file_name, id="path", compact=True)

    def buttons(self) -> Sequence[ButtonSpec]:
        """Cancel, and save."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("save", "&Save", "primary")

    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        path = self.query_one("#path", Input).value.strip()
        if path:
            self.dismiss(path)
        else:
            self.trouble("Type the path of a file.")
            self.query_one("#path").focus()


class DiscardDialog(Dialog["Discarded | None"]):
    """Answers whether the secret is left valid or revoked; None goes back to it."""

    HEADING = "Discard"

    def __init__(self, what: str, *, revocable: bool) -> None:
        super().__init__()
        self._what = what
        self._revocable = revocable

    def compose_body(self) -> ComposeResult:
        """What becomes of it."""
        yield Static(f"Nobody can show this {self._what} again.", classes="sentence")
        yield Static(
            "Without a copy it is of no use, and it stays valid until it is revoked.", classes="sentence"
        )

    def buttons(self) -> Sequence[ButtonSpec]:
        """Back first; then the two ways of doing without a copy."""
        back = ButtonSpec("cancel", "&Back")
        discard = ButtonSpec("discard", "&Leave it valid", "danger")
        if not self._revocable:
            return back, discard
        return back, discard, ButtonSpec("revoke", "&Revoke it now", "danger")

    @on(Button.Pressed, "#discard")
    def _discard(self) -> None:
        self.dismiss("discard")

    @on(Button.Pressed, "#revoke")
    def _revoke(self) -> None:
        self.dismiss("revoke")
