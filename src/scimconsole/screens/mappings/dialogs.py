"""The questions before mappings are removed or saved, and when somebody else saved meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.widgets.field import Field, FieldLabel
from scimconsole.widgets.mapping_rows import MappingRow

if TYPE_CHECKING:
    from scimconsole.api.mapping import StoredMapping

MOST_LINES = 6
"""Edits and changes that a question shows; the others are counted."""


class RemoveDialog(Dialog["bool | None"]):
    """Answers whether mappings are to be removed."""

    AUTO_FOCUS = "#cancel"
    HEADING = "Remove"

    def __init__(self, rows: Sequence[MappingRow]) -> None:
        super().__init__()
        self._rows = rows

    def compose_body(self) -> ComposeResult:
        """What, and what follows from it."""
        count = len(self._rows)
        what = f"the mapping of {self._rows[0].mapping.target}" if count == 1 else f"{count} mappings"
        yield Static(Content.styled(escape_text(f"Remove {what}?"), "bold"), classes="sentence")
        if count > 1:
            yield Static(lines([row.mapping.target for row in self._rows]), classes="sentence")
        if any(row.mapping.matching for row in self._rows):
            warning = "A matching attribute is among them: Entra ID finds people by it."
            yield Static(Content.styled(warning, "$warning"), classes="sentence")
        yield Static("Values that were sent stay where they are. u undoes it.", classes="sentence")

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("remove", "&Remove", "danger")

    @on(Button.Pressed, "#remove")
    def _wanted(self) -> None:
        self.dismiss(True)


class SaveDialog(Dialog["str | None"]):
    """Answers the note (perhaps empty) of the version that is to be saved."""

    HEADING = "Save a version"
    AUTO_FOCUS = "#note"

    def __init__(self, edits: Sequence[str], errors: int) -> None:
        super().__init__()
        self._edits = edits
        self._errors = errors

    def compose_body(self) -> ComposeResult:
        """What is saved, what the check says of it, and a note."""
        count = len(self._edits)
        words = f"{count} edit{'' if count == 1 else 's'}" if count else "The starting point, as it is"
        yield Static(Content.styled(words, "bold"))
        yield Static(lines(self._edits), classes="sentence")
        if self._errors:
            found = "an error" if self._errors == 1 else f"{self._errors} errors"
            yield Static(Content.styled(f"The check finds {found} in it.", "$error"), classes="sentence")
        yield FieldLabel("&Note (optional): why, for whoever looks at it later", "note")
        yield Field(id="note", max_length=1000, compact=True)
        yield Static(
            Content.styled(
                "Entra ID goes on with its own mapping until this one is uploaded there: e exports it.",
                "$foreground-muted",
            ),
            classes="sentence",
        )

    def buttons(self) -> Sequence[ButtonSpec]:
        """Cancel, and save."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("save", "&Save", "primary")

    @on(Button.Pressed, "#save")
    def _wanted(self) -> None:
        self.dismiss(self.query_one("#note", Input).value.strip())


Settled = Literal["mine", "theirs"]


class ConflictDialog(Dialog["Settled | None"]):
    """Answers whose mapping goes on: that of who saved meanwhile, or one's own over it."""

    HEADING = "Somebody else saved"
    AUTO_FOCUS = "#cancel"

    def __init__(self, theirs: StoredMapping, changes: Sequence[str], edits: Sequence[str]) -> None:
        """`changes` is what they changed, `edits` one's own, in words."""
        super().__init__()
        self._theirs = theirs
        self._changes = changes
        self._edits = edits

    def compose_body(self) -> ComposeResult:
        """Who saved what, and what one has done oneself."""
        theirs = self._theirs
        who = theirs.created_by or "Somebody"
        first = f"{who} saved version {theirs.version} while you were editing. Nothing of yours was saved."
        yield Static(Content.styled(escape_text(first), "bold"), classes="sentence")
        if theirs.note:
            yield Static(Content(escape_text(f"Note: {theirs.note}")), classes="sentence")
        yield Static("What they changed:")
        yield Static(lines(self._changes or ["nothing of what is shown here"]), classes="sentence")
        yield Static("What you changed:")
        yield Static(lines(self._edits), classes="sentence")

    def buttons(self) -> Sequence[ButtonSpec]:
        """Back to the edits, which are kept; then the two ways on, each of which loses something."""
        return (
            ButtonSpec("cancel", "&Cancel"),
            ButtonSpec("theirs", "&Drop mine", "danger"),
            ButtonSpec("mine", "&Save mine over it", "danger"),
        )

    @on(Button.Pressed, "#theirs")
    def _drop(self) -> None:
        self.dismiss("theirs")

    @on(Button.Pressed, "#mine")
    def _save(self) -> None:
        self.dismiss("mine")


def lines(texts: Sequence[str]) -> Content:
    """Texts under each other, the first few of them."""
    shown = [Content(f"- {escape_text(text)}") for text in texts[:MOST_LINES]]
    if len(texts) > MOST_LINES:
        shown.append(Content.styled(f"and {len(texts) - MOST_LINES} more", "$foreground-muted"))
    return Content("\n").join(shown)
