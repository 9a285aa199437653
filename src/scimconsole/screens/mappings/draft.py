"""The schema as it is being edited: what the service holds, and the edits on it, undone one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scimconsole.entra.schema.model import SyncSchema


class Edit(NamedTuple):
    """What was done, in words such as `userType added`, and the schema since then."""

    words: str
    schema: SyncSchema


class Draft:
    """A version that was read, and what was changed since; nothing of it is stored anywhere else."""

    def __init__(self, base: SyncSchema, number: int) -> None:
        """`number` is the version that `base` is; 0 is the profile's starting point."""
        self.base = base
        self.number = number
        self._edits: list[Edit] = []

    @property
    def schema(self) -> SyncSchema:
        """The schema with all edits."""
        return self._edits[-1].schema if self._edits else self.base

    @property
    def edits(self) -> Sequence[str]:
        """What was done since the version was read, oldest first."""
        return [edit.words for edit in self._edits]

    @property
    def words(self) -> str:
        """How many edits are not saved; empty without one."""
        count = len(self._edits)
        return "" if not count else f"{count} edit{'' if count == 1 else 's'} not saved"

    def edit(self, words: str, schema: SyncSchema) -> None:
        """Go on with another schema."""
        self._edits.append(Edit(words, schema))

    def undo(self) -> str:
        """Take back the last edit, and say which it was; empty where there is none."""
        return self._edits.pop().words if self._edits else ""

    def saved_as(self, number: int, base: SyncSchema, edits: int) -> None:
        """The first `edits` of them are that version now; what was done meanwhile is still to be saved."""
        self.base, self.number = base, number
        del self._edits[:edits]

    def rest_on(self, number: int) -> None:
        """Take the edits for edits on another version: saving them replaces what that one says."""
        self.number = number
