"""What the list of requests is narrowed to, as locations keep it and calls ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Self

from scimconsole.screens.users.people_query import read_since

if TYPE_CHECKING:
    from scimconsole.api.requests import ScimRequest
    from scimconsole.client.call import ListCall

STATUSES = {
    "error": "refused or failed",
    "2xx": "carried out",
    "4xx": "refused",
    "5xx": "failed here",
}
"""The settings of the filter by answer, and what they mean."""
OPERATIONS = (
    *("create user", "update user", "replace user", "disable user", "enable user", "delete user"),
    *("find user", "read user", "list users"),
    *("create group", "update group", "replace group", "delete group"),
    *("find group", "read group", "list groups"),
    *("sign in", "bulk", "search", "discover"),
)
"""What a request does, in the service's words."""
SPANS = {"15m": "15 minutes", "1h": "1 hour", "today": "today", "7d": "7 days"}
"""The settings of the filter by time that are offered."""
ALL, FOLDED = "all", ""


@dataclass(frozen=True)
class RequestQuery:
    """The present filters; an empty one narrows nothing."""

    person: str = ""
    """A SCIM id, userName or externalId."""
    status: str = ""
    operation: str = ""
    cause: str = ""
    """The code of a cause."""
    token: str = ""
    """The id of a token."""
    since: str = ""
    """Since when, as `read_since` takes it."""
    until: str = ""
    """Before when; only together with `since`."""
    repeats: str = FOLDED
    """Whether requests that changed nothing fold into one line, or all are shown."""

    @classmethod
    def of(cls, filters: Mapping[str, str]) -> Self:
        """The query that a location's filters name; unknown names and settings are passed over."""
        known = {one.name: filters.get(one.name, "") for one in fields(cls)}
        if known["status"] not in STATUSES and not known["status"].isdigit():
            known["status"] = ""
        if known["repeats"] != ALL:
            known["repeats"] = FOLDED
        return cls(**known)

    @property
    def filters(self) -> dict[str, str]:
        """The same as a location keeps it."""
        values = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: value for name, value in values if value}

    @property
    def is_narrowed(self) -> bool:
        """Whether any request is left out."""
        return replace(self, repeats=FOLDED) != RequestQuery()

    def call(self, now: datetime) -> ListCall[ScimRequest]:
        """The call that lists these requests, newest first."""
        from scimconsole.client import calls

        since, until = (_moment(text, now) for text in (self.since, self.until))
        return calls.requests(
            user=self.person or None,
            status=self.status or None,
            operation=self.operation or None,
            token=self.token or None,
            cause=self.cause or None,
            since=since,
            until=until,
            fold=self.repeats == FOLDED,
        )


def _moment(text: str, now: datetime) -> str | None:
    """The moment that `read_since` reads, for the service; None where there is none."""
    moment = read_since(text, now) if text else None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment is not None else None
