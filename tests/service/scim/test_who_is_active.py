"""Who is active over HTTP, and that a deactivation always lands."""

from __future__ import annotations

from itertools import product
from typing import Any

import httpx
import pytest

from tests.running_service import Organization
from tests.service.scim.calls import (
    COFFEES,
    created,
    created_group,
    journalled,
    newest_requests,
    patch,
    refusal,
    replace,
    user,
)


def hold(organization: Organization, user_id: str) -> None:
    assert organization.api.post(f"/users/{user_id}/deactivate", json={}).status_code == 200


def lift(organization: Organization, user_id: str) -> None:
    assert organization.api.post(f"/users/{user_id}/reactivate", json={}).status_code == 200


def person(organization: Organization, user_id: str) -> dict[str, Any]:
    answer = organization.api.get(f"/users/{user_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def is_active(organization: Organization, user_id: str) -> bool:
    """What SCIM says, wherever it says it."""
    by_id = organization.scim.get(f"/Users/{user_id}").json()["active"]
    active = organization.scim.get("/Users", params={"filter": f'id eq "{user_id}" and active eq true'})
    assert by_id == (active.json()["totalResults"] == 1) == person(organization, user_id)["active"]
    return bool(by_id)


class TestTheTruthTable:
    """Entra, the profile's status and a hold: each can take access away, only all together give it."""

    @pytest.mark.parametrize("order", ["held first", "held last"])
    @pytest.mark.parametrize(("entra", "status", "held"), product([True, False], repeat=3))
    def test_row(self, coffees: Organization, entra: bool, status: bool, held: bool, order: str) -> None:
        one = created(coffees, "ann", **{COFFEES: {"status": "active"}})["id"]
        acts = [
            lambda: patch(coffees.scim, f"/Users/{one}", replace("active", str(entra))),
            lambda: patch(
                coffees.scim,
                f"/Users/{one}",
                replace(f"{COFFEES}:status", "active" if status else "inactive"),
            ),
        ]
        holding = [lambda: hold(coffees, one)] if held else []
        for act in holding + acts if order == "held first" else acts + holding:
            act()
        assert is_active(coffees, one) is (entra and status and not held)
        shown = person(coffees, one)
        assert shown["entra_active"] is entra
        assert shown["state"] == ("held" if held else "active" if entra and status else "inactive")

    def test_entra_cannot_lift_a_hold(self, coffees: Organization) -> None:
        one = created(coffees, "ann")["id"]
        hold(coffees, one)
        for value in ("True", True):
            answer = patch(coffees.scim, f"/Users/{one}", replace("active", value))
            assert answer.json()["active"] is False
        put = coffees.scim.put(f"/Users/{one}", json=user("ann", active=True))
        assert put.json()["active"] is False
        assert person(coffees, one)["state"] == "held"

    def test_lifting_a_hold_gives_what_entra_said_last(self, coffees: Organization) -> None:
        for name, entra in (("ann", True), ("bob", False)):
            one = created(coffees, name)["id"]
            hold(coffees, one)
            patch(coffees.scim, f"/Users/{one}", replace("active", entra))
            lift(coffees, one)
            assert is_active(coffees, one) is entra

    def test_a_put_without_active_leaves_it_as_it_was(self, coffees: Organization) -> None:
        one = created(coffees, "ann", active=False)["id"]
        assert coffees.scim.put(f"/Users/{one}", json=user("ann")).json()["active"] is False

    def test_a_put_without_a_status_clears_it(self, coffees: Organization) -> None:
        one = created(coffees, "ann", **{COFFEES: {"status": "inactive"}})["id"]
        assert is_active(coffees, one) is False
        assert coffees.scim.put(f"/Users/{one}", json=user("ann")).json()["active"] is True

    def test_every_dialect_disables(self, organization: Organization) -> None:
        core = "urn:ietf:params:scim:schemas:core:2.0:User"
        operations: list[dict[str, Any]] = [
            replace("active", "False"),
            replace("active", False),
            replace(f"{core}:active", "False"),
            {"op": "replace", "value": {"active": False}},
            {"op": "Add", "path": "Active", "value": "false"},
            replace("active", [{"$ref": None, "value": "False"}]),
            {"op": "replace", "value": {f"{core}:active": "False"}},
        ]
        for number, operation in enumerate(operations):
            one = created(organization, f"u{number}")["id"]
            answer = patch(organization.scim, f"/Users/{one}", operation)
            assert answer.status_code == 200, answer.text
            assert answer.json()["active"] is False, operation


class TestAHoldFollowsThePerson:
    """It survives DELETE, and re-creation with the same externalId or userName."""

    @pytest.mark.parametrize(
        "again",
        [
            {"userName": "ANN@x.example", "externalId": "other"},
            {"userName": "renamed@x.example", "externalId": "42"},
            {"userName": "ann@x.example", "externalId": "42"},
        ],
        ids=["by userName", "by externalId", "by both"],
    )
    def test_into_a_new_life(self, organization: Organization, again: dict[str, str]) -> None:
        first = created(organization, "ann@x.example", externalId="42")["id"]
        hold(organization, first)
        assert organization.scim.delete(f"/Users/{first}").status_code == 204
        answer = organization.scim.post("/Users", json={**again, "active": True})
        assert answer.status_code == 201
        assert answer.json()["active"] is False
        second = answer.json()["id"]
        assert second != first
        assert person(organization, second)["state"] == "held"
        lift(organization, second)
        assert is_active(organization, second) is True

    def test_through_a_change_of_names(self, organization: Organization) -> None:
        one = created(organization, "ann@x.example", externalId="42")["id"]
        hold(organization, one)
        place = f"/Users/{one}"
        patch(organization.scim, place, replace("userName", "bea@x.example"), replace("externalId", "43"))
        organization.scim.delete(place)
        assert created(organization, "ann@x.example", externalId="42")["active"] is True
        assert created(organization, "bea@x.example")["active"] is False

    def test_but_not_to_somebody_else(self, organization: Organization) -> None:
        one = created(organization, "ann@x.example", externalId="42")["id"]
        hold(organization, one)
        organization.scim.delete(f"/Users/{one}")
        assert created(organization, "cy@x.example", externalId="44")["active"] is True
        assert created(organization, "di@x.example")["active"] is True

    def test_once_lifted_it_does_not_come_back(self, organization: Organization) -> None:
        one = created(organization, "ann@x.example", externalId="42")["id"]
        hold(organization, one)
        lift(organization, one)
        organization.scim.delete(f"/Users/{one}")
        assert created(organization, "ann@x.example", externalId="42")["active"] is True


def disable_by_patch(organization: Organization, place: str, *others: dict[str, Any]) -> httpx.Response:
    return patch(organization.scim, place, *others, replace("active", "False"))


class TestADeactivationAlwaysLands:
    """A value that is refused is left as it was; the user is marked, the journal and the answer say so."""

    @pytest.mark.parametrize(
        "other",
        [
            replace(f"{COFFEES}:peopleManager", "perhaps"),
            replace("preferredLanguage", 7),
            replace("shoe size[", "43"),
            replace('emails[type eq "work"', "x"),
            replace("shoeSize", "43"),
            replace("userName", "taken@x.example"),
            replace("userName", ""),
            replace("emails", "not\0good"),
            {"op": "remove"},
        ],
        ids=lambda operation: str(operation)[:60],
    )
    @pytest.mark.parametrize("first", [True, False], ids=["refused first", "refused last"])
    def test_by_patch(self, coffees: Organization, other: Any, first: bool) -> None:
        created(coffees, "taken@x.example")
        before = created(coffees, "ann@x.example", title="T")
        place = f"/Users/{before['id']}"
        operations = [other, replace("active", "False")]
        answer = patch(coffees.scim, place, *(operations if first else reversed(operations)))
        assert answer.status_code == 200, answer.text
        shown = answer.json()
        assert shown["active"] is False
        assert shown == coffees.scim.get(place).json()
        assert shown["userName"] == "ann@x.example"
        refused = person(coffees, before["id"])["refused"]
        assert len(refused) == 1
        assert journalled(coffees, refused[0]["request_id"])["status"] == 200

    @pytest.mark.parametrize(
        "wrong",
        [
            {COFFEES: {"peopleManager": "perhaps"}},
            {"preferredLanguage": 7},
            {"userName": "TAKEN@x.example"},
            {"emails": [{"value": {"x": 1}}]},
            {"title": "a\0b"},
        ],
        ids=str,
    )
    def test_by_put(self, coffees: Organization, wrong: dict[str, Any]) -> None:
        created(coffees, "taken@x.example")
        one = created(coffees, "ann@x.example")["id"]
        answer = coffees.scim.put(f"/Users/{one}", json={**user("ann@x.example"), "active": False, **wrong})
        assert answer.status_code == 200, answer.text
        assert answer.json()["active"] is False
        assert answer.json()["userName"] == "ann@x.example"
        assert len(person(coffees, one)["refused"]) == 1

    def test_by_post(self, coffees: Organization) -> None:
        wrong = {COFFEES: {"peopleManager": "perhaps"}, "preferredLanguage": 7}
        one = created(coffees, "ann@x.example", active=False, **wrong)
        assert one["active"] is False
        assert "preferredLanguage" not in one
        refused = person(coffees, one["id"])["refused"]
        assert {mark["attribute"] for mark in refused} == {f"{COFFEES}:peopleManager", "preferredLanguage"}

    def test_by_the_profiles_status(self, coffees: Organization) -> None:
        one = created(coffees, "ann@x.example")["id"]
        answer = patch(
            coffees.scim,
            f"/Users/{one}",
            replace(f"{COFFEES}:status", "Inactive"),
            replace(f"{COFFEES}:peopleManager", "perhaps"),
        )
        assert answer.status_code == 200
        assert answer.json()["active"] is False

    def test_for_somebody_who_is_held_already(self, coffees: Organization) -> None:
        one = created(coffees, "ann@x.example")["id"]
        hold(coffees, one)
        bad = replace(f"{COFFEES}:peopleManager", "perhaps")
        assert disable_by_patch(coffees, f"/Users/{one}", bad).status_code == 200
        lift(coffees, one)
        assert is_active(coffees, one) is False

    def test_but_not_when_an_operation_is_none(self, coffees: Organization) -> None:
        one = created(coffees, "ann@x.example")["id"]
        for operation in ({"op": "explode", "path": "title"}, "nonsense"):
            answer = disable_by_patch(coffees, f"/Users/{one}", operation)  # type: ignore[arg-type]
            refusal(answer, 400, "invalidSyntax")
        assert is_active(coffees, one) is True

    def test_but_enabling_does_not(self, coffees: Organization) -> None:
        one = created(coffees, "ann@x.example", active=False)["id"]
        bad = replace(f"{COFFEES}:peopleManager", "perhaps")
        answer = patch(coffees.scim, f"/Users/{one}", bad, replace("active", "True"))
        refusal(answer, 400, "invalidValue")
        assert is_active(coffees, one) is False

    def test_and_the_mark_goes_when_the_value_is_set_well(self, coffees: Organization) -> None:
        one = created(coffees, "ann@x.example")["id"]
        place = f"/Users/{one}"
        disable_by_patch(coffees, place, replace(f"{COFFEES}:peopleManager", "perhaps"))
        patch(coffees.scim, place, replace(f"{COFFEES}:peopleManager", "YES"))
        assert person(coffees, one)["refused"] == []
        assert coffees.scim.get(place).json()[COFFEES]["peopleManager"] == "yes"

    def test_a_stale_version_is_refused_all_the_same(self, coffees: Organization) -> None:
        place = f"/Users/{created(coffees, 'ann@x.example')['id']}"
        refusal(patch(coffees.scim, place, replace("active", "False"), **{"If-Match": 'W/"9"'}), 412)


class TestDisabledUsers:
    def test_stay_in_their_groups(self, organization: Organization) -> None:
        one = created(organization, "ann")["id"]
        group = created_group(organization, "G", one)["id"]
        version = organization.scim.get(f"/Groups/{group}").headers["etag"]
        patch(organization.scim, f"/Users/{one}", replace("active", "False"))
        hold(organization, one)
        kept = organization.scim.get(f"/Groups/{group}")
        assert [member["value"] for member in kept.json()["members"]] == [one]
        assert kept.headers["etag"] == version
        assert organization.scim.get(f"/Users/{one}").json()["groups"][0]["value"] == group

    def test_are_in_the_changes_feed_once(self, organization: Organization) -> None:
        one = created(organization, "ann")["id"]
        for _ in range(2):
            patch(organization.scim, f"/Users/{one}", replace("active", "False"))
        hold(organization, one)
        patch(organization.scim, f"/Users/{one}", replace("active", "True"))
        lift(organization, one)
        organization.scim.delete(f"/Users/{one}")
        items = organization.api.get("/changes").json()["items"]
        assert [item["type"] for item in items] == [
            "user.created",
            "user.deactivated",
            *("user.changed", "user.changed"),
            "user.reactivated",
            "user.deleted",
        ]
        assert items[-1]["user"]["active"] is False


class TestIncompleteUsers:
    """A missing required field does not refuse the user: Entra would retry for weeks."""

    def test_are_stored_and_marked_until_the_field_comes(self, coffees: Organization) -> None:
        one = created(coffees, "ann@x.example", name={"givenName": "Ann", "familyName": "A"})["id"]
        marked = person(coffees, one)
        assert marked["incomplete"] is True
        assert set(marked["missing"]) == {'emails[type eq "work"].value', "managementLevel"}
        patch(
            coffees.scim,
            f"/Users/{one}",
            replace(f"{COFFEES}:managementLevel", "Archmage"),
            replace('emails[type eq "work"].value', "ann@x.example"),
        )
        assert person(coffees, one)["incomplete"] is False
        patch(coffees.scim, f"/Users/{one}", {"op": "Remove", "path": "name.givenName"})
        assert person(coffees, one)["missing"] == ["name.givenName"]


class TestAValueThatIsNotAllowed:
    def test_is_refused_with_a_sentence_that_can_be_looked_up(self, coffees: Organization) -> None:
        body = user("ann@x.example", **{COFFEES: {"peopleManager": "perhaps"}})
        sentence = refusal(coffees.scim.post("/Users", json=body), 400, "invalidValue")
        assert sentence.startswith('"peopleManager" is "perhaps"; allowed values are "yes" and "no".')
        request_id = sentence.removesuffix(")").rpartition("(request ")[2]
        entry = journalled(coffees, request_id)
        assert entry["status"] == 400
        assert entry["error"]["scim_type"] == "invalidValue"
        assert sentence.startswith(entry["error"]["detail"])
        assert entry["sought"] == "ann@x.example"

    def test_is_stored_in_the_profiles_spelling_when_it_is(self, keycafe: Organization) -> None:
        assert created(keycafe, "a")["userType"] == "FULL"
        two = created(keycafe, "b", userType="smartbox")
        assert two["userType"] == "SMARTBOX"
        place = f"/Users/{two['id']}"
        removed = patch(keycafe.scim, place, {"op": "Remove", "path": "userType"})
        assert removed.json()["userType"] == "FULL"
        refusal(patch(keycafe.scim, place, replace("userType", "HALF")), 400, "invalidValue")


class TestTheJournal:
    def test_names_the_attributes_no_schema_knows(self, organization: Organization) -> None:
        created(organization, "a", shoeSize=43, hat={"size": 1}, title="T")
        (entry,) = [one for one in newest_requests(organization, 1) if one["operation"] == "create user"]
        assert set(entry["ignored"]) == {"shoeSize", "hat"}
        assert set(entry["received"]) == {"schemas", "userName", "shoeSize", "hat", "title"}

    def test_tells_who_sought_whom(self, organization: Organization) -> None:
        organization.scim.get("/Users", params={"filter": 'userName eq "never@x.example"'})
        (entry,) = [one for one in newest_requests(organization, 1) if one["method"] == "GET"]
        assert entry["sought"] == "never@x.example"
        assert entry["token_id"] in organization.token
        assert (entry["signed_in"], entry["remote_address"]) == (True, "127.0.0.1")

    def test_keeps_what_was_said_about_hostile_text(self, organization: Organization) -> None:
        odd = "a\0b\u202e\x1b[31m"
        answers = [
            organization.scim.get("/Users", params={"sortBy": odd}),
            organization.scim.get("/Users", params={"sortOrder": odd}),
            organization.scim.get("/Users", params={"attributes": odd}),
            organization.scim.get("/Users", params={"filter": odd}),
            organization.scim.get("/Users", params={"count": odd, "x": odd}),
            organization.scim.get("/Users", params={"cursor": odd}),
            organization.scim.get("/Users/a%00b"),
            organization.scim.get("/Nothing%00"),
            organization.scim.post("/Users", json={odd: odd}),
            organization.scim.post("/Users", json={"userName": odd}),
            patch(organization.scim, "/Users/nobody", {"op": odd, "path": odd}),
            patch(organization.scim, "/Groups/nobody", {"op": "add", "path": odd, "value": odd}),
            organization.scim.post(
                "/Bulk", json={"Operations": [{"method": odd, "path": odd, "bulkId": odd}]}
            ),
            organization.scim.post("/Users/.search", json={"filter": odd, "sortBy": odd}),
        ]
        assert {answer.status_code for answer in answers} <= {200, 400, 404}
        entries = newest_requests(organization, len(answers))
        assert not any("\0" in str(value) for entry in entries for value in entry.values())

    def test_recognises_entras_dialects(self, organization: Organization) -> None:
        one = created(organization, "a")["id"]
        patch(organization.scim, f"/Users/{one}", replace("active", "False"))
        compliant = {"op": "replace", "value": {"active": True, "name.givenName": "A"}}
        patch(organization.scim, f"/Users/{one}", compliant)
        found = [entry["dialect"] for entry in newest_requests(organization, 3) if entry["method"] == "PATCH"]
        assert found == ["entra-compliant", "entra-legacy"]
