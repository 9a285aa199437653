"""What happened to a person: acts and requests in one order, and what was received of each attribute."""

from __future__ import annotations

from typing import Any

import pytest

from tests.running_service import Organization
from tests.service.management.people import create_user, every_item
from tests.service.scim.calls import newest_requests, patch, replace

LEVEL = "urn:ietf:params:scim:schemas:extension:tenthousandcoffees:2.0:User:managementLevel"


def told(organization: Organization, user_id: str, **query: Any) -> list[str]:
    """The history, newest first, as `action` with how often it came in a row."""
    events = every_item(organization, f"/users/{user_id}/history", **query)
    return [event["action"] + (f" x{event['times']}" if event["times"] > 1 else "") for event in events]


def received(organization: Organization, user_id: str) -> dict[str, dict[str, Any]]:
    answer = organization.api.get(f"/users/{user_id}/received").raise_for_status().json()
    assert answer["total"] == len(answer["items"])
    return {item["attribute"]: item for item in answer["items"]}


class TestTheTimeline:
    @pytest.fixture
    def jane(self, keycafe: Organization) -> str:
        """Sought, created, looked at twice, refused twice, told the same again, disabled, held."""
        for _ in range(2):
            keycafe.scim.get("/Users", params={"filter": 'userName eq "jane@acme.example"'})
        user_id = create_user(keycafe, "jane@acme.example", title="Engineer")
        keycafe.scim.get(f"/Users/{user_id}")
        keycafe.scim.get("/Users", params={"filter": 'userName eq "jane@acme.example"'})
        for _ in range(2):
            patch(keycafe.scim, f"/Users/{user_id}", replace("userType", "BOSS"))
        patch(keycafe.scim, f"/Users/{user_id}", replace("title", "Engineer"))
        patch(keycafe.scim, f"/Users/{user_id}", replace("active", "False"))
        keycafe.api.post(f"/users/{user_id}/deactivate", json={"reason": "Left"})
        newest_requests(keycafe, 9)
        return user_id

    def test_has_acts_and_requests_in_one_order(self, keycafe: Organization, jane: str) -> None:
        first, second, *others = told(keycafe, jane)
        assert {first, second} == {"user.held", "user.changed"}
        assert others == [
            "user.deactivated",
            "user.unchanged",
            "user.refused x2",
            "user.sought x2",
            "user.created",
            "user.sought x2",
        ]

    def test_has_no_gap_and_nothing_twice_between_its_pages(self, keycafe: Organization, jane: str) -> None:
        whole = [event.partition(" ")[0] for event in told(keycafe, jane)]
        for limit in (1, 2, 3, 5):
            events = every_item(keycafe, f"/users/{jane}/history", limit=limit)
            in_a_row = [one for place, one in enumerate(events) if _is_new(events, place)]
            assert [event["action"] for event in in_a_row] == whole
            assert sum(event["times"] for event in events) == 11

    def test_tells_why_a_request_was_refused_and_by_whom_it_came(
        self, keycafe: Organization, jane: str
    ) -> None:
        events = every_item(keycafe, f"/users/{jane}/history")
        refused = next(event for event in events if event["action"] == "user.refused")
        assert refused["detail"].startswith("update user: ")
        assert "BOSS" in refused["detail"]
        assert refused["by"].startswith("token ")
        request = keycafe.api.get(f"/requests/{refused['request_id']}").json()
        assert request["status"] == 400

    def test_says_what_was_left_out_beside_a_disable(self, keycafe: Organization) -> None:
        user_id = create_user(keycafe, "jane@acme.example")
        patch(keycafe.scim, f"/Users/{user_id}", replace("active", False), replace("userType", "BOSS"))
        newest = every_item(keycafe, f"/users/{user_id}/history")[0]
        assert newest["action"] == "user.deactivated"
        assert "left out: " in newest["detail"]
        assert "BOSS" in newest["detail"]

    def test_outlives_the_person(self, keycafe: Organization, jane: str) -> None:
        keycafe.scim.delete(f"/Users/{jane}")
        assert told(keycafe, jane)[0] == "user.deleted"


class TestWhatWasReceived:
    def test_is_told_beside_what_is_stored(self, keycafe: Organization) -> None:
        user_id = create_user(keycafe, "jane@acme.example", userType="full", title="Engineer")
        patch(keycafe.scim, f"/Users/{user_id}", replace("title", "Lead"))
        known = received(keycafe, user_id)
        assert (known["userType"]["received"], known["userType"]["stored"]) == ("full", "FULL")
        assert (known["title"]["received"], known["title"]["stored"]) == ("Lead", "Lead")
        assert known["title"]["request_id"] != known["userType"]["request_id"]
        assert known["userType"]["label"] is not None

    def test_says_so_of_what_never_came(self, coffees: Organization) -> None:
        user_id = create_user(coffees, "jane@acme.example")
        level = received(coffees, user_id)[LEVEL]
        assert (level["state"], level["at"], level["received"]) == ("never", None, None)

    @pytest.mark.parametrize("path", [LEVEL, None])
    def test_reads_both_dialects(self, coffees: Organization, path: str | None) -> None:
        user_id = create_user(coffees, "jane@acme.example")
        operation = replace(LEVEL, "Director") if path else {"op": "replace", "value": {LEVEL: "Director"}}
        patch(coffees.scim, f"/Users/{user_id}", operation)
        level = received(coffees, user_id)[LEVEL]
        assert (level["state"], level["received"], level["stored"]) == ("received", "Director", "Director")

    def test_knows_the_element_that_a_path_means(self, coffees: Organization) -> None:
        user_id = create_user(coffees, "jane@acme.example")
        patch(coffees.scim, f"/Users/{user_id}", replace('emails[type eq "work"].value', "jane@x.example"))
        mail = received(coffees, user_id)['emails[type eq "work"].value']
        assert mail["received"] == mail["stored"] == "jane@x.example"

    def test_knows_what_was_taken_away(self, keycafe: Organization) -> None:
        user_id = create_user(keycafe, "jane@acme.example", title="Engineer")
        patch(keycafe.scim, f"/Users/{user_id}", {"op": "Remove", "path": "title"})
        title = received(keycafe, user_id)["title"]
        assert (title["state"], title["received"], title["stored"]) == ("received", None, None)

    def test_passes_over_what_was_refused(self, keycafe: Organization) -> None:
        user_id = create_user(keycafe, "jane@acme.example", userType="FULL")
        patch(keycafe.scim, f"/Users/{user_id}", replace("userType", "BOSS"))
        newest_requests(keycafe, 2)
        assert received(keycafe, user_id)["userType"]["received"] == "FULL"

    def test_tells_of_a_body_too_long_to_be_kept_what_it_named(self, keycafe: Organization) -> None:
        user_id = create_user(keycafe, "jane@acme.example", title="Engineer", nickName="x" * 20_000)
        title = received(keycafe, user_id)["title"]
        assert (title["state"], title["received"], title["stored"]) == ("received", None, "Engineer")


def _is_new(events: list[dict[str, Any]], place: int) -> bool:
    """Whether an event begins a row of its own; a page may end within one."""
    if place == 0:
        return True
    before, event = events[place - 1], events[place]
    return (before["action"], before["detail"]) != (event["action"], event["detail"]) and not (
        before["action"] == event["action"] == "user.sought"
    )
