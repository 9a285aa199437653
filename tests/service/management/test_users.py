"""Users in the management API: listed, searched, read, held and released."""

from __future__ import annotations

from typing import Any

import pytest

from tests.running_service import Organization
from tests.service.management.people import create_group, create_user, every_item, set_active

PEOPLE = {
    "jane.doe@acme.example": ("Jane", "Doe"),
    "john.smith@acme.example": ("John", "Smith"),
    "jose@acme.example": ("José", "Álvarez"),
    "yuki@acme.example": ("由紀", "田中"),
    "zoe.doe@acme.example": ("Zoë", "Doe"),
}


@pytest.fixture
def filled(keycafe: Organization) -> Organization:
    for number, (user_name, (given, family)) in enumerate(PEOPLE.items()):
        create_user(
            keycafe,
            user_name,
            externalId=f"object-{number}",
            displayName=f"{given} {family}",
            name={"givenName": given, "familyName": family},
            userType="SMARTBOX" if number == 3 else "FULL",
            emails=[{"type": "work", "value": user_name, "primary": True}],
        )
    return keycafe


def names(organization: Organization, **query: Any) -> list[str]:
    return [user["user_name"].partition("@")[0] for user in every_item(organization, "/users", **query)]


def id_of(organization: Organization, name: str) -> str:
    (user,) = organization.api.get("/users", params={"filter": f'userName sw "{name}"'}).json()["items"]
    user_id: str = user["id"]
    return user_id


