"""A throw-away organization: its own embedded service in a temporary folder, filled through SCIM."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from scimconsole.api import NewToken
from scimconsole.client import Connection, ManagementClient, calls
from scimconsole.demo.directory import make_directory
from scimconsole.demo.sending import demo_mapping, send
from scimconsole.demo.throw_away import throw_away_organization
from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.schema.writing import export

TOKEN_NAME = "Entra ID (demo)"
_JOURNAL_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made; `connection.release` ends the service and removes everything."""

    connection: Connection
    profile: str
    tenant_url: str
    token_id: str
    users: int
    active: int
    groups: int
    requests: int
    seconds: float


def prepare(
    profile: str = "keycafe",
    *,
    users: int = 60,
    seed: int = 1,
    say: Callable[[str], None] = lambda sentence: None,
) -> Prepared:
    """Make and fill the organization; `say` is told each step.

    Raises the `ScimConsoleError` of the step that failed, with nothing left behind.
    """
    began = time.monotonic()
    say("Starting a service of its own")
    connection = throw_away_organization(profile, f"Demo ({profile})")
    try:
        # The client's end must not end the service.
        with ManagementClient(replace(connection, release=lambda: None)) as client:
            token = client.send(calls.generate_token(NewToken.model_validate({"name": TOKEN_NAME})))
            tenant_url = token.tenant_url or f"{connection.url}/scim/v2/{connection.org}"
            schema = demo_mapping(load_profile(profile))
            client.send(calls.save_mapping(export(schema), "What the demo is sent with"))
            requests = send(make_directory(users, seed), tenant_url, token.token, schema, say)
            _wait_for_journal(client, token.id)
            counts = client.send(calls.organization()).counts
    except BaseException:
        connection.release()
        raise
    return Prepared(
        connection,
        profile,
        tenant_url,
        token.id,
        counts.users,
        counts.active,
        counts.groups,
        requests,
        time.monotonic() - began,
    )


def _wait_for_journal(client: ManagementClient, token_id: str) -> None:
    """Wait for the batch of the last second, so that the first look shows everything."""
    deadline = time.monotonic() + _JOURNAL_SECONDS
    while time.monotonic() < deadline and client.send(calls.token(token_id)).last_used_at is None:
        time.sleep(0.05)
