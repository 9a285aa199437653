"""Where API keys are kept on this computer, in honest words."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult

from scimconsole.screens.settings.section import SettingsSection
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.facts import Fact, Section

_BACKENDS = {
    "keyring.backends.macOS.Keyring": ("the macOS keychain", True),
    "keyring.backends.Windows.WinVaultKeyring": ("the Windows Credential Manager", True),
    "keyring.backends.SecretService.Keyring": ("the desktop's Secret Service (GNOME Keyring, KWallet)", True),
    "keyring.backends.kwallet.DBusKeyring": ("KWallet", True),
    "keyring.backends.libsecret.Keyring": ("libsecret", True),
    "keyring.backends.chainer.ChainerBackend": ("several keyrings, asked one after the other", True),
    "keyring.backends.fail.Keyring": ("none: this computer has no keyring", False),
    "keyring.backends.null.Keyring": ("switched off: it accepts a key and keeps nothing", False),
}
_WAYS = (
    "In this order: the variable SCIMCONSOLE_API_KEY, the memory of this console, the keyring, "
    "a key file that only you can read (where you asked for one)."
)
_KEPT = {
    "environment": "in the variable SCIMCONSOLE_API_KEY, wherever that was set",
    "memory": "in the memory of this console; it is gone when the console closes",
    "keyring": "in the keyring",
    "file": "in the key file",
    "session": "the service on this machine makes one at each start; it is kept nowhere",
    "prompt": "in the memory of this console; it is gone when the console closes",
}


class KeyringSection(SettingsSection):
    """The keyring, the present API key, the key file and the settings file."""

    SECTION = "keyring"
    TITLE = "Keyring"

    def compose(self) -> ComposeResult:
        """The facts."""
        pane = DetailPane(id="keyring-facts", classes="panel")
        pane.border_title = "Where API keys are kept"
        yield pane

    async def read(self) -> None:
        """Ask the keyring what it is and what it has, in a thread: it can block."""
        facts = await asyncio.to_thread(self._facts)
        self.query_one(DetailPane).show("Where API keys are kept", facts)

    def begin(self) -> None:
        """Begin in the text."""
        self.query_one(DetailPane).focus()

    def copies(self) -> Sequence[Copy]:
        """The paths."""
        settings = self.console.settings
        return (
            Copy("Path of the settings file", str(settings.file)),
            Copy("Path of the data directory", str(settings.data_dir)),
        )

    def _facts(self) -> Sequence[Section]:
        return (
            Section("Keyring", _keyring_facts()),
            Section(
                "The present API key",
                self._present_key(),
            ),
            Section("Where a key is looked for", (), _WAYS),
            Section("Files", self._files()),
        )

    def _present_key(self) -> Sequence[Fact]:
        from scimconsole import secrets
        from scimconsole.errors import ScimConsoleError

        client, settings = self.console.client, self.console.settings
        if client is None:
            return (Fact("Kept", "there is no connection yet", "muted"),)
        connection = client.connection
        here = connection.kind == "embedded"
        where: str = "session" if here else connection.key_from
        trouble = ""
        if not here:
            try:
                kept = secrets.load(connection.url, connection.org, config_dir=settings.config_dir)
            except ScimConsoleError as error:
                kept, trouble = None, " ".join(filter(None, (error.detail, error.hint)))
            if kept is not None and kept[0] == connection.api_key:
                where = kept[1]
        organization = self.console.standing.organization
        kept_words = _KEPT.get(where, "nowhere: whatever opened the console handed it over")
        facts = [
            Fact("For", f"{connection.org} on {'this machine' if here else connection.url}"),
            Fact("Kept", kept_words, "warn" if where in ("memory", "prompt", "file") else "good"),
        ]
        if organization is not None:
            facts.append(Fact("Signed in as", f"{organization.me.email}, {organization.me.role}"))
            facts.append(Fact("Key id", organization.me.key_id, "muted"))
        if trouble:
            facts.append(Fact("Trouble", trouble, "bad"))
        return facts

    def _files(self) -> Sequence[Fact]:
        from scimconsole import secrets

        settings = self.console.settings
        key_file = settings.config_dir / secrets.FILE_NAME
        return (
            Fact(
                "Settings", _short(settings.file), "plain", "" if settings.file.exists() else "not made yet"
            ),
            Fact("Key file", _short(key_file), "plain", "is there" if key_file.exists() else "there is none"),
            Fact("Data", _short(settings.data_dir), "plain", "of the service on this machine"),
        )


def _short(path: Path) -> str:
    """The path from the home folder on, where it lies in it."""
    home = Path.home()
    return str(Path("~") / path.relative_to(home)) if path.is_relative_to(home) else str(path)


def _keyring_facts() -> Sequence[Fact]:
    from scimconsole import secrets

    backend = secrets.keyring_backend()
    words, keeps = _BACKENDS.get(backend, ("", True))
    facts = [Fact("In use", words or backend, "good" if keeps else "warn")]
    if words:
        facts.append(Fact("Its name", backend, "muted"))
    if not keeps:
        facts.append(
            Fact(
                "What to do",
                f"set {secrets.VARIABLE}, or choose the key file when you sign in; "
                "otherwise the key is asked for at each start",
            )
        )
    if os.environ.get(secrets.VARIABLE):
        facts.append(Fact(secrets.VARIABLE, "is set, and is used instead of every kept key", "warn"))
    return facts
