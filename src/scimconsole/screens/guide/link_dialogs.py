"""The questions before a set-up link is made, and before one is ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field, FieldLabel

_HOUR, _DAY = 3_600, 86_400
_LINK_LIVES = (
    Choice(str(72 * _HOUR), "3 days", "the usual"),
    Choice(str(24 * _HOUR), "1 day"),
    Choice(str(7 * _DAY), "7 days"),
    Choice(str(30 * _DAY), "30 days", "the longest"),
)
_AS_SET = "settings"
_TOKEN_LIVES = (
    Choice(_AS_SET, "Usual", "see Settings"),
    Choice(str(365 * _DAY), "1 year"),
    Choice(str(180 * _DAY), "180 days"),
    Choice(str(90 * _DAY), "90 days"),
)


@dataclass(frozen=True)
class LinkWanted:
    """A link as it was asked for; life spans in seconds, None for the one of the settings."""

    name: str
    token_name: str
    expires_in: int
    token_expires_in: int | None

    def wire(self) -> dict[str, object]:
        """The keys of the request."""
        return {
            "name": self.name,
            "token_name": self.token_name,
            "expires_in": self.expires_in,
            "token_expires_in": self.token_expires_in,
        }


class LinkDialog(Dialog["LinkWanted | None"]):
    """Answers what kind of link is wanted."""

    HEADING = "Make a set-up link"

    def compose_body(self) -> ComposeResult:
        """Whom it is for, how long it can be used, and what token it makes."""
        yield Static(
            "For whoever sets up Entra ID and has no account here. Opening the link does nothing; its "
            "button shows Tenant URL and a new token, once.",
            classes="sentence",
        )
        yield FieldLabel("&Whom it is for", "name")
        yield Field(placeholder="Jo, identity team", id="name", max_length=200, compact=True)
        yield FieldLabel("&Name of the token", "token-name")
        yield Field(value="Entra ID", id="token-name", max_length=200, compact=True)
        with Horizontal(classes="side-by-side"):
            with Vertical():
                yield FieldLabel("The &link ends after", "link-life")
                yield ChoiceList(_LINK_LIVES, id="link-life")
            with Vertical():
                yield FieldLabel("Its &token ends after", "token-life")
                yield ChoiceList(_TOKEN_LIVES, id="token-life")

    def buttons(self) -> Sequence[ButtonSpec]:
        """Cancel, and make it."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("make", "&Make the link", "primary")

    @on(Button.Pressed, "#make")
    def _make(self) -> None:
        name = self.query_one("#name", Input).value.strip()
        token_name = self.query_one("#token-name", Input).value.strip()
        if not name:
            self.trouble("Say whom the link is for: the list of links shows it.")
            self.query_one("#name").focus()
        elif not token_name:
            self.trouble("A token needs a name.")
            self.query_one("#token-name").focus()
        else:
            life = self.query_one("#token-life", ChoiceList).value
            self.dismiss(
                LinkWanted(
                    name,
                    token_name,
                    int(self.query_one("#link-life", ChoiceList).value),
                    None if life == _AS_SET else int(life),
                )
            )


class RevokeLinkDialog(Dialog["bool | None"]):
    """Answers whether the link is to end."""

    HEADING = "Revoke the link"

    def __init__(self, name: str) -> None:
        super().__init__()
        self._link_name = name

    def compose_body(self) -> ComposeResult:
        """What revoking means."""
        yield Static(
            Content.styled(
                escape_text(f'The link for "{self._link_name}" stops working now, for good.'), "bold"
            ),
            classes="sentence",
        )
        yield Static("Whoever opens it sees only that it cannot be used.", classes="sentence")

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("revoke", "&Revoke", "danger")

    @on(Button.Pressed, "#revoke")
    def _revoke(self) -> None:
        self.dismiss(True)
