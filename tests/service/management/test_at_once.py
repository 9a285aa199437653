"""Many callers at once: nothing is done twice, nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.running_service import Organization
from tests.service.management.people import create_user, every_item


def post_many(organization: Organization, count: int, path: str, body: object, key: str | None) -> list[int]:
    headers = {"Authorization": f"Bearer {organization.api_key}"}
    if key is not None:
        headers["Idempotency-Key"] = key

    def post(_: int) -> int:
        answer = httpx.post(
            f"{organization.api_url}{path}", json=body, headers=headers, timeout=30, verify=False
        )
        return answer.status_code

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(post, range(count)))


class TestTheSameRequestAtOnce:
    def test_is_done_once_under_one_idempotency_key(self, organization: Organization) -> None:
        statuses = post_many(organization, 20, "/tokens", {"name": "once"}, "key")
        assert sorted(statuses) == [201, *[409] * 19]
        assert organization.api.get("/tokens").json()["total"] == 1

    def test_holds_a_person_once(self, organization: Organization) -> None:
        user_id = create_user(organization, "jane@acme.example")
        statuses = post_many(organization, 20, f"/users/{user_id}/deactivate", {}, None)
        assert statuses == [200] * 20
        changes = every_change(organization)
        assert changes == ["user.created", "user.deactivated"]
        assert sorted(post_many(organization, 10, f"/users/{user_id}/reactivate", {}, None)) == [
            200,
            *[409] * 9,
        ]


class TestManyRequestsAtOnce:
    def test_all_count(self, organization: Organization) -> None:
        assert post_many(organization, 30, "/tokens", {"name": "many"}, None) == [201] * 30
        assert len(every_item(organization, "/tokens", limit=7)) == 30


def every_change(organization: Organization) -> list[str]:
    return [change["type"] for change in organization.api.get("/changes").json()["items"]]
