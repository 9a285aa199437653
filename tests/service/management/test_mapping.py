"""The mapping of an organization: read by everybody, saved by owners, in versions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any

import httpx
import pytest

from tests.running_service import Organization

MATCHED: dict[str, Any] = {
    "targetAttributeName": "userName",
    "matchingPriority": 1,
    "source": {"type": "Attribute", "name": "userPrincipalName", "expression": "[userPrincipalName]"},
}
USERS: dict[str, Any] = {
    "sourceObjectName": "User",
    "targetObjectName": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    "attributeMappings": [MATCHED],
}


def with_constant(text: str) -> dict[str, Any]:
    """An object mapping of users in which userType is a constant."""
    source = {"type": "Constant", "name": text, "expression": f'"{text}"'}
    return {**USERS, "attributeMappings": [MATCHED, {"targetAttributeName": "userType", "source": source}]}


def support_of(organization: Organization) -> httpx.Client:
    key = organization.add_member("support", "support@acme.example")
    return organization.client(organization.api_url, key)


class TestBeforeAnythingIsSaved:
    def test_the_starting_point_of_the_profile_counts(self, keycafe: Organization) -> None:
        answer = keycafe.api.get("/mapping")
        told = answer.json()
        assert answer.headers["ETag"] == 'W/"0"'
        assert (told["version"], told["created_at"], told["created_by"]) == (0, None, None)
        assert told["findings"] == []
        assert told["coverage"]["recommended"]["mapped"] == 1
        assert told["schema"]["synchronizationRules"]
        assert keycafe.api.get("/mapping/versions/0").json() == told
        assert keycafe.api.get("/mapping/versions").json() == {"items": [], "next_cursor": None, "total": 0}


class TestSaving:
    def test_makes_a_version_of_the_whole_document(self, keycafe: Organization) -> None:
        answer = keycafe.api.put("/mapping", json={"schema": with_constant("FULL"), "note": "as agreed"})
        assert (answer.status_code, answer.headers["ETag"]) == (200, 'W/"1"'), answer.text
        told = answer.json()
        assert (told["version"], told["note"]) == (1, "as agreed")
        assert told["created_by"] == f"owner@{keycafe.slug}.example"
        assert told["schema"]["directories"]
        assert len(told["remarks"]) == 1
        read = keycafe.api.get("/mapping").json()
        assert read == {**told, "remarks": []}
        again = keycafe.api.put("/mapping", json=told["schema"])
        assert (again.status_code, again.json()) == (200, read)

    def test_takes_the_schema_by_itself(self, keycafe: Organization) -> None:
        assert keycafe.api.put("/mapping", json={"objectMappings": [USERS]}).json()["version"] == 1
        assert keycafe.api.put("/mapping", json=with_constant("FULL")).json()["version"] == 2
        rule = {"synchronizationRules": [{"objectMappings": [with_constant("SMARTBOX")]}]}
        assert keycafe.api.put("/mapping", json=rule).json()["version"] == 3

    def test_keeps_what_it_does_not_understand(self, keycafe: Organization) -> None:
        document = keycafe.api.get("/mapping").json()["schema"]
        document["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata"
        document["synchronizationRules"][0]["ours"] = {" kept ": [" as it is ", None, 1.5]}
        saved = keycafe.api.put("/mapping", json=document).json()
        assert saved["schema"] == document

    def test_over_another_version_than_the_one_read_is_refused(self, keycafe: Organization) -> None:
        save = with_constant("FULL")
        refused = keycafe.api.put("/mapping", json=save, headers={"If-Match": 'W/"4"'})
        assert (refused.status_code, refused.json()["type"]) == (412, "precondition-failed")
        for tag, constant in (('W/"0"', "FULL"), ('W/"1"', "SMARTBOX"), ("*", "X")):
            done = keycafe.api.put("/mapping", json=with_constant(constant), headers={"If-Match": tag})
            assert done.status_code == 200, done.text

    def test_at_once_by_many_who_read_the_same_version_is_done_by_one(self, keycafe: Organization) -> None:
        headers = {"Authorization": f"Bearer {keycafe.api_key}", "If-Match": 'W/"0"'}

        def save(number: int) -> int:
            body = with_constant(f"type {number}")
            return httpx.put(f"{keycafe.api_url}/mapping", json=body, headers=headers, timeout=30).status_code

        with ThreadPoolExecutor(6) as pool:
            assert sorted(pool.map(save, range(6))) == [200, *[412] * 5]
        assert keycafe.api.get("/mapping/versions").json()["total"] == 1

    def test_under_a_key_is_done_once(self, keycafe: Organization) -> None:
        key = {"Idempotency-Key": "once"}
        first = keycafe.api.put("/mapping", json=with_constant("FULL"), headers=key)
        keycafe.api.put("/mapping", json=with_constant("SMARTBOX"))
        again = keycafe.api.put("/mapping", json=with_constant("FULL"), headers=key)
        assert again.headers["Idempotency-Replayed"] == "true"
        assert again.json() == first.json()
        assert keycafe.api.get("/mapping").json()["version"] == 2

    def test_is_for_owners(self, keycafe: Organization) -> None:
        support = support_of(keycafe)
        assert support.put("/mapping", json=with_constant("FULL")).status_code == 403
        assert support.get("/mapping").json()["version"] == 0
        assert support.post("/mapping/check", json={"schema": with_constant("FULL")}).status_code == 200
        assert support.post("/mapping/preview", json={"users": []}).status_code == 200


class TestWhatCannotBeSaved:
    """Answers 422 with the place, and nothing is stored."""

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"schema": {"objectMappings": [{"sourceObjectName": "User"}]}}, "/schema/objectMappings/0"),
            ({"objectMappings": [{"sourceObjectName": "User"}]}, "/objectMappings/0"),
            ({"schema": {"users": []}}, "/schema"),
            ({"schema": [], "note": "n"}, "/schema"),
            ({"note": "n"}, "/schema"),
            ({"schema": USERS, "notes": "n"}, "/notes"),
            ({"schema": USERS, "note": "a\0b"}, "/note"),
            ({"schema": {**USERS, "name": "a\0b"}}, "/schema/name"),
        ],
    )
    def test_is_told_with_its_place(self, keycafe: Organization, body: dict[str, Any], pointer: str) -> None:
        answer = keycafe.api.put("/mapping", json=body)
        assert answer.status_code == 422, answer.text
        pointers = [place["pointer"] for place in answer.json()["errors"]]
        assert any(found.startswith(pointer) for found in pointers), answer.text
        assert keycafe.api.get("/mapping").json()["version"] == 0

    @pytest.mark.engines("sqlite")
    @pytest.mark.parametrize(
        "body",
        [
            b'{"schema": {"a": NaN}}',
            b'{"schema": {"a": "\\ud800"}}',
            b'{"schema": ' + b"[" * 5000 + b"]" * 5000 + b"}",
            b"\xff\xfe",
            b"",
            b"[]",
        ],
    )
    def test_is_no_json_that_could_be_written_again(self, keycafe: Organization, body: bytes) -> None:
        for method, path in (("PUT", "/mapping"), ("POST", "/mapping/check"), ("POST", "/mapping/preview")):
            answer = keycafe.api.request(method, path, content=body)
            assert answer.status_code == 422, answer.text
            assert answer.headers["content-type"] == "application/problem+json"

    @pytest.mark.engines("sqlite")
    def test_is_larger_than_any_schema(self, keycafe: Organization) -> None:
        large = {**USERS, "metadata": [{"key": "x", "value": "y" * 6_000_000}]}
        answer = keycafe.api.put("/mapping", json=large)
        assert (answer.status_code, "can be kept" in answer.json()["detail"]) == (422, True)


class TestVersions:
    def test_are_listed_newest_first_and_read_one_by_one(self, keycafe: Organization) -> None:
        for constant in ("FULL", "SMARTBOX", "FULL"):
            keycafe.api.put("/mapping", json={"schema": with_constant(constant), "note": constant})
        first = keycafe.api.get("/mapping/versions", params={"limit": 2}).json()
        assert [(item["version"], item["note"]) for item in first["items"]] == [(3, "FULL"), (2, "SMARTBOX")]
        assert first["total"] == 3
        rest = keycafe.api.get("/mapping/versions", params={"cursor": first["next_cursor"]}).json()
        assert ([item["version"] for item in rest["items"]], rest["next_cursor"]) == ([1], None)
        second = keycafe.api.get("/mapping/versions/2")
        assert (second.headers["ETag"], second.json()["note"]) == ('W/"2"', "SMARTBOX")
        assert second.json()["schema"] != keycafe.api.get("/mapping").json()["schema"]

    def test_of_other_organizations_are_not_seen(
        self, keycafe: Organization, organization: Organization
    ) -> None:
        organization.api.put("/mapping", json=USERS)
        assert organization.api.get("/mapping/versions/1").status_code == 200
        missing = keycafe.api.get("/mapping/versions/1")
        assert (missing.status_code, missing.json()["type"]) == (404, "not-found")
        assert keycafe.api.get("/mapping/versions/-1").status_code == 422


class TestChecking:
    def test_finds_what_the_profile_forbids_and_stores_nothing(self, keycafe: Organization) -> None:
        told = keycafe.api.post("/mapping/check", json={"schema": with_constant("SMARTBOXX")}).json()
        finding = next(found for found in told["findings"] if found["target"] == "userType")
        assert finding["severity"] == "error"
        assert finding["pointer"].endswith("attributeMappings/1")
        assert all(finding[part] for part in ("what", "why", "mend", "code", "mapping"))
        saved = keycafe.api.put("/mapping", json=with_constant("SMARTBOXX")).json()
        # Saved, it is a whole document; what is said of a part of one falls away.
        codes = [found["code"] for found in told["findings"] if found["code"] != "document"]
        assert [found["code"] for found in saved["findings"]] == codes

    def test_is_by_the_profile_of_the_organization(
        self, keycafe: Organization, organization: Organization
    ) -> None:
        wanted = {"schema": with_constant("SMARTBOXX")}
        codes = {
            found["target"]
            for found in organization.api.post("/mapping/check", json=deepcopy(wanted)).json()["findings"]
        }
        assert "userType" not in codes
