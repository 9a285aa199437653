"""What a request is due to: each cause is recognised from a request that the running service was sent."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import httpx
import pytest

from scimconsole.domain import credentials
from scimconsole.domain.causes import Facts, all_causes, explain
from tests.running_service import Organization
from tests.service.management.people import create_group, create_user
from tests.service.scim.calls import BULK, PATCH_OP, journalled, newest_requests, patch, replace

ANYBODY = "00000000-0000-4000-8000-000000000000"
NOT_PROVOKED = {"too-many-requests", "service-unavailable", "conflict"}
"""What a healthy service of today does not answer; they are recognised from the journal's words alone."""

BY_THE_BRAKE = {"withheld-by-the-brake", "deletion-withheld"}
"""See test_brake.py."""


def cause_of(organization: Organization, answer: httpx.Response) -> dict[str, Any]:
    """The whole explanation of the refusal with this answer."""
    request_id = answer.json()["detail"].rpartition("(request ")[2].rstrip(")")
    cause: dict[str, Any] = journalled(organization, request_id)["cause"]
    return cause


def put(value: Any, path: str) -> Any:
    return lambda client: patch(client, "/Users/{jane}", replace(path, value))


def op(**operation: Any) -> Any:
    return lambda client: patch(client, "/Users/{jane}", operation)


def post(**attributes: Any) -> Any:
    return lambda client: client.post("/Users", json={"userName": "new@acme.example", **attributes})


def search(**query: str) -> Any:
    return lambda client: client.get("/Users", params=query)


def bulk(*operations: Any) -> Any:
    return lambda client: client.post("/Bulk", json={"schemas": [BULK], "Operations": list(operations)})


