"""The list of requests, folded: runs of reads that changed nothing are one line each."""

from __future__ import annotations

from typing import Any

import pytest

from scimconsole.storage import request_folding
from scimconsole.storage.request_folding import folded
from scimconsole.storage.request_search import Found
from scimconsole.storage.requests import AFTER_EVERY_ID, RequestRow
from tests.running_service import Organization
from tests.service.management.people import create_user, every_item
from tests.service.scim.calls import newest_requests


def told(items: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    return [(item["operation"], item["status"], item["folded"]) for item in items]


class TestTheFoldedList:
    def test_tells_a_run_of_reads_by_its_newest(self, organization: Organization) -> None:
        for _ in range(3):
            organization.scim.get("/Users", params={"filter": 'userName eq "nobody"'})
        user_id = create_user(organization, "ann@acme.example")
        for _ in range(4):
            organization.scim.get(f"/Users/{user_id}")
        organization.scim.get("/Users", params={"filter": 'userName eq "ann@acme.example"'})
        organization.scim.post("/Users", json={"userName": "ann@acme.example"})
        organization.scim.post("/Users", json={"userName": "ann@acme.example"})
        for _ in range(2):
            organization.scim.get("/Users/nobody")
        every = newest_requests(organization, 13)
        expected = [
            ("read user", 404, 0),
            ("read user", 404, 0),
            ("create user", 409, 0),
            ("create user", 409, 0),
            ("find user", 200, 0),
            ("read user", 200, 3),
            ("create user", 201, 0),
            ("find user", 200, 2),
        ]
        assert told(every_item(organization, "/requests", fold="true")) == expected
        for limit in (1, 2, 5):
            pages = every_item(organization, "/requests", fold="true", limit=limit)
            assert told(pages) == expected
        assert [item["folded"] for item in every] == [0] * 13
        assert told(every_item(organization, "/requests", fold="true", status="200", limit=1)) == [
            ("find user", 200, 0),
            ("read user", 200, 3),
            ("find user", 200, 2),
        ]

    def test_is_not_made_for_another_token(self, organization: Organization) -> None:
        other = organization.client(organization.tenant_url, organization.generate_token("other"))
        for client in (organization.scim, other, organization.scim):
            client.get("/Users", params={"filter": 'userName eq "nobody"'})
        newest_requests(organization, 3)
        assert [item["folded"] for item in every_item(organization, "/requests", fold="true")] == [0, 0, 0]


def row(number: int, operation: str = "find user") -> RequestRow:
    values: dict[str, Any] = dict.fromkeys(RequestRow.__dataclass_fields__)
    return RequestRow(**(values | {"id": f"{number:06}", "operation": operation, "status": 200}))


class TestAPage:
    @pytest.mark.parametrize("most", [1, 700, 100_000])
    def test_reads_a_bounded_number_and_the_pages_lose_nothing(
        self, monkeypatch: pytest.MonkeyPatch, most: int
    ) -> None:
        monkeypatch.setattr(request_folding, "MOST_READ", most)
        rows = [
            row(number, "create user" if number % 997 == 0 else "find user") for number in range(3000, 0, -1)
        ]
        reads: list[int] = []

        def read(before: str, count: int) -> Found:
            behind = [one for one in rows if one.id < before]
            reads[-1] += count
            return Found(behind[:count], behind[count - 1].id if len(behind) > count else None)

        counted, before = 0, AFTER_EVERY_ID
        while True:
            reads.append(0)
            page = folded(read, before, 2)
            counted += sum(1 + line.folded for line in page.lines)
            assert len(page.lines) <= 2
            if page.onward is None:
                break
            before = page.onward
        assert counted == len(rows)
        assert max(reads) <= most + 500
