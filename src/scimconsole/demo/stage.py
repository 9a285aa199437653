"""What the acts of a demo work on: the organization, its client, the tenant, tokens, Entra's memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from scimconsole.api import Organization, User
from scimconsole.client import AsyncManagementClient, Connection, calls
from scimconsole.demo.happenings import Arrivals
from scimconsole.demo.script import Script
from scimconsole.demo.tenant import Tenant
from scimconsole.demo.words import filled
from scimconsole.domain.scim.profile_model import Profile
from scimconsole.entra.expressions.surroundings import Surroundings
from scimconsole.entra.provisioning.results import Dialect
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.simulator.cycle import Cycle
from scimconsole.entra.simulator.cycle import Directory as Sources
from scimconsole.entra.simulator.endpoint import Endpoint
from scimconsole.entra.simulator.job import Job, Progress, Restart
from scimconsole.entra.simulator.record import Record
from scimconsole.entra.simulator.state import State
from scimconsole.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class HeldToken:
    """A token that the demo generated; its text goes to the simulator and nowhere else."""

    id: str
    name: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeldLink:
    """A set-up link that the demo made."""

    id: str
    url: str = field(repr=False)


@dataclass(slots=True)
class Stage:
    """Everything a run holds; made by it, changed by its acts."""

    script: Script
    seed: int
    profile: Profile
    connection: Connection
    client: AsyncManagementClient
    organization: Organization
    tenant: Tenant
    schema: SyncSchema
    state: State
    """What Entra's job remembers."""
    arrivals: Arrivals
    tokens: dict[str, HeldToken] = field(default_factory=dict)
    links: dict[str, HeldLink] = field(default_factory=dict)
    in_entra: str = ""
    """The script's name of the token that is saved in Entra."""
    names: dict[str, str] = field(default_factory=dict)
    """Names of users and groups by SCIM id."""
    sent: int = 0
    """Requests sent since what arrived was last looked at."""
    is_sent_known: bool = True
    """False when somebody else sent some, too."""
    tell: Callable[[str], None] = lambda sentence: None
    """Told how far an act is."""

    @property
    def tenant_url(self) -> str:
        """The SCIM base."""
        return self.organization.tenant_url or f"{self.connection.url}/scim/v2/{self.connection.org}"

    def fill(self, text: str) -> str:
        """The text with its words filled in."""
        return filled(text, self.word)

    def word(self, name: str) -> str:
        """What a word in braces stands for."""
        role, _, attribute = name.partition(".")
        if role in self.script.cast:
            return str(self.tenant.person(role).get(attribute or "displayName") or "")
        own = self.script.variants[self.profile.name].words
        if name in own:
            return self.fill(own[name])
        known: dict[str, object] = {
            "tenant_url": self.tenant_url,
            "organization": self.organization.name,
            "profile": self.profile.name,
            "service": self.profile.title,
            "domain": self.script.domain,
            "people": len(self.tenant),
            "seed": self.seed,
        }
        return str(known[name])

    def token(self, name: str) -> HeldToken:
        """A token by the name that the script gave it; raises `InvalidInput` before it was generated."""
        if name not in self.tokens:
            raise InvalidInput(f'No step so far generated the token "{name}".')
        return self.tokens[name]

    def link(self, name: str) -> HeldLink:
        """A set-up link by the name that the script gave it; raises `InvalidInput` before it was made."""
        if name not in self.links:
            raise InvalidInput(f'No step so far made the set-up link "{name}".')
        return self.links[name]

    def endpoint(self, token: str) -> Endpoint:
        """The SCIM endpoint, signed in with a token; one request at a time, so that a run can be repeated."""
        return Endpoint(self.tenant_url, token, concurrency=1)

    async def user_of(self, role: str) -> User | None:
        """The stored user of the person in a role."""
        person = self.tenant.person(role)
        name, id = json.dumps(person["userPrincipalName"]), json.dumps(person["id"])
        page = await self.client.send(
            calls.users(filter=f"userName eq {name} or externalId eq {id}", limit=1)
        )
        return page.items[0] if page.items else None

    async def cycle(
        self,
        sources: Sources,
        *,
        dialect: Dialect = "legacy",
        restart: Restart | None = None,
        state: State | None = None,
    ) -> tuple[Cycle, list[Record]]:
        """Play a cycle with the token that is saved in Entra; raises `InvalidInput` when there is none."""
        if not self.in_entra:
            raise InvalidInput(
                "There is no token in Entra yet.", hint="Let a step before this one do `test-connection`."
            )
        told: list[Record] = []
        job = Job(
            self.schema,
            dialect,
            concurrency=1,
            deletion_threshold=0,
            restart=restart,
            surroundings=Surroundings.repeatable(seed=self.seed),
        )
        async with self.endpoint(self.token(self.in_entra).text) as endpoint:
            cycle = Cycle(job, endpoint, state or self.state, told.append, self._progress)
            try:
                await cycle.run(sources)
            finally:
                self.sent += endpoint.requests
        self.names |= {record.scim_id: record.name for record in told if record.scim_id}
        return cycle, told

    def _progress(self, progress: Progress) -> None:
        of = f" of {progress.total}" if progress.total else ""
        self.tell(f"{progress.doing}: {progress.done}{of}")