class TestTheList:
    def test_has_everybody_by_user_name(self, filled: Organization) -> None:
        page = filled.api.get("/users").json()
        assert page["total"] == 5
        assert page["next_cursor"] is None
        assert names(filled) == ["jane.doe", "john.smith", "jose", "yuki", "zoe.doe"]
        jane = page["items"][0]
        assert jane["display_name"] == "Jane Doe"
        assert jane["given_name"] == "Jane"
        assert jane["email"] == "jane.doe@acme.example"
        assert jane["external_id"] == "object-0"
        assert jane["user_type"] == "FULL"
        assert jane["state"] == "active"
        assert jane["version"] == 1

    @pytest.mark.parametrize("limit", [1, 2, 3, 5])
    @pytest.mark.parametrize(
        "sort",
        ["user_name", "-user_name", "display_name", "-display_name", "created_at", "-created_at"],
    )
    def test_is_the_same_page_by_page(self, filled: Organization, sort: str, limit: int) -> None:
        whole = names(filled, sort=sort)
        assert len(whole) == 5
        assert names(filled, sort=sort, limit=limit) == whole
        assert names(filled, sort=sort.removeprefix("-") if sort[0] == "-" else f"-{sort}") == whole[::-1]
        assert names(filled, sort=sort, reverse="true", limit=limit) == whole[::-1]

    def test_is_turned_round_whatever_its_order(self, filled: Organization) -> None:
        for query in ({}, {"q": "j"}, {"q": "doe", "sort": "-display_name"}):
            whole = names(filled, **query)
            assert len(whole) > 1
            assert names(filled, reverse="true", limit=1, **query) == whole[::-1]

    def test_comes_in_the_order_of_creation(self, filled: Organization) -> None:
        assert names(filled, sort="created_at") == [name.partition("@")[0] for name in PEOPLE]

    @pytest.mark.parametrize(
        ("q", "found"),
        [
            ("jane", ["jane.doe"]),
            ("JANE", ["jane.doe"]),
            ("doe", ["jane.doe", "zoe.doe"]),
            ("j", ["jane.doe", "john.smith", "jose"]),
            ("jose", ["jose"]),
            ("alv", ["jose"]),
            ("zoe do", ["zoe.doe"]),
            ("田", ["yuki"]),
            ("jane.doe@ac", ["jane.doe"]),
            ("smith jane", []),
            ("nobody", []),
        ],
    )
    def test_is_searched_by_the_beginnings_of_words(
        self, filled: Organization, q: str, found: list[str]
    ) -> None:
        assert sorted(names(filled, q=q)) == found
        assert sorted(names(filled, q=q, limit=1)) == found
        assert names(filled, q=q, sort="user_name", limit=1) == found
        assert filled.api.get("/users", params={"q": q}).json()["total"] == len(found)

    def test_is_filtered_by_type_and_scim_filter(self, filled: Organization) -> None:
        assert names(filled, user_type="smartbox") == ["yuki"]
        assert names(filled, filter='name.familyName eq "doe"', limit=1) == ["jane.doe", "zoe.doe"]
        assert names(filled, filter='name.familyName eq "doe"', q="zoe") == ["zoe.doe"]
        assert names(filled, filter='userType eq "FULL" and not (userName sw "j")') == ["zoe.doe"]

    def test_is_filtered_by_state(self, filled: Organization) -> None:
        set_active(filled, id_of(filled, "jose"), False)
        filled.api.post(f"/users/{id_of(filled, 'yuki')}/deactivate")
        assert names(filled, status="inactive") == ["jose"]
        assert names(filled, status="held") == ["yuki"]
        assert names(filled, status="active") == ["jane.doe", "john.smith", "zoe.doe"]
        assert names(filled, status="active", q="doe", user_type="FULL") == ["jane.doe", "zoe.doe"]
        assert names(filled, status="incomplete") == []
        counts = filled.api.get("").json()["counts"]
        assert counts == {
            "users": 5, "active": 3, "inactive": 1, "held": 1, "incomplete": 0, "groups": 0
        }  # fmt: skip

    def test_is_filtered_by_group(self, filled: Organization) -> None:
        members = [id_of(filled, name) for name in ("jane", "jose", "yuki")]
        group = create_group(filled, "Engineering", *members)
        assert names(filled, group=group, limit=2) == ["jane.doe", "jose", "yuki"]
        assert names(filled, group=group, user_type="FULL", sort="-user_name") == ["jose", "jane.doe"]
        assert names(filled, group=group, q="doe") == ["jane.doe"]
        assert filled.api.get("/users", params={"group": group}).json()["total"] == 3
        assert names(filled, group=create_group(filled, "Empty")) == []

    def test_is_filtered_by_the_time_of_the_last_change(self, filled: Organization) -> None:
        everybody = every_item(filled, "/users", sort="created_at")
        since = everybody[3]["created_at"]
        assert names(filled, changed_since=since, sort="created_at") == ["yuki", "zoe.doe"]
        set_active(filled, everybody[0]["id"], False)
        assert names(filled, changed_since=since) == ["jane.doe", "yuki", "zoe.doe"]
        assert names(filled, changed_since=since, status="inactive", q="doe") == ["jane.doe"]
        assert names(filled, changed_since="2999-01-01") == []
        assert len(names(filled, changed_since="1969-12-31T23:00:00-05:00")) == 5

    def test_tells_who_holds_whom(self, filled: Organization) -> None:
        for name in ("jane", "jose", "yuki"):
            filled.api.post(f"/users/{id_of(filled, name)}/deactivate", json={"reason": f"about {name}"})
        found = every_item(filled, "/users", status="held")
        assert [user["hold"]["reason"] for user in found] == ["about jane", "about jose", "about yuki"]
        assert {user["hold"] is None for user in every_item(filled, "/users", status="active")} == {True}

    def test_knows_who_lacks_a_required_field(self, coffees: Organization) -> None:
        user_id = create_user(coffees, "new@acme.example", name={"givenName": "New"})
        (user,) = coffees.api.get("/users", params={"status": "incomplete"}).json()["items"]
        assert user["incomplete"] is True
        assert "name.familyName" in user["missing"]
        assert coffees.api.get(f"/users/{user_id}").json()["missing"] == user["missing"]
        assert coffees.api.get("").json()["counts"]["incomplete"] == 1

    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ({"filter": "userName eq"}, "?filter"),
            ({"filter": 'shoeSize eq "9"'}, "?filter"),
            ({"filter": "x" * 1001}, "?filter"),
            ({"status": "asleep"}, "?status"),
            ({"sort": "age"}, "?sort"),
            ({"group": "no-such-group"}, "?group"),
            ({"changed_since": "yesterday"}, "?changed_since"),
            ({"reverse": "perhaps"}, "?reverse"),
            ({"limit": 0}, "?limit"),
            ({"limit": 1001}, "?limit"),
            ({"cursor": "garbage"}, "?cursor"),
            ({"cursor": "WyJ0b2tlbnMiLDEsIngiXQ"}, "?cursor"),
        ],
    )
    def test_refuses_what_makes_no_sense(
        self, organization: Organization, query: dict[str, Any], pointer: str
    ) -> None:
        answer = organization.api.get("/users", params=query)
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]

    @pytest.mark.parametrize(
        ("text", "position"),
        [("userName eq", 11), ('shoeSize eq "9"', 0), ('active eq true and age eq "9"', 19)],
    )
    def test_says_where_in_a_filter_the_mistake_is(
        self, organization: Organization, text: str, position: int
    ) -> None:
        (place,) = organization.api.get("/users", params={"filter": text}).json()["errors"]
        assert (place["pointer"], place["position"]) == ("?filter", position)

    def test_refuses_the_cursor_of_another_order(self, filled: Organization) -> None:
        cursor = filled.api.get("/users", params={"limit": 1}).json()["next_cursor"]
        answer = filled.api.get("/users", params={"limit": 1, "sort": "display_name", "cursor": cursor})
        assert answer.status_code == 422


