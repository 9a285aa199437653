"""What an owner sets for the whole organization."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.running_service import Organization


def change(
    organization: Organization, headers: dict[str, str] | None = None, **wanted: object
) -> httpx.Response:
    return organization.api.patch("/settings", json=wanted, headers=headers)


def life_of(made: dict[str, Any]) -> timedelta:
    return datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])


class TestReading:
    def test_tells_the_defaults_before_anybody_changed_anything(self, organization: Organization) -> None:
        answer = organization.api.get("/settings")
        assert answer.headers["etag"] == 'W/"0"'
        assert answer.json() == {
            "brake": "report",
            "retention_days": 30,
            "retention_entries": 5_000_000,
            "token_days": 365,
            "version": 0,
            "updated_at": None,
            "updated_by": None,
        }

    def test_is_for_everybody_and_announced(self, organization: Organization) -> None:
        key = organization.add_member("support", "sam@x.example")
        support = organization.client(organization.api_url, key)
        assert support.get("/settings").status_code == 200
        refused = support.patch("/settings", json={"brake": "off"})
        assert (refused.status_code, refused.json()["type"]) == (403, "not-allowed")
        assert "settings" in support.get("").json()["capabilities"]


class TestChanging:
    def test_sets_what_is_named_and_leaves_the_rest(self, organization: Organization) -> None:
        first = change(organization, brake="hold", retention_days=90)
        assert first.status_code == 200
        assert first.headers["etag"] == 'W/"1"'
        assert (first.json()["brake"], first.json()["token_days"]) == ("hold", 365)
        assert first.json()["updated_by"] == f"owner@{organization.slug}.example"
        second = change(organization, token_days=180)
        assert second.json() == organization.api.get("/settings").json()
        assert {"brake": "hold", "retention_days": 90, "token_days": 180, "version": 2}.items() <= (
            second.json().items()
        )

    def test_leaves_the_version_alone_when_nothing_is_otherwise(self, organization: Organization) -> None:
        assert change(organization).json()["version"] == 0
        assert change(organization, brake="report").json()["version"] == 0

    def test_happens_only_on_the_version_that_was_read(self, organization: Organization) -> None:
        assert change(organization, {"If-Match": 'W/"0"'}, brake="off").status_code == 200
        stale = change(organization, {"If-Match": 'W/"0"'}, brake="hold")
        assert (stale.status_code, stale.json()["type"]) == (412, "precondition-failed")
        assert change(organization, {"If-Match": "*"}, brake="hold").status_code == 200

    def test_is_done_once_under_an_idempotency_key(self, organization: Organization) -> None:
        first = change(organization, {"Idempotency-Key": "k"}, brake="off")
        change(organization, brake="hold")
        again = change(organization, {"Idempotency-Key": "k"}, brake="off")
        assert again.json() == first.json()
        assert organization.api.get("/settings").json()["brake"] == "hold"

    @pytest.mark.engines("sqlite")
    @pytest.mark.parametrize(
        ("wanted", "pointer"),
        [
            ({"brake": "on"}, "/brake"),
            ({"brake": None}, "/brake"),
            ({"retention_days": 0}, "/retention_days"),
            ({"retention_days": 3651}, "/retention_days"),
            ({"retention_entries": 999}, "/retention_entries"),
            ({"token_days": None}, "/token_days"),
            ({"token_days": 0}, "/token_days"),
            ({"version": 7}, "/version"),
            ([], ""),
        ],
    )
    def test_refuses_what_makes_no_sense_naming_the_place(
        self, organization: Organization, wanted: object, pointer: str
    ) -> None:
        answer = organization.api.patch("/settings", json=wanted)
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
        assert organization.api.get("/settings").json()["version"] == 0


class TestTheLifeOfNewTokens:
    """Where nobody says otherwise, `token_days` does."""

    def test_is_that_of_a_generated_token(self, organization: Organization) -> None:
        change(organization, token_days=90)
        made = organization.api.post("/tokens", json={"name": "n"}).json()
        assert life_of(made) == timedelta(days=90)
        asked = organization.api.post("/tokens", json={"name": "n", "expires_in": 3600}).json()
        assert life_of(asked) == timedelta(hours=1)
        never = {"name": "n", "expires_in": None, "expiry_reason": "old connector"}
        assert organization.api.post("/tokens", json=never).json()["expires_at"] is None

    def test_is_that_of_a_token_a_set_up_link_makes(self, organization: Organization) -> None:
        change(organization, token_days=30)
        link = organization.api.post("/setup-links").json()
        assert httpx.post(link["url"], trust_env=False).status_code == 200
        (made,) = organization.api.get("/tokens").json()["items"]
        assert life_of(made) == timedelta(days=30)

    def test_is_not_that_of_a_successor(self, organization: Organization) -> None:
        old = organization.api.post("/tokens", json={"name": "n", "expires_in": 3600}).json()
        change(organization, token_days=30)
        assert life_of(organization.api.post(f"/tokens/{old['id']}/rotate").json()) == timedelta(hours=1)
