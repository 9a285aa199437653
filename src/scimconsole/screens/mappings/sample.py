"""The people and groups on whom mappings are tried, each list with a current one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

from scimconsole.domain.scim.text import fold
from scimconsole.entra.people.source import SourceObject

Kind: TypeAlias = Literal["User", "Group"]

MOST = 1000
"""Sample people, and sample groups, that are kept at most."""


class SampleList:
    """Samples of one kind, and which one is the current one."""

    def __init__(self, found: Iterable[SourceObject] = ()) -> None:
        self.all: Sequence[SourceObject] = tuple(found)[:MOST]
        self.place = 0
        """The place of the current one, counted from 0."""

    @property
    def current(self) -> SourceObject | None:
        """The current one; None when there is nobody."""
        return self.all[self.place] if self.all else None

    @property
    def words(self) -> str:
        """Who is the current one and among how many, such as `Ana Silva (3 of 60)`."""
        if self.current is None:
            return "nobody"
        return f"{name_of(self.current)} ({self.place + 1:,} of {len(self.all):,})"

    def step(self, by: int) -> None:
        """Go to the next or previous one, around the end."""
        if self.all:
            self.place = (self.place + by) % len(self.all)

    def find(self, text: str) -> bool:
        """Go to the next one whose names, e-mail or id hold the text, in any case; False for none."""
        wanted = fold(text.strip())
        count = len(self.all)
        for away in range(1, count + 1) if wanted else ():
            place = (self.place + away) % count
            if any(wanted in fold(known) for known in _names(self.all[place])):
                self.place = place
                return True
        return False


class Samples:
    """Sample people and groups, and where they come from; what is not there yet is invented on demand."""

    def __init__(self, found: Iterable[SourceObject] = (), origin: str = "") -> None:
        self.origin = ""
        """Where they come from, in words, such as `staff.csv`; empty before there are any."""
        self._lists: dict[str, SampleList] = {}
        self.replace(found, origin)

    def of(self, kind: str) -> SampleList:
        """The samples of a kind, `User` or `Group`."""
        return self._lists["Group" if kind.lower() == "group" else "User"]

    @property
    def is_empty(self) -> bool:
        """Whether there is nobody."""
        return not any(one.all for one in self._lists.values())

    def replace(self, found: Iterable[SourceObject], origin: str) -> None:
        """Go on with others, at the first of each kind."""
        found = list(found)
        self.origin = origin
        self._lists = {
            kind: SampleList(one for one in found if one.kind == kind) for kind in ("User", "Group")
        }


def name_of(person: SourceObject) -> str:
    """What a person or group is called: the display name, else what else is known."""
    shown = person.attributes.get("displayName")
    return (shown if isinstance(shown, str) and shown else person.name) or person.id or "somebody"


def _names(person: SourceObject) -> Iterable[str]:
    known = (person.name, person.id, *map(person.attributes.get, ("displayName", "mail")))
    return (text for text in known if isinstance(text, str))
