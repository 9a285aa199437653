"""A directory of any size, written straight into the database file: a million people in a few minutes.

The rows are those that the program would have written: made by its own storage layer, the journal, the audit
trail and the changes feed left out. Indexes are dropped while rows come in and built once at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from scimconsole.demo.names import ENGLISH, EUROPEAN, FRENCH, SPANISH, NamePart
from scimconsole.domain.scim.profile import Profile, load_profile
from scimconsole.storage.pages import BLOCK_SIZE
from scimconsole.storage.user_rows import UserState

NAMESPACE = UUID("5d1b1c1a-7b1e-4f57-8c84-60d2fbb8a6b7")
BEGIN = 1_790_000_000_000_000
"""Microseconds since the epoch at which the first person was created; the next one a millisecond later."""
_SCRIPTS = (ENGLISH, FRENCH, EUROPEAN, SPANISH)
_NAMES: list[tuple[NamePart, NamePart]] = list(
    chain.from_iterable(product(script.given, script.family) for script in _SCRIPTS)
)
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Person:
    """The n-th person of a directory."""

    number: int

    @property
    def given(self) -> NamePart:
        """The given name."""
        return self._name[0]

    @property
    def family(self) -> NamePart:
        """The family name."""
        return self._name[1]

    @property
    def user_name(self) -> str:
        """The userName: unique, and spread over the alphabet whatever the order of creation."""
        return f"{self.given.ascii}.{self.family.ascii}{self.number}@contoso.example"

    @property
    def display_name(self) -> str:
        """The name as the console shows it."""
        return f"{self.given.written} {self.family.written}"

    @property
    def resource(self) -> dict[str, Any]:
        """What the directory sent."""
        return {
            "externalId": str(uuid5(NAMESPACE, str(self.number))),
            "userName": self.user_name,
            "displayName": self.display_name,
            "name": {"givenName": self.given.written, "familyName": self.family.written},
            "emails": [{"primary": True, "type": "work", "value": self.user_name}],
            "title": "Engineer" if self.number % 3 else "Engineering Manager",
            "userType": "SMARTBOX" if self.number % 4 == 0 else "FULL",
        }

    @property
    def _name(self) -> tuple[NamePart, NamePart]:
        return _NAMES[self.number * 7919 % len(_NAMES)]


def last_user_name(people: int) -> str:
    """The userName that a list of so many people ends with."""
    return max(Person(number).user_name for number in range(people))


def fill(database: Path, slug: str, people: int) -> None:
    """Put people into an organization that has none; nothing else may have the file open."""
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        # The file is thrown away if this fails.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -400000")
        org_id, profile_name = connection.execute(
            "SELECT org_id, profile FROM organization WHERE slug = ?", (slug,)
        ).fetchone()
        connection.execute("BEGIN")
        indexes = _drop_indexes(connection)
        _insert(connection, org_id, load_profile(profile_name), people)
        for statement in indexes:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _drop_indexes(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN ('scim_user', 'user_word')"
    ).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


def _insert(connection: sqlite3.Connection, org_id: str, profile: Profile, people: int) -> None:
    words: list[tuple[str, str]] = []
    for first in range(0, people, _BATCH):
        states = [_state(number, profile) for number in range(first, min(first + _BATCH, people))]
        columns = [state.columns(org_id) for state in states]
        names = list(columns[0])
        connection.executemany(
            f"INSERT INTO scim_user ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})",
            columns,
        )
        words.extend((word, state.id) for state in states for word in state.words)
    # In the order of the table, which is its key: a row that fits in between costs a page each.
    words.sort()
    connection.executemany(
        "INSERT INTO user_word (org_id, word, user_id) VALUES (?, ?, ?)",
        ((org_id, word, user_id) for word, user_id in words),
    )
    connection.executemany(
        "INSERT INTO page_block (org_id, resource_type, block, count, joined_at) VALUES (?, 'User', ?, ?, ?)",
        _blocks(org_id, people),
    )


def _state(number: int, profile: Profile) -> UserState:
    created = BEGIN + number * 1000
    return UserState(
        profile=profile,
        id=str(uuid5(NAMESPACE, f"user {number}")),
        version=1,
        created_at=created,
        modified_at=created,
        block=_block_of(number),
        resource=Person(number).resource,
        entra_active=number % 50 != 0,
    )


def _block_of(number: int) -> int:
    return BEGIN + number // BLOCK_SIZE * BLOCK_SIZE * 1000


def _blocks(org_id: str, people: int) -> Iterator[tuple[str, int, int, int]]:
    for first in range(0, people, BLOCK_SIZE):
        count = min(BLOCK_SIZE, people - first)
        yield org_id, _block_of(first), count, BEGIN + (first + count - 1) * 1000
