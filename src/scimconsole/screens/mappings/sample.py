"""The people on whom mappings are tried: a list with a current one."""

from __future__ import annotations

from collections.abc import Iterable

from scimconsole.domain.scim.text import fold
from scimconsole.entra.people.source import SourceObject

MOST = 1000
"""Sample people that are kept at most."""


class Samples:
    """Sample people and groups, where they come from, and which one is the current one."""

    def __init__(self, people: Iterable[SourceObject] = (), *, origin: str = "") -> None:
        self.people: tuple[SourceObject, ...] = ()
        self.origin = ""
        """Where they come from, in words, such as `staff.csv`."""
        self.place = 0
        """The place of the current one, counted from 0."""
        self.replace(people, origin)

    @property
    def current(self) -> SourceObject | None:
        """The current one; None when there is nobody."""
        return self.people[self.place] if self.people else None

    @property
    def words(self) -> str:
        """Who is the current one and among how many, such as `Ana Silva (3 of 60)`."""
        if self.current is None:
            return "nobody"
        return f"{name_of(self.current)} ({self.place + 1:,} of {len(self.people):,})"

    def replace(self, people: Iterable[SourceObject], origin: str) -> None:
        """Go on with other people, at the first of them."""
        self.people = tuple(people)[:MOST]
        self.origin = origin
        self.place = 0

    def step(self, by: int) -> None:
        """Go to the next or previous one, around the end."""
        if self.people:
            self.place = (self.place + by) % len(self.people)

    def find(self, text: str) -> bool:
        """Go to the next one whose name or id holds the text, in any case; False when there is none."""
        wanted = fold(text.strip())
        count = len(self.people)
        for away in range(1, count + 1) if wanted else ():
            place = (self.place + away) % count
            if any(wanted in fold(known) for known in _names(self.people[place])):
                self.place = place
                return True
        return False


def name_of(person: SourceObject) -> str:
    """What a person or group is called: the display name, else what else is known."""
    shown = person.attributes.get("displayName")
    return (shown if isinstance(shown, str) and shown else person.name) or person.id or "somebody"


def _names(person: SourceObject) -> Iterable[str]:
    known = (person.name, person.id, *map(person.attributes.get, ("displayName", "mail")))
    return (text for text in known if isinstance(text, str))
