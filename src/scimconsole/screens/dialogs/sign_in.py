"""Signing in to a service: address, organization and API key, tried out before they are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Button, Input

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field, FieldLabel

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp
    from scimconsole.client import Connection
    from scimconsole.secrets import Stored
    from scimconsole.settings import Settings

_KEEPING = (
    Choice("memory", "only until the console closes"),
    Choice("file", "in a file that only I can read"),
)


class SignInDialog(Dialog["Connection | None"]):
    """Answers the connection once the service accepted the key."""

    HEADING = "Sign in"

    def __init__(self, url: str = "", org: str = "") -> None:
        super().__init__()
        self._url = url
        self._org = org

    def compose_body(self) -> ComposeResult:
        """The three fields, and what may be done with the key."""
        yield FieldLabel("&Address of the service", "url")
        yield Field(self._url, placeholder="https://scim.example.com", id="url", compact=True)
        yield FieldLabel("&Organization (its short name)", "org")
        yield Field(self._org, placeholder="acme", id="org", compact=True)
        yield FieldLabel("API &key", "key")
        yield Field(placeholder="scimk1_…", password=True, id="key", compact=True)
        yield FieldLabel("&Where this computer has no keyring, keep the key", "keeping")
        yield ChoiceList(_KEEPING, id="keeping")

    def buttons(self) -> Sequence[ButtonSpec]:
        """Cancel, and sign in."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("sign-in", "&Sign in", "primary")

    def on_mount(self) -> None:
        """Begin with the first field that is still empty."""
        self.query_one("#key" if self._url and self._org else "#url").focus()

    @on(Button.Pressed, "#sign-in")
    def _sign_in(self) -> None:
        url, org, key = (self.query_one(f"#{name}", Input).value.strip() for name in ("url", "org", "key"))
        missing = {"address": url, "organization": org, "API key": key}
        unfilled = [name for name, value in missing.items() if not value]
        if unfilled:
            self.trouble(f"Still missing: {', '.join(unfilled)}.")
            return
        self.trouble("")
        self._try_out(url, org, key, self.query_one(ChoiceList).value == "file")

    @work(exclusive=True, group="sign-in", name="sign-in")
    async def _try_out(self, url: str, org: str, key: str, allow_file: bool) -> None:
        console = cast("ConsoleApp", self.app)
        button = self.query_one("#sign-in", Button)
        button.disabled = True
        try:
            connection, name = await _accepted(url, org, key)
            stored, now = await asyncio.to_thread(_keep, console.settings, connection, name, allow_file)
        except ScimConsoleError as error:
            self.trouble(escape_text(" ".join(filter(None, (error.detail, error.hint)))))
        except OSError as error:
            self.trouble(
                escape_text(f"The key works, but nothing can be kept in the settings folder: {error}.")
            )
        else:
            console.settings = now
            self.app.notify(stored.sentence, title="Signed in", markup=False)
            self.dismiss(connection)
        finally:
            button.disabled = False


async def _accepted(url: str, org: str, key: str) -> tuple[Connection, str]:
    """The connection, and the name of the organization that the service told."""
    from scimconsole.client import AsyncManagementClient, Connection, calls
    from scimconsole.client.connecting import check_url

    connection = Connection(check_url(url), org, key, "remote", "prompt")
    async with AsyncManagementClient(connection) as client:
        organization = await client.send(calls.organization())
    return connection, organization.name


def _keep(before: Settings, connection: Connection, name: str, allow_file: bool) -> tuple[Stored, Settings]:
    """Keep key and connection; the settings that follow from it."""
    from scimconsole import secrets, settings

    stored = secrets.store(
        connection.url, connection.org, connection.api_key, allow_file, config_dir=before.config_dir
    )
    settings.remember(before, settings.SavedConnection(name, connection.url, connection.org))
    return stored, replace(settings.again(before), url=connection.url, org=connection.org)
