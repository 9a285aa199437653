"""The self test: what Entra ID would do, played through the service's SCIM endpoint, with nothing left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from scimconsole.domain.self_test import AGENT, GROUP_PREFIX, USER_DOMAIN, USER_PREFIX
from tests.running_service import Organization, RunningService

STEPS = [
    *("test-connection", "create-user", "match-user", "update-legacy", "update-compliant"),
    *("disable-legacy", "read-disabled", "enable-user", "disable-compliant"),
    *("create-group", "add-members", "remove-member", "read-group", "delete-group"),
    *("delete-user", "gone"),
]


def played(organization: Organization) -> dict[str, Any]:
    """What a self test comes to."""
    answer = organization.api.post("/guide/self-test")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def journal(organization: Organization, count: int) -> list[dict[str, Any]]:
    """The journal, once it holds so many entries: reads come within a second."""
    deadline = time.monotonic() + 5
    while True:
        items: list[dict[str, Any]] = organization.api.get("/requests", params={"limit": 200}).json()["items"]
        if len(items) >= count or time.monotonic() > deadline:
            return items
        time.sleep(0.05)


class TestASelfTest:
    def test_plays_every_step_in_both_dialects_and_passes(self, coffees: Organization) -> None:
        told = played(coffees)
        assert [step["name"] for step in told["steps"]] == STEPS
        assert told["passed"], told
        assert {step["seen"] for step in told["steps"]} == {"As expected."}

    @pytest.mark.engines("sqlite")
    def test_passes_for_every_profile(self, organization: Organization, keycafe: Organization) -> None:
        assert played(organization)["passed"]
        assert played(keycafe)["passed"]

    def test_leaves_nobody_and_no_group(self, organization: Organization) -> None:
        told = played(organization)
        assert told["cleaned_up"]
        assert told["user_name"].startswith(USER_PREFIX)
        assert organization.api.get("/users").json()["total"] == 0
        assert organization.api.get("/groups").json()["total"] == 0

    def test_is_no_news_for_who_acts_on_the_changes_feed(self, organization: Organization) -> None:
        played(organization)
        assert organization.api.get("/changes").json()["items"] == []

    def test_needs_no_token_and_makes_none(self, organization: Organization) -> None:
        assert played(organization)["passed"]
        assert organization.api.get("/tokens").json()["items"] == []

    @pytest.mark.engines("sqlite")
    def test_takes_less_than_two_seconds(self, organization: Organization) -> None:
        started = time.monotonic()
        played(organization)
        assert time.monotonic() - started < 2

    @pytest.mark.engines("sqlite")
    def test_is_for_owners(self, organization: Organization) -> None:
        key = organization.add_member("support", "sam@acme.example")
        answer = organization.client(organization.api_url, key).post("/guide/self-test")
        assert answer.status_code == 403

    @pytest.mark.engines("sqlite")
    def test_is_announced(self, organization: Organization) -> None:
        assert "self-test" in organization.api.get("").json()["capabilities"]


class TestItsTraces:
    pytestmark = pytest.mark.engines("sqlite")

    def test_its_requests_stand_in_the_journal_under_its_own_name(self, organization: Organization) -> None:
        told = played(organization)
        entries = {entry["id"]: entry for entry in journal(organization, len(STEPS))}
        for step in told["steps"]:
            entry = entries[step["request_id"]]
            assert entry["dialect"] == AGENT
            assert entry["status"] == step["status"]
            assert entry["token_id"] is None

    def test_the_guide_does_not_take_it_for_entra(self, organization: Organization) -> None:
        played(organization)
        journal(organization, len(STEPS))
        states = {step["check"]: step["state"] for step in organization.api.get("/guide").json()["steps"]}
        assert "seen" not in states.values()

    def test_neither_do_the_state_of_provisioning_and_the_brake(self, organization: Organization) -> None:
        organization.api.patch("/settings", json={"brake": "hold"})
        for _ in range(6):
            assert played(organization)["passed"], "each disables twice, beyond what the brake lets pass"
        journal(organization, 6 * len(STEPS))
        sync = organization.api.get("/sync").json()
        assert (sync["health"], sync["last_contact"]) == ("never-connected", None)
        assert sync["brake"]["people"] == 0

    def test_the_name_alone_hides_nobody_from_the_guide(self, organization: Organization) -> None:
        organization.scim.get("/Users", headers={"User-Agent": AGENT})
        journal(organization, 1)
        states = {step["check"]: step["state"] for step in organization.api.get("/guide").json()["steps"]}
        assert states["test-connection"] == "seen"


class TestTwoAtOnce:
    def test_do_not_disturb_each_other(self, organization: Organization) -> None:
        with ThreadPoolExecutor(4) as pool:
            outcomes = list(pool.map(lambda _: played(organization), range(4)))
        assert all(outcome["passed"] for outcome in outcomes), outcomes
        assert organization.api.get("/users").json()["total"] == 0


class TestWhatARunLeft:
    def test_is_not_touched_while_it_may_belong_to_a_run_that_goes_on(
        self, organization: Organization
    ) -> None:
        organization.scim.post("/Users", json={"userName": f"{USER_PREFIX}1{USER_DOMAIN}"})
        organization.scim.post("/Groups", json={"displayName": f"{GROUP_PREFIX}1"})
        played(organization)
        assert organization.api.get("/users").json()["total"] == 1
        assert organization.api.get("/groups").json()["total"] == 1


PROFILE = """
name = "one-person"
title = "A service for one person"

[[fields]]
label = "Login"
attribute = "userName"
level = "required"
allowed = ["anna@acme.example"]
"""


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service with a profile of its own."""
    home: Path = tmp_path_factory.mktemp("strict")
    profiles, config = home / "profiles", home / "config"
    profiles.mkdir()
    config.mkdir()
    (profiles / "one-person.toml").write_text(PROFILE)
    (config / "config.toml").write_text(f'profiles = "{profiles}"\n')
    running = RunningService(f"sqlite:///{home / 'service.db'}", home)
    yield running
    running.stop()


class TestWhatIsBroken:
    def test_fails_the_test_with_the_reason(self, strict: RunningService) -> None:
        told = played(strict.add_organization(profile="one-person", plan="any"))
        assert not told["passed"]
        assert told["cleaned_up"]
        failed = [step for step in told["steps"] if not step["passed"]]
        assert [step["name"] for step in failed] == ["create-user"]
        assert failed[0]["status"] == 400
        assert "anna@acme.example" in failed[0]["seen"]
