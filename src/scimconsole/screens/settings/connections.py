"""The saved connections: switch between organizations, sign in to another one, forget one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Button, Input, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.dialogs.connections import known_connections, sign_in_to_another, with_keys
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.screens.settings.section import SettingsSection
from scimconsole.settings import SavedConnection
from scimconsole.widgets.connection_columns import KnownConnection, connection_columns, found
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.field import Field
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows


class ConnectionTable(RecordTable[KnownConnection]):
    """The connections; Enter switches."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", "Switch", id="connections.switch", tooltip="Go on with the organization here"
        ),
    ]


class ConnectionsSection(SettingsSection):
    """One row a connection; Enter switches to it."""

    SECTION = "connections"
    TITLE = "Connections"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="list.search", tooltip="Search, or find"),
        Binding("escape", "end_search", "Back to the list", show=False, id="field.end-search"),
        Binding(
            "c",
            "sign_in",
            "Sign in to another",
            id="connections.sign-in",
            tooltip="Sign in to another service",
        ),
        Binding(
            "R",
            "forget",
            "Forget",
            key_display="R",
            id="connections.forget",
            tooltip="Forget this connection and its API key",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._known: list[KnownConnection] = []

    def compose(self) -> ComposeResult:
        """What to look for, and the connections."""
        yield Field(placeholder="/ search", id="connection-words", compact=True)
        table = ConnectionTable(
            connection_columns(),
            empty="No other service yet.\nc signs in to one.",
            id="connection-table",
            classes="panel",
        )
        table.border_title = "Organizations"
        yield table

    @property
    def table(self) -> RecordTable[KnownConnection]:
        """The connections."""
        return self.query_one("#connection-table", RecordTable)

    async def read(self) -> None:
        """Show what is saved at once, and where the keys are when the keyring has answered."""
        self._known = known_connections(self.console)
        self._show()
        self._known = await with_keys(self._known, self.console.settings)
        self._show()

    def begin(self) -> None:
        """Begin in the list."""
        self.table.focus()

    def copies(self) -> Sequence[Copy]:
        """Address, organization and the command that signs in."""
        row = self.table.cursor_row
        if row is None or row.saved.on_this_machine:
            return ()
        saved = row.saved
        return (
            Copy("Address of the service", saved.url),
            Copy("Organization", saved.org),
            Copy("Command that signs in", f"scimconsole login --url {saved.url} --org {saved.org}"),
        )

    def why_not(self, action: str) -> str:
        """The present connection is not forgotten while it is in use."""
        if action == "forget":
            return "This is the present connection. Switch to another one before you forget it."
        return super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a saved connection that is not the present one can be forgotten."""
        if action == "forget" and self.is_mounted:
            row = self.table.cursor_row
            return True if row is not None and not row.present else None
        if action == "end_search":
            return self.is_mounted and self.query_one("#connection-words").has_focus
        return True

    def action_search(self) -> None:
        """Type what to look for."""
        self.query_one("#connection-words").focus()

    def action_end_search(self) -> None:
        """Show all again, and go back to the list."""
        self.query_one("#connection-words", Input).value = ""
        self.table.focus()

    def action_sign_in(self) -> None:
        """Sign in to another service."""
        sign_in_to_another(self.console)

    def action_forget(self) -> None:
        """Forget the connection under the cursor, once that is confirmed."""
        row = self.table.cursor_row
        if row is None:
            return

        def answered(wanted: bool | None) -> None:
            if wanted:
                self.run_worker(self._forget(row.saved), name="forget", group="connection-forget")

        self.app.push_screen(ForgetDialog(row), answered)

    async def _forget(self, saved: SavedConnection) -> None:
        from scimconsole import secrets, settings

        settings_now = self.console.settings

        def work() -> str:
            places = (
                []
                if saved.on_this_machine
                else secrets.forget(saved.url, saved.org, config_dir=settings_now.config_dir)
            )
            settings.forget(settings_now, saved.url, saved.org)
            return ", ".join(places)

        try:
            places = await asyncio.to_thread(work)
        except (OSError, ScimConsoleError) as error:
            self.app.notify(f"It could not be forgotten: {error}", severity="error", markup=False)
            return
        self.console.settings = settings.again(settings_now)
        ended = f" Its API key was removed ({places})." if places else ""
        self.app.notify(f"{escape_text(saved.name)} was forgotten.{ended}", markup=False)
        await self.read()

    def _show(self) -> None:
        rows = found(self._known, self.query_one("#connection-words", Input).value)
        self.table.show_rows(ListedRows(rows))
        self.table.border_subtitle = f"{len(rows)} of {len(self._known)}"
        self.refresh_bindings()

    @on(Input.Changed, "#connection-words")
    def _words_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show()

    @on(Input.Submitted, "#connection-words")
    def _words_done(self, event: Input.Submitted) -> None:
        event.stop()
        self.table.focus()

    @on(RecordTable.Highlighted, "#connection-table")
    def _row_changed(self) -> None:
        self.refresh_bindings()

    @on(RecordTable.Opened, "#connection-table")
    def _switch(self, message: RecordTable.Opened) -> None:
        message.stop()
        row = self.table.cursor_row
        if row is not None and not row.present:
            self.console.switch(row.saved)


class ForgetDialog(Dialog["bool | None"]):
    """Answers whether a connection is to be forgotten."""

    AUTO_FOCUS = "#cancel"
    HEADING = "Forget a connection"

    def __init__(self, row: KnownConnection) -> None:
        super().__init__()
        self._row = row

    def compose_body(self) -> ComposeResult:
        """What is forgotten, and what is not."""
        saved = self._row.saved
        yield Static(
            Content.styled(escape_text(f"{saved.name} on {self._row.address}"), "bold"), classes="sentence"
        )
        kept = (
            "Its people and tokens stay in the data directory of this machine."
            if saved.on_this_machine
            else "Its API key is removed from this computer; at the service it stays valid "
            "until it expires or an owner removes it."
        )
        yield Static(kept, classes="sentence")

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("forget", "&Forget", "danger")

    @on(Button.Pressed, "#forget")
    def _wanted(self) -> None:
        self.dismiss(True)
