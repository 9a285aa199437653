"""The saved connections as rows: the organization, where it is, and where its API key is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scimconsole.settings import SavedConnection
from scimconsole.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from scimconsole.secrets import Where

_KEPT: dict[str, str] = {
    "keyring": "in the keyring",
    "environment": "from the environment",
    "file": "in a key file",
    "memory": "until the console closes",
}


@dataclass(frozen=True)
class KnownConnection:
    """A saved connection, whether it is the present one, and where its API key is kept."""

    saved: SavedConnection
    present: bool
    key: Where | None = None
    key_known: bool = False
    """Whether it was looked for already: a keyring may take its time."""

    @property
    def address(self) -> str:
        """Where the service is, in words."""
        return "this machine" if self.saved.on_this_machine else self.saved.url.split("//", 1)[-1]

    @property
    def needs_signing_in(self) -> bool:
        """Whether switching to it begins with asking for the API key."""
        return self.key_known and self.key is None and not self.saved.on_this_machine

    @property
    def key_words(self) -> str:
        """What is known of its API key, in words."""
        if self.saved.on_this_machine:
            return "needs none"
        if not self.key_known:
            return "…"
        return _KEPT[self.key] if self.key else "sign in"

    def matches(self, words: str) -> bool:
        """Whether each of the words is in its name, organization or address."""
        text = f"{self.saved.name} {self.saved.org} {self.address}".casefold()
        return all(word in text for word in words.casefold().split())


def connection_columns() -> Sequence[Column[KnownConnection]]:
    """The present one is marked by a sign and by a word."""
    return (
        Column("", 1, lambda row: Cell("●" if row.present else "", "good")),
        Column("Name", 14, lambda row: Cell(row.saved.name, "strong" if row.present else "plain"), grow=2),
        Column("Organization", 14, lambda row: Cell(row.saved.org, "muted"), grow=1, rank=1),
        Column("Service", 16, lambda row: Cell(row.address, "muted"), grow=2),
        Column("API key", 14, _key, grow=1),
    )


def found(rows: Iterable[KnownConnection], words: str) -> list[KnownConnection]:
    """Those that match what was typed, the present one first, then by name."""
    matching = (row for row in rows if row.matches(words))
    return sorted(matching, key=lambda row: (not row.present, row.saved.name.casefold(), row.saved.org))


def _key(row: KnownConnection) -> Cell:
    if row.present:
        return Cell("present", "good")
    return Cell(row.key_words, "warn" if row.needs_signing_in else "muted")
