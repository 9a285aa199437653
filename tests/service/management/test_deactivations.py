"""Deactivating many people at once."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.running_service import Organization
from tests.service.management.people import create_user, every_item


def finished(organization: Organization, deactivation_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        told: dict[str, Any] = organization.api.get(f"/deactivations/{deactivation_id}").json()
        if told["state"] in ("done", "cancelled"):
            return told
        time.sleep(0.02)
    raise AssertionError(f"still {told['state']}")


@pytest.fixture
def people(organization: Organization) -> dict[str, str]:
    """userName to id of 120 people: more than two chunks."""
    return {
        f"user{number:03}@acme.example": create_user(organization, f"user{number:03}@acme.example")
        for number in range(120)
    }


class TestABulkDeactivation:
    def test_holds_everybody_named_and_reports_who_is_not_there(
        self, organization: Organization, people: dict[str, str]
    ) -> None:
        names = list(people)
        organization.api.post(f"/users/{people[names[0]]}/deactivate")
        named = [names[0], names[1].upper(), people[names[2]], people[names[1]], "nobody", *names[10:100]]
        answer = organization.api.post("/deactivations", json={"ids": named, "reason": "Office closed"})
        assert answer.status_code == 201
        assert answer.json()["state"] == "queued"
        told = finished(organization, answer.json()["id"])
        assert told["state"] == "done"
        assert (told["matched"], told["deactivated"], told["already"], told["failed"]) == (93, 92, 1, 0)
        assert told["unmatched"] == ["nobody"]
        assert len(told["results"]) == 93
        assert told["created_by"] == f"owner@{organization.slug}.example"
        assert told["finished_at"]
        assert organization.api.get("").json()["counts"]["held"] == 93
        one = organization.api.get(f"/users/{people[names[50]]}").json()
        assert one["hold"]["reason"] == "Office closed"
        (listed,) = organization.api.get("/deactivations").json()["items"]
        assert listed == {**told, "results": []}

    def test_takes_a_filter(self, organization: Organization, people: dict[str, str]) -> None:
        body = {"filter": 'userName sw "user00"', "expected_count": 10}
        answer = organization.api.post("/deactivations", json=body)
        assert answer.status_code == 201
        assert finished(organization, answer.json()["id"])["deactivated"] == 10

    def test_refuses_another_count_than_expected(
        self, organization: Organization, people: dict[str, str]
    ) -> None:
        body = {"filter": 'userName sw "user00"', "expected_count": 9}
        answer = organization.api.post("/deactivations", json=body)
        assert answer.status_code == 409
        assert answer.json()["type"] == "count-mismatch"
        assert organization.api.get("").json()["counts"]["held"] == 0

    def test_can_be_tried_dry(self, organization: Organization, people: dict[str, str]) -> None:
        organization.api.post(f"/users/{people['user000@acme.example']}/deactivate")
        body = {"ids": [*list(people)[:3], "nobody"], "dry_run": True}
        told = organization.api.post("/deactivations", json=body).json()
        assert told["state"] == "dry-run"
        assert told["matched"] == 3
        assert told["unmatched"] == ["nobody"]
        outcomes = [result["outcome"] for result in told["results"]]
        assert outcomes == ["already", "would-deactivate", "would-deactivate"]
        assert organization.api.get("").json()["counts"]["held"] == 1
        assert organization.api.post(f"/deactivations/{told['id']}/cancel").status_code == 409

    def test_of_nobody_is_done_at_once(self, organization: Organization) -> None:
        told = organization.api.post("/deactivations", json={"ids": ["nobody"]}).json()
        assert told["state"] == "done"
        assert told["unmatched"] == ["nobody"]

    def test_can_be_cancelled(self, organization: Organization, people: dict[str, str]) -> None:
        told = organization.api.post("/deactivations", json={"ids": list(people)}).json()
        answer = organization.api.post(f"/deactivations/{told['id']}/cancel")
        # It may have been quicker.
        assert answer.status_code in (200, 409)
        told = finished(organization, told["id"])
        held = organization.api.get("").json()["counts"]["held"]
        assert held == told["deactivated"]
        if told["state"] == "cancelled":
            assert {result["outcome"] for result in told["results"]} <= {"deactivated", "cancelled"}

    def test_is_queued_once_under_an_idempotency_key(
        self, organization: Organization, people: dict[str, str]
    ) -> None:
        sent = {"json": {"ids": list(people)[:2]}, "headers": {"Idempotency-Key": "once"}}
        first = organization.api.post("/deactivations", **sent)  # type: ignore[arg-type]
        second = organization.api.post("/deactivations", **sent)  # type: ignore[arg-type]
        assert first.json()["id"] == second.json()["id"]
        assert len(every_item(organization, "/deactivations")) == 1

    @pytest.mark.parametrize(
        ("body", "pointers"),
        [
            ({}, ["/ids", "/filter"]),
            ({"ids": ["a"], "filter": "active eq true"}, ["/ids", "/filter"]),
            ({"filter": "nonsense"}, ["/filter"]),
            ({"ids": ["a"], "expected_count": -1}, ["/expected_count"]),
            ({"ids": "a"}, ["/ids"]),
        ],
    )
    def test_must_make_sense(
        self, organization: Organization, body: dict[str, Any], pointers: list[str]
    ) -> None:
        answer = organization.api.post("/deactivations", json=body)
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == pointers
