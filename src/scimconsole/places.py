"""The places of the console: their names in addresses, titles, number keys, and what a service must offer."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Somewhere to go: its name in addresses, its title, its key, and the capability it needs."""

    name: str
    title: str
    key: str
    capability: str | None = None


PLACES = (
    Place("overview", "Overview", "1"),
    Place("tokens", "Tokens", "2", "tokens"),
    Place("users", "Users", "3", "users"),
    Place("groups", "Groups", "4", "groups"),
    Place("mappings", "Mappings", "5", "mapping"),
    Place("requests", "Requests", "6", "requests"),
    Place("settings", "Settings", "7"),
    Place("help", "Help", "8"),
)
