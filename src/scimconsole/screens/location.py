"""Where in the console one is, as a text: `users?status=inactive`, `tokens/ID`, `help/tokens#rotate`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode


@dataclass(frozen=True)
class Location:
    """A place, perhaps one record of it, and the filters that narrow it."""

    place: str
    record: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Location:
        """The location that a text such as `users?status=held` names; any text is one."""
        path, _, query = text.partition("?")
        place, _, record = path.partition("/")
        return cls(place, unquote(record), dict(parse_qsl(query)))

    def __str__(self) -> str:
        path = f"{self.place}/{quote(self.record, safe='#@')}" if self.record else self.place
        return f"{path}?{urlencode(self.filters)}" if self.filters else path


class Link(NamedTuple):
    """A location by the words under which it is looked for, and what is there."""

    words: str
    location: Location
    meaning: str
