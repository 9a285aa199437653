"""Deactivating many people at once."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.running_service import Organization
from tests.service.management.people import create_group, create_user, every_item, set_active


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
        watched = organization.api.get(f"/deactivations/{told['id']}", params={"results": "false"})
        assert watched.json() == listed

    def test_takes_a_filter(self, organization: Organization, people: dict[str, str]) -> None:
        body = {"filter": 'userName sw "user00"', "expected_count": 10}
        answer = organization.api.post("/deactivations", json=body)
        assert answer.status_code == 201
        assert finished(organization, answer.json()["id"])["deactivated"] == 10

    def test_takes_the_conditions_of_the_list(
        self, organization: Organization, people: dict[str, str]
    ) -> None:
        ids = list(people.values())
        group = create_group(organization, "Leavers", *ids[:20])
        organization.api.post(f"/users/{ids[0]}/deactivate")
        since = organization.api.get(f"/users/{ids[15]}").json()["created_at"]
        bodies: list[tuple[dict[str, Any], int]] = [
            ({"group": group}, 20),
            ({"group": group, "status": "active"}, 19),
            ({"group": group, "filter": 'userName co "user01"'}, 10),
            ({"group": group, "changed_since": since}, 6),
            ({"q": "user01"}, 10),
            ({"status": "held"}, 1),
            ({"user_type": "nothing"}, 0),
        ]
        for body, count in bodies:
            told = organization.api.post("/deactivations", json={**body, "dry_run": True}).json()
            assert (told["matched"], told["worked"]) == (count, 0), body
        told = organization.api.post("/deactivations", json={"group": group, "expected_count": 20}).json()
        told = finished(organization, told["id"])
        assert (told["worked"], told["deactivated"], told["already"]) == (20, 19, 1)

    def test_tells_all_results_page_by_page(self, organization: Organization, people: dict[str, str]) -> None:
        names = list(people)
        organization.api.post(f"/users/{people[names[1]]}/deactivate")
        told = organization.api.post("/deactivations", json={"ids": names[:5]}).json()
        finished(organization, told["id"])
        place = f"/deactivations/{told['id']}/results"
        results = every_item(organization, place, limit=2)
        assert [result["user_name"] for result in results] == names[:5]
        (already,) = every_item(organization, place, outcome="already")
        assert already["id"] == people[names[1]]
        page = organization.api.get(place, params={"outcome": "deactivated", "limit": 1}).json()
        assert (page["total"], len(page["items"])) == (4, 1)
        assert organization.api.get(place, params={"outcome": "lost"}).status_code == 422
        assert organization.api.get("/deactivations/none/results").status_code == 404

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
            ({"ids": ["a"], "status": "active"}, ["/ids", "/filter"]),
            ({"filter": "", "q": ""}, ["/ids", "/filter"]),
            ({"group": "no-such-group"}, ["/group"]),
            ({"changed_since": "yesterday"}, ["/changed_since"]),
            ({"status": "asleep"}, ["/status"]),
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


class TestAnUndo:
    """It lifts what the deactivation placed, and only that."""

    def deactivated(self, organization: Organization, ids: list[str]) -> str:
        """A deactivation of these people, done."""
        answer = organization.api.post("/deactivations", json={"ids": ids, "reason": "Office closed"})
        deactivation_id: str = answer.json()["id"]
        assert finished(organization, deactivation_id)["state"] == "done"
        return deactivation_id

    def undone(self, organization: Organization, deactivation_id: str) -> dict[str, Any]:
        answer = organization.api.post(f"/deactivations/{deactivation_id}/undo", json={"reason": "Slip"})
        assert answer.status_code == 201
        assert answer.json()["undoes"] == deactivation_id
        return finished(organization, answer.json()["id"])

    def test_lifts_every_hold_and_tells_it(self, organization: Organization, people: dict[str, str]) -> None:
        ids = list(people.values())
        organization.api.post(f"/users/{ids[0]}/deactivate", json={"reason": "Before"})
        deactivation_id = self.deactivated(organization, ids)
        told = self.undone(organization, deactivation_id)
        assert (told["state"], told["matched"], told["worked"]) == ("done", 119, 119)
        assert (told["reactivated"], told["left"], told["deactivated"]) == (119, 0, 0)
        (held,) = every_item(organization, "/users", status="held")
        assert held["hold"]["reason"] == "Before"
        before = organization.api.get(f"/deactivations/{deactivation_id}").json()
        assert before["undone_by"] == told["id"]
        history = every_item(organization, f"/users/{ids[1]}/history")
        (released,) = [event for event in history if event["action"] == "user.released"]
        assert released["detail"] == "Slip"
        assert released["by"] == f"owner@{organization.slug}.example"
        feed = every_change(organization)
        assert [change["type"] for change in feed if change["user"]["id"] == ids[1]] == [
            "user.created", "user.deactivated", "user.reactivated"
        ]  # fmt: skip

    def test_leaves_whom_others_have_touched_and_says_why(
        self, organization: Organization, people: dict[str, str]
    ) -> None:
        released, again, gone, disabled, plain = list(people.values())[:5]
        deactivation_id = self.deactivated(organization, [released, again, gone, disabled, plain])
        organization.api.post(f"/users/{released}/reactivate")
        organization.api.post(f"/users/{again}/reactivate")
        organization.api.post(f"/users/{again}/deactivate", json={"reason": "For another reason"})
        organization.api.post(f"/users/{gone}/reactivate")
        organization.scim.delete(f"/Users/{gone}")
        set_active(organization, disabled, False)
        told = self.undone(organization, deactivation_id)
        assert (told["reactivated"], told["left"]) == (2, 3)
        said = {result["id"]: (result["outcome"], result["detail"]) for result in told["results"]}
        assert said[released] == ("left", "Reactivated in the meantime.")
        assert said[again][1].startswith(f"Held anew by owner@{organization.slug}.example at ")
        assert said[gone] == ("left", "Deleted in the meantime, and no longer held.")
        assert said[disabled][0] == "reactivated"
        assert said[disabled][1].startswith("Stays inactive")
        assert said[plain] == ("reactivated", None)
        assert [result["outcome"] for result in told["results"]][:3] == ["left"] * 3
        assert organization.api.get(f"/users/{again}").json()["hold"]["reason"] == "For another reason"

    def test_follows_a_person_who_was_deleted_and_created_anew(
        self, organization: Organization, people: dict[str, str]
    ) -> None:
        (first, first_id), (second, second_id) = list(people.items())[:2]
        deactivation_id = self.deactivated(organization, [first, second])
        for user_id in (first_id, second_id):
            organization.scim.delete(f"/Users/{user_id}")
        anew = create_user(organization, first)
        assert organization.api.get(f"/users/{anew}").json()["state"] == "held"
        assert self.undone(organization, deactivation_id)["reactivated"] == 2
        assert organization.api.get(f"/users/{anew}").json()["state"] == "active"
        back = create_user(organization, second)
        assert organization.api.get(f"/users/{back}").json()["state"] == "active"

    def test_of_a_cancelled_deactivation_lifts_what_was_placed(
        self, organization: Organization, people: dict[str, str]
    ) -> None:
        told = organization.api.post("/deactivations", json={"ids": list(people)}).json()
        organization.api.post(f"/deactivations/{told['id']}/cancel")
        told = finished(organization, told["id"])
        assert self.undone(organization, told["id"])["reactivated"] == told["deactivated"]
        assert organization.api.get("").json()["counts"]["held"] == 0

    def test_is_refused_where_it_means_nothing(
        self, organization: Organization, people: dict[str, str]
    ) -> None:
        ids = list(people.values())[:2]
        dry = organization.api.post("/deactivations", json={"ids": ids, "dry_run": True}).json()
        deactivation_id = self.deactivated(organization, ids)
        undo = self.undone(organization, deactivation_id)
        for refused in (dry["id"], deactivation_id, undo["id"]):
            answer = organization.api.post(f"/deactivations/{refused}/undo")
            assert (answer.status_code, answer.json()["type"]) == (409, "conflict")
        assert organization.api.post("/deactivations/none/undo").status_code == 404

    def test_is_only_for_owners(self, organization: Organization, people: dict[str, str]) -> None:
        deactivation_id = self.deactivated(organization, list(people)[:1])
        key = organization.add_member("support", "support@acme.example")
        support = organization.client(organization.api_url, key)
        assert support.post(f"/deactivations/{deactivation_id}/undo").status_code == 403
        assert support.get(f"/deactivations/{deactivation_id}/results").status_code == 200


def every_change(organization: Organization) -> list[dict[str, Any]]:
    changes: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = organization.api.get("/changes", params={"cursor": cursor} if cursor else {}).json()
        if not page["items"]:
            return changes
        changes += page["items"]
        cursor = page["next_cursor"]
