"""What support staff looked at stands in the audit trail."""

from __future__ import annotations

from scimconsole.domain.organization import org_id_of
from scimconsole.storage import audit_read
from scimconsole.storage.database import open_database
from scimconsole.storage.requests import AFTER_EVERY_ID
from tests.running_service import Organization, RunningService


class TestReadingARequestInFull:
    def test_is_noted_once_an_hour_for_each_supporter(
        self, organization: Organization, service: RunningService
    ) -> None:
        organization.scim.post("/Users", json={"userName": "jane"})
        request = organization.api.get("/requests").json()["items"][0]["id"]
        assert noted(service, organization, request) == []
        keys = [organization.add_member("support", f"{name}@x.example") for name in ("sam", "kim")]
        for key in (*keys, keys[0]):
            support = organization.client(organization.api_url, key)
            assert support.get(f"/requests/{request}").json()["id"] == request
        looks = noted(service, organization, request)
        assert [action for action, _ in looks] == ["request.read"] * 2
        assert len({actor for _, actor in looks}) == 2

    def test_is_not_noted_of_owners_nor_of_the_list(
        self, organization: Organization, service: RunningService
    ) -> None:
        organization.scim.post("/Users", json={"userName": "jane"})
        request = organization.api.get("/requests").json()["items"][0]["id"]
        organization.api.get(f"/requests/{request}").raise_for_status()
        support = organization.client(
            organization.api_url, organization.add_member("support", "sam@x.example")
        )
        support.get("/requests").raise_for_status()
        assert noted(service, organization, request) == []


def noted(service: RunningService, organization: Organization, request: str) -> list[tuple[str, str]]:
    database = open_database(service.database_url)
    try:
        rows = audit_read.list_acts_on(
            database.session(), org_id_of(organization.slug), request, AFTER_EVERY_ID, 10
        )
        return [(row.action, row.actor) for row in rows]
    finally:
        database.close()
