"""The questions before a member is added, gets another API key, or is removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field, FieldLabel

_DAY = 86_400
_ROLES = (
    Choice("support", "Support", "reads everything, changes nothing"),
    Choice("owner", "Owner", "generates tokens, deactivates people, adds members"),
)
_LIFE_SPANS = (
    Choice("365", "1 year", "the usual life span"),
    Choice("180", "180 days"),
    Choice("90", "90 days"),
    Choice("30", "30 days"),
)


@dataclass(frozen=True)
class WantedMember:
    """A member as asked for; `seconds` is the life span of the API key."""

    email: str
    role: Literal["owner", "support"]
    seconds: int


class AddMemberDialog(Dialog["WantedMember | None"]):
    """Answers who is to be added."""

    HEADING = "Add a member"

    def compose_body(self) -> ComposeResult:
        """Address, role, and how long the API key lives."""
        yield FieldLabel("&E-mail address", "email")
        yield Field(placeholder="help@example.com", id="email", max_length=320, compact=True)
        yield FieldLabel("&Role", "role")
        yield ChoiceList(_ROLES, id="role")
        yield FieldLabel("The API key e&xpires after", "life-span")
        yield ChoiceList(_LIFE_SPANS, id="life-span")

    def buttons(self) -> Sequence[ButtonSpec]:
        """Cancel, and add."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("add", "&Add", "primary")

    def on_mount(self) -> None:
        """Begin with the address."""
        self.query_one("#email").focus()

    @on(Button.Pressed, "#add")
    def _add(self) -> None:
        email = self.query_one("#email", Input).value.strip()
        if "@" not in email.strip("@") or " " in email:
            self.trouble("A member is named by an e-mail address, such as help@example.com.")
            self.query_one("#email").focus()
            return
        role: Literal["owner", "support"] = (
            "owner" if self.query_one("#role", ChoiceList).value == "owner" else "support"
        )
        self.dismiss(WantedMember(email, role, int(self.query_one("#life-span", ChoiceList).value) * _DAY))


class RotateKeyDialog(Dialog["int | None"]):
    """Answers the life span of the new API key, in seconds."""

    HEADING = "Another API key"

    def __init__(self, email: str, *, own: bool) -> None:
        super().__init__()
        self._email = email
        self._own = own

    def compose_body(self) -> ComposeResult:
        """What happens to the keys before it, and how long the new one lives."""
        yield Static(
            Content.styled(escape_text(f"{self._email} gets a new API key."), "bold"), classes="sentence"
        )
        yield Static(
            "The one this console uses ends at once. The console goes on with the new one and keeps it "
            "where it kept the old one; change it yourself wherever else you use it."
            if self._own
            else "The keys before it end at once: who uses one of them is signed out.",
            classes="sentence",
        )
        yield FieldLabel("It e&xpires after", "life-span")
        yield ChoiceList(_LIFE_SPANS, id="life-span")

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("rotate", "&Make the new key", "danger")

    def on_mount(self) -> None:
        """Begin with the life span."""
        self.query_one(ChoiceList).focus()

    @on(Button.Pressed, "#rotate")
    def _rotate(self) -> None:
        self.dismiss(int(self.query_one(ChoiceList).value) * _DAY)


class RemoveMemberDialog(Dialog["bool | None"]):
    """Answers true once the member's e-mail address was typed."""

    HEADING = "Remove a member"

    def __init__(self, email: str, *, own: bool) -> None:
        super().__init__()
        self._email = email
        self._own = own

    def compose_body(self) -> ComposeResult:
        """What removing means, and the address to be typed."""
        yield Static(
            Content.styled(escape_text(f"{self._email} can no longer use this organization."), "bold"),
            classes="sentence",
        )
        yield Static(
            "This is you: the console is signed out with it. Their API keys end now, for good."
            if self._own
            else "Their API keys end now, for good. Nobody in the directory loses access.",
            classes="sentence",
        )
        yield FieldLabel("Type the &e-mail address to go on", "typed-email")
        yield Field(id="typed-email", compact=True)

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("remove", "&Remove", "danger")

    def on_mount(self) -> None:
        """Begin with the address."""
        self.query_one("#typed-email").focus()

    @on(Button.Pressed, "#remove")
    def _remove(self) -> None:
        if self.query_one("#typed-email", Input).value.strip().casefold() == self._email.strip().casefold():
            self.dismiss(True)
        else:
            self.trouble(escape_text(f'That is not the address. It is "{self._email}".'))
            self.query_one("#typed-email").focus()
