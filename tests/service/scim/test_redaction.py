from __future__ import annotations

from typing import Any

import orjson
import pytest

from scimconsole.service.scim.redaction import REDACTED, redacted, redacted_query

SECRET = "correct-horse"


class TestABody:
    """Without passwords it is kept byte by byte; with one, the value is gone and the rest is there."""

    @pytest.mark.parametrize(
        "body",
        [
            {"password": SECRET, "title": "T"},
            {"PassWord": [SECRET, {"x": SECRET}], "title": "T"},
            {"urn:ietf:params:scim:schemas:core:2.0:User:password": SECRET, "title": "T"},
            {"Operations": [{"op": "Replace", "Path": "Password", "VALUE": SECRET}], "title": "T"},
            {"Operations": [{"op": "add", "value": {"password": SECRET}}], "title": "T"},
            {"Operations": [{"path": f'users[password eq "{SECRET}"]'}], "title": "T"},
            {"Operations": [{"data": {"Operations": [{"path": "password", "value": SECRET}]}}], "title": "T"},
            {"filter": f'password eq "{SECRET}"', "title": "T"},
        ],
        ids=str,
    )
    def test_loses_the_password_only(self, body: dict[str, Any]) -> None:
        kept = redacted(orjson.dumps(body))
        assert SECRET.encode() not in kept
        assert REDACTED.encode() in kept
        assert orjson.loads(kept)["title"] == "T"

    def test_loses_it_under_an_escaped_name(self) -> None:
        assert SECRET.encode() not in redacted(b'{"pass\\u0077ord": "%s"}' % SECRET.encode())

    @pytest.mark.parametrize("body", [b'{"password": "correct-horse', b'PASSWORD "correct-horse"'])
    def test_that_is_no_json_goes_as_a_whole(self, body: bytes) -> None:
        assert redacted(body) == REDACTED.encode()

    @pytest.mark.parametrize("body", [b"", b"{", b'{ "title":"T" }', '{"title": "Paß"}'.encode()], ids=repr)
    def test_without_one_is_kept_as_it_came(self, body: bytes) -> None:
        assert redacted(body) == body


class TestAQuery:
    def test_loses_what_may_compare_a_password(self) -> None:
        assert redacted_query(b"filter=PassWord%20eq%20%22x%22") == REDACTED
        assert redacted_query(b"count=1") == "count=1"
