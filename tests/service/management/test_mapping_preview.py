"""The preview over HTTP: what would be sent, compared with what is held, and nothing written."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.running_service import Organization
from tests.service.management.people import create_group, create_user, set_active

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def person(name: str, **more: Any) -> dict[str, Any]:
    """A user as Graph tells it."""
    return {
        "id": f"id-{name}",
        "userPrincipalName": f"{name}@acme.example",
        "displayName": name.title(),
        "mail": f"{name}@acme.example",
        "givenName": name.title(),
        "surname": "Doe",
        "accountEnabled": True,
        **more,
    }


def line(target: str, expression: str, **more: Any) -> dict[str, Any]:
    """An attribute mapping."""
    return {"targetAttributeName": target, "source": {"expression": expression}, **more}


def users_mapping(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An object mapping of users with these lines."""
    return {
        "sourceObjectName": "User",
        "targetObjectName": ENTERPRISE,
        "attributeMappings": list(lines),
        **more,
    }


MATCHED = line("userName", "[userPrincipalName]", matchingPriority=1)
ACTIVE = line("active", 'Switch([IsSoftDeleted], , "False", "True", "True", "False")')
BY_NAME = users_mapping(MATCHED, ACTIVE, line("displayName", "[displayName]"))


def previewed(organization: Organization, *users: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = organization.api.post("/mapping/preview", json={"users": list(users), **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def action_of(organization: Organization, user: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What is decided for one person."""
    (decided,) = previewed(organization, user, **more)["users"]
    assert isinstance(decided, dict)
    return decided


class TestSomebodyNew:
    def test_is_created_by_what_the_preview_shows(self, keycafe: Organization) -> None:
        decided = action_of(keycafe, person("jane"))
        assert (decided["action"], decided["match"], decided["problems"]) == ("create", None, [])
        answer = keycafe.scim.post("/Users", json=decided["payload"])
        assert answer.status_code == 201, answer.text
        again = action_of(keycafe, person("jane"))
        assert (again["action"], again["match"]["id"]) == ("unchanged", answer.json()["id"])
        assert again["stored"] == keycafe.scim.get(f"/Users/{answer.json()['id']}").json()

    def test_whose_name_somebody_else_has_is_refused(self, keycafe: Organization) -> None:
        holder = create_user(keycafe, "Jane@acme.example", externalId="other")
        by_id = users_mapping(
            line("externalId", "[objectId]", matchingPriority=1), line("userName", "[userPrincipalName]")
        )
        decided = action_of(keycafe, person("jane"), schema=by_id)
        assert decided["action"] == "refused"
        (problem,) = [found for found in decided["problems"] if found["status"] == 409]
        assert (problem["scimType"], holder in problem["detail"]) == ("uniqueness", True)

    def test_who_is_refused_for_a_value_is_told_which(self, keycafe: Organization) -> None:
        wrong = users_mapping(MATCHED, line("userType", '"SMARTBOXX"'))
        decided = action_of(keycafe, person("jane"), schema=wrong)
        assert decided["action"] == "refused"
        assert [(found["attribute"], found["status"]) for found in decided["problems"]] == [("userType", 400)]
        assert keycafe.scim.post("/Users", json=decided["payload"]).status_code == 400

    def test_without_an_id_is_refused(self, keycafe: Organization) -> None:
        assert action_of(keycafe, {"userPrincipalName": "x@acme.example"})["action"] == "refused"


class TestSomebodyWhoIsThere:
    def test_is_updated_by_the_patch_that_is_shown(self, keycafe: Organization) -> None:
        user_id = create_user(keycafe, "jane@acme.example", displayName="Old")
        for dialect in ("legacy", "compliant"):
            decided = action_of(keycafe, person("jane", displayName=dialect), schema=BY_NAME)
            assert decided["action"] == "update"
            assert [change["attribute"] for change in decided["changes"]] == ["displayName"]
            patched = keycafe.scim.patch(f"/Users/{user_id}", json=decided["patch"][dialect])
            assert patched.status_code == 200, patched.text
            after = action_of(keycafe, person("jane", displayName=dialect), schema=BY_NAME)
            assert after["action"] == "unchanged"

    def test_is_disabled_when_the_account_is(self, keycafe: Organization) -> None:
        user_id = create_user(keycafe, "jane@acme.example", displayName="Jane")
        decided = action_of(keycafe, person("jane", accountEnabled=False), schema=BY_NAME)
        assert decided["action"] == "disable"
        assert keycafe.scim.patch(f"/Users/{user_id}", json=decided["patch"]["legacy"]).status_code == 200
        gone = action_of(keycafe, person("jane", isAssigned=False), schema=BY_NAME)
        assert (gone["action"], gone["in_scope"]) == ("unchanged", False)
        set_active(keycafe, user_id, True)
        assert action_of(keycafe, person("jane", isAssigned=False), schema=BY_NAME)["action"] == "disable"

    def test_and_held_would_be_updated_without_effect(self, keycafe: Organization) -> None:
        user_id = create_user(keycafe, "jane@acme.example", displayName="Jane")
        assert keycafe.api.post(f"/users/{user_id}/deactivate").status_code == 200
        decided = action_of(keycafe, person("jane"), schema=BY_NAME)
        assert decided["action"] == "update"
        (change,) = decided["changes"]
        assert (change["attribute"], change["before"], "hold" in change["note"]) == ("active", False, True)

    def test_twice_is_ambiguous(self, keycafe: Organization) -> None:
        for name in ("a", "b"):
            create_user(keycafe, f"{name}@acme.example", externalId="id-jane")
        by_id = users_mapping(
            line("externalId", "[objectId]", matchingPriority=1), line("userName", "[mail]")
        )
        decided = action_of(keycafe, person("jane"), schema=by_id)
        assert decided["action"] == "ambiguous"
        assert decided["problems"][0]["code"] == "DuplicateTargetEntries"

    def test_is_not_looked_for_with_a_filter_the_service_refuses(self, keycafe: Organization) -> None:
        wrong = users_mapping(line("shoeSize", "[mail]", matchingPriority=1), line("userName", "[mail]"))
        decided = action_of(keycafe, person("jane"), schema=wrong)
        assert decided["action"] == "refused"
        problem = decided["problems"][0]
        assert (problem["attribute"], problem["status"], problem["scimType"]) == (
            "shoeSize",
            400,
            "invalidFilter",
        )


class TestGroups:
    def test_are_compared_with_those_there_are(self, keycafe: Organization) -> None:
        member = create_user(keycafe, "jane@acme.example")
        create_group(keycafe, "Readers", member)
        groups = [
            {"id": "g1", "displayName": "Readers", "members": ["id-jane"]},
            {"id": "g2", "displayName": "Writers"},
        ]
        told = previewed(keycafe, groups=groups)
        assert [(found["displayName"], found["members"]) for found in told["groups"]] == [
            ("Readers", ["id-jane"]),
            ("Writers", []),
        ]
        assert told["groups"][1]["action"] == "create"
        assert told["groups"][0]["stored"]["members"][0]["value"] == member

    def test_without_a_mapping_are_left_alone(self, keycafe: Organization) -> None:
        told = previewed(keycafe, groups=[{"id": "g", "displayName": "G"}], schema=BY_NAME)
        assert told["groups"][0]["action"] == "skipped"


@pytest.mark.engines("sqlite")
class TestThePreview:
    def test_counts_what_it_tells_in_the_order_it_was_asked(self, keycafe: Organization) -> None:
        create_user(keycafe, "b@acme.example")
        people = [person(name) for name in "cab"] + [person("z", isAssigned=False)]
        told = previewed(keycafe, *people, schema=BY_NAME)
        assert [decided["id"] for decided in told["users"]] == ["id-c", "id-a", "id-b", "id-z"]
        summary = told["summary"]
        assert (summary["users"], summary["groups"]) == (4, 0)
        assert (summary["in_scope"], summary["out_of_scope"]) == (3, 1)
        assert (summary["create"], summary["update"], summary["skipped"]) == (2, 1, 1)

    def test_is_short_without_detail(self, keycafe: Organization) -> None:
        create_user(keycafe, "jane@acme.example")
        decided = action_of(keycafe, person("jane"), detail=False)
        assert decided["changes"]
        assert not decided.keys() & {"payload", "omitted", "stored", "patch", "remarks"}

    def test_uses_the_saved_mapping(self, keycafe: Organization) -> None:
        keycafe.api.put("/mapping", json=users_mapping(MATCHED, line("title", '"Saved"')))
        assert action_of(keycafe, person("jane"))["payload"]["title"] == "Saved"
        tried = users_mapping(MATCHED, line("title", '"Tried"'))
        assert action_of(keycafe, person("jane"), schema=tried)["payload"]["title"] == "Tried"
        keycafe.api.put("/mapping", json=users_mapping(MATCHED, line("title", '"Saved anew"')))
        assert action_of(keycafe, person("jane"))["payload"]["title"] == "Saved anew"

    def test_writes_nothing(self, keycafe: Organization) -> None:
        create_user(keycafe, "jane@acme.example")
        before = keycafe.scim.get("/Users").json()
        changes = keycafe.api.get("/changes").json()
        requests = keycafe.api.get("/requests").json()["items"][0]["id"]
        previewed(keycafe, person("jane", displayName="New"), person("new"), schema=BY_NAME)
        assert keycafe.scim.get("/Users").json() == before
        assert keycafe.api.get("/changes").json() == changes
        assert requests in {item["id"] for item in keycafe.api.get("/requests").json()["items"][:3]}
        assert keycafe.api.get("/mapping").json()["version"] == 0


@pytest.mark.engines("sqlite")
class TestWhatCannotBePreviewed:
    def test_is_more_than_500_at_once(self, keycafe: Organization) -> None:
        wanted = {"users": [person("x")] * 499, "groups": [{"displayName": "g"}] * 2}
        answer = keycafe.api.post("/mapping/preview", json=wanted)
        assert (answer.status_code, "501" in answer.json()["detail"]) == (422, True)

    def test_has_more_than_16_mib(self, keycafe: Organization) -> None:
        large = [person(str(number), note="x" * 1_000_000) for number in range(17)]
        answer = keycafe.api.post("/mapping/preview", json={"users": large})
        assert (answer.status_code, answer.json()["type"]) == (413, "too-large")
        assert keycafe.api.post("/mapping/preview", json={"users": large[:12]}).status_code == 200

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"users": [person("a"), {"id": "b", "accountEnabled": "perhaps"}]}, "/users/1"),
            ({"groups": [{"id": "g", "members": [{"name": "x"}]}]}, "/groups/0"),
            ({"users": ["jane"]}, "/users/0"),
            ({"people": []}, "/people"),
            ({"schema": {"objectMappings": [{"sourceObjectName": "User"}]}}, "/schema/objectMappings/0"),
        ],
    )
    def test_is_told_with_its_place(self, keycafe: Organization, body: dict[str, Any], pointer: str) -> None:
        answer = keycafe.api.post("/mapping/preview", json=body)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["pointer"].startswith(pointer)

    @pytest.mark.campaign
    def test_is_an_expression_that_takes_too_long_and_others_do_not_wait(self, keycafe: Organization) -> None:
        trap = 'Replace([trap], , "^(([a-z])+.)+[A-Z]([a-z])+$", , "x", , )'
        slow = users_mapping(MATCHED, line("displayName", "[displayName]"), line("title", trap))
        people = [person(f"p{number}", trap="a" * 5_000) for number in range(500)]
        with ThreadPoolExecutor(1) as pool:
            began = time.monotonic()
            asked = pool.submit(keycafe.api.post, "/mapping/preview", json={"users": people, "schema": slow})
            waits = []
            while not asked.done():
                started = time.monotonic()
                assert keycafe.scim.get("/Users", params={"filter": 'userName eq "x"'}).status_code == 200
                waits.append(time.monotonic() - started)
                time.sleep(0.02)
        answer = asked.result()
        assert answer.status_code == 422, answer.text
        assert trap in answer.json()["detail"]
        assert time.monotonic() - began < 20
        assert sorted(waits)[len(waits) // 2] < 0.2
