"""What the list of people is narrowed to and sorted by, as locations keep it and calls ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from scimconsole.domain.time_zone import instant_meant
from scimconsole.errors import InvalidInput
from scimconsole.widgets import moments

if TYPE_CHECKING:
    from scimconsole.api.users import User
    from scimconsole.client.call import ListCall

STATUSES = {
    "active": "have access",
    "inactive": "Entra ID or their status says no",
    "held": "deactivated here",
    "incomplete": "a required field is missing",
}
"""The settings of the status filter and what they mean."""
SPANS = {"1h": "1 hour", "today": "today", "7d": "7 days", "30d": "30 days"}
"""The settings of the filter "changed since" that are offered."""
ORDERS = {
    "user_name": "userName a-z",
    "-user_name": "userName z-a",
    "display_name": "name a-z",
    "-display_name": "name z-a",
    "-created_at": "newest first",
    "created_at": "oldest first",
}
"""The orders of the list."""


@dataclass(frozen=True)
class PeopleQuery:
    """The present filters; an empty one narrows nothing."""

    search: str = ""
    status: str = ""
    user_type: str = ""
    group: str = ""
    """The SCIM id of a group."""
    changed: str = ""
    """Since when, as `read_since` takes it."""
    filter: str = ""
    """A SCIM filter."""
    sort: str = ""

    @classmethod
    def of(cls, filters: Mapping[str, str]) -> Self:
        """The query that a location's filters name; unknown names and settings are passed over."""
        known = {name: filters.get(key, "") for name, key in _NAMES.items()}
        if known["status"] not in STATUSES:
            known["status"] = ""
        if known["sort"] not in ORDERS:
            known["sort"] = ""
        return cls(**known)

    @property
    def filters(self) -> dict[str, str]:
        """The same as a location keeps it."""
        values = ((key, getattr(self, name)) for name, key in _NAMES.items())
        return {key: value for key, value in values if value}

    @property
    def is_narrowed(self) -> bool:
        """Whether anybody is left out."""
        return any((self.search, self.status, self.user_type, self.group, self.changed, self.filter))

    def conditions(self, now: datetime) -> dict[str, str | None]:
        """The conditions as the management API names them."""
        since = read_since(self.changed, now) if self.changed else None
        return {
            "q": self.search or None,
            "filter": self.filter or None,
            "status": self.status or None,
            "user_type": self.user_type or None,
            "group": self.group or None,
            "changed_since": since.strftime("%Y-%m-%dT%H:%M:%SZ") if since is not None else None,
        }

    def call(self, now: datetime, limit: int) -> ListCall[User]:
        """The call that lists these people."""
        from scimconsole.client import calls

        conditions = self.conditions(now)
        search = conditions.pop("q")
        return calls.users(search=search, sort=self.sort or None, limit=limit, **conditions)


_NAMES = {
    "search": "q",
    "status": "status",
    "user_type": "type",
    "group": "group",
    "changed": "changed",
    "filter": "filter",
    "sort": "sort",
}
"""How a location names each of them."""


def read_since(text: str, now: datetime) -> datetime | None:
    """The moment that `90m`, `12h`, `7d`, `today` or `2026-03-01T09:00` names; None for other texts."""
    try:
        return instant_meant(text, moments.zone(), now)
    except InvalidInput:
        return None