class TestOneUser:
    def test_is_shown_as_entra_reads_it(self, filled: Organization) -> None:
        user_id = id_of(filled, "jane")
        group_id = create_group(filled, "Engineering", user_id)
        detail = filled.api.get(f"/users/{user_id}").json()
        assert detail["resource"] == filled.scim.get(f"/Users/{user_id}").json()
        assert detail["groups"] == [{"id": group_id, "display_name": "Engineering"}]
        assert detail["refused"] == []

    def test_is_a_404_when_nobody_has_the_id(self, organization: Organization) -> None:
        for path in ("/users/nobody", "/users/nobody/history"):
            assert organization.api.get(path).status_code == 404
        assert organization.api.post("/users/nobody/deactivate").status_code == 404


class TestHolding:
    def test_makes_a_person_inactive_whatever_entra_says(self, filled: Organization) -> None:
        user_id = id_of(filled, "jane")
        answer = filled.api.post(f"/users/{user_id}/deactivate", json={"reason": "Left the company"})
        assert answer.status_code == 200
        held = answer.json()
        assert held["state"] == "held"
        assert held["active"] is False
        assert held["entra_active"] is True
        assert held["hold"]["reason"] == "Left the company"
        assert held["hold"]["by"] == f"owner@{filled.slug}.example"
        assert filled.scim.get(f"/Users/{user_id}").json()["active"] is False
        set_active(filled, user_id, True)
        assert filled.scim.get(f"/Users/{user_id}").json()["active"] is False

    def test_ends_with_reactivation_and_only_then(self, filled: Organization) -> None:
        user_id = id_of(filled, "jane")
        filled.api.post(f"/users/{user_id}/deactivate")
        answer = filled.api.post(f"/users/{user_id}/reactivate", json={})
        assert answer.status_code == 200
        assert answer.json()["state"] == "active"
        assert answer.json()["hold"] is None
        again = filled.api.post(f"/users/{user_id}/reactivate")
        assert again.status_code == 409
        assert again.json()["type"] == "not-held"

    def test_does_not_enable_whom_entra_disabled(self, filled: Organization) -> None:
        user_id = id_of(filled, "jane")
        set_active(filled, user_id, False)
        answer = filled.api.post(f"/users/{user_id}/reactivate")
        assert answer.status_code == 409
        assert answer.json()["type"] == "not-held"

    def test_is_told_in_the_history_with_its_reason(self, filled: Organization) -> None:
        user_id = id_of(filled, "jane")
        filled.api.post(f"/users/{user_id}/deactivate", json={"reason": "Left the company"})
        events = every_item(filled, f"/users/{user_id}/history", limit=2)
        actions = [event["action"] for event in events]
        assert actions[-1] == "user.created"
        assert {"user.held", "user.deactivated"} == set(actions[:-1])
        (held,) = [event for event in events if event["action"] == "user.held"]
        assert held["detail"] == "Left the company"
        assert held["by"] == f"owner@{filled.slug}.example"
        assert events[-1]["by"] == "token tests"
        assert events[-1]["request_id"]

    def test_honours_if_match(self, filled: Organization) -> None:
        path = f"/users/{id_of(filled, 'jane')}"
        tag = filled.api.get(path).headers["etag"]
        held = filled.api.post(f"{path}/deactivate", headers={"If-Match": tag})
        assert held.status_code == 200
        assert filled.api.post(f"{path}/reactivate", headers={"If-Match": tag}).status_code == 412
        assert (
            filled.api.post(f"{path}/reactivate", headers={"If-Match": held.headers["etag"]}).status_code
            == 200
        )

    def test_is_done_once_under_an_idempotency_key(self, filled: Organization) -> None:
        path = f"/users/{id_of(filled, 'jane')}/deactivate"
        first = filled.api.post(path, headers={"Idempotency-Key": "once"})
        second = filled.api.post(path, headers={"Idempotency-Key": "once"})
        assert second.status_code == first.status_code == 200
        assert second.content == first.content
        assert second.headers["idempotency-replayed"] == "true"


class TestADeactivationThatLanded:
    """A request that disables somebody is applied though a value in it is refused; the user says so."""

    def test_shows_the_refused_value_with_the_request(self, coffees: Organization) -> None:
        user_id = create_user(coffees, "jane@acme.example")
        extension = "urn:ietf:params:scim:schemas:extension:tenthousandcoffees:2.0:User"
        answer = coffees.scim.patch(
            f"/Users/{user_id}",
            json={
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [
                    {"op": "Replace", "path": "active", "value": "False"},
                    {"op": "Replace", "path": f"{extension}:peopleManager", "value": "maybe"},
                ],
            },
        )
        assert answer.status_code == 200
        assert answer.json()["active"] is False
        (refused,) = coffees.api.get(f"/users/{user_id}").json()["refused"]
        assert refused["attribute"] == f"{extension}:peopleManager"
        assert refused["value"] == "maybe"
        assert "yes" in refused["reason"]
        request = coffees.api.get(f"/requests/{refused['request_id']}").json()
        assert request["method"] == "PATCH"
        assert request["at"][:16] == refused["at"][:16]
