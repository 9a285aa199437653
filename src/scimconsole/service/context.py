"""What every part of a running service shares."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from scimconsole.domain.organization import org_id_of
from scimconsole.domain.scim.profile import Profile, load_profile
from scimconsole.errors import ScimConsoleError, Unavailable
from scimconsole.service.counters import Counters
from scimconsole.service.journal import Journal
from scimconsole.service.known_mappings import KnownMappings
from scimconsole.service.pepper import Peppers
from scimconsole.storage import organizations
from scimconsole.storage.database import Database
from scimconsole.storage.organizations import OrganizationRow
from scimconsole.storage.session import Session

if TYPE_CHECKING:
    from scimconsole.service.embedded_sessions import EmbeddedSessions

CACHE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class ServedOrganization:
    """An organization with its profile and the addresses it is reached at."""

    row: OrganizationRow
    profile: Profile
    tenant_url: str
    """The SCIM base, `{public-url}/scim/v2/{slug}`, without a slash at its end."""

    @property
    def org_id(self) -> str:
        """The first part of every key."""
        return self.row.org_id


@dataclass
class ServiceContext:
    """The database, the peppers, the journal, and the address the world uses.

    `public_url` is what `--public-url` said, or None; `listening_url` is set when the port is known.
    `sessions` is there in the embedded service only. `stopping` is set when the service ends, for answers
    that wait.
    """

    database: Database
    peppers: Peppers
    journal: Journal
    public_url: str | None = None
    listening_url: str = ""
    profiles_folder: Path | None = None
    sessions: EmbeddedSessions | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    counters: Counters = field(default_factory=Counters)
    mappings: KnownMappings = field(default_factory=KnownMappings)
    _organizations: dict[str, tuple[float, ServedOrganization]] = field(default_factory=dict, init=False)

    def base_url(self, row: OrganizationRow) -> str:
        """Where the world reaches this service, without a slash at its end; the Host header has no say."""
        return (self.public_url or row.public_url or self.listening_url).rstrip("/")

    def tenant_url(self, row: OrganizationRow) -> str:
        """Where Entra reaches the organization."""
        return f"{self.base_url(row)}/scim/v2/{row.slug}"

    def organization(self, session: Session, slug: str) -> ServedOrganization | None:
        """The organization with this slug, kept for some seconds, or None.

        Raises Unavailable when its profile cannot be read: that is the operator's fault, not the caller's.
        """
        known = self._organizations.get(slug)
        now = time.monotonic()
        if known is not None and known[0] > now:
            return known[1]
        row = organizations.find(session, org_id_of(slug))
        if row is None:
            self._organizations.pop(slug, None)
            return None
        try:
            profile = load_profile(row.profile, self.profiles_folder)
        except ScimConsoleError as error:
            raise Unavailable(
                f'The profile "{row.profile}" of the organization "{slug}" cannot be used: {error.detail}',
                hint="Put its file back into the folder of profiles.",
            ) from error
        served = ServedOrganization(row, profile, self.tenant_url(row))
        self._organizations[slug] = (now + CACHE_SECONDS, served)
        return served
