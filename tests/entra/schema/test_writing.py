"""Exporting: everything that was imported comes out again, and a part becomes a whole document."""

from __future__ import annotations

import copy
from typing import Any

import orjson
import pytest
from hypothesis import given, settings

from scimconsole.entra.schema.reading import read_schema
from scimconsole.entra.schema.writing import export
from tests.entra.schema.documents import PARTS, WHOLE, mapping_of, sales, users_of, without_places

JSON = dict[str, Any]


class TestAWholeDocument:
    """Nothing is lost and nothing is added."""

    def test_comes_out_as_it_came_in(self) -> None:
        assert export(read_schema(sales())) == sales()

    @settings(max_examples=60)
    @given(WHOLE)
    def test_with_all_that_is_not_understood(self, document: JSON) -> None:
        written = orjson.dumps(document)
        schema = read_schema(document)
        assert orjson.dumps(export(schema)) == written
        assert read_schema(export(schema)) == schema

    def test_what_comes_out_is_a_copy(self) -> None:
        schema = read_schema(sales())
        users_of(export(schema))["attributeMappings"].clear()
        assert schema.document == sales()

    def test_without_directories_it_gets_them(self) -> None:
        document = sales()
        del document["directories"]
        written = export(read_schema(document))
        assert {key: value for key, value in written.items() if key != "directories"} == document
        assert [one["name"] for one in written["directories"]] == ["Azure Active Directory", "customappsso"]


class TestAPart:
    """It is completed, ready to be uploaded."""

    def test_an_object_mapping(self) -> None:
        written = export(read_schema(users_of(sales())))
        assert users_of(written) == users_of(sales()) | {"metadata": []}
        rule = written["synchronizationRules"][0]
        assert rule["sourceDirectoryName"] == "Azure Active Directory"
        assert rule["targetDirectoryName"] in [one["name"] for one in written["directories"]]
        assert written["id"]

    def test_a_rule_keeps_what_it_says(self) -> None:
        rule = sales()["synchronizationRules"][0] | {"targetDirectoryName": "contoso", "x": 1}
        written = export(read_schema(rule))
        assert written["synchronizationRules"][0]["x"] == 1
        assert [one["name"] for one in written["directories"]] == ["Azure Active Directory", "contoso"]

    def test_the_definitions_know_what_is_mapped(self) -> None:
        badge = "urn:ietf:params:scim:schemas:extension:x:2.0:User:badge"
        lines = copy.deepcopy(users_of(sales())["attributeMappings"])
        lines[2]["targetAttributeName"] = badge
        definitions = mapping_of(read_schema(export(read_schema(lines)))).definitions
        assert definitions[badge].type == "String"
        assert definitions["active"].type == "Boolean"
        assert definitions["userName"].required
        assert "userType" not in mapping_of(read_schema(export(read_schema(lines)))).source_definitions

    @settings(max_examples=60)
    @given(PARTS)
    def test_means_the_same_when_it_is_read_again(self, part: Any) -> None:
        schema = read_schema(part)
        whole = read_schema(export(schema))
        assert [line[6] for line in without_places(whole)] == [line[6] for line in without_places(schema)]
        assert [line[5] for line in without_places(whole)] == [line[5] for line in without_places(schema)]
        assert export(whole) == whole.document
        assert {line.target for line in mapping_of(whole).attributes} <= set(mapping_of(whole).definitions)

    @pytest.mark.parametrize("name", ["sourceDirectoryName", "targetDirectoryName", "priority"])
    def test_null_is_completed_like_what_is_absent(self, name: str) -> None:
        rule = sales()["synchronizationRules"][0] | {name: None}
        assert export(read_schema(rule))["synchronizationRules"][0][name] is not None

    def test_the_same_part_gives_the_same_document(self) -> None:
        assert export(read_schema(users_of(sales()))) == export(read_schema(users_of(sales())))
