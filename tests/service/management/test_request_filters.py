"""Which requests: about whom, answered how, doing what, when, with which token."""

from __future__ import annotations

from typing import Any

from tests.running_service import Organization
from tests.service.management.people import create_group, create_user, every_item
from tests.service.scim.calls import newest_requests, patch, replace


def found(organization: Organization, **conditions: Any) -> list[str]:
    """What each request did, in words, with its status; newest first, page after page."""
    items = every_item(organization, "/requests", limit=2, **conditions)
    return [f"{item['operation']} {item['status']}" for item in items]


class TestRequestsAboutSomebody:
    def test_are_found_by_any_of_their_names(self, organization: Organization) -> None:
        organization.scim.get("/Users", params={"filter": 'externalId eq "object-1"'})
        user_id = create_user(organization, "jane@acme.example", externalId="object-1")
        create_user(organization, "john@acme.example")
        organization.scim.get(f"/Users/{user_id}")
        patch(organization.scim, f"/Users/{user_id}", replace("active", "False"))
        newest_requests(organization, 5)
        told = ["disable user 200", "read user 200", "create user 201", "find user 200"]
        for name in (user_id, "JANE@acme.example", "object-1"):
            assert found(organization, user=name) == told
        assert found(organization, user="object-1", operation="create user") == ["create user 201"]

    def test_are_found_when_nobody_was_stored(self, keycafe: Organization) -> None:
        keycafe.scim.post("/Users", json={"userName": "boss@acme.example", "userType": "BOSS"})
        newest_requests(keycafe, 1)
        assert found(keycafe, user="boss@acme.example") == ["create user 400"]
        assert found(keycafe, user="nobody@acme.example") == []

    def test_are_found_by_the_object_id_they_were_refused_with(self, keycafe: Organization) -> None:
        create_user(keycafe, "jane@acme.example")
        boss = {"userName": "boss@acme.example", "externalId": "Object-2", "userType": "BOSS"}
        keycafe.scim.post("/Users", json=boss)
        keycafe.scim.post("/Users", json={"userName": "jane@acme.example", "externalId": "object-2"})
        taken = newest_requests(keycafe, 3)[0]
        assert taken["resource_id"] is None
        assert found(keycafe, user="object-2") == ["create user 409", "create user 400"]
        assert found(keycafe, user="jane@acme.example") == ["create user 409", "create user 201"]


class TestRequestsAreChosen:
    def test_by_what_came_of_them(self, keycafe: Organization) -> None:
        create_user(keycafe, "jane@acme.example")
        keycafe.scim.post("/Users", json={"userName": "b@acme.example", "userType": "BOSS"})
        keycafe.scim.post("/Users", json={"userName": "jane@acme.example"})
        newest = newest_requests(keycafe, 3)
        assert found(keycafe, status="201") == ["create user 201"]
        assert found(keycafe, status="4xx") == found(keycafe, status="error")
        mistaken = keycafe.api.get("/requests", params={"status": "bad"})
        assert mistaken.status_code == 422
        assert "control character" not in mistaken.text
        assert found(keycafe, status="error") == ["create user 409", "create user 400"]
        assert found(keycafe, scim_type="uniqueness") == ["create user 409"]
        assert found(keycafe, since=newest[1]["at"]) == ["create user 409", "create user 400"]
        assert found(keycafe, until=newest[1]["at"]) == ["create user 201"]

    def test_by_the_token_that_signed_them(self, organization: Organization) -> None:
        create_user(organization, "jane@acme.example")
        other = organization.generate_token("other")
        client = organization.client(organization.tenant_url, other)
        assert client.post("/Users", json={"userName": "john@acme.example"}).status_code == 201
        (item,) = every_item(organization, "/requests", token=other[7:29])
        assert item["sought"] == "john@acme.example"

    def test_by_what_they_are_due_to(self, keycafe: Organization) -> None:
        create_user(keycafe, "jane@acme.example", nickNam="JJ")
        keycafe.scim.post("/Users", json={"userName": "jane@acme.example"})
        keycafe.client(keycafe.tenant_url, "Bearer x").get("/Users")
        newest_requests(keycafe, 3)
        codes = [item["cause"]["code"] for item in every_item(keycafe, "/requests")]
        assert len(set(codes)) == 3
        for code in codes:
            (item,) = every_item(keycafe, "/requests", cause=code)
            assert item["cause"]["code"] == code
            assert every_item(keycafe, "/requests", cause=code, user="nobody") == []
        assert found(keycafe, cause="user-name-taken", user="jane@acme.example") == ["create user 409"]
        answer = keycafe.api.get("/requests", params={"cause": "user-name-takn"})
        assert answer.status_code == 422
        assert 'did you mean "user-name-taken"?' in answer.json()["detail"]

    def test_by_entras_correlation_id_and_the_caller(self, organization: Organization) -> None:
        create_user(organization, "ann@acme.example")
        entra = {"client-request-id": "c0ffee", "ADSCIMVersion": "1.0"}
        organization.scim.post("/Users", json={"userName": "jane@acme.example"}, headers=entra)
        okta = {"User-Agent": "Okta SCIM Client 1.0.0"}
        organization.scim.get("/Users", params={"filter": 'userName eq "x"'}, headers=okta)
        newest_requests(organization, 3)
        assert found(organization, correlation="c0ffee") == ["create user 201"]
        assert found(organization, correlation="c0ffe") == []
        assert found(organization, dialect="entra") == ["create user 201"]
        assert found(organization, dialect="okta") == ["find user 200"]

    def test_by_the_group_they_are_about(self, organization: Organization) -> None:
        group_id = create_group(organization, "Staff", create_user(organization, "jane@acme.example"))
        organization.scim.delete(f"/Groups/{create_group(organization, 'Guests')}")
        for name in ("STAFF", group_id):
            assert found(organization, user=name) == ["create group 201"]
        assert found(organization, user="Guests") == ["delete group 204", "create group 201"]

    def test_and_what_cannot_be_read_is_named(self, organization: Organization) -> None:
        for name, value in (("status", "often"), ("since", "yesterday"), ("until", "yesterday")):
            answer = organization.api.get("/requests", params={name: value})
            assert answer.status_code == 422
            assert name in answer.json()["errors"][0]["pointer"]
