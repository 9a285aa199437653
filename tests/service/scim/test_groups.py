"""Groups over HTTP: members one row each, whoever they are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import SQLModel

from scimconsole.domain.organization import org_id_of
from scimconsole.storage.database import open_database
from tests.running_service import Organization
from tests.service.scim.calls import (
    add_member,
    created,
    created_group,
    ids,
    newest_requests,
    patch,
    refusal,
    replace,
)


def members_of(organization: Organization, group_id: str) -> set[str]:
    answer = organization.scim.get(f"/Groups/{group_id}")
    assert answer.status_code == 200, answer.text
    return {member["value"] for member in answer.json()["members"]}


def people(organization: Organization, count: int) -> list[str]:
    return [created(organization, f"u{number}")["id"] for number in range(count)]


class TestMembers:
    def test_are_shown_with_their_kind_and_address(self, organization: Organization) -> None:
        (person,) = people(organization, 1)
        inner = created_group(organization, "Inner")["id"]
        group = created_group(organization, "Outer", person, inner)
        found = {member["value"]: member for member in group["members"]}
        base = organization.tenant_url
        assert found[person] == {"value": person, "type": "User", "$ref": f"{base}/Users/{person}"}
        assert found[inner] == {"value": inner, "type": "Group", "$ref": f"{base}/Groups/{inner}"}

    def test_show_their_groups_themselves(self, organization: Organization) -> None:
        (person,) = people(organization, 1)
        group = created_group(organization, "Readers", person)["id"]
        shown = organization.scim.get(f"/Users/{person}").json()["groups"]
        address = f"{organization.tenant_url}/Groups/{group}"
        assert shown == [{"value": group, "$ref": address, "display": "Readers", "type": "direct"}]
        patch(organization.scim, f"/Groups/{group}", replace("displayName", "Writers"))
        assert organization.scim.get(f"/Users/{person}").json()["groups"][0]["display"] == "Writers"

    def test_are_added_once(self, organization: Organization) -> None:
        (person,) = people(organization, 1)
        place = f"/Groups/{created_group(organization, 'G')['id']}"
        first = patch(organization.scim, place, add_member(person), add_member(person))
        assert len(first.json()["members"]) == 1
        again = patch(organization.scim, place, add_member(person))
        assert again.headers["etag"] == first.headers["etag"]

    def test_change_no_user(self, organization: Organization) -> None:
        (person,) = people(organization, 1)
        before = organization.scim.get(f"/Users/{person}").headers["etag"]
        group = created_group(organization, "G", person)["id"]
        organization.scim.delete(f"/Groups/{group}")
        assert organization.scim.get(f"/Users/{person}").headers["etag"] == before

    @pytest.mark.parametrize(
        "operation",
        [
            {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": "GONE"}]},
            {"op": "Remove", "path": 'members[value eq "GONE"]'},
            {"op": "remove", "path": 'members[value eq "GONE" or value eq "never-there"]'},
            {"op": "Remove", "path": "members", "value": [{"value": "GONE"}, {"value": "never-there"}]},
        ],
        ids=str,
    )
    def test_are_removed_exactly(self, organization: Organization, operation: dict[str, Any]) -> None:
        gone, *staying = people(organization, 3)
        group = created_group(organization, "G", gone, *staying)["id"]
        text = {key: _named(value, gone) for key, value in operation.items()}
        answer = patch(organization.scim, f"/Groups/{group}", text)
        assert answer.status_code == 200, answer.text
        assert members_of(organization, group) == set(staying)

    def test_who_are_not_there_can_be_removed(self, organization: Organization) -> None:
        group = created_group(organization, "G")["id"]
        operation = {"op": "Remove", "path": "members", "value": [{"value": "nobody"}]}
        answer = patch(organization.scim, f"/Groups/{group}", operation)
        assert answer.status_code == 200
        assert answer.headers["etag"] == 'W/"1"'

    def test_all_go_by_one_removal_and_by_replacement(self, organization: Organization) -> None:
        everybody = people(organization, 3)
        place = f"/Groups/{created_group(organization, 'G', *everybody)['id']}"
        one = [{"value": everybody[0]}]
        assert len(patch(organization.scim, place, replace("members", one)).json()["members"]) == 1
        assert patch(organization.scim, place, {"op": "Remove", "path": "members"}).json()["members"] == []

    def test_who_are_not_sent_in_a_put_leave(self, organization: Organization) -> None:
        first, second = people(organization, 2)
        group = created_group(organization, "G", first)["id"]
        body = {"displayName": "G", "members": [{"value": second}]}
        assert organization.scim.put(f"/Groups/{group}", json=body).status_code == 200
        assert members_of(organization, group) == {second}
        organization.scim.put(f"/Groups/{group}", json={"displayName": "G"})
        assert members_of(organization, group) == set()

    def test_may_come_before_the_person(self, organization: Organization) -> None:
        group = created_group(organization, "G", "not-there-yet")["id"]
        assert members_of(organization, group) == {"not-there-yet"}

    def test_cannot_be_the_group_itself(self, organization: Organization) -> None:
        place = f"/Groups/{created_group(organization, 'G')['id']}"
        refusal(patch(organization.scim, place, add_member(place[8:])), 400, "invalidValue")


def _named(value: Any, gone: str) -> Any:
    if isinstance(value, str):
        return value.replace("GONE", gone)
    return [{key: _named(item, gone) if item else item for key, item in one.items()} for one in value]


class TestDeletedPeople:
    def test_leave_their_groups(self, organization: Organization) -> None:
        gone, stays = people(organization, 2)
        groups = [created_group(organization, name, gone, stays)["id"] for name in ("A", "B")]
        assert organization.scim.delete(f"/Users/{gone}").status_code == 204
        for group in groups:
            shown = organization.scim.get(f"/Groups/{group}")
            assert [member["value"] for member in shown.json()["members"]] == [stays]
            assert shown.headers["etag"] != 'W/"1"'
            assert organization.api.get(f"/groups/{group}").json()["member_count"] == 1
        refusal(organization.scim.delete(f"/Users/{gone}"), 404)

    def test_leave_the_count_of_their_group_right(self, organization: Organization) -> None:
        everybody = people(organization, 3)
        group = created_group(organization, "G", *everybody)["id"]
        organization.scim.delete(f"/Users/{everybody[0]}")
        patch(organization.scim, f"/Groups/{group}", add_member(everybody[1]))
        assert organization.api.get(f"/groups/{group}").json()["member_count"] == 2

    def test_are_found_by_nothing(self, organization: Organization) -> None:
        gone = created(organization, "gone", externalId="x", emails=[{"value": "gone@x.example"}])["id"]
        organization.scim.delete(f"/Users/{gone}")
        for text in ('userName eq "gone"', 'externalId eq "x"', f'id eq "{gone}"', "userName pr"):
            assert ids(organization.scim.get("/Users", params={"filter": text})) == []
        assert organization.api.get("/users", params={"q": "gone"}).json()["items"] == []


class TestDeletedGroups:
    def test_leave_nothing_behind(self, organization: Organization) -> None:
        (person,) = people(organization, 1)
        inner = created_group(organization, "Inner", person)["id"]
        outer = created_group(organization, "Outer", inner)["id"]
        assert organization.scim.delete(f"/Groups/{inner}").status_code == 204
        assert members_of(organization, outer) == set()
        assert "groups" not in organization.scim.get(f"/Users/{person}").json()
        created_group(organization, "INNER")


class TestLargeGroups:
    """A PATCH of a group with more than a hundred members answers 204."""

    def test_answer_200_up_to_a_hundred_and_204_beyond(self, organization: Organization) -> None:
        place = f"/Groups/{created_group(organization, 'G', *(f'm{n}' for n in range(99)))['id']}"
        hundred = patch(organization.scim, place, add_member("m99"))
        assert hundred.status_code == 200
        assert len(hundred.json()["members"]) == 100
        beyond = patch(organization.scim, place, add_member("m100"))
        assert (beyond.status_code, beyond.content) == (204, b"")
        assert beyond.headers["etag"] == 'W/"3"'
        assert patch(organization.scim, place, replace("displayName", "H")).status_code == 204
        back = {"op": "Remove", "path": "members", "value": [{"value": "m100"}]}
        assert patch(organization.scim, place, back).status_code == 200

    def test_are_shown_whole_when_asked_for(self, organization: Organization) -> None:
        group = created_group(organization, "G", *(f"m{number}" for number in range(2500)))["id"]
        assert len(members_of(organization, group)) == 2500


class TestPasswords:
    """They are accepted, for clients insist, and kept nowhere."""

    def test_are_never_shown_stored_or_journalled(self, organization: Organization) -> None:
        secret = "correct-horse-battery"
        shown = created(organization, "ann", password=secret, shoeSize={"password": secret})
        assert secret not in str(shown)
        place = f"/Users/{shown['id']}"
        answers = [
            patch(organization.scim, place, replace("password", secret)),
            patch(organization.scim, place, {"op": "replace", "value": {"password": secret}}),
            organization.scim.put(place, json={"userName": "ann", "Password": secret}),
            organization.scim.post("/Users", json={"userName": "ANN", "password": secret}),
            organization.scim.post("/Users", json={"password": f'{secret}"\\'}),
            organization.scim.get("/Users", params={"filter": f'password eq "{secret}"'}),
            organization.scim.post("/Users/.search", json={"filter": f'password eq "{secret}"'}),
            organization.scim.post("/Users", content=f'{{"pass\\u0077ord": "{secret}"}}'),
            organization.scim.post("/Users", content=f'{{"PASSWORD": "{secret}"'),
        ]
        assert all(secret not in answer.text for answer in answers)
        newest_requests(organization, 1 + len(answers))
        assert not found_in_database(organization, secret)


def found_in_database(organization: Organization, text: str) -> bool:
    """Whether any text or bytes of the organization's tables hold the text."""
    database = open_database(organization.service.database_url)
    org_id = org_id_of(organization.slug)
    rows = [
        row
        for table in SQLModel.metadata.tables
        for row in database.session().script(f"SELECT * FROM {table} WHERE org_id = '{org_id}'").fetchall()
    ]
    database.close()
    assert len(rows) > 10
    return any(text in _shown(value) for row in rows for value in row)


def _shown(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
