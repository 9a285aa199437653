"""Bulk over HTTP (RFC 7644, 3.7): many operations, each on its own."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.running_service import Organization
from tests.service.scim.calls import (
    BULK,
    PATCH_OP,
    created,
    created_group,
    newest_requests,
    refusal,
    replace,
    user,
)

POST_USER = {"method": "POST", "path": "/Users"}


def bulk(organization: Organization, *operations: Any, **more: Any) -> httpx.Response:
    return organization.scim.post("/Bulk", json={"schemas": [BULK], "Operations": operations, **more})


def results(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]
    operations: list[dict[str, Any]] = body["Operations"]
    return operations


def new_user(bulk_id: str, name: str) -> dict[str, Any]:
    return {**POST_USER, "bulkId": bulk_id, "data": user(name)}


def new_group(bulk_id: str, name: str, *members: str) -> dict[str, Any]:
    data = {"displayName": name, "members": [{"value": member} for member in members]}
    return {"method": "POST", "path": "/Groups", "bulkId": bulk_id, "data": data}


class TestOperations:
    def test_are_carried_out_like_requests_of_their_own(self, organization: Organization) -> None:
        old = created(organization, "old")["id"]
        gone = created(organization, "gone")["id"]
        operations = {"schemas": [PATCH_OP], "Operations": [replace("title", "T")]}
        made, patched, put, deleted = results(
            bulk(
                organization,
                new_user("a", "new"),
                {"method": "PATCH", "path": f"/Users/{old}", "data": operations},
                {"method": "put", "path": f"/Users/{old}", "data": user("old", nickName="N")},
                {"method": "DELETE", "path": f"/Users/{gone}"},
            )
        )
        assert (made["status"], made["bulkId"], made["version"]) == ("201", "a", 'W/"1"')
        assert organization.scim.get(made["location"]).json()["userName"] == "new"
        assert (patched["status"], patched["location"]) == ("200", f"{organization.tenant_url}/Users/{old}")
        assert (put["status"], put["version"]) == ("200", 'W/"3"')
        assert deleted["status"] == "204"
        assert organization.scim.get(f"/Users/{old}").json()["nickName"] == "N"
        refusal(organization.scim.get(f"/Users/{gone}"), 404)

    def test_have_journal_entries_of_their_own(self, organization: Organization) -> None:
        bulk(organization, new_user("a", "a"), new_user("b", "b"), new_user("c", "a"))
        entries = newest_requests(organization, 4)
        assert sorted((entry["operation"], entry["status"]) for entry in entries) == [
            *(("bulk", 200), ("create user", 201), ("create user", 201), ("create user", 409)),
        ]

    def test_honour_a_version(self, organization: Organization) -> None:
        one = created(organization, "a")["id"]
        (refused,) = results(
            bulk(organization, {"method": "DELETE", "path": f"/Users/{one}", "version": 'W/"9"'})
        )
        assert refused["status"] == "412"
        assert organization.scim.get(f"/Users/{one}").status_code == 200

    def test_that_fail_do_not_stop_the_others(self, organization: Organization) -> None:
        created(organization, "taken")
        first, second = results(bulk(organization, new_user("a", "TAKEN"), new_user("b", "free")))
        assert (first["status"], first["response"]["scimType"]) == ("409", "uniqueness")
        assert second["status"] == "201"

    @pytest.mark.parametrize(
        "operation",
        [
            "text",
            {},
            {"method": "GET", "path": "/Users"},
            {"method": "POST", "path": "/Users", "data": user("x")},
            {"method": "POST", "path": "Users", "bulkId": "a", "data": user("x")},
            {"method": "POST", "path": "/Bulk", "bulkId": "a", "data": {"Operations": []}},
            {"method": "POST", "path": "/Users/.search", "bulkId": "a", "data": {"count": 1}},
            {"method": "PATCH", "path": "/", "data": {}},
            {"method": "DELETE", "path": "/Users/a\0b"},
            {"method": "POST", "path": "/Users", "bulkId": "a"},
            {"method": "POST", "path": "/Users", "bulkId": "a", "data": [1]},
            {"method": "DELETE", "path": "/Users/nobody"},
        ],
        ids=str,
    )
    def test_that_make_no_sense_are_refused_one_by_one(
        self, organization: Organization, operation: Any
    ) -> None:
        refused, other = results(bulk(organization, operation, new_user("z", "z")))
        assert refused["status"][0] == "4"
        assert refused["response"]["detail"]
        assert other["status"] == "201"


class TestReferences:
    def test_reach_back_and_ahead(self, organization: Organization) -> None:
        ahead, person, back = results(
            bulk(
                organization,
                new_group("g", "Ahead", "bulkId:p"),
                new_user("p", "p"),
                new_group("h", "Back", "bulkId:p"),
            )
        )[0:3]
        by_id = {one["bulkId"]: one for one in (ahead, person, back)}
        member = by_id["p"]["location"].rpartition("/")[2]
        for bulk_id in ("g", "h"):
            group = organization.scim.get(by_id[bulk_id]["location"]).json()
            assert [one["value"] for one in group["members"]] == [member]

    def test_may_be_chained_in_any_order(self, organization: Organization) -> None:
        chain = [new_group(str(n), f"G{n}", *([f"bulkId:{n + 1}"] if n < 9 else [])) for n in range(10)]
        for operations in (chain, chain[::-1], chain[5:] + chain[:5]):
            found = results(bulk(organization, *operations))
            assert {one["status"] for one in found} == {"201"}
            for one in found:
                assert organization.scim.delete(one["location"]).status_code == 204

    def test_may_be_many(self, organization: Organization) -> None:
        groups = [new_group(f"g{n}", f"G{n}", "bulkId:late", "x" * 200) for n in range(200)]
        found = results(bulk(organization, *groups, new_user("late", "late")))
        assert {one["status"] for one in found} == {"201"}

    def test_may_stand_in_a_path(self, organization: Organization) -> None:
        _, patched = results(
            bulk(
                organization,
                new_user("p", "p"),
                {
                    "method": "PATCH",
                    "path": "/Users/bulkId:p",
                    "data": {"schemas": [PATCH_OP], "Operations": [replace("title", "T")]},
                },
            )
        )
        assert organization.scim.get(patched["location"]).json()["title"] == "T"

    def test_to_nothing_are_refused(self, organization: Organization) -> None:
        (refused,) = results(bulk(organization, new_group("g", "G", "bulkId:nobody")))
        assert refused["status"] == "409"
        assert "nobody" in refused["response"]["detail"]

    def test_to_what_failed_are_refused(self, organization: Organization) -> None:
        created(organization, "p")
        failed, refused = results(bulk(organization, new_user("p", "p"), new_group("g", "G", "bulkId:p")))
        assert (failed["status"], refused["status"]) == ("409", "409")

    def test_in_a_circle_are_refused(self, organization: Organization) -> None:
        found = results(bulk(organization, new_group("g", "G", "bulkId:h"), new_group("h", "H", "bulkId:g")))
        assert [one["status"] for one in found] == ["409", "409"]


class TestFailOnErrors:
    def test_stops_after_so_many_failures(self, organization: Organization) -> None:
        created(organization, "taken")
        operations = [new_user(str(n), "taken" if n in (1, 3) else f"n{n}") for n in range(6)]
        found = results(bulk(organization, *operations, failOnErrors=2))
        assert [one["status"] for one in found] == ["201", "409", "201", "409"]

    def test_must_be_a_number(self, organization: Organization) -> None:
        refusal(bulk(organization, failOnErrors="two"), 400, "invalidValue")


class TestLimits:
    def test_a_thousand_operations_are_done_and_one_more_is_too_many(
        self, organization: Organization
    ) -> None:
        group = created_group(organization, "G")["id"]
        operation = {"method": "PATCH", "path": f"/Groups/{group}", "data": {"Operations": [replace("x", 1)]}}
        assert len(results(bulk(organization, *[operation] * 1000))) == 1000
        assert "1000" in refusal(bulk(organization, *[operation] * 1001), 413)

    def test_eight_mebibytes_are_read_and_no_more(self, organization: Organization) -> None:
        body = b'{"Operations": [], "padding": "%s"}' % (b"x" * (8 * 1024 * 1024 - 33))
        assert len(body) == 8 * 1024 * 1024
        assert organization.scim.post("/Bulk", content=body).status_code == 200
        assert "8 MiB" in refusal(organization.scim.post("/Bulk", content=body + b" "), 413)

    def test_without_operations_it_is_no_bulk_request(self, organization: Organization) -> None:
        refusal(organization.scim.post("/Bulk", json={"schemas": [BULK]}), 400, "invalidSyntax")
