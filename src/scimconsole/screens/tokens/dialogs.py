"""The questions before a token is generated, rotated, renamed or revoked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog, DialogButton
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field, FieldLabel
from scimconsole.widgets.life_span import AS_BEFORE, LifeSpan, LifeSpanFields

_NO_NAME = "A token needs a name."


@dataclass(frozen=True)
class Wanted:
    """A token as it was asked for; `now` ends the one it follows at once."""

    name: str
    life_span: LifeSpan
    now: bool = False

    def wire(self) -> dict[str, object]:
        """The keys of the request that were given a value here."""
        keys: dict[str, object] = {"name": self.name}
        if self.life_span.seconds is None or isinstance(self.life_span.seconds, int):
            keys["expires_in"] = self.life_span.seconds
        if self.life_span.reason is not None:
            keys["expiry_reason"] = self.life_span.reason
        return keys


class _TokenForm(Dialog["Wanted | None"]):
    """A dialog with a name and a life span."""

    present_name = ""
    """The name it has already, where there is a token."""

    def answer(self, *, now: bool = False) -> None:
        """Answer what was asked for, or say what is missing."""
        name = _meant(self.query_one("#name", Input).value, self.present_name)
        life_span = self.query_one(LifeSpanFields)
        if not name:
            self.trouble(_NO_NAME)
            self.query_one("#name").focus()
        elif trouble := life_span.trouble():
            self.trouble(trouble)
        else:
            self.dismiss(Wanted(name, life_span.value, now))


class GenerateDialog(_TokenForm):
    """Answers what kind of token is wanted."""

    HEADING = "Generate a SCIM token"

    def compose_body(self) -> ComposeResult:
        """Name, life span, and what that asks for."""
        yield FieldLabel("&Name, to recognise it by", "name")
        yield Field(value="Entra ID", id="name", max_length=200, compact=True)
        yield LifeSpanFields()

    def buttons(self) -> Sequence[ButtonSpec]:
        """Cancel, and generate."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("generate", "&Generate", "primary")

    @on(Button.Pressed, "#generate")
    def _generate(self) -> None:
        self.answer()


class RotateDialog(_TokenForm):
    """Answers what the successor is to be, and whether the old token ends at once."""

    HEADING = "Rotate"

    def __init__(self, name: str) -> None:
        super().__init__()
        self.present_name = name

    def compose_body(self) -> ComposeResult:
        """When the old one ends, and name and life span of the successor."""
        yield FieldLabel(f'&Old token "{escape_text(self.present_name).replace("&", "&&")}"', "when")
        yield ChoiceList(
            (
                Choice("later", "Stays valid", "until you revoke it"),
                Choice("now", "Ends now", "cuts Entra ID off for a while"),
            ),
            id="when",
        )
        yield FieldLabel("&Name of the successor", "name")
        yield Field(value=escape_text(self.present_name), id="name", max_length=200, compact=True)
        yield LifeSpanFields(AS_BEFORE)

    def buttons(self) -> Sequence[ButtonSpec]:
        """Cancel, and rotate."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("rotate", "&Rotate", "primary")

    @on(ChoiceList.Changed, "#when")
    def _when_changed(self, message: ChoiceList.Changed) -> None:
        # What cuts Entra ID off is not what Enter does by itself.
        self.query_one("#rotate", DialogButton).kind = "danger" if message.value == "now" else "primary"
        self.mark_default()

    @on(Button.Pressed, "#rotate")
    def _rotate(self) -> None:
        self.answer(now=self.query_one("#when", ChoiceList).value == "now")


class RenameDialog(Dialog["str | None"]):
    """Answers the new name."""

    HEADING = "Rename"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._token_name = name

    def compose_body(self) -> ComposeResult:
        """The name as it is, to be changed."""
        yield FieldLabel("&Name, to recognise it by", "name")
        yield Field(value=escape_text(self._token_name), id="name", max_length=200, compact=True)

    def buttons(self) -> Sequence[ButtonSpec]:
        """Cancel, and rename."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("rename", "&Rename", "primary")

    @on(Button.Pressed, "#rename")
    def _rename(self) -> None:
        name = _meant(self.query_one("#name", Input).value, self._token_name)
        if name:
            self.dismiss(name)
        else:
            self.trouble(_NO_NAME)
            self.query_one("#name").focus()


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
        yield FieldLabel("Type the token's &name to go on", "name")
        yield Field(id="name", compact=True)

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("revoke", "&Revoke", "danger")

    @on(Input.Submitted, "#name")
    def _name_entered(self, event: Input.Submitted) -> None:
        # Whoever typed the name out means it; an empty field goes to the safe button.
        if event.value.strip():
            event.prevent_default()
            event.stop()
            self._revoke()

    @on(Button.Pressed, "#revoke")
    def _revoke(self) -> None:
        if _meant(self.query_one("#name", Input).value, self._token_name) == self._token_name:
            self.dismiss(True)
        else:
            self.trouble(escape_text(f'That is not its name. It is called "{self._token_name}".'))
            self.query_one("#name").focus()


def _meant(typed: str, name: str) -> str:
    """The name that was typed; as a name is drawn, with its escapes, it is meant as well."""
    typed = typed.strip()
    return name if typed in (name.strip(), escape_text(name).strip()) else typed
