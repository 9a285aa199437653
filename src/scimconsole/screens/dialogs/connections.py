"""Switching between organizations: the saved connections, found as one types."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Button, Input

from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.settings import SavedConnection
from scimconsole.widgets.connection_columns import KnownConnection, connection_columns, found
from scimconsole.widgets.field import Field, FieldLabel
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp
    from scimconsole.client import Connection
    from scimconsole.secrets import Where
    from scimconsole.settings import Settings


class ConnectionsDialog(Dialog["SavedConnection | None"]):
    """Answers the connection to switch to."""

    HEADING = "Switch organization"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False, id="dialog.up"),
        Binding("down", "move(1)", "Down", show=False, id="dialog.down"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._known: list[KnownConnection] = []

    def compose_body(self) -> ComposeResult:
        """What to look for, and the connections."""
        yield FieldLabel("&Find by name, organization or address", "words")
        yield Field(id="words", compact=True)
        yield RecordTable(
            connection_columns(), empty="No connection is called that.", header=False, id="connections"
        )

    def buttons(self) -> Sequence[ButtonSpec]:
        """Cancel, sign in to another one, and switch."""
        return (
            ButtonSpec("cancel", "&Cancel"),
            ButtonSpec("another", "Sign in to &another"),
            ButtonSpec("switch", "&Switch", "primary"),
        )

    def on_mount(self) -> None:
        """Show what is saved, and begin by typing; where the keys are is read meanwhile."""
        self.query_one("#words").focus()
        self._known = known_connections(self._program)
        self._show()
        self.run_worker(self._read_keys(), name="keys", group="connection-keys", exclusive=True)

    @property
    def table(self) -> RecordTable[KnownConnection]:
        """The connections."""
        return self.query_one("#connections", RecordTable)

    def action_move(self, by: int) -> None:
        """Move the cursor of the list, also while typing."""
        self.table.action_move(by)

    @property
    def _program(self) -> ConsoleApp:
        return cast("ConsoleApp", self.app)

    async def _read_keys(self) -> None:
        self._known = await with_keys(self._known, self._program.settings)
        self._show()

    def _show(self) -> None:
        rows = found(self._known, self.query_one("#words", Input).value)
        self.table.show_rows(ListedRows(rows), cursor=0)

    @on(Input.Changed, "#words")
    def _words_typed(self) -> None:
        self._show()

    @on(RecordTable.Opened, "#connections")
    @on(Button.Pressed, "#switch")
    def _switch(self) -> None:
        row = self.table.cursor_row
        if row is None:
            self.trouble("There is nothing to switch to. Sign in to another service.")
        else:
            self.dismiss(None if row.present else row.saved)

    @on(Button.Pressed, "#another")
    def _another(self) -> None:
        # The answer of the next dialog is told to who asked, and this one is gone by then.
        self.app.call_later(sign_in_to_another, self._program)
        self.dismiss(None)


def sign_in_to_another(console: ConsoleApp) -> None:
    """Ask for another service, and go on with it once it accepted the API key."""
    from scimconsole.screens.dialogs.sign_in import SignInDialog  # only who signs in needs it

    def signed_in(connection: Connection | None) -> None:
        if connection is not None:
            console.begin(connection)

    console.push_screen(SignInDialog(), signed_in)


def known_connections(console: ConsoleApp) -> list[KnownConnection]:
    """The saved connections, and the present one where it was never saved; nobody is asked."""
    settings = console.settings
    present = _present(console)
    saved = list(settings.connections)
    if present is not None and not any(_same(connection, present) for connection in saved):
        saved.append(present)
    return [KnownConnection(connection, _same(connection, present)) for connection in saved]


async def with_keys(rows: Sequence[KnownConnection], settings: Settings) -> list[KnownConnection]:
    """The same rows with the place each API key is kept in; in a thread, because a keyring can block."""
    return await asyncio.to_thread(
        lambda: [replace(row, key=_key_place(row.saved, settings), key_known=True) for row in rows]
    )


def _present(console: ConsoleApp) -> SavedConnection | None:
    """What the console is connected to, else what it was told to connect to."""
    settings, client = console.settings, console.client
    organization = console.standing.organization
    if client is not None:
        connection = client.connection
        url = "" if connection.kind == "embedded" else connection.url
        name = organization.name if organization is not None else connection.org
        return SavedConnection(name, url, connection.org)
    return SavedConnection(settings.org, settings.url or "", settings.org) if settings.org else None


def _same(one: SavedConnection, other: SavedConnection | None) -> bool:
    return other is not None and (one.url, one.org) == (other.url, other.org)


def _key_place(connection: SavedConnection, settings: Settings) -> Where | None:
    from scimconsole import secrets  # not before somebody looks at keys
    from scimconsole.errors import ScimConsoleError

    if connection.on_this_machine:
        return None
    try:
        kept = secrets.load(connection.url, connection.org, config_dir=settings.config_dir)
    except ScimConsoleError:
        return None
    return kept[1] if kept else None
