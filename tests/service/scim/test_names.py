"""What is unique and what is not, and what never changes."""

from __future__ import annotations

import pytest

from tests.running_service import Organization
from tests.service.scim.calls import created, created_group, patch, refusal, replace, user


class TestUserName:
    """Unique without regard to case; a refusal names the other user's id."""

    @pytest.mark.parametrize(
        ("name", "same"), [("ann@x.example", "ANN@X.EXAMPLE"), ("straße", "STRASSE"), ("zoë", "ZOE\u0308")]
    )
    def test_is_taken_in_any_spelling(self, organization: Organization, name: str, same: str) -> None:
        holder, other = created(organization, name)["id"], created(organization, "other")["id"]
        answers = [
            organization.scim.post("/Users", json=user(same)),
            organization.scim.put(f"/Users/{other}", json=user(same)),
            patch(organization.scim, f"/Users/{other}", replace("userName", same)),
        ]
        for answer in answers:
            assert holder in refusal(answer, 409, "uniqueness")
        assert organization.scim.get(f"/Users/{other}").json()["userName"] == "other"

    def test_of_a_disabled_user_stays_taken_and_of_a_deleted_one_is_free(
        self, organization: Organization
    ) -> None:
        one = created(organization, "ann", active=False)["id"]
        refusal(organization.scim.post("/Users", json=user("ann")), 409, "uniqueness")
        organization.scim.delete(f"/Users/{one}")
        assert created(organization, "ann")["id"] != one

    def test_may_change_its_case(self, organization: Organization) -> None:
        place = f"/Users/{created(organization, 'ann')['id']}"
        assert patch(organization.scim, place, replace("userName", "Ann")).json()["userName"] == "Ann"

    def test_may_be_very_long(self, organization: Organization) -> None:
        name = "ü" * 5000
        one = created(organization, name)["id"]
        assert created(organization, f"{name}!")["id"] != one
        refusal(organization.scim.post("/Users", json=user(name.upper())), 409, "uniqueness")
        found = organization.scim.post(
            "/Users/.search", json={"filter": f'userName sw "{"ü" * 900}"', "count": 5}
        )
        assert found.json()["totalResults"] == 2

    def test_frees_the_old_name(self, organization: Organization) -> None:
        place = f"/Users/{created(organization, 'old')['id']}"
        patch(organization.scim, place, replace("userName", "new"))
        created(organization, "old")
        refusal(organization.scim.post("/Users", json=user("NEW")), 409, "uniqueness")

    @pytest.mark.parametrize("name", ["", "  ", None], ids=repr)
    def test_must_not_be_blank(self, organization: Organization, name: str | None) -> None:
        refusal(organization.scim.post("/Users", json={"userName": name}), 400, "invalidValue")
        place = f"/Users/{created(organization, 'ann')['id']}"
        assert patch(organization.scim, place, replace("userName", name)).status_code == 400
        assert organization.scim.get(place).json()["userName"] == "ann"


class TestDisplayNameOfAGroup:
    def test_is_unique_without_regard_to_case(self, organization: Organization) -> None:
        holder = created_group(organization, "Readers")["id"]
        other = created_group(organization, "Writers")["id"]
        answers = [
            organization.scim.post("/Groups", json={"displayName": "READERS"}),
            organization.scim.put(f"/Groups/{other}", json={"displayName": "readers"}),
            patch(organization.scim, f"/Groups/{other}", replace("displayName", "reaDers")),
        ]
        for answer in answers:
            assert holder in refusal(answer, 409, "uniqueness")

    def test_of_users_is_not(self, organization: Organization) -> None:
        for name in ("a", "b"):
            created(organization, name, displayName="Same")


class TestExternalId:
    def test_need_not_be_unique(self, organization: Organization) -> None:
        for name in ("a", "b"):
            assert created(organization, name, externalId="same")["externalId"] == "same"
            body = {"displayName": name, "externalId": "same"}
            assert organization.scim.post("/Groups", json=body).status_code == 201


class TestId:
    def test_never_changes(self, organization: Organization) -> None:
        one = created(organization, "ann")["id"]
        place = f"/Users/{one}"
        changed = organization.scim.put(place, json={**user("bob"), "id": "mine", "externalId": "x"})
        assert changed.json()["id"] == one
        assert changed.json()["meta"]["location"] == f"{organization.tenant_url}{place}"
        patched = patch(organization.scim, place, {"op": "replace", "value": {"id": "mine", "title": "T"}})
        assert patched.status_code in (200, 400)
        assert organization.scim.get(place).json()["id"] == one

    def test_is_not_the_clients_to_choose(self, organization: Organization) -> None:
        assert created(organization, "ann", id="mine")["id"] != "mine"
