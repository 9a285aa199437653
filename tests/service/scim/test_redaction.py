"""No secret reaches the journal, however deep it stands and however it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scimconsole.domain.credentials import Prefix, mint
from scimconsole.service.scim.redaction import (
    LONGEST_BODY_KEPT,
    REDACTED,
    is_cut,
    kept,
    redacted,
    redacted_query,
)
from scimconsole.service.scim.request import PREFIX, ScimRequest
from tests.service.scim.in_process import SLUG, Endpoint, open_endpoint

SECRET = "correct-horse"
TOKEN = "scimc1_" + "3nQ0wq8e5uJ0cQqYtW0V1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abcdefghij"


class TestABody:
    """Without secrets it is kept byte by byte; with one, the value is gone and the rest is there."""

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
            {"client_secret": SECRET, "title": "T"},
            {"nickName": f"Bearer {SECRET}", "title": "T"},
            {"roles": [{"value": json.dumps({"password": SECRET})}], "title": "T"},
            {"roles": [{"value": json.dumps({"x": json.dumps({"password": SECRET})})}], "title": "T"},
        ],
        ids=str,
    )
    def test_loses_the_secret_only(self, body: dict[str, Any]) -> None:
        found = redacted(orjson.dumps(body))
        assert SECRET.encode() not in found
        assert REDACTED.encode() in found
        assert orjson.loads(found)["title"] == "T"

    def test_loses_it_under_an_escaped_name(self) -> None:
        assert SECRET.encode() not in redacted(b'{"pass\\u0077ord": "%s"}' % SECRET.encode())

    @pytest.mark.parametrize("text", [TOKEN, f"x{TOKEN}", TOKEN.replace("c1", "k1"), f"see {TOKEN}, please"])
    def test_loses_our_own_credentials_in_any_value(self, text: str) -> None:
        assert TOKEN[7:].encode() not in redacted(orjson.dumps({"title": text, text: "x"}))

    @pytest.mark.parametrize(
        "body",
        [
            b'{"password": "correct-horse',
            b'PASSWORD "correct-horse"',
            '{"password": "correct-horse"}'.encode("utf-16"),
            f'{{"title": "{TOKEN}"'.encode(),
        ],
    )
    def test_that_is_no_json_goes_as_a_whole(self, body: bytes) -> None:
        assert redacted(body) == REDACTED.encode()

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b'{ "title":"T" }',
            '{"title": "Paß"}'.encode(),
        ],
        ids=repr,
    )
    def test_without_one_is_kept_as_it_came(self, body: bytes) -> None:
        assert redacted(body) == body

    @pytest.mark.parametrize(
        "body", [{"title": "Secretary", "secretary": "ann"}, {"title": "Password Manager"}, {"a": "Eyjólfur"}]
    )
    def test_that_only_speaks_of_secrets_says_the_same(self, body: dict[str, str]) -> None:
        assert orjson.loads(redacted(orjson.dumps(body))) == body

    def test_loses_a_value_whose_name_stands_there_twice(self) -> None:
        assert SECRET.encode() not in redacted(b'{"x": {"password": "%s"}, "x": 1}' % SECRET.encode())


class TestALongBody:
    def test_says_that_it_was_cut(self) -> None:
        whole = orjson.dumps({"title": "x" * 40_000})
        cut = kept(whole)
        assert is_cut(cut)
        assert cut.endswith(b"(cut: 16384 of %d bytes are kept)" % len(whole))
        assert len(cut) < LONGEST_BODY_KEPT + 60

    def test_loses_its_secrets_before_it_is_cut(self) -> None:
        body = orjson.dumps({"title": "x" * (LONGEST_BODY_KEPT - 20), "password": SECRET})
        assert SECRET.encode()[:4] not in kept(body)

    def test_of_just_the_length_is_whole(self) -> None:
        empty = len(orjson.dumps({"title": ""}))
        assert not is_cut(kept(orjson.dumps({"title": "x" * (LONGEST_BODY_KEPT - empty - 1)})))
        assert not is_cut(b'{"title": "(cut: 1 of 2 bytes are kept)"}')


class TestAQuery:
    @pytest.mark.parametrize(
        "query",
        [
            "filter=PassWord%20eq%20%22x%22",
            f"token={TOKEN}",
            "filter=%70assword+eq+%22x%22",
            "filter=%2570assword",
            "a=Bearer+x",
        ],
    )
    def test_that_may_hold_a_secret_is_not_kept(self, query: str) -> None:
        assert redacted_query(query.encode()) == REDACTED

    def test_without_one_is_kept(self) -> None:
        assert redacted_query(b"count=1&filter=a%20eq+1") == "count=1&filter=a%20eq+1"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """The endpoint on a file."""
    folder: Path = tmp_path_factory.mktemp("redaction")
    endpoint = open_endpoint(f"sqlite:///{folder / 'redaction.db'}", folder)
    yield endpoint
    endpoint.database.close()


names = st.sampled_from(["title", "userName", "value", "Path", "x", "nickName", "roles", "emails", "$ref"])


def escaped(text: str, where: list[int]) -> str:
    """JSON of a text with some of its characters written as escapes."""
    places = {index % len(text) for index in where}
    return "".join(f"\\u{ord(char):04x}" if index in places else char for index, char in enumerate(text))


@st.composite
def secrets_in_json(draw: st.DrawFn) -> str:
    """JSON with the secret somewhere: a password by its name, a credential or a bearer's value anywhere."""
    where = draw(st.lists(st.integers(0, 300), max_size=4))
    token = escaped(draw(st.sampled_from([TOKEN, f"Bearer {SECRET}{TOKEN}", f"({TOKEN})"])), where)
    name = escaped(draw(st.sampled_from(["password", "PASSWORD", "oldPassword", "clientSecret"])), where)
    value = f'"{escaped(TOKEN, where)}"'
    text = draw(
        st.sampled_from(
            [
                f'{{"{name}": {value}}}',
                f'{{"{name}": [{{"x": {value}}}]}}',
                f'{{"title": "{token}"}}',
                f'{{"{token}": 1}}',
                f'{{"op": "add", "path": "{name}", "value": {value}}}',
                f'{{"op": "replace", "path": "{name}[value eq \\"{token}\\"]", "value": "x"}}',
                f'{{"filter": "{name} eq \\"{token}\\""}}',
                f'"{token}"',
            ]
        )
    )
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.integers(0, 3))
        if kind == 0:
            text = f'{{"{draw(names)}": {text}, "userName": "ann"}}'
        elif kind == 1:
            text = f"[{text}, null]"
        elif kind == 2:
            text = f'{{"Operations": [{{"op": "Add", "value": {text}}}]}}'
        elif len(text) < 500:
            text = f'{{"value": {json.dumps(text)}}}'
    return text if draw(st.booleans()) else text[: draw(st.integers(len(text) // 2, len(text)))]


class TestTheJournal:
    @settings(max_examples=150)
    @given(
        text=secrets_in_json(),
        method=st.sampled_from(["POST", "PUT", "PATCH", "DELETE"]),
        place=st.sampled_from(
            ["/Users", "/Users/x", "/Groups", "/Users/.search", f"/Users/{TOKEN}", "/Bulk"]
        ),
        query=st.sampled_from(
            ["", f"filter=userName eq {TOKEN}", f'filter=password eq "{TOKEN}"', "count=1"]
        ),
        header=st.sampled_from([b"user-agent", b"client-request-id", b"if-match"]),
    )
    def test_holds_no_secret_in_any_column(
        self, endpoint: Endpoint, text: str, method: str, place: str, query: str, header: bytes
    ) -> None:
        headers = [(b"authorization", f"Bearer {endpoint.token}".encode())]
        scope = {
            "method": method,
            "path": f"{PREFIX}{SLUG}{place}",
            "query_string": quote(query, safe="=").encode(),
            "client": ("127.0.0.1", 1),
            "headers": [*headers, (header, f"agent {TOKEN}".encode())],
        }
        request = ScimRequest(scope)
        request.body = text.encode()
        endpoint.endpoint.answer(request, endpoint.session)
        for row in kept_rows(endpoint):
            for name, value in row.items():
                shown = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                for form in (shown, shown.replace("\\", ""), decoded(shown)):
                    assert TOKEN[10:26] not in form, (name, shown)
                    assert SECRET not in form, (name, shown)


def decoded(text: str) -> str:
    """What a reader of JSON makes of it, escapes and all."""
    for _ in range(6):
        text = text.replace("\\\\", "\\")
    return text.encode("latin-1", "replace").decode("unicode_escape", "replace")


def kept_rows(endpoint: Endpoint) -> list[dict[str, Any]]:
    """What the journal keeps of the requests since the last look, written or waiting to be."""
    waiting = endpoint.endpoint._context.journal
    with waiting._lock:
        rows, waiting._entries = waiting._entries, []
    cursor = endpoint.session.script("SELECT * FROM journal")
    columns = [column[0] for column in cursor.description]
    rows += [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    endpoint.session.script("DELETE FROM journal")
    return rows


@pytest.mark.parametrize("prefix", ["scimc1", "scimk1", "sciml1"])
def test_credentials_of_ours_have_the_form_that_is_looked_for(prefix: Prefix) -> None:
    body = orjson.dumps({"title": mint(prefix).text})
    assert redacted(body) == orjson.dumps({"title": f"{prefix}_{REDACTED}"})
