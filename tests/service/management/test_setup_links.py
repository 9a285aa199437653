"""Set-up links: made by owners, listed by everybody, revoked while nobody used them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.running_service import Organization, RunningService
from tests.service.management.people import every_item


class TestMaking:
    def test_answers_the_address_once(self, organization: Organization) -> None:
        answer = organization.api.post("/setup-links", json={"name": "Jo", "token_name": "Entra, pilot"})
        assert answer.status_code == 201
        assert answer.headers["cache-control"] == "no-store"
        made = answer.json()
        url = made.pop("url")
        code = url.removeprefix(f"{organization.service.url}/setup/")
        assert len(code) == 78
        assert code.startswith(f"sciml1_{made['id']}")
        assert (made["name"], made["token_name"], made["state"]) == ("Jo", "Entra, pilot", "open")
        assert made["created_by"] == f"owner@{organization.slug}.example"
        listed = organization.api.get("/setup-links")
        assert listed.json() == {"items": [made], "next_cursor": None, "total": 1}
        assert code[29:] not in listed.text

    def test_needs_nothing_and_gives_it_72_hours(self, organization: Organization) -> None:
        made = organization.api.post("/setup-links").json()
        lives = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])
        assert lives == timedelta(hours=72)
        assert made["token_name"] == "Entra ID"

    @pytest.mark.engines("sqlite")
    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"expires_in": 0}, "/expires_in"),
            ({"expires_in": 31 * 86_400}, "/expires_in"),
            ({"expires_in": None}, "/expires_in"),
            ({"token_expires_in": 0}, "/token_expires_in"),
            ({"token_expires_in": 3_654 * 86_400}, "/token_expires_in"),
            ({"name": " "}, "/name"),
            ({"token_name": "a\u0007"}, "/token_name"),
            ({"token": "mine"}, "/token"),
        ],
    )
    def test_refuses_what_makes_no_sense_naming_the_place(
        self, organization: Organization, body: object, pointer: str
    ) -> None:
        answer = organization.api.post("/setup-links", json=body)
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]

    def test_needs_a_plan_that_includes_tokens(self, service: RunningService) -> None:
        starter = service.add_organization(profile="keycafe", plan="starter")
        answer = starter.api.post("/setup-links")
        assert (answer.status_code, answer.json()["type"]) == (403, "plan-required")
        assert starter.api.get("/setup-links").json()["total"] == 0

    def test_is_done_once_under_an_idempotency_key(self, organization: Organization) -> None:
        statuses = [
            organization.api.post("/setup-links", headers={"Idempotency-Key": "k"}).status_code
            for _ in range(2)
        ]
        assert statuses == [201, 409]
        assert organization.api.get("/setup-links").json()["total"] == 1

    def test_is_announced(self, organization: Organization) -> None:
        assert "setup-links" in organization.api.get("").json()["capabilities"]


class TestListing:
    def test_goes_page_by_page_newest_first(self, organization: Organization) -> None:
        for number in range(5):
            organization.api.post("/setup-links", json={"name": f"link {number}"})
        names = [link["name"] for link in every_item(organization, "/setup-links", limit=2)]
        assert names == [f"link {number}" for number in reversed(range(5))]


class TestRevoking:
    def test_ends_a_link_for_good(self, organization: Organization) -> None:
        made = organization.api.post("/setup-links").json()
        for _ in range(2):
            answer = organization.api.delete(f"/setup-links/{made['id']}")
            assert (answer.status_code, answer.json()["state"]) == (200, "revoked")

    def test_of_a_used_one_names_the_token_that_lives_on(self, organization: Organization) -> None:
        made = organization.api.post("/setup-links").json()
        organization.client("", None).post(made["url"])
        answer = organization.api.delete(f"/setup-links/{made['id']}")
        assert answer.status_code == 409
        token = organization.api.get("/tokens").json()["items"][0]
        assert token["id"] in answer.json()["detail"]
        assert organization.api.get("/setup-links").json()["items"][0]["state"] == "used"

    def test_of_an_unknown_or_another_organizations_is_a_404(
        self, organization: Organization, service: RunningService
    ) -> None:
        theirs = service.add_organization().api.post("/setup-links").json()["id"]
        for link_id in ("unknown", theirs):
            assert organization.api.delete(f"/setup-links/{link_id}").status_code == 404


class TestSupportStaff:
    def test_lists_and_changes_nothing(self, organization: Organization) -> None:
        made = organization.api.post("/setup-links").json()
        key = organization.add_member("support", "support@acme.example")
        support = organization.client(organization.api_url, key)
        assert support.get("/setup-links").json()["items"][0]["id"] == made["id"]
        assert support.post("/setup-links").status_code == 403
        assert support.delete(f"/setup-links/{made['id']}").status_code == 403
