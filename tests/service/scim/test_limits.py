"""Limits with clear answers, and input that no engine could keep."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests.running_service import Organization, RunningService
from tests.service.scim.calls import created, created_group, patch, refusal, replace, user

MEBIBYTE = 1024 * 1024


def padded(body: dict[str, Any], size: int) -> bytes:
    """The body as JSON, filled up with a long value to exactly `size` bytes."""
    body = {**body, "nickName": ""}
    return orjson.dumps({**body, "nickName": "x" * (size - len(orjson.dumps(body)))})


@pytest.fixture(scope="module")
def shared(service: RunningService) -> Organization:
    """An organization for what is refused or changes nothing, shared by the tests of this module."""
    return service.add_organization()


class TestSizes:
    def test_a_resource_has_at_most_a_mebibyte(self, organization: Organization) -> None:
        largest = padded(user("large"), MEBIBYTE)
        assert organization.scim.post("/Users", content=largest).status_code == 201
        larger = padded(user("larger"), MEBIBYTE + 1)
        assert "1 MiB" in refusal(organization.scim.post("/Users", content=larger), 413)

    def test_the_limit_holds_without_a_content_length(self, organization: Organization) -> None:
        chunks = [padded(user("larger"), MEBIBYTE), b" "]
        refusal(organization.scim.post("/Users", content=iter(chunks)), 413)

    def test_a_group_may_have_eight(self, organization: Organization) -> None:
        members = [{"value": f"{number:0250}"} for number in range(8000)]
        body = orjson.dumps({"displayName": "large", "members": members})
        assert MEBIBYTE < len(body) < 8 * MEBIBYTE
        assert organization.scim.post("/Groups", content=body).status_code == 201
        refusal(organization.scim.post("/Groups", content=b" " * (8 * MEBIBYTE + 1)), 413)

    def test_the_connection_serves_on_after_a_refusal(self, organization: Organization) -> None:
        refusal(organization.scim.post("/Users", content=b" " * (MEBIBYTE + 1)), 413)
        assert created(organization, "next")["userName"] == "next"

    @pytest.mark.parametrize("depth", [33, 500, 100_000])
    def test_json_is_at_most_32_levels_deep(self, shared: Organization, depth: int) -> None:
        body = b'{"userName": "deep", "x": %s}' % (b"[" * depth + b"]" * depth)
        refusal(shared.scim.post("/Users", content=body), 400, "invalidSyntax")

    def test_thirty_two_levels_are_read(self, organization: Organization) -> None:
        body = b'{"userName": "deep", "x": %s}' % (b"[" * 31 + b"]" * 31)
        assert organization.scim.post("/Users", content=body).status_code == 201


class TestMalformedJson:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"  ",
            b"{",
            b'{"userName": "a"',
            b"{'userName': 'a'}",
            b'{"userName": "a",}',
            b"[]",
            b'"text"',
            b"null",
            b"NaN",
            b'{"userName": NaN}',
            b"\xff\xfe{\x00}\x00",
            b'{"userName": "\xff"}',
        ],
        ids=repr,
    )
    def test_is_invalid_syntax_with_the_place(self, shared: Organization, body: bytes) -> None:
        refusal(shared.scim.post("/Users", content=body), 400, "invalidSyntax")
        place = f"/Users/{created(shared, f'u{body.hex()}')['id']}"
        refusal(shared.scim.put(place, content=body), 400, "invalidSyntax")
        refusal(shared.scim.patch(place, content=body), 400, "invalidSyntax")


class TestWhatNoEngineKeeps:
    @pytest.mark.parametrize("text", ["\\u0000", "a\\u0000b"], ids=repr)
    @pytest.mark.parametrize("name", ["userName", "displayName", "title", "externalId", "shoeSize"])
    def test_a_nul_is_refused_wherever_it_stands(self, shared: Organization, name: str, text: str) -> None:
        values = {"userName": "good", "displayName": "good", name: "TEXT"}
        body = orjson.dumps(values).decode().replace("TEXT", text)
        for path in ("/Users", "/Groups"):
            answer = shared.scim.post(path, content=body)
            assert answer.status_code == 400, answer.text
            assert answer.json()["scimType"] in ("invalidValue", "invalidSyntax")

    @pytest.mark.parametrize("text", ["\\ud800", "\\udfff", "x\\ud83d"], ids=repr)
    def test_a_lone_surrogate_is_refused(self, shared: Organization, text: str) -> None:
        body = '{"userName": "good", "displayName": "TEXT"}'.replace("TEXT", text)
        for path in ("/Users", "/Groups"):
            assert shared.scim.post(path, content=body).status_code == 400

    def test_a_nul_in_a_patch_is_refused(self, organization: Organization) -> None:
        person, group = created(organization, "a")["id"], created_group(organization, "g")["id"]
        for place in (f"/Users/{person}", f"/Groups/{group}"):
            assert patch(organization.scim, place, replace("displayName", "a\0b")).status_code == 400
            assert patch(organization.scim, place, replace("shoe\0Size", "x")).status_code == 400

    def test_a_nul_in_an_address_or_a_filter_finds_nobody(self, organization: Organization) -> None:
        assert organization.scim.get("/Users/a%00b").status_code == 404
        assert organization.scim.get("/Users?filter=userName%20eq%20%22a%00b%22").status_code == 400
        assert organization.scim.get("/Users?filter=userName%20eq%20%22a%5Cu0000b%22").status_code == 400
        assert organization.scim.delete("/Groups/%00").status_code == 404
        assert organization.scim.get("/Users/%F0%9F%98%80").status_code == 404
        assert organization.scim.get("/Users/%FF").status_code == 404
        assert organization.scim.get("/Users?filter=%FF").status_code == 400

    def test_everything_else_is_kept_as_sent(self, organization: Organization) -> None:
        odd = '\u202e\u0001\x1b[31m[bold]x[/]\U0010ffff "\\ \ud7ff\ue000'
        kept = created(organization, odd, displayName=odd, title=odd)
        assert kept["userName"] == kept["displayName"] == kept["title"] == odd
        assert organization.scim.get(f"/Users/{kept['id']}").json()["title"] == odd
