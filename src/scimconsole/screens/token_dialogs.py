"""The questions before a token is generated, rotated or revoked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.dialog import ButtonSpec, Dialog
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field

_DAY = 86_400
_LIFE_SPANS = (
    Choice("365", "1 year", "the usual life span"),
    Choice("180", "180 days"),
    Choice("90", "90 days"),
    Choice("never", "Never expires", "needs a reason"),
)


@dataclass(frozen=True)
class Wanted:
    """A token as it was asked for; `seconds` is None for one that never expires."""

    name: str
    seconds: int | None
    reason: str | None


class GenerateDialog(Dialog["Wanted | None"]):
    """Answers what kind of token is wanted."""

    HEADING = "Generate a SCIM token"

    def compose_body(self) -> ComposeResult:
        """Name, life span, and the reason where one is needed."""
        yield Label("Name, to recognise it by")
        yield Field(value="Entra ID", id="name", max_length=200, compact=True)
        yield Label("Expires after")
        yield ChoiceList(_LIFE_SPANS, id="life-span")
        yield Label("Why it must never expire", id="reason-label")
        yield Field(id="reason", max_length=500, compact=True)

    def buttons(self) -> Sequence[ButtonSpec]:
        """Cancel, and generate."""
        return ButtonSpec("cancel", "Cancel"), ButtonSpec("generate", "Generate", "primary")

    def on_mount(self) -> None:
        """Begin with the name; the reason appears when it is needed."""
        self.query_one("#name").focus()
        self._ask_reason(False)

    @on(ChoiceList.Changed)
    def _life_span_changed(self, message: ChoiceList.Changed) -> None:
        self._ask_reason(message.value == "never")

    @on(Input.Submitted)
    @on(ChoiceList.Taken)
    @on(Button.Pressed, "#generate")
    def _generate(self) -> None:
        name = self.query_one("#name", Input).value.strip()
        reason = self.query_one("#reason", Input).value.strip()
        life_span = self.query_one(ChoiceList).value
        if not name:
            self.trouble("A token needs a name.")
            self.query_one("#name").focus()
        elif life_span == "never" and not reason:
            self.trouble("A token that never expires needs a reason.")
            self.query_one("#reason").focus()
        elif life_span == "never":
            self.dismiss(Wanted(name, None, reason))
        else:
            self.dismiss(Wanted(name, int(life_span) * _DAY, None))

    def _ask_reason(self, needed: bool) -> None:
        for field in ("#reason", "#reason-label"):
            self.query_one(field).display = needed


class RotateDialog(Dialog["bool | None"]):
    """Answers whether the old token ends at once; None when nothing is to happen."""

    HEADING = "Rotate"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._token_name = name

    def compose_body(self) -> ComposeResult:
        """What rotating means, and when the old one ends."""
        yield Static(
            Content.styled(escape_text(f'"{self._token_name}" gets a successor.'), "bold"), classes="sentence"
        )
        yield Static("Give the successor to Entra ID, then revoke the old token.", classes="sentence")
        yield ChoiceList(
            (
                Choice("later", "Both work", "until you revoke the old one"),
                Choice("now", "Revoke the old one now", "cuts Entra ID off until then"),
            ),
            id="when",
        )

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return ButtonSpec("cancel", "Cancel"), ButtonSpec("rotate", "Rotate", "primary")

    def on_mount(self) -> None:
        """Begin with the choice, whose default cuts nobody off."""
        self.query_one(ChoiceList).focus()

    @on(ChoiceList.Taken)
    def _on_to_buttons(self) -> None:
        self.query_one("#cancel").focus()

    @on(Button.Pressed, "#rotate")
    def _rotate(self) -> None:
        self.dismiss(self.query_one(ChoiceList).value == "now")


class RevokeDialog(Dialog["bool | None"]):
    """Answers true once the token's name was typed."""

    HEADING = "Revoke"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._token_name = name

    def compose_body(self) -> ComposeResult:
        """What revoking means, and the name to be typed."""
        yield Static(
            Content.styled(escape_text(f'"{self._token_name}" stops working now, for good.'), "bold"),
            classes="sentence",
        )
        yield Static("Entra ID cannot sign in with it any more. Nobody loses access.", classes="sentence")
        yield Label("Type the token's name to go on")
        yield Field(id="name", compact=True)

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return ButtonSpec("cancel", "Cancel"), ButtonSpec("revoke", "Revoke", "danger")

    def on_mount(self) -> None:
        """Begin with the name."""
        self.query_one("#name").focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#revoke")
    def _revoke(self) -> None:
        if self.query_one("#name", Input).value.strip() == self._token_name.strip():
            self.dismiss(True)
        else:
            self.trouble(escape_text(f'That is not its name. It is called "{self._token_name}".'))
            self.query_one("#name").focus()