REFUSALS: list[tuple[str, Any]] = [
    ("user-gone", lambda client: client.get(f"/Users/{ANYBODY}")),
    ("group-gone", lambda client: client.get(f"/Groups/{ANYBODY}")),
    ("wrong-address", lambda client: client.get("/scim/Users")),
    ("not-found", lambda client: client.get("/Schemas/urn:nobody")),
    ("user-name-taken", post(userName="JANE@acme.example")),
    ("group-name-taken", lambda client: client.post("/Groups", json={"displayName": "staff"})),
    ("active-not-understood", put("perhaps", "active")),
    ("active-removed", op(op="remove", path="active")),
    ("value-not-allowed", post(userType="BOSS")),
    ("required-missing", post(userName=" ")),
    ("manager-not-understood", put(7, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager")),
    (
        "member-not-understood",
        lambda client: patch(
            client, "/Groups/{staff}", {"op": "Add", "path": "members", "value": [{"a": 1}]}
        ),
    ),
    ("too-many-values", post(emails=[{"value": f"{number}@x.example"} for number in range(1100)])),
    ("several-for-one", put(["a", "b"], "displayName")),
    ("wrong-type", put({"a": 1}, "displayName")),
    ("not-storable", put("a\0b", "displayName")),
    ("no-value", op(op="Replace", path="displayName")),
    ("value-refused", op(op="Replace", value="text")),
    ("path-unknown", put("x", "shoeSize")),
    ("path-not-understood", put("x", "emails[type")),
    ("no-target", op(op="remove", value="x")),
    ("required-removed", op(op="remove", path="userName")),
    ("read-only", put("x", "id")),
    ("filter-attribute", search(filter='shoeSize eq "9"')),
    ("filter-not-understood", search(filter="userName is jane")),
    ("cursor-foreign", search(cursor="abc")),
    ("no-operations", lambda client: patch(client, "/Users/{jane}")),
    ("not-json", lambda client: client.post("/Users", content=b"{")),
    ("changed-in-between", lambda client: client.delete("/Users/{jane}", headers={"If-Match": 'W/"99"'})),
    ("too-many-operations", bulk(*[{}] * 1001)),
    ("too-large", lambda client: client.post("/Users", content=b" " * 1_100_000)),
    ("method", lambda client: client.put("/Users", json={})),
    ("discovery-filtered", lambda client: client.get("/Schemas", params={"filter": "x"})),
    ("not-implemented", lambda client: client.get("/Me")),
]

UNFILLED = re.compile(r"\{\w+\}")
TOKEN = credentials.mint("scimc1").text
SIGN_INS: list[tuple[str, str | None]] = [
    ("token-missing", None),
    ("authorization-scheme", "Basic abc"),
    ("bearer-pasted", f"Bearer Bearer {TOKEN}"),
    ("entras-own-token", "Bearer eyJ0eXAi.eyJhdWQi.c2ln"),
    ("api-key-pasted", f"Bearer {credentials.mint('scimk1').text}"),
    ("token-mangled", f"Bearer {TOKEN[:-3]}"),
    ("another-services-secret", "Bearer s3cret"),
    ("token-unknown", f"Bearer {TOKEN}"),
]
LOOKS: list[tuple[str, Any]] = [
    ("left-out-beside-a-disable", [replace("active", "False"), replace("userType", "BOSS")]),
    ("extension-ignored", [{"op": "add", "value": {"urn:example:2.0:User:badge": "7", "displayName": "J"}}]),
    ("roles-ignored", [{"op": "add", "value": {"entitlements2": "x", "roles.colour": "x", "title": "T"}}]),
    ("attribute-ignored", [{"op": "add", "value": {"shoeSize": "9", "displayName": "J"}}]),
]


class PlacedClient:
    """The SCIM client, with `{jane}` and `{staff}` in addresses replaced by ids."""

    def __init__(self, organization: Organization) -> None:
        self._client = organization.scim
        self._ids = {
            "jane": create_user(organization, "jane@acme.example", userType="FULL"),
            "staff": create_group(organization, "Staff"),
        }

    def __getattr__(self, method: str) -> Any:
        def call(path: str, **options: Any) -> httpx.Response:
            answer: httpx.Response = getattr(self._client, method)(path.format(**self._ids), **options)
            return answer

        return call


class TestEveryRefusal:
    def test_is_explained(self, keycafe: Organization) -> None:
        client = PlacedClient(keycafe)
        answers = [(code, call(client)) for code, call in REFUSALS]
        told = {}
        for code, answer in answers:
            assert answer.status_code >= 400, (code, answer.text)
            told[code] = cause_of(keycafe, answer)
        assert {code: cause["code"] for code, cause in told.items()} == {code: code for code, _ in REFUSALS}
        assert [code for code, cause in told.items() if UNFILLED.search(json.dumps(cause))] == []
        assert told["value-not-allowed"]["happened"].startswith(
            "userType was sent as BOSS; allowed values are "
        )
        assert told["value-not-allowed"]["side"] == "entra"
        assert told["user-name-taken"]["entra_code"] == "EntryConflict"

    def test_of_a_sign_in_is_explained(self, keycafe: Organization) -> None:
        for _, header in SIGN_INS:
            headers = {} if header is None else {"Authorization": header}
            assert httpx.get(f"{keycafe.tenant_url}/Users", headers=headers).status_code == 401
        found = newest_requests(keycafe, len(SIGN_INS))
        assert [item["cause"]["code"] for item in reversed(found)] == [code for code, _ in SIGN_INS]

    def test_of_a_token_that_ended_is_explained(self, keycafe: Organization) -> None:
        short = keycafe.generate_token("short", expires_in=1)
        token = keycafe.generate_token("old")
        assert keycafe.api.post(f"/tokens/{token[7:29]}/revoke").status_code == 200
        time.sleep(1.1)
        for ended in (short, token):
            assert keycafe.client(keycafe.tenant_url, ended).get("/Users").status_code == 401
        revoked, expired = newest_requests(keycafe, 2)
        assert expired["cause"]["code"] == "token-expired"
        assert revoked["cause"] == {
            "code": "token-revoked",
            "title": "The token was revoked",
            "weight": "failure",
        }

    def test_inside_a_bulk_message_is_explained(self, keycafe: Organization) -> None:
        answer = bulk({"method": "DELETE", "path": "/Users/bulkId:x"})(keycafe.scim)
        assert answer.json()["Operations"][0]["status"] == "409"
        refusal = answer.json()["Operations"][0]["response"]
        facts = Facts(409, "POST", "/Bulk", "bulk", scim_type="invalidValue", error=refusal["detail"])
        found = explain(facts)
        assert found is not None
        assert found.cause.code == "bulk-reference"


class TestWhatWasCarriedOut:
    def test_and_lost_something_is_worth_a_look(self, keycafe: Organization) -> None:
        jane = create_user(keycafe, "jane@acme.example", userType="FULL")
        for code, operations in LOOKS:
            answer = keycafe.scim.patch(
                f"/Users/{jane}", json={"schemas": [PATCH_OP], "Operations": operations}
            )
            assert answer.status_code == 200, answer.text
            item = newest_requests(keycafe, 1)[0]
            assert (item["cause"]["code"], item["cause"]["weight"]) == (code, "look")
            assert item["error"] is None

    def test_and_lost_nothing_needs_no_words(self, keycafe: Organization) -> None:
        create_user(keycafe, "jane@acme.example", userType="FULL")
        (found,) = newest_requests(keycafe, 1)
        assert found["cause"] is None

    def test_is_told_in_full(self, keycafe: Organization) -> None:
        answer = keycafe.scim.post(
            "/Users", json={"userName": "b@acme.example", "userType": "BOSS", "password": "hush"}
        )
        request_id = answer.json()["detail"].rpartition("(request ")[2].rstrip(")")
        item = journalled(keycafe, request_id)
        assert json.loads(item["body"])["password"] == "(redacted)"
        assert json.loads(item["answer"]) == answer.json()


class TestTheCatalogue:
    def test_has_no_cause_that_these_tests_do_not_meet(self) -> None:
        met = {code for code, _ in [*REFUSALS, *SIGN_INS, *LOOKS]}
        met |= {"token-revoked", "token-expired", "bulk-reference"} | BY_THE_BRAKE | NOT_PROVOKED
        assert [cause.code for cause in all_causes() if cause.code not in met] == []
        assert len({cause.code for cause in all_causes()}) == len(all_causes())

    @pytest.mark.parametrize("status", [*range(400, 418), 422, 429, *range(500, 505)])
    def test_has_words_for_every_refusal_of_the_journal(self, status: int) -> None:
        found = explain(Facts(status, "GET", "/Users", "find user", error="Something new."))
        known = {400, 401, 403, 404, 405, 409, 412, 413, 429, 500, 501, 502, 503, 504}
        assert (found is not None) == (status in known)
