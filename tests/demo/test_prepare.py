"""`demo --prepare`: an organization of its own, filled over HTTP, gone afterwards."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from scimconsole.api import ScimRequest
from scimconsole.client import ManagementClient, calls
from scimconsole.demo.prepare import prepare
from tests.running_service import run_program

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


pytestmark = pytest.mark.usefixtures("temporary")


def journalled(client: ManagementClient, number: int) -> list[ScimRequest]:
    """The journal once it has `number` entries: those of reads come in batches, a second late at most."""
    deadline = time.monotonic() + 5
    while True:
        requests = list(client.items(calls.requests(limit=500)))
        if len(requests) >= number or time.monotonic() > deadline:
            return requests
        time.sleep(0.1)


class TestPreparing:
    """What was sent is what is there."""

    @pytest.mark.parametrize("profile", ["keycafe", "ten-thousand-coffees", "generic"])
    def test_the_organization_is_filled(self, profile: str, temporary: Path) -> None:
        prepared = prepare(profile, users=24)
        with ManagementClient(prepared.connection) as client:
            users = list(client.items(calls.users()))
            assert len(users) == prepared.users == 24
            counts = client.send(calls.organization()).counts
            assert 0 < counts.inactive == sum(user.state == "inactive" for user in users)
            assert counts.incomplete == (2 if profile == "ten-thousand-coffees" else 0)
            if profile == "keycafe":
                assert {user.user_type for user in users} == {"FULL", "SMARTBOX"}
            groups = list(client.items(calls.groups()))
            assert {group.member_count for group in groups if group.display_name == "All staff"} == {24}
            managed = client.send(calls.user(users[5].id)).resource.get(ENTERPRISE, {})
            if profile == "ten-thousand-coffees":
                assert "manager" not in managed, "its mapping tells the manager by e-mail"
            else:
                assert managed["manager"]["value"] in {user.id for user in users}
            requests = journalled(client, prepared.requests)
            assert len(requests) == prepared.requests
            assert {request.status for request in requests} <= {200, 201, 204}
            (token,) = client.items(calls.tokens())
            assert token.last_used_at is not None
        assert list(temporary.iterdir()) == []


class TestTheCommand:
    """It prints what was made, and leaves nothing behind."""

    def test_json(self, temporary: Path) -> None:
        done = run_program("demo", "--prepare", "--users", "12", "--json", env=dict(os.environ))
        assert done.returncode == 0, done.stderr
        made = json.loads(done.stdout)
        assert (made["users"], made["profile"]) == (12, "keycafe")
        assert "scimc1_" not in done.stdout + done.stderr
        assert list(temporary.iterdir()) == []
        assert list(Path(os.environ["SCIMCONSOLE_DATA_DIR"]).iterdir()) == []

    def test_an_unknown_profile(self, temporary: Path) -> None:
        done = run_program("demo", "--prepare", "--profile", "keycaffe", "--plain", env=dict(os.environ))
        assert done.returncode == 2
        assert "keycafe" in done.stderr
        assert list(temporary.iterdir()) == []
