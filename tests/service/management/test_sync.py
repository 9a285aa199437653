"""The state of provisioning, by requests that were really made."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scimconsole.entra.simulator.state import State
from tests.entra.simulator.wire import Tenant, people
from tests.running_service import Organization

Sync = dict[str, Any]
NOBODY = "0f2b6a1e-8c7f-4d6e-9d5c-1a2b3c4d5e6f"


def sync(organization: Organization) -> Sync:
    answer = organization.api.get("/sync")
    assert answer.status_code == 200, answer.text
    told: Sync = answer.json()
    return told


def until(organization: Organization, is_met: Callable[[Sync], object]) -> Sync:
    """The state once it is as expected: counts are written within a second or so."""
    deadline = time.monotonic() + 6
    while not is_met(found := sync(organization)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert is_met(found), found
    return found


def press_test_connection(organization: Organization) -> None:
    answer = organization.scim.get("/Users", params={"filter": f'userName eq "{NOBODY}"'})
    assert answer.status_code == 200, answer.text


class TestHealth:
    def test_is_never_connected_before_the_first_request(self, organization: Organization) -> None:
        told = sync(organization)
        assert told["health"] == "never-connected"
        assert told["reason"] == "No request has arrived yet, and no token was generated."
        assert told["last_contact"] is None
        assert told["cycles"] == told["failures"] == []
        assert told["last_hour"] == [0] * 60
        assert told["forecast"]["outlook"] == "clear"

    def test_tells_of_the_last_contact_and_the_last_test(self, organization: Organization) -> None:
        press_test_connection(organization)
        told = until(organization, lambda told: told["last_test"])
        assert told["health"] == "healthy"
        assert told["reason"] == "Entra contacted us moments ago; its rhythm is not known yet."
        assert told["last_test"] == told["last_contact"]
        test = organization.api.get(f"/requests/{told['last_test']['request_id']}").json()
        assert test["sought"] == NOBODY
        assert told["last_test"]["at"] == test["at"]
        assert told["last_test"]["token_id"] == organization.token[7:29]
        assert [cycle["kind"] for cycle in told["cycles"]] == ["test"]
        assert told["cycles"][0]["is_open"] is True

    def test_counts_a_cycle_by_what_it_did(self, keycafe: Organization, tmp_path: Path) -> None:
        tenant = Tenant(keycafe, State(tmp_path / "state", keycafe.tenant_url))
        tenant.play(people(5))
        told = until(keycafe, lambda told: told["today"]["creates"] == 5)
        (cycle,) = told["cycles"]
        assert cycle["kind"] == "initial"
        counts = cycle["counts"]
        assert counts["tests"] == 1
        assert counts["reads"] == 5
        assert counts["requests"] == sum(value for name, value in counts.items() if name != "requests")
        assert told["today"] == counts
        assert sum(told["last_hour"]) == counts["requests"]
        assert told["last_change_at"] is not None

    def test_is_failing_when_the_last_sign_in_was_refused(self, organization: Organization) -> None:
        press_test_connection(organization)
        until(organization, lambda told: told["last_test"])
        token_id = organization.api.get("/tokens").json()["items"][0]["id"]
        assert organization.api.post(f"/tokens/{token_id}/revoke").status_code == 200
        assert organization.scim.get("/Users").status_code == 401
        told = until(organization, lambda told: told["health"] == "failing")
        assert told["reason"].startswith(
            "Entra's last sign-in was refused moments ago: the token was revoked;"
        )
        assert [failure["cause"] for failure in told["failures"]] == ["token-revoked"]
        assert told["forecast"]["outlook"] == "quarantined"
        assert told["forecast"]["reason"] == "EncounteredQuarantineException"
        assert "Secret Token" in told["forecast"]["to_do"]
