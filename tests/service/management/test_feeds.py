"""What was received and what changed: requests, changes, groups."""

from __future__ import annotations

import threading
import time
from typing import Any

from tests.running_service import Organization
from tests.service.management.people import create_group, create_user, every_item, set_active


class TestRequests:
    def test_lists_what_entra_sent_newest_first(self, organization: Organization) -> None:
        user_id = create_user(organization, "jane@acme.example", shoeSize="9")
        organization.scim.get("/Users", params={"filter": 'userName eq "john@acme.example"'})
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and len(every_item(organization, "/requests")) < 2:
            time.sleep(0.05)
        match, create = every_item(organization, "/requests", limit=1)
        assert create["method"] == "POST"
        assert create["status"] == 201
        assert create["resource_id"] == user_id
        assert create["token_id"] == organization.token[7:29]
        assert create["signed_in"] is True
        assert "userName" in create["received"]
        assert create["ignored"] == ["shoeSize"]
        assert create["duration_us"] > 0
        assert match["sought"] == "john@acme.example"
        assert match["error"] is None
        detail = organization.api.get(f"/requests/{create['id']}").json()
        assert create["cause"]["title"] == detail["cause"]["title"]
        in_full = {"cause": None, "body": detail["body"], "answer": None, "difference": detail["difference"]}
        assert {**detail, "cause": None} == {**create, **in_full}

    def test_finds_the_refused_one_by_the_id_in_its_answer(self, keycafe: Organization) -> None:
        answer = keycafe.scim.post("/Users", json={"userName": "a@b.example", "userType": "BOSS"})
        assert answer.status_code == 400
        deadline = time.monotonic() + 5
        refused: list[dict[str, Any]] = []
        while time.monotonic() < deadline and not refused:
            refused = [item for item in every_item(keycafe, "/requests") if item["status"] == 400]
        assert refused[0]["id"] in answer.json()["detail"]
        assert refused[0]["error"]["scim_type"] == "invalidValue"

    def test_finds_a_refused_creation_by_the_person_whatever_was_wrong(
        self, organization: Organization
    ) -> None:
        body = {"userName": "ada@acme.example", "x509Certificates": [{"value": "(not yet)"}]}
        assert organization.scim.post("/Users", json=body).status_code == 400
        deadline = time.monotonic() + 5
        refused: list[dict[str, Any]] = []
        while time.monotonic() < deadline and not refused:
            refused = list(every_item(organization, "/requests", user="ada@acme.example"))
        assert [request["status"] for request in refused] == [400]

    def test_tells_a_refused_sign_in_in_the_words_of_its_answer(self, organization: Organization) -> None:
        stranger = organization.client(organization.tenant_url, organization.token[:-4])
        answer = stranger.get("/Users")
        assert answer.status_code == 401
        deadline = time.monotonic() + 5
        refused: list[dict[str, Any]] = []
        while time.monotonic() < deadline and not refused:
            refused = [item for item in every_item(organization, "/requests") if item["status"] == 401]
        assert refused[0]["error"]["detail"] == answer.json()["detail"]

    def test_of_an_unknown_id_is_a_404(self, organization: Organization) -> None:
        assert organization.api.get("/requests/unknown").status_code == 404


class TestChanges:
    def test_come_in_order_and_can_be_resumed(self, organization: Organization) -> None:
        user_id = create_user(organization, "jane@acme.example", externalId="object-1")
        set_active(organization, user_id, False)
        set_active(organization, user_id, True)
        organization.api.post(f"/users/{user_id}/deactivate")
        organization.api.post(f"/users/{user_id}/reactivate")
        organization.scim.delete(f"/Users/{user_id}")
        page = organization.api.get("/changes", params={"limit": 4}).json()
        rest = organization.api.get("/changes", params={"cursor": page["next_cursor"]}).json()
        told = [*page["items"], *rest["items"]]
        assert [change["type"] for change in told] == [
            "user.created",
            "user.deactivated",
            "user.reactivated",
            "user.deactivated",
            "user.reactivated",
            "user.deleted",
        ]
        assert [change["user"]["active"] for change in told] == [True, False, True, False, True, False]
        assert told[0]["user"]["external_id"] == "object-1"
        at_the_end = organization.api.get("/changes", params={"cursor": rest["next_cursor"]}).json()
        assert at_the_end == {"items": [], "next_cursor": rest["next_cursor"], "total": None}

    def test_can_be_waited_for(self, organization: Organization) -> None:
        cursor = organization.api.get("/changes").json()["next_cursor"]
        organization.token  # noqa: B018  (generated before the clock starts)
        later = threading.Timer(0.5, create_user, (organization, "jane@acme.example"))
        later.start()
        began = time.monotonic()
        answer = organization.api.get("/changes", params={"cursor": cursor, "wait": 20})
        later.join()
        assert [change["type"] for change in answer.json()["items"]] == ["user.created"]
        assert 0.3 < time.monotonic() - began < 10

    def test_waiting_ends_without_a_change(self, organization: Organization) -> None:
        began = time.monotonic()
        page = organization.api.get("/changes", params={"wait": 1}).json()
        assert page["items"] == []
        assert page["next_cursor"]
        assert 0.9 < time.monotonic() - began < 5
        assert organization.api.get("/changes", params={"wait": 31}).status_code == 422


class TestGroups:
    def test_are_listed_by_name_with_their_members(self, organization: Organization) -> None:
        jane = create_user(organization, "jane@acme.example", displayName="Jane")
        john = create_user(organization, "john@acme.example")
        set_active(organization, john, False)
        group_id = create_group(organization, "Engineering", jane, john)
        for name in ("alpha", "Design", "Études"):
            create_group(organization, name)
        listed = every_item(organization, "/groups", limit=1)
        assert [group["display_name"] for group in listed] == ["alpha", "Design", "Engineering", "Études"]
        assert [group["member_count"] for group in listed] == [0, 0, 2, 0]
        assert organization.api.get(f"/groups/{group_id}").json() == listed[2]
        members = {
            member["id"]: member
            for member in every_item(organization, f"/groups/{group_id}/members", limit=1)
        }
        assert members[jane] == {
            "id": jane, "type": "User", "display": "Jane", "user_name": "jane@acme.example", "active": True
        }  # fmt: skip
        assert members[john]["active"] is False
        assert organization.api.get(f"/groups/{group_id}/members").json()["total"] == 2
        found = organization.api.get("/groups", params={"q": "E"}).json()
        assert [group["display_name"] for group in found["items"]] == ["Engineering"]
        assert found["total"] == 1

    def test_of_an_unknown_id_are_a_404(self, organization: Organization) -> None:
        assert organization.api.get("/groups/unknown").status_code == 404
        assert organization.api.get("/groups/unknown/members").status_code == 404
