"""Why somebody is here, is not, or is not as expected: asked about a person anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import ScimConsoleError, Unavailable
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog, DialogButton
from scimconsole.screens.working import begin
from scimconsole.widgets.why_verdict import WhyVerdict

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp


class WhyDialog(Dialog[None]):
    """The verdict; what was seen leads to its request, the note to a ticket."""

    AUTO_FOCUS = "#why-evidence"
    AROUND = 4
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy_note", "Copy note", id="copy.why-note", tooltip="Copy all of it for a ticket"),
        Binding("f5,r", "again", "Refresh", show=False, id="view.reload", tooltip="Ask again"),
    ]

    def __init__(self, person: str) -> None:
        """`person` is a userName, e-mail address, externalId or id; of somebody who is stored or not."""
        super().__init__()
        self._person = person

    def heading(self) -> str:
        """Whom it is about."""
        return f"Why {escape_text(self._person)}"

    def compose_body(self) -> ComposeResult:
        """The verdict."""
        yield WhyVerdict(self._application.now)

    def buttons(self) -> Sequence[ButtonSpec]:
        """What can be done with it."""
        return (
            ButtonSpec("cancel", "C&lose"),
            ButtonSpec("person", "&Person"),
            ButtonSpec("note", "&Copy note"),
        )

    def on_mount(self) -> None:
        """Ask."""
        self.action_again()

    @property
    def verdict(self) -> WhyVerdict:
        """The verdict."""
        return self.query_one(WhyVerdict)

    @property
    def default_button(self) -> DialogButton | None:
        """None while Enter leads to a request."""
        return None if self.verdict.table.has_focus else super().default_button

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a note once there is a verdict."""
        if action == "copy_note":
            return True if self.is_mounted and self.verdict.why is not None else None
        if action == "act":
            return False
        return super().check_action(action, parameters)

    def action_again(self) -> None:
        """Ask the service."""
        self.verdict.say("Looking…")
        begin(self, self._ask, name="why", group="why")

    def action_copy_note(self) -> None:
        """Copy the note."""
        why = self.verdict.why
        if why is not None:
            self._application.copy(why.note, "The note")

    @property
    def _application(self) -> ConsoleApp:
        return cast("ConsoleApp", self.app)

    async def _ask(self) -> None:
        from scimconsole.client import calls

        client = self._application.client
        try:
            if client is None:
                raise Unavailable("There is no connection to a service.")
            self.verdict.show(await client.send(calls.why(self._person)))
        except ScimConsoleError as error:
            self.verdict.say(" ".join(filter(None, (error.detail, error.hint))), "$error")
            if isinstance(error, Unavailable):
                self._application.connector.lost()
        why = self.verdict.why
        if why is not None and why.user is not None:
            title = Content(f"Why {escape_text(why.user.user_name)}")
            self.query_one("#dialog").border_title = title.markup
        self.query_one("#person").display = why is not None and why.user is not None
        self.query_one("#note").display = why is not None
        self.mark_default()
        self.refresh_bindings()

    def _go(self, place: str, record: str) -> None:
        self.dismiss(None)
        self._application.call_later(self._application.go, place, record)

    @on(WhyVerdict.RequestWanted)
    def _request_wanted(self, message: WhyVerdict.RequestWanted) -> None:
        self._go("sync", message.request_id)

    @on(Button.Pressed, "#person")
    def _person_wanted(self) -> None:
        why = self.verdict.why
        if why is not None and why.user is not None:
            self._go("users", why.user.id)

    @on(Button.Pressed, "#note")
    def _note_wanted(self) -> None:
        self.action_copy_note()


def ask_why(console: ConsoleApp, person: str) -> None:
    """Open the dialog; returns at once."""
    console.push_screen(WhyDialog(person))
