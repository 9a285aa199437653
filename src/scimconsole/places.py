"""The places of the console: their names in addresses, titles, number keys, and what a service must offer."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Somewhere to go: its name in addresses, its title, its key, and what it needs of the service."""

    name: str
    title: str
    key: str
    capabilities: tuple[str, ...] = ()
    """One of them is enough; none means that the place is always there."""
    brief: str = ""
    """A shorter title, for a line that is too short for all titles."""

    @property
    def short_title(self) -> str:
        """The title where room is short."""
        return self.brief or self.title


PLACES = (
    Place("overview", "Overview", "1"),
    Place("tokens", "Tokens", "2", ("tokens",)),
    Place("users", "Users", "3", ("users",)),
    Place("groups", "Groups", "4", ("groups",)),
    Place("mappings", "Mappings", "5", ("mapping",), "Maps"),
    Place("sync", "Sync", "6", ("requests", "sync", "why")),
    Place("guide", "Guide", "7", ("guide",)),
    Place("settings", "Settings", "8"),
    Place("help", "Help", "9"),
)
