"""The brake: a plan that would disable too many people at once is stopped before it is followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scimconsole.domain.brake import threshold


@dataclass(frozen=True, slots=True)
class Brake:
    """How many may be disabled; `limit` None lets everything pass."""

    limit: int | None
    active: int
    """People who have access at present."""

    @classmethod
    def usual(cls, active: int) -> Brake:
        """Ten, or one in twenty of the active people where that is more."""
        return cls(threshold(active), active)

    def trips(self, disables: int) -> bool:
        """Whether that many are too many."""
        return self.limit is not None and disables > self.limit

    def as_json(self, disables: int) -> dict[str, Any]:
        """The brake and what it says."""
        return {
            "tripped": self.trips(disables),
            "limit": self.limit,
            "disables": disables,
            "active": self.active,
        }
