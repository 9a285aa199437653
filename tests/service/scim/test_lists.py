"""Lists over HTTP: pages by index and by cursor, filters, orders, searches and projections."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.running_service import Organization, RunningService
from tests.service.scim.calls import BULK, SEARCH, created, created_group, ids, refusal, user

PEOPLE = 60
Asked = dict[str, str | int]


def fill(organization: Organization, people: int) -> None:
    operations = [
        {
            "method": "POST",
            "path": "/Users",
            "bulkId": str(number),
            "data": user(f"u{number:03}@x.example", title=f"T{number % 3}"),
        }
        for number in range(people)
    ]
    answer = organization.scim.post("/Bulk", json={"schemas": [BULK], "Operations": operations})
    assert answer.status_code == 200, answer.text
    assert {operation["status"] for operation in answer.json()["Operations"]} == {"201"}


@pytest.fixture(scope="module")
def crowd(service: RunningService) -> Organization:
    """An organization of sixty people that no test changes."""
    organization = service.add_organization()
    fill(organization, PEOPLE)
    return organization


def by_index(organization: Organization, count: int, between: Callable[[], Any] = lambda: None) -> list[str]:
    found: list[str] = []
    start = 1
    while True:
        answer = organization.scim.get("/Users", params={"startIndex": start, "count": count}).json()
        if not answer["Resources"]:
            return found
        found += [resource["id"] for resource in answer["Resources"]]
        start += len(answer["Resources"])
        between()


def by_cursor(
    organization: Organization, query: Asked, between: Callable[[list[str]], Any] = lambda found: None
) -> list[str]:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = organization.scim.get("/Users", params={**query, "cursor": cursor})
        found += ids(answer)
        cursor = answer.json().get("nextCursor")
        between(found)
    return found


class TestPagesByIndex:
    """RFC 7644, 3.4.2.4."""

    @pytest.mark.parametrize("count", [1, 7, 60, 1000])
    def test_walk_everybody_once(self, crowd: Organization, count: int) -> None:
        found = by_index(crowd, count)
        assert len(found) == len(set(found)) == PEOPLE

    def test_tell_the_total_and_the_place(self, crowd: Organization) -> None:
        answer = crowd.scim.get("/Users", params={"startIndex": 58, "count": 10}).json()
        assert (answer["totalResults"], answer["startIndex"], answer["itemsPerPage"]) == (PEOPLE, 58, 3)

    def test_beyond_the_end_are_empty_lists(self, crowd: Organization) -> None:
        answer = crowd.scim.get("/Users", params={"startIndex": 61}).json()
        assert answer["Resources"] == []
        assert answer["totalResults"] == PEOPLE

    @pytest.mark.parametrize("query", [{}, {"filter": "title pr"}, {"sortBy": "title"}], ids=str)
    def test_far_beyond_the_end_are_empty_lists_too(self, crowd: Organization, query: Asked) -> None:
        for path in ("/Users", "/Groups", ""):
            if path != "/Users" and query:
                continue
            answer = crowd.scim.get(path, params={**query, "startIndex": str(10**40)})
            assert answer.status_code == 200, answer.text
            assert answer.json()["Resources"] == []

    def test_of_no_length_tell_the_total_only(self, crowd: Organization) -> None:
        queries: list[Asked] = [{"count": 0}, {"count": -5}, {"count": 0, "filter": 'title eq "T0"'}]
        for query in queries:
            answer = crowd.scim.get("/Users", params=query).json()
            assert answer["Resources"] == []
            assert answer["totalResults"] == (20 if "filter" in query else PEOPLE)

    def test_start_at_one_when_asked_for_less(self, crowd: Organization) -> None:
        assert ids(crowd.scim.get("/Users", params={"startIndex": -3, "count": 2})) == ids(
            crowd.scim.get("/Users", params={"count": 2})
        )

    def test_of_a_filter_and_an_order_agree_with_the_whole(self, crowd: Organization) -> None:
        query = {"filter": 'title eq "t1"', "sortBy": "userName", "sortOrder": "descending"}
        whole = ids(crowd.scim.get("/Users", params=query))
        parts = [
            identifier
            for start in range(1, 21, 6)
            for identifier in ids(crowd.scim.get("/Users", params={**query, "startIndex": start, "count": 6}))
        ]
        assert parts == whole
        assert len(whole) == 20

    def test_miss_nobody_while_others_are_added(self, organization: Organization) -> None:
        fill(organization, 30)
        before = set(by_index(organization, 100))
        coming = ["new1", "new2", "new3"]
        found = by_index(organization, 10, lambda: coming and created(organization, coming.pop()))
        assert before <= set(found)

    def test_refuse_what_is_no_number(self, crowd: Organization) -> None:
        refusal(crowd.scim.get("/Users", params={"startIndex": "first"}), 400, "invalidValue")
        refusal(crowd.scim.get("/Users", params={"count": "all"}), 400, "invalidCount")


class TestPagesByCursor:
    """RFC 9865."""

    @pytest.mark.parametrize(
        "query",
        [
            {"count": 7},
            {"count": 1000},
            {"count": 9, "sortBy": "title"},
            {"count": 9, "sortBy": "title", "sortOrder": "descending"},
            {"count": 4, "sortBy": "nickName"},
            {"count": 4, "sortBy": "active"},
            {"count": 4, "sortBy": "meta.created", "filter": "title pr"},
        ],
        ids=str,
    )
    def test_walk_everybody_once(self, crowd: Organization, query: Asked) -> None:
        found = by_cursor(crowd, query)
        assert len(found) == len(set(found)) == PEOPLE

    def test_walk_once_whoever_stays_while_others_come_and_go(self, organization: Organization) -> None:
        fill(organization, 30)
        everybody = by_index(organization, 100)
        # One whom the walk has passed and one ahead of it leave at each step.
        leaving = [everybody[0], everybody[29], everybody[1], everybody[28]]
        gone: set[str] = set()
        added = iter(range(100))

        def change(found: list[str]) -> None:
            created(organization, f"new{next(added)}")
            if leaving:
                gone.add(leaving[0])
                assert organization.scim.delete(f"/Users/{leaving.pop(0)}").status_code == 204

        found = by_cursor(organization, {"count": 5}, change)
        assert len(found) == len(set(found))
        assert set(everybody) - gone <= set(found)

    def test_have_no_start_index(self, crowd: Organization) -> None:
        answer = crowd.scim.get("/Users", params={"cursor": "", "count": 2}).json()
        assert "startIndex" not in answer
        assert answer["totalResults"] == PEOPLE

    def test_end_without_a_next_cursor(self, crowd: Organization) -> None:
        assert "nextCursor" not in crowd.scim.get("/Users", params={"cursor": "", "count": 60}).json()

    @pytest.mark.parametrize("cursor", ["nonsense", "bm9uc2Vuc2U", "WzFd", "....", "%00", "W10"])
    def test_refuse_a_cursor_that_was_never_given(self, crowd: Organization, cursor: str) -> None:
        refusal(crowd.scim.get("/Users", params={"cursor": cursor}), 400, "invalidCursor")

    @pytest.mark.parametrize("value", ["text", 10**18 * 9, 10**30, None, [1], {}, "a\0b"], ids=repr)
    def test_refuse_a_cursor_that_was_tampered_with(self, crowd: Organization, value: Any) -> None:
        for query in ({}, {"sortBy": "title"}, {"sortBy": "meta.created"}):
            asked = {**query, "count": "2"}
            cursor = crowd.scim.get("/Users", params={**asked, "cursor": ""}).json()["nextCursor"]
            digest, kind, _, last_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            text = json.dumps([digest, kind, value, last_id]).encode()
            tampered = base64.urlsafe_b64encode(text).decode().rstrip("=")
            answer = crowd.scim.get("/Users", params={**asked, "cursor": tampered})
            assert answer.status_code in (200, 400), answer.text

    def test_refuse_the_cursor_of_another_list(self, crowd: Organization) -> None:
        cursor = crowd.scim.get("/Users", params={"cursor": "", "count": 2}).json()["nextCursor"]
        for query in ({"filter": "title pr"}, {"sortBy": "title"}):
            refusal(crowd.scim.get("/Users", params={**query, "cursor": cursor}), 400, "invalidCursor")
        refusal(crowd.scim.get("/Groups", params={"cursor": cursor}), 400, "invalidCursor")


class TestOrders:
    """RFC 7644, 3.4.2.3."""

    def test_put_those_without_a_value_last_and_first_when_turned(self, organization: Organization) -> None:
        for name, nick in (("a", "zed"), ("b", None), ("c", "Anna")):
            created(organization, name, **({"nickName": nick} if nick else {}))

        def names(order: str) -> list[str]:
            query = {"sortBy": "nickName", "sortOrder": order}
            answer = organization.scim.get("/Users", params=query).json()
            return [resource["userName"] for resource in answer["Resources"]]

        assert names("ascending") == ["c", "a", "b"]
        assert names("descending") == ["b", "a", "c"]

    @pytest.mark.parametrize(
        ("query", "scim_type"),
        [
            ({"sortBy": "shoeSize"}, "invalidPath"),
            ({"sortBy": "password"}, "invalidPath"),
            ({"sortBy": "name"}, "invalidPath"),
            ({"sortBy": 'emails[type eq "work"]'}, "invalidFilter"),
            ({"sortBy": "userName", "sortOrder": "upwards"}, "invalidValue"),
        ],
        ids=str,
    )
    def test_that_make_no_sense_are_refused(
        self, crowd: Organization, query: dict[str, str], scim_type: str
    ) -> None:
        refusal(crowd.scim.get("/Users", params=query), 400, scim_type)


class TestFilters:
    """RFC 7644, 3.4.2.2; what they find is tested beside the storage."""

    def test_find_the_disabled_too(self, organization: Organization) -> None:
        gone = created(organization, "gone@x.example", active=False)
        for text in ('userName eq "GONE@x.example"', "active eq false", 'active eq "False"'):
            assert ids(organization.scim.get("/Users", params={"filter": text})) == [gone["id"]]

    def test_find_an_external_id_exactly_and_as_often_as_it_is_there(
        self, organization: Organization
    ) -> None:
        same = {created(organization, name, externalId="Same")["id"] for name in ("a", "b")}
        created(organization, "c", externalId="same")
        assert set(ids(organization.scim.get("/Users", params={"filter": 'externalId eq "Same"'}))) == same

    @pytest.mark.parametrize(
        "text",
        [
            "userName",
            'userName eq "x',
            'shoeSize eq "43"',
            "userName eq 7",
            'active gt "x"',
            'password eq "x"',
            'userName eq "x" and',
            "(" * 20 + 'userName eq "x"' + ")" * 20,
            'meta.created co "2026"',
            f'userName eq "{"x" * 1000}"',
        ],
        ids=lambda text: text[:30],
    )
    def test_that_cannot_be_read_are_refused(self, crowd: Organization, text: str) -> None:
        refusal(crowd.scim.get("/Users", params={"filter": text}), 400, "invalidFilter")

    def test_may_have_a_thousand_characters(self, crowd: Organization) -> None:
        text = f'userName eq "{"x" * 986}"'
        assert len(text) == 1000
        assert ids(crowd.scim.get("/Users", params={"filter": text})) == []

    def test_on_the_groups_of_a_user_and_the_members_of_a_group(self, organization: Organization) -> None:
        ann, bob = (created(organization, name)["id"] for name in ("ann", "bob"))
        group = created_group(organization, "Readers", ann)["id"]
        created_group(organization, "Empty")

        def found(path: str, text: str) -> list[str]:
            return ids(organization.scim.get(path, params={"filter": text}))

        assert found("/Users", f'groups.value eq "{group}"') == [ann]
        assert found("/Users", 'groups[display eq "readers"]') == [ann]
        assert found("/Users", "not (groups pr)") == [bob]
        assert found("/Groups", f'members eq "{ann}"') == [group]
        assert found("/Groups", f'id eq "{group}" and members eq "{bob}"') == []


class TestSearches:
    """POST .search (RFC 7644, 3.4.3)."""

    def test_answer_as_the_address_does(self, crowd: Organization) -> None:
        body = {"schemas": [SEARCH], "filter": 'title eq "T2"', "sortBy": "userName", "count": 5}
        body |= {"attributes": ["userName"], "startIndex": 2}
        query: Asked = {"filter": 'title eq "T2"', "sortBy": "userName", "count": 5, "startIndex": 2}
        by_body = crowd.scim.post("/Users/.search", json=body).json()
        assert by_body == crowd.scim.get("/Users", params={**query, "attributes": "userName"}).json()
        assert len(by_body["Resources"]) == 5
        assert all("userName" in one and "title" not in one for one in by_body["Resources"])

    def test_at_the_root_find_users_and_groups(self, organization: Organization) -> None:
        person, group = created(organization, "both"), created_group(organization, "both")
        body = {"schemas": [SEARCH], "filter": "id pr", "count": 10}
        answer = organization.scim.post("/.search", json=body)
        assert ids(answer) == [person["id"], group["id"]]
        assert answer.json()["totalResults"] == 2
        assert ids(organization.scim.post("/.search", json={**body, "startIndex": 2})) == [group["id"]]
        assert ids(organization.scim.get("/", params={"filter": 'displayName eq "both"'})) == [group["id"]]

    def test_of_another_form_are_refused(self, crowd: Organization) -> None:
        refusal(crowd.scim.post("/Users/.search", content="[]"), 400, "invalidSyntax")
        refusal(crowd.scim.post("/Users/.search", json={"count": [1]}), 400, "invalidValue")


class TestProjections:
    """`attributes` and `excludedAttributes` (RFC 7644, 3.9)."""

    def test_show_what_was_asked_for_and_what_is_always_shown(self, organization: Organization) -> None:
        one = created(organization, "p", title="T", emails=[{"type": "work", "value": "p@x.example"}])
        place = f"/Users/{one['id']}"
        shown = organization.scim.get(place, params={"attributes": "TITLE"}).json()
        assert {"schemas", "id", "title"} <= set(shown) <= {"schemas", "id", "title", "meta"}
        hidden = organization.scim.get(place, params={"excludedAttributes": "title,emails,id"}).json()
        assert "title" not in hidden
        assert "emails" not in hidden
        assert hidden["id"] == one["id"]

    def test_take_a_filter_in_brackets_as_entra_sends_it(self, organization: Organization) -> None:
        created(organization, "p", emails=[{"type": "work", "value": "p@x.example"}], title="T")
        query = {"attributes": 'emails[type eq "work"]', "filter": 'userName eq "p"'}
        (found,) = organization.scim.get("/Users", params=query).json()["Resources"]
        assert found["emails"][0]["value"] == "p@x.example"
        assert "title" not in found

    def test_leave_the_members_of_groups_out(self, organization: Organization) -> None:
        group = created_group(organization, "G", created(organization, "m")["id"])
        answer = organization.scim.get(f"/Groups/{group['id']}", params={"excludedAttributes": "members"})
        assert "members" not in answer.json()
