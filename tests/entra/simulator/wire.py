"""What lies between the simulator and the running service in tests: it listens, and can get in the way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

import httpx

from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.expressions import Surroundings
from scimconsole.entra.people.graph import source_group, source_user
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.schema.starting_points import starting_point
from scimconsole.entra.simulator.cycle import Cycle, Directory
from scimconsole.entra.simulator.endpoint import Endpoint
from scimconsole.entra.simulator.job import Job
from scimconsole.entra.simulator.record import Record
from scimconsole.entra.simulator.state import State
from tests.running_service import Organization

Person = dict[str, Any]
Rule = Callable[["Seen"], httpx.Response | Exception | None]
"""What a request is answered with instead of the service's answer; None lets it pass."""

KEYCAFE = starting_point(load_profile("keycafe"), ["user-type-by-employee-type", "key-access"])


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that left the simulator."""

    method: str
    path: str
    """Below the Tenant URL, without the query."""
    query: str
    """Decoded."""
    body: Any
    headers: dict[str, str] = field(repr=False)

    @property
    def operations(self) -> list[dict[str, Any]]:
        """Those of a PATCH."""
        found: list[dict[str, Any]] = self.body["Operations"]
        return found


class Wire(httpx.AsyncBaseTransport):
    """Passes requests on to the service and keeps them."""

    def __init__(self, organization: Organization, rule: Rule | None = None) -> None:
        self.requests: list[Seen] = []
        self._base = httpx.URL(organization.tenant_url).path
        self._rule = rule
        self._inner = httpx.AsyncHTTPTransport(verify=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer by the rule, else by the service."""
        content = await request.aread()
        seen = Seen(
            request.method,
            request.url.path.removeprefix(self._base),
            unquote_plus(request.url.query.decode()),
            json.loads(content) if content else None,
            dict(request.headers),
        )
        self.requests.append(seen)
        answer = None if self._rule is None else self._rule(seen)
        if isinstance(answer, Exception):
            raise answer
        return answer or await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    def of(self, method: str) -> list[Seen]:
        """The requests with this method."""
        return [seen for seen in self.requests if seen.method == method]


@dataclass
class Played:
    """A cycle that was played."""

    cycle: Cycle
    records: list[Record]
    wire: Wire

    def outcomes(self, kind: str = "User") -> dict[str, str]:
        """Name to outcome of whoever was told, first pass only."""
        told = [record for record in self.records if record.kind == kind and not record.of_references]
        return {record.name: record.outcome for record in told}


@dataclass
class Tenant:
    """A job on one organization: cycles with a state of its own."""

    organization: Organization
    state: State
    schema: SyncSchema = KEYCAFE

    def play(
        self,
        users: Iterable[Person],
        groups: Iterable[Person] | None = None,
        *,
        rule: Rule | None = None,
        now: str | None = None,
        seconds: float = 30,
        **settings: Any,
    ) -> Played:
        """One cycle with these people."""
        from datetime import datetime

        wire = Wire(self.organization, rule)
        records: list[Record] = []
        at = None if now is None else datetime.fromisoformat(now)
        job = Job(self.schema, surroundings=Surroundings.repeatable(now=at), **settings)

        async def run() -> Cycle:
            url, token = self.organization.tenant_url, self.organization.token
            async with Endpoint(url, token, transport=wire, seconds=seconds) as endpoint:
                cycle = Cycle(job, endpoint, self.state, records.append)
                sources = None if groups is None else map(source_group, groups)
                await cycle.run(Directory(map(source_user, users), sources))
                return cycle

        return Played(asyncio.run(run()), records, wire)

    def held(self, user_name: str) -> dict[str, Any] | None:
        """What the service holds of somebody."""
        answer = self.organization.scim.get("/Users", params={"filter": f'userName eq "{user_name}"'}).json()
        found: list[dict[str, Any]] = answer["Resources"]
        return found[0] if found else None


def person(name: str, **more: Any) -> Person:
    """A Graph user called `name@contoso.example`, with an object id made of the name."""
    return {
        "id": f"00000000-0000-4000-8000-{name.encode().hex():0>12}",
        "userPrincipalName": f"{name}@contoso.example",
        "mail": f"{name}@contoso.example",
        "displayName": name.title(),
        "givenName": name.title(),
        "surname": "Doe",
        "accountEnabled": True,
        **more,
    }


def people(count: int, **more: Any) -> list[Person]:
    """So many people: p0, p1 and so on."""
    return [person(f"p{number}", **more) for number in range(count)]


def group(name: str, *members: Person, **more: Any) -> Person:
    """A Graph group."""
    id = f"00000000-0000-4000-9000-{name.encode().hex()[:12]:0>12}"
    return {"id": id, "displayName": name, "members": [{"id": one["id"]} for one in members], **more}


def answer(status: int, **headers: str) -> Callable[[Seen], httpx.Response]:
    """A rule that answers everything like this."""
    return lambda seen: httpx.Response(status, json={"detail": "in the way"}, headers=headers)
