"""What a job remembers from cycle to cycle: links, what was sent, escrows, quarantine. One SQLite file.

It is written as the cycle goes, at most a second late, so that a cycle that is ended in any way leaves a file
that is true: what is missing in it is matched again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias, cast

from scimconsole.entra.simulator.escrow import Escrow
from scimconsole.entra.simulator.state_file import open_state_file
from scimconsole.errors import InvalidInput

Standing: TypeAlias = Literal["linked", "absent", "released", "deleted"]
"""`linked` is managed; `absent` was looked for and is not there; `released` was unassigned, disabled and is
left alone since; `deleted` was deleted in the directory, disabled, and waits to be deleted for good."""

_CHUNK = 500
_SAVE_SECONDS = 1.0


@dataclass(slots=True)
class Link:
    """What is known of one object of the directory."""

    kind: str
    object_id: str
    scim_id: str | None
    name: str
    standing: Standing
    since: float
    """When it came to stand so, in seconds since the epoch."""
    is_purgeable: bool
    """Whether the directory showed it as deleted; then its disappearance there is the purge."""
    digest: bytes
    """Of the source and the mapping when it was last provisioned; empty: not yet, or to be done again."""
    outcome: str = ""
    """What this cycle did."""
    cycle: int = 0
    """The last cycle whose directory had it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference that is still to be sent."""

    object_id: str
    path: str
    wanted: str
    """Object id of whom it refers to."""


class State:
    """The memory of a job; a context manager that saves at its end, however that comes.

    Without a path it is forgotten at the end. Raises `InvalidInput` for a file that is something else, or
    another Tenant URL's, and `Conflict` for one that a running cycle uses.
    """

    def __init__(self, path: Path | None, tenant_url: str) -> None:
        self._database, is_new = open_state_file(path)
        try:
            self._check_owner(path, tenant_url, is_new)
        except BaseException:
            self._database.close()
            raise
        self.cycle = int(self.recall("cycle") or 0)
        self._saved_at = time.monotonic()

    def _check_owner(self, path: Path | None, tenant_url: str, is_new: bool) -> None:
        if is_new:
            self.remember("tenant_url", tenant_url)
        elif self.recall("tenant_url") != tenant_url:
            raise InvalidInput(
                f"The state file {path} belongs to {self.recall('tenant_url')}.",
                hint="Each Tenant URL needs a state file of its own.",
            )

    def begin_cycle(self) -> None:
        """Count one more cycle: whoever is not seen in it is gone."""
        self.cycle += 1
        self.remember("cycle", self.cycle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.execute("COMMIT")
        self._database.close()

    def save(self, *, at_once: bool = False) -> None:
        """Write down what happened when that is a second ago, or now."""
        now = time.monotonic()
        if at_once or now - self._saved_at > _SAVE_SECONDS:
            self._database.execute("COMMIT")
            self._database.execute("BEGIN")
            self._saved_at = now

    # Facts of the job

    def remember(self, name: str, value: object) -> None:
        """Keep a fact; None forgets it."""
        if value is None:
            self._database.execute("DELETE FROM job WHERE name = ?", (name,))
        else:
            self._database.execute("INSERT OR REPLACE INTO job VALUES (?, ?)", (name, json.dumps(value)))

    def recall(self, name: str) -> Any:
        """A fact that was kept, or None."""
        found = self._database.execute("SELECT value FROM job WHERE name = ?", (name,)).fetchone()
        return None if found is None else json.loads(found[0])

    # Links

    def link(self, kind: str, object_id: str) -> Link | None:
        """What is known of an object."""
        found = self._database.execute(
            "SELECT * FROM link WHERE kind = ? AND object_id = ?", (kind, object_id)
        ).fetchone()
        return None if found is None else _link(found)

    def scim_id(self, kind: str, object_id: str) -> str | None:
        """The id there of an object that is held there."""
        found = self._database.execute(
            "SELECT scim_id FROM link WHERE kind = ? AND object_id = ?", (kind, object_id)
        ).fetchone()
        return None if found is None else cast("str | None", found[0])

    def linked_id(self, kind: str, object_id: str) -> str | None:
        """The id there of an object that the job manages."""
        found = self._database.execute(
            "SELECT scim_id FROM link WHERE kind = ? AND object_id = ? AND standing = 'linked'",
            (kind, object_id),
        ).fetchone()
        return None if found is None else cast("str | None", found[0])

    def linked_to(self, kind: str, scim_id: str) -> str | None:
        """The object id of who is linked to an id there."""
        found = self._database.execute(
            "SELECT object_id FROM link WHERE kind = ? AND scim_id = ?", (kind, scim_id)
        ).fetchone()
        return None if found is None else cast("str", found[0])

    def put(self, link: Link) -> None:
        """Keep a link; one to another SCIM id has its references and memberships sent anew."""
        earlier = self.scim_id(link.kind, link.object_id)
        if earlier is not None and earlier != link.scim_id:
            self._send_again(link.kind, link.object_id)
        self._database.execute(
            "INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(link.kind, link.object_id, link.scim_id, link.name, link.standing, link.since),
                *(link.is_purgeable, link.digest, self.cycle, link.outcome),
            ),
        )

    def _send_again(self, kind: str, object_id: str) -> None:
        ids = (object_id,)
        if kind == "Group":
            self._database.execute("DELETE FROM member WHERE group_id = ?", ids)
            return
        self._database.execute("DELETE FROM member WHERE user_id = ?", ids)
        self._database.execute("UPDATE reference SET sent = NULL, is_missed = 0 WHERE object_id = ?", ids)
        self._database.execute("UPDATE reference SET sent = NULL WHERE wanted = ?", ids)

    def seen(self, kind: str, object_id: str) -> None:
        """Note that this cycle's directory has it."""
        self._database.execute(
            "UPDATE link SET cycle = ?, outcome = '' WHERE kind = ? AND object_id = ?",
            (self.cycle, kind, object_id),
        )

    def drop(self, kind: str, object_id: str) -> None:
        """Forget an object, and whatever was sent of it."""
        self._send_again(kind, object_id)
        self._database.execute("DELETE FROM link WHERE kind = ? AND object_id = ?", (kind, object_id))
        self._database.execute("DELETE FROM reference WHERE object_id = ?", (object_id,))
        self.leave_escrow(kind, object_id)

    def gone(self, kind: str) -> Iterator[Link]:
        """Those that this cycle's directory did not have; links may be changed meanwhile."""
        after = ""
        while True:
            rows = self._database.execute(
                "SELECT * FROM link WHERE kind = ? AND object_id > ? AND cycle < ? "
                "ORDER BY object_id LIMIT ?",
                (kind, after, self.cycle, _CHUNK),
            ).fetchall()
            if not rows:
                return
            after = rows[-1][1]
            yield from map(_link, rows)

    def forget_digests(self) -> None:
        """Let everybody be examined again."""
        self._database.execute("UPDATE link SET digest = x''")
        self._database.execute("UPDATE reference SET sent = NULL, is_missed = 0")

    def forget_links(self) -> None:
        """Let everybody be matched again."""
        for table in ("link", "reference", "member", "escrow"):
            self._database.execute(f"DELETE FROM {table}")

    def forget_escrows(self) -> None:
        """Let what failed be tried at once."""
        self._database.execute("DELETE FROM escrow")

    def count_links(self) -> dict[str, int]:
        """How many objects of each kind are linked."""
        rows = self._database.execute(
            "SELECT kind, count(scim_id) FROM link GROUP BY kind ORDER BY kind DESC"
        )
        return dict(rows.fetchall())

    # Escrows

    def escrow(self, kind: str, object_id: str) -> Escrow | None:
        """The escrow of an object that failed."""
        found = self._database.execute(
            "SELECT code, failures, first_at, next_at, digest FROM escrow WHERE kind = ? AND object_id = ?",
            (kind, object_id),
        ).fetchone()
        return None if found is None else Escrow(*found)

    def put_in_escrow(self, kind: str, object_id: str, escrow: Escrow) -> None:
        """Keep the escrow of an object."""
        self._database.execute(
            "INSERT OR REPLACE INTO escrow VALUES (?, ?, ?, ?, ?, ?, ?)",
            (kind, object_id, escrow.code, escrow.failures, escrow.first_at, escrow.next_at, escrow.digest),
        )

    def leave_escrow(self, kind: str, object_id: str) -> None:
        """Forget that an object failed."""
        self._database.execute("DELETE FROM escrow WHERE kind = ? AND object_id = ?", (kind, object_id))

    def escrows(self) -> tuple[int, float | None]:
        """How many objects are in escrow, and since when the first of them is."""
        row: tuple[int, float | None] = self._database.execute(
            "SELECT count(*), min(first_at) FROM escrow"
        ).fetchone()
        return row

    # References

    def want_reference(self, object_id: str, path: str, wanted: str) -> None:
        """Note whom a reference should name; sent later, unless that was done before."""
        self._database.execute(
            "INSERT INTO reference VALUES (?, ?, ?, NULL, 0) ON CONFLICT (object_id, path) DO UPDATE "
            "SET wanted = excluded.wanted, is_missed = 0",
            (object_id, path, wanted),
        )

    def pending_references(self) -> Iterator[Reference]:
        """What is to be sent; references may be changed meanwhile."""
        after = ("", "")
        while True:
            rows = self._database.execute(
                "SELECT object_id, path, wanted FROM reference WHERE sent IS NOT wanted AND NOT is_missed "
                "AND (object_id, path) > (?, ?) ORDER BY object_id, path LIMIT ?",
                (*after, _CHUNK),
            ).fetchall()
            if not rows:
                return
            after = rows[-1][:2]
            yield from (Reference(*row) for row in rows)

    def sent_reference(self, reference: Reference) -> None:
        """Note that a reference is there now."""
        self._database.execute(
            "UPDATE reference SET sent = ? WHERE object_id = ? AND path = ?",
            (reference.wanted, reference.object_id, reference.path),
        )

    def missed_reference(self, reference: Reference) -> None:
        """Note that whom it names is not held there: it is left out until the object changes."""
        self._database.execute(
            "UPDATE reference SET is_missed = 1 WHERE object_id = ? AND path = ?",
            (reference.object_id, reference.path),
        )

    # Members

    def members(self, group_id: str) -> set[str]:
        """Object ids of those who were sent as members, in lower case."""
        rows = self._database.execute("SELECT user_id FROM member WHERE group_id = ?", (group_id,))
        return {row[0].lower() for row in rows}

    def added_members(self, group_id: str, user_ids: Iterable[str]) -> None:
        """Note who is a member there now."""
        self._database.executemany(
            "INSERT OR IGNORE INTO member VALUES (?, ?)", ((group_id, user_id) for user_id in user_ids)
        )

    def removed_members(self, group_id: str, user_ids: Iterable[str]) -> None:
        """Note who is a member there no more."""
        self._database.executemany(
            "DELETE FROM member WHERE group_id = ? AND user_id = ?",
            ((group_id, user_id) for user_id in user_ids),
        )


def _link(row: tuple[Any, ...]) -> Link:
    kind, object_id, scim_id, name, standing, since, is_purgeable, digest, cycle, outcome = row
    return Link(kind, object_id, scim_id, name, standing, since, bool(is_purgeable), digest, outcome, cycle)
