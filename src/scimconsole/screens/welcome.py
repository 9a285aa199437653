"""The first start: which service, and how to begin; nothing that a novice could not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp
    from scimconsole.client import Connection

_SERVICES = (
    Choice("keycafe", "Keycafe"),
    Choice("ten-thousand-coffees", "Ten Thousand Coffees"),
    Choice("generic", "Another service"),
)
_BEGINNINGS = (
    Choice("practise", "Practise here", "a service on this machine; nothing leaves it"),
    Choice("sign-in", "Sign in", "they gave me an address and an API key"),
    Choice("tour", "Take the tour", "a demo organization, filled; gone afterwards"),
)


class WelcomeScreen(Screen[None]):
    """Two questions; Enter goes on."""

    AUTO_FOCUS = "#service"

    def compose(self) -> ComposeResult:
        """A greeting and the two questions."""
        with Container(id="welcome-place"), VerticalScroll(id="welcome", can_focus=False):
            yield Static(
                Content.assemble(
                    ("scimconsole", "bold $accent"),
                    "\n",
                    ("SCIM provisioning from Microsoft Entra ID: tokens, people, sync.", "$foreground-muted"),
                ),
                id="greeting",
            )
            yield ChoiceList(_SERVICES, id="service", title="Which service do you connect?")
            yield ChoiceList(_BEGINNINGS, id="beginning", title="How do you want to begin?")
            yield Static(id="welcome-note")
        yield KeyLine()

    def on_mount(self) -> None:
        """Explain the beginning that is proposed."""
        self._explain(_BEGINNINGS[0].value)

    @property
    def console(self) -> ConsoleApp:
        """The application."""
        return cast("ConsoleApp", self.app)

    @property
    def service(self) -> str:
        """The profile of the chosen service."""
        return self.query_one("#service", ChoiceList).value

    @on(ChoiceList.Taken, "#service")
    def _on_to_beginning(self) -> None:
        self.query_one("#beginning").focus()

    @on(ChoiceList.Changed, "#beginning")
    def _beginning_changed(self, message: ChoiceList.Changed) -> None:
        self._explain(message.value)

    @on(ChoiceList.Taken, "#beginning")
    def _begin(self, message: ChoiceList.Taken) -> None:
        if message.value == "practise":
            self.console.practise(self.service)
        elif message.value == "tour":
            self.console.take_tour(self.service)
        else:
            from scimconsole.screens.dialogs.sign_in import SignInDialog  # only who signs in needs it

            self.app.push_screen(SignInDialog(), self._signed_in)

    def _signed_in(self, connection: Connection | None) -> None:
        if connection is not None:
            self.console.begin(connection)

    def _explain(self, beginning: str) -> None:
        notes = {
            "practise": "An owner's organization with everything in it, for trying out. "
            "Entra ID cannot reach it: it is on this machine only.",
            "sign-in": "You need the address of the service, your organization's short name and an API key. "
            "The service, or an owner of the organization, gives them to you.",
            "tour": "A throw-away organization with sixty people, groups and requests, "
            "as if Entra ID had sent them. Nothing is kept.",
        }
        self.query_one("#welcome-note", Static).update(Content.styled(notes[beginning], "$foreground-muted"))
