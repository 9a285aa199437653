"""Weak ETags over HTTP: If-Match guards writes, If-None-Match spares reads."""

from __future__ import annotations

import pytest

from tests.running_service import Organization
from tests.service.scim.calls import created, created_group, patch, refusal, replace, user

PLACES = ["/Users", "/Groups"]


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest, organization: Organization) -> str:
    """Where a new user, and a new group, stand."""
    if request.param == "/Users":
        return f"/Users/{created(organization, 'a')['id']}"
    return f"/Groups/{created_group(organization, 'a')['id']}"


def body_of(place: str, name: str) -> dict[str, object]:
    return user(name) if place.startswith("/Users") else {"displayName": name}


class TestEveryAnswer:
    def test_has_the_version_of_its_resource_as_etag(self, organization: Organization, place: str) -> None:
        answer = organization.scim.get(place)
        assert answer.headers["etag"] == answer.json()["meta"]["version"] == 'W/"1"'

    def test_has_the_next_version_after_a_change(self, organization: Organization, place: str) -> None:
        changed = patch(organization.scim, place, replace("displayName", "b"))
        assert changed.headers["etag"] == changed.json()["meta"]["version"] == 'W/"2"'
        assert organization.scim.get(place).headers["etag"] == 'W/"2"'

    def test_keeps_the_version_when_nothing_changes(self, organization: Organization, place: str) -> None:
        patch(organization.scim, place, replace("displayName", "b"))
        again = patch(organization.scim, place, replace("displayName", "b"))
        assert again.status_code == 200
        assert again.headers["etag"] == 'W/"2"'


class TestIfNoneMatch:
    @pytest.mark.parametrize("tag", ['W/"1"', '"1"', "*", 'W/"7", W/"1"'])
    def test_answers_304_without_a_body_for_the_present_version(
        self, organization: Organization, place: str, tag: str
    ) -> None:
        answer = organization.scim.get(place, headers={"If-None-Match": tag})
        assert answer.status_code == 304
        assert answer.content == b""
        assert answer.headers["etag"] == 'W/"1"'

    def test_answers_in_full_for_another_version(self, organization: Organization, place: str) -> None:
        assert organization.scim.get(place, headers={"If-None-Match": 'W/"7"'}).status_code == 200

    def test_answers_404_for_whom_nobody_knows(self, organization: Organization) -> None:
        refusal(organization.scim.get("/Users/nobody", headers={"If-None-Match": "*"}), 404)


class TestIfMatch:
    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
    def test_refuses_a_write_to_another_version_and_changes_nothing(
        self, organization: Organization, place: str, method: str
    ) -> None:
        before = organization.scim.get(place).json()
        headers = {"If-Match": 'W/"7"'}
        if method == "PUT":
            answer = organization.scim.put(place, json=body_of(place, "b"), headers=headers)
        elif method == "PATCH":
            answer = patch(organization.scim, place, replace("displayName", "b"), **headers)
        else:
            answer = organization.scim.delete(place, headers=headers)
        assert 'version W/"1"' in refusal(answer, 412)
        assert organization.scim.get(place).json() == before

    @pytest.mark.parametrize("tag", ['W/"1"', '"1"', "*", 'W/"7", W/"1"'])
    def test_lets_a_write_to_the_present_version_pass(
        self, organization: Organization, place: str, tag: str
    ) -> None:
        answer = patch(organization.scim, place, replace("displayName", "b"), **{"If-Match": tag})
        assert answer.status_code == 200
        assert organization.scim.delete(place, headers={"If-Match": 'W/"2"'}).status_code == 204
