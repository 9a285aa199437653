"""The self test: Entra ID is played against the organization's own SCIM endpoint, and nothing stays of it.

It takes the way of every SCIM request, from the ASGI application on, but for the bearer token: it is signed
in by an `Insider` in the scope. So there is no credential that could leak or outlive it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import orjson

from scimconsole.domain.rehearsal import Answered, Asked, Play, Step
from scimconsole.domain.self_test import ACTOR, AGENT, GROUP_PREFIX, USER_PREFIX, is_left_over
from scimconsole.service.context import ServedOrganization, ServiceContext
from scimconsole.service.scim.endpoint import ScimEndpoint
from scimconsole.service.scim.insider import IN_SCOPE, Insider
from scimconsole.service.scim.request import PREFIX

LONGEST_S = 1.5
"""Seconds after which the steps are given up; cleaning up has the rest of two seconds."""
LONGEST_CLEANING_S = 0.5
_MOST_LEFT_OVERS = 20

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Played:
    """A step and what came of it."""

    step: Step
    status: int | None
    wrong: str
    """Empty when the answer was as expected."""
    request_id: str
    duration_us: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run."""

    user_name: str
    played: list[Played]
    cleaned_up: bool

    @property
    def passed(self) -> bool:
        """Whether every step was as Entra needs it, and nothing was left."""
        return self.cleaned_up and bool(self.played) and not any(one.wrong for one in self.played)


async def run_self_test(context: ServiceContext, organization: ServedOrganization) -> Outcome:
    """Play Entra ID against the organization's endpoint; takes at most two seconds and leaves nothing."""
    return await _Run(context, organization).run()


class _Run:
    """Plays the steps for one organization, one after the other."""

    def __init__(self, context: ServiceContext, organization: ServedOrganization) -> None:
        self._endpoint = ScimEndpoint(context)
        self._organization = organization
        self._play = Play(organization.profile)

    async def run(self) -> Outcome:
        """Play all steps that are possible, and clean up whatever happened."""
        played: list[Played] = []
        end = time.monotonic() + LONGEST_S
        try:
            for step in self._play.steps():
                played.append(await self._played(step, end))
                if played[-1].status is None:
                    break
        finally:
            cleaned_up = await self._clean_up()
        return Outcome(self._play.user_name, played, cleaned_up)

    async def _played(self, step: Step, end: float) -> Played:
        insider = self._insider()
        started = time.perf_counter()
        status: int | None = None
        try:
            async with asyncio.timeout(end - time.monotonic()):
                answer = await self._ask(step.asked, insider)
        except TimeoutError:
            wrong = f"There was no answer in the {LONGEST_S} seconds that the test may take."
        else:
            status, wrong = answer.status, step.judge(answer)
        duration_us = int((time.perf_counter() - started) * 1_000_000)
        return Played(step, status, wrong, insider.request_id, duration_us)

    async def _clean_up(self) -> bool:
        """Delete what this run left, and what runs left that ended in the middle; whether nothing stayed."""
        try:
            async with asyncio.timeout(LONGEST_CLEANING_S):
                users = await self._delete_left("Users", "userName", USER_PREFIX, self._play.user_name)
                groups = await self._delete_left("Groups", "displayName", GROUP_PREFIX, self._play.group_name)
        except TimeoutError:
            log.warning("what a self test made could not be deleted; the next one does it")
            return False
        return users and groups

    async def _delete_left(self, kind: str, attribute: str, prefix: str, own: str) -> bool:
        query = f"filter={attribute}+sw+%22{quote(prefix)}%22&count={_MOST_LEFT_OVERS}"
        found = await self._ask(Asked("GET", f"/{kind}", query), self._insider())
        if found.status != 200:
            return False
        gone = True
        for resource in found.resource.get("Resources", ()):
            name = str(resource.get(attribute, ""))
            if name == own or is_left_over(name, str(resource["meta"]["created"]), datetime.now(UTC)):
                path = f"/{kind}/{quote(str(resource['id']), safe='')}"
                answer = await self._ask(Asked("DELETE", path), self._insider())
                gone = gone and answer.status in (204, 404)
        return gone

    def _insider(self) -> Insider:
        return Insider(self._organization.org_id, AGENT, ACTOR)

    async def _ask(self, asked: Asked, insider: Insider) -> Answered:
        body = b"" if asked.body is None else orjson.dumps(asked.body)
        status = 0
        content = b""

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            nonlocal status, content
            status = message.get("status", status)
            content += message.get("body", b"")

        scope = {
            "type": "http",
            "method": asked.method,
            "path": f"{PREFIX}{self._organization.row.slug}{asked.path}",
            "query_string": asked.query.encode(),
            "client": None,
            "headers": [
                (b"content-type", b"application/scim+json; charset=utf-8"),
                (b"content-length", b"%d" % len(body)),
                (b"user-agent", insider.agent.encode()),
            ],
            IN_SCOPE: insider,
        }
        await self._endpoint(scope, receive, send)
        return Answered(status, _object(content))


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return document if isinstance(document, dict) else None
