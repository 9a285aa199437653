"""What was sent beside what is stored, told when somebody asks; nothing of it is kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.running_service import Organization
from tests.service.scim.calls import add_member, created, patch, replace, user

COFFEES = "urn:ietf:params:scim:schemas:extension:tenthousandcoffees:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def newest(organization: Organization, operation: str) -> dict[str, Any]:
    """The newest request that did this, in full."""
    items = organization.api.get("/requests", params={"operation": operation, "limit": 1}).json()["items"]
    found: dict[str, Any] = organization.api.get(f"/requests/{items[0]['id']}").json()
    return found


def told(organization: Organization, operation: str = "update user") -> dict[str, tuple[Any, Any, str]]:
    """Of the newest such request: what was sent, what is stored and why, by attribute."""
    difference = newest(organization, operation)["difference"]
    assert difference is not None
    return {one["attribute"]: (one["sent"], one["stored"], one["why"]) for one in difference}


class TestWhatIsStoredAsSent:
    @pytest.mark.parametrize("dialect", ["legacy", "compliant"])
    def test_makes_no_difference(self, keycafe: Organization, dialect: str) -> None:
        person = created(keycafe, "ann", userType="FULL", active="True")
        assert told(keycafe, "create user") == {}
        path = f"{ENTERPRISE}:department"
        if dialect == "legacy":
            operations = [
                replace("displayName", "Ann"),
                {"op": "Add", "path": 'emails[type eq "work"].value', "value": "a@x.example"},
                {"op": "Add", "path": path, "value": "Retail"},
            ]
        else:
            value = {"displayName": "Ann", "name.givenName": "A", path: "Retail"}
            operations = [{"op": "replace", "value": value}]
        assert patch(keycafe.scim, f"/Users/{person['id']}", *operations).status_code == 200
        assert told(keycafe) == {}

    def test_makes_none_in_the_spelling_of_a_legacy_disable(self, keycafe: Organization) -> None:
        person = created(keycafe, "ann")
        patch(keycafe.scim, f"/Users/{person['id']}", replace("active", "False"))
        assert told(keycafe, "disable user") == {}

    def test_makes_none_when_it_is_sent_again(self, keycafe: Organization) -> None:
        place = f"/Users/{created(keycafe, 'ann')['id']}"
        for _ in range(2):
            patch(keycafe.scim, place, replace("title", "T"))
            assert told(keycafe) == {}

    def test_is_told_as_it_was_after_later_changes(self, keycafe: Organization) -> None:
        place = f"/Users/{created(keycafe, 'ann')['id']}"
        patch(keycafe.scim, place, replace("title", "First"))
        first = newest(keycafe, "update user")
        patch(keycafe.scim, place, replace("title", "Second"), replace("active", "False"))
        assert keycafe.api.get(f"/requests/{first['id']}").json()["difference"] == []


class TestADifference:
    def test_is_the_profiles_spelling_and_its_default(self, keycafe: Organization) -> None:
        created(keycafe, "ann", userType="smartbox")
        why = "the profile's spelling"
        assert told(keycafe, "create user") == {"userType": ("smartbox", "SMARTBOX", why)}
        person = created(keycafe, "bob")
        assert told(keycafe, "create user") == {"userType": (None, "FULL", "not sent: the profile's default")}
        place = f"/Users/{person['id']}"
        patch(keycafe.scim, place, replace("userType", "smartBOX"))
        assert told(keycafe) == {"userType": ("smartBOX", "SMARTBOX", why)}
        patch(keycafe.scim, place, {"op": "Remove", "path": "userType"})
        assert told(keycafe) == {"userType": (None, "FULL", "the profile's default")}
        keycafe.scim.put(place, json=user("bob", userType="full"))
        assert told(keycafe, "replace user") == {"userType": ("full", "FULL", why)}

    def test_is_a_name_that_no_schema_knows_and_what_is_read_only(self, keycafe: Organization) -> None:
        created(keycafe, "ann", userType="FULL", shoe=42, groups=[{"value": "x"}], password="x", id="mine")
        found = told(keycafe, "create user")
        assert found["shoe"] == (42, None, "no schema knows it")
        assert found["groups"][2].startswith("read-only")
        assert found["password"] == ("(redacted)", None, "never kept")
        assert set(found) == {"shoe", "groups", "password"}

    def test_is_a_value_that_a_disable_could_not_bring_along(self, coffees: Organization) -> None:
        place = f"/Users/{created(coffees, 'ann', **{COFFEES: {'peopleManager': 'yes'}})['id']}"
        operations = replace("active", "False"), replace(f"{COFFEES}:peopleManager", "maybe")
        assert patch(coffees.scim, place, *operations).status_code == 200
        ((attribute, (sent, stored, why)),) = told(coffees, "disable user").items()
        assert (attribute, sent, stored) == (f"{COFFEES}:peopleManager", "maybe", "yes")
        assert why.startswith("left as it was: ")
        assert '"no"' in why

    def test_is_a_name_that_was_taken(self, keycafe: Organization) -> None:
        created(keycafe, "bob")
        place = f"/Users/{created(keycafe, 'ann')['id']}"
        patch(keycafe.scim, place, replace("active", "False"), replace("userName", "bob"))
        sent, stored, why = told(keycafe, "disable user")["userName"]
        assert (sent, stored) == ("bob", "ann")
        assert "belongs to the user" in why

    def test_is_a_manager_in_bare_text(self, keycafe: Organization) -> None:
        manager = created(keycafe, "boss")["id"]
        place = f"/Users/{created(keycafe, 'ann')['id']}"
        patch(keycafe.scim, place, replace(f"{ENTERPRISE}:manager", manager))
        sent, stored, why = told(keycafe)[f"{ENTERPRISE}:manager"]
        assert (sent, stored["value"], why) == (manager, manager, "a bare id, kept as a reference")

    def test_is_an_enable_against_a_hold(self, keycafe: Organization) -> None:
        person = created(keycafe, "ann")["id"]
        patch(keycafe.scim, f"/Users/{person}", replace("active", "False"))
        assert keycafe.api.post(f"/users/{person}/deactivate", json={}).status_code == 200
        patch(keycafe.scim, f"/Users/{person}", replace("active", "True"))
        enabled = newest(keycafe, "enable user")
        (one,) = enabled["difference"]
        assert (one["attribute"], one["sent"], one["stored"]) == ("active", "True", False)
        assert "holds this person" in one["why"]
        # The hold was lifted since: it was there when the request came.
        assert keycafe.api.post(f"/users/{person}/reactivate", json={}).status_code == 200
        assert keycafe.api.get(f"/requests/{enabled['id']}").json()["difference"] == [one]

    def test_is_an_enable_against_the_status(self, coffees: Organization) -> None:
        person = created(coffees, "ann", **{COFFEES: {"status": "inactive"}})["id"]
        why = "the status of this person takes access away"
        created(coffees, "bob", active=True, **{COFFEES: {"status": "Inactive"}})
        found = told(coffees, "create user")
        assert found["active"] == (True, False, why)
        assert found[f"{COFFEES}:status"] == ("Inactive", "inactive", "the profile's spelling")
        patch(coffees.scim, f"/Users/{person}", replace("active", True), replace("title", "T"))
        assert told(coffees) == {"active": (True, False, why)}


class TestAGroup:
    def test_keeps_members_whom_nobody_knows(self, keycafe: Organization) -> None:
        person = created(keycafe, "ann")["id"]
        members = [{"value": person}, {"value": "nobody"}]
        answer = keycafe.scim.post("/Groups", json={"displayName": "G", "members": members})
        assert answer.status_code == 201
        found = told(keycafe, "create group")
        assert set(found) == {"members"}
        assert found["members"][:2] == ("nobody", "nobody")
        place = f"/Groups/{answer.json()['id']}"
        patch(keycafe.scim, place, add_member(person))
        assert told(keycafe, "update group") == {}
        patch(keycafe.scim, place, {"op": "Remove", "path": "members", "value": [{"value": "stranger"}]})
        assert told(keycafe, "update group") == {
            "members": ("stranger", None, "to be removed, and was no member")
        }


class TestNothingCanBeTold:
    def test_of_what_was_refused_or_only_read(self, keycafe: Organization) -> None:
        created(keycafe, "ann")
        keycafe.scim.post("/Users", json=user("ann"))
        keycafe.scim.get("/Users?count=1")
        for operation in ("create user", "list users"):
            items = keycafe.api.get("/requests", params={"operation": operation}).json()["items"]
            for item in items:
                if item["status"] != 201:
                    assert keycafe.api.get(f"/requests/{item['id']}").json()["difference"] is None

    def test_of_a_body_that_was_cut(self, keycafe: Organization) -> None:
        created(keycafe, "ann", displayName="x" * 20_000)
        request = newest(keycafe, "create user")
        assert request["difference"] is None
        assert "(cut: 16384 of " in request["body"]

    def test_of_a_change_to_somebody_who_was_deleted(self, keycafe: Organization) -> None:
        place = f"/Users/{created(keycafe, 'ann', userType='full')['id']}"
        patch(keycafe.scim, place, replace("title", "T"))
        keycafe.scim.delete(place)
        assert newest(keycafe, "update user")["difference"] is None
        assert told(keycafe, "create user")["userType"][:2] == ("full", "FULL")
