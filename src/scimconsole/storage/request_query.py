"""Which requests of the journal are meant."""

from __future__ import annotations

from dataclasses import dataclass

from scimconsole.storage.request_causes import explanation_of
from scimconsole.storage.requests import RequestRow

EXACT = ("operation", "scim_type", "token_id", "correlation_id", "dialect")
"""Columns that a query names one value of."""


@dataclass(frozen=True, slots=True)
class RequestQuery:
    """Which requests are meant; None asks for nothing. Times in microseconds, `until` not included."""

    user: str | None = None
    """A SCIM id, a userName or externalId, or a group's id, displayName or externalId."""
    lowest: int | None = None
    highest: int | None = None
    """Of the status answered."""
    operation: str | None = None
    scim_type: str | None = None
    token_id: str | None = None
    correlation_id: str | None = None
    dialect: str | None = None
    cause: str | None = None
    """The code of what it is due to."""
    since: int | None = None
    until: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every request is meant."""
        return self == RequestQuery()

    def fits(self, row: RequestRow) -> bool:
        """Whether a request meets every condition but the `user`."""
        return (
            (self.lowest is None or row.status >= self.lowest)
            and (self.highest is None or row.status <= self.highest)
            and (self.since is None or row.at >= self.since)
            and (self.until is None or row.at < self.until)
            and all(getattr(self, name) in (None, getattr(row, name)) for name in EXACT)
            and self.is_due(row)
        )

    def is_due(self, row: RequestRow) -> bool:
        """Whether a request is due to the cause asked for."""
        if self.cause is None:
            return True
        found = explanation_of(row)
        return found is not None and found.cause.code == self.cause
