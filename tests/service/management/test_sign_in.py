"""Who may use the management API, and as whom."""

from __future__ import annotations

import httpx
import pytest

from scimconsole.domain.credentials import mint
from tests.running_service import Organization, RunningService


def get(organization: Organization, secret: str | None, path: str = "") -> httpx.Response:
    return organization.client(organization.api_url, secret).get(path)


class TestSigningIn:
    def test_with_an_api_key_tells_who_one_is(self, organization: Organization) -> None:
        answer = organization.api.get("")
        assert answer.status_code == 200
        me = answer.json()["me"]
        assert me["role"] == "owner"
        assert me["email"] == f"owner@{organization.slug}.example"
        assert me["key_id"] == organization.api_key[7:29]

    def test_shows_what_there_is(self, keycafe: Organization) -> None:
        told = keycafe.api.get("").json()
        assert told["slug"] == keycafe.slug
        assert told["profile"] == "keycafe"
        assert told["plan"] == "business-pro"
        assert told["tenant_url"] == keycafe.tenant_url
        assert {"tokens", "users", "groups", "members", "requests", "changes"} <= set(told["capabilities"])
        assert told["counts"] == {
            "users": 0, "active": 0, "inactive": 0, "held": 0, "incomplete": 0, "groups": 0
        }  # fmt: skip

    def test_is_refused_without_a_key(self, organization: Organization) -> None:
        answer = get(organization, None)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "not-signed-in"

    def test_is_refused_alike_for_a_wrong_key_and_an_unknown_organization(
        self, organization: Organization, service: RunningService
    ) -> None:
        wrong_key = get(organization, mint("scimk1").text)
        elsewhere = organization.client(f"{service.url}/api/v1/orgs/nobody", organization.api_key).get("")
        assert wrong_key.status_code == elsewhere.status_code == 401
        assert wrong_key.content == elsewhere.content

    def test_is_refused_with_the_key_of_another_organization(
        self, organization: Organization, service: RunningService
    ) -> None:
        assert get(service.add_organization(), organization.api_key).status_code == 401

    @pytest.mark.parametrize(
        ("said", "cut"),
        [("SCIM token", None), ("begin", slice(3)), ("77 characters", slice(77)), ("check sum", slice(None))],
    )
    def test_says_what_is_wrong_with_the_form_of_a_key(
        self, organization: Organization, said: str, cut: slice | None
    ) -> None:
        if cut is None:
            text = mint("scimc1").text
        elif cut == slice(None):
            key = organization.api_key
            text = key[:40] + ("a" if key[40] != "a" else "b") + key[41:]
        else:
            text = organization.api_key[cut]
        answer = get(organization, text)
        assert answer.status_code == 401
        assert said in answer.json()["detail"]


class TestRoles:
    def test_support_reads(self, organization: Organization) -> None:
        key = organization.add_member("support", "help@example.com")
        api = organization.client(organization.api_url, key)
        assert api.get("").json()["me"]["role"] == "support"
        for path in ("/profile", "/tokens", "/users", "/groups", "/members", "/requests", "/changes"):
            assert api.get(path).status_code == 200, path
        assert api.get("/deactivations").status_code == 200

    def test_support_changes_nothing(self, organization: Organization) -> None:
        key = organization.add_member("support", "help@example.com")
        api = organization.client(organization.api_url, key)
        for path in (
            "/tokens",
            "/tokens/x/rotate",
            "/tokens/x/revoke",
            "/users/x/deactivate",
            "/users/x/reactivate",
            "/deactivations",
            "/deactivations/x/cancel",
            "/members",
            "/members/x/key",
        ):
            answer = api.post(path, json={})
            assert answer.status_code == 403, path
            assert answer.json()["type"] == "not-allowed"
        assert api.delete("/tokens/x").status_code == 403
        assert api.patch("/tokens/x", json={"name": "n"}).status_code == 403
        assert api.delete("/members/x").status_code == 403


class TestMembers:
    def test_are_listed_with_their_keys_but_not_the_keys_themselves(self, organization: Organization) -> None:
        key = organization.add_member("support", "help@example.com")
        listed = organization.api.get("/members").json()
        assert listed["total"] == 2
        assert listed["items"][0]["email"] == "help@example.com"
        (listed_key,) = listed["items"][0]["keys"]
        assert listed_key["id"] == key[7:29]
        assert listed_key["hint"] == {"prefix": key[:11], "last_four": key[-4:]}
        assert listed_key["state"] == "active"
        assert key not in organization.api.get("/members").text

    def test_can_be_added_once(self, organization: Organization) -> None:
        added = organization.api.post("/members", json={"email": "a@example.com", "role": "support"})
        assert added.status_code == 201
        assert get(organization, added.json()["api_key"]).json()["me"]["email"] == "a@example.com"
        again = organization.api.post("/members", json={"email": "A@Example.com", "role": "owner"})
        assert again.status_code == 409

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"email": "nobody", "role": "owner"}, "/email"),
            ({"email": "a@b.example", "role": "boss"}, "/role"),
            ({"email": "a@b.example"}, "/role"),
            ({"email": "a@b.example", "role": "owner", "expires_in": 0}, "/expires_in"),
            ({"email": "a@b.example", "role": "owner", "plan": 1}, "/plan"),
        ],
    )
    def test_must_make_sense(self, organization: Organization, body: object, pointer: str) -> None:
        answer = organization.api.post("/members", json=body)
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]

    def test_get_a_new_key_and_the_old_one_ends(self, organization: Organization) -> None:
        old = organization.add_member("support", "help@example.com")
        member = organization.api.get("/members").json()["items"][0]
        answer = organization.api.post(f"/members/{member['id']}/key")
        assert answer.status_code == 201
        new = answer.json()["api_key"]
        assert answer.json()["id"] == new[7:29]
        assert get(organization, new).status_code == 200
        refused = get(organization, old)
        assert refused.status_code == 401
        assert "revoked" in refused.json()["detail"]

    def test_can_be_removed_but_for_the_last_owner(self, organization: Organization) -> None:
        key = organization.add_member("support", "help@example.com")
        support, owner = organization.api.get("/members").json()["items"]
        assert organization.api.delete(f"/members/{support['id']}").status_code == 204
        assert get(organization, key).status_code == 401
        assert organization.api.get(f"/members/{support['id']}").status_code == 404
        refused = organization.api.delete(f"/members/{owner['id']}")
        assert refused.status_code == 409
        assert "last owner" in refused.json()["detail"]
