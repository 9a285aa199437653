"""Where the console stands: connecting, connected to which organization as whom, or cut off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scimconsole.api.organization import Organization
    from scimconsole.api.profile import Profile

Phase = Literal["unconfigured", "starting", "connected", "lost"]


@dataclass(frozen=True)
class Standing:
    """What the frame of every screen shows about the connection."""

    phase: Phase = "unconfigured"
    doing: str = ""
    """What is happening now, in words, while it starts or when it is lost."""
    place: str = ""
    """Where the service is, in words: an address, or this machine."""
    organization: Organization | None = None
    profile: Profile | None = None

    @property
    def is_owner(self) -> bool:
        """Whether the person may change things."""
        return self.organization is not None and self.organization.me.role == "owner"

    def offers(self, capability: str) -> bool:
        """Whether the service offers a part of the API; true while that is not known."""
        return self.organization is None or capability in self.organization.capabilities
