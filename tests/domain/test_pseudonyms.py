"""Names and addresses by pseudonyms: none is left, and the same one is the same everywhere."""

from __future__ import annotations

import json
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.pseudonyms import LEFT_OUT, Pseudonyms

JANE = {
    "userName": "Jané.Doe@acme.example",
    "displayName": "Jané Doe",
    "name": {"givenName": "Jané", "familyName": "Doe", "formatted": "Jané Doe"},
    "emails": [{"type": "work", "value": "Jané.Doe@acme.example", "primary": True}],
    "phoneNumbers": [{"type": "work", "value": "+41 79 555 01 23"}],
    "active": True,
}
PATCHES = [
    {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "omar@acme.example"},
    {"op": "Add", "path": "urn:ietf:params:scim:schemas:core:2.0:User:name.givenName", "value": "Omar"},
    {"op": "replace", "value": {"displayName": "Omar Khan", "name.familyName": "Khan"}},
]


def replaced(*documents: Any) -> list[Any]:
    pseudonyms = Pseudonyms()
    for document in documents:
        pseudonyms.learn(document)
    return [pseudonyms.replaced(document) for document in documents]


class TestPseudonyms:
    def test_stand_for_every_name_of_a_resource_and_of_a_patch(self) -> None:
        told = {"verdict": "Jané Doe (jané.doe@ACME.example) was disabled; OMAR KHAN manages them."}
        body = {"body": orjson.dumps({"Operations": PATCHES}).decode()}
        ascii_body = {"body": json.dumps(JANE)}
        text = json.dumps(replaced(JANE, body, ascii_body, told), ensure_ascii=False)
        for word in ("Jan", "Doe", "Omar", "Khan", "acme", "555"):
            assert word.lower() not in text.lower().replace("name", ""), text
        assert text.count("address-1@anonymous.invalid") == 5
        assert "emails[type eq" in text

    def test_are_the_same_for_the_same_name_whatever_its_case(self) -> None:
        first, second = replaced({"displayName": "Jane Doe"}, {"error": "There is no JANE DOE here"})
        assert first["displayName"] == "name-1"
        assert second["error"] == "There is no name-1 here"

    def test_are_found_in_a_path_that_was_encoded(self) -> None:
        path = "/Users?filter=userName+eq+%22jane%40acme.example%22"
        assert replaced({"path": path}) == [
            {"path": '/Users?filter=userName eq "address-1@anonymous.invalid"'}
        ]

    def test_leave_ids_and_ordinary_words(self) -> None:
        record = {
            "sought": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
            "operation": "create user",
            "status": 201,
            "received": ["userName", "displayName"],
        }
        assert replaced(record) == [record]

    def test_a_body_that_cannot_be_read_is_left_out(self) -> None:
        assert replaced({"body": '{"displayName": "Ja', "answer": "Jane"}) == [
            {"body": LEFT_OUT, "answer": LEFT_OUT}
        ]

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("displayName"), inner),
        )
    )
    def test_keep_the_shape_of_any_document(self, document: Any) -> None:
        (found,) = replaced(document)
        assert type(found) is type(document)

    @given(st.text(min_size=5), st.text())
    def test_leave_no_name_that_was_learned(self, name: str, around: str) -> None:
        first, _ = replaced({"displayName": name}, {"text": f"{around} {name} {around}"})
        assert first["displayName"] != name or not name.strip() or name.strip() in first["displayName"]
