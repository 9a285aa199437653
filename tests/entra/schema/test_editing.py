"""Editing: only the one place that is edited changes in the document."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scimconsole.entra.expressions import MalformedExpression
from scimconsole.entra.schema.editing import add_mapping, remove_mapping, replace_mapping, set_enabled
from scimconsole.entra.schema.model import AttributeMapping, SyncSchema
from scimconsole.entra.schema.reading import read_schema
from scimconsole.entra.schema.source_reading import read_expression
from scimconsole.entra.schema.source_tree import source_of
from scimconsole.errors import InvalidInput
from tests.entra.schema.documents import (
    EXPRESSIONS,
    TARGETS,
    WHOLE,
    line_of,
    mapping_of,
    respelled,
    sales,
    users_of,
    without_places,
)

JSON = dict[str, Any]
BADGE = "urn:ietf:params:scim:schemas:extension:x:2.0:User:badge"


def edited(index: int, **changes: Any) -> SyncSchema:
    """The salespeople's schema with one mapping changed."""
    schema = read_schema(sales())
    users = mapping_of(schema)
    return replace_mapping(schema, users, index, dataclasses.replace(users.attributes[index], **changes))


def raw(schema: SyncSchema, index: int) -> JSON:
    """An attribute mapping as the document holds it."""
    line: JSON = users_of(dict(schema.document))["attributeMappings"][index]
    return line


class TestReplacing:
    """One mapping takes another's place."""

    def test_a_property(self) -> None:
        expected = sales()
        users_of(expected)["attributeMappings"][1]["defaultValue"] = "none"
        assert edited(1, default="none").document == expected

    def test_a_property_that_was_absent(self) -> None:
        assert raw(edited(2, matching=2), 2)["matchingPriority"] == 2

    def test_the_expression_and_its_tree(self) -> None:
        schema = edited(1, type="Expression", expression="ToUpper([surname])", name="ToUpper")
        assert raw(schema, 1)["source"] == source_of("ToUpper([surname])")
        assert line_of(schema, "nickName").expression == "ToUpper([surname])"

    def test_no_source(self) -> None:
        schema = edited(0, type="None", expression="", name="")
        assert raw(schema, 0)["source"] is None
        assert line_of(schema, "userName").type == "None"

    def test_a_source_where_there_was_none(self) -> None:
        assert (
            raw(edited(3, type="Constant", expression='"en-US"', name="en-US"), 3)["source"]["name"]
            == "en-US"
        )

    def test_what_is_not_understood_stays(self) -> None:
        document = sales()
        line = users_of(document)["attributeMappings"][0]
        line["x"] = 1
        line["source"]["@odata.type"] = "#source"
        schema = read_schema(document)
        users = mapping_of(schema)
        changed = dataclasses.replace(users.attributes[0], expression="[mail]", name="mail")
        after = raw(replace_mapping(schema, users, 0, changed), 0)
        assert (after["x"], after["source"]["@odata.type"], after["source"]["name"]) == (1, "#source", "mail")

    def test_names_keep_their_spelling(self) -> None:
        schema = read_schema(respelled(sales(), True))
        users = mapping_of(schema)
        changed = dataclasses.replace(users.attributes[0], expression="[mail]", name="mail", default="x")
        after = replace_mapping(schema, users, 0, changed)
        line = line_of(after, "userName")
        assert (line.type, line.expression, line.name, line.default) == ("Direct", "[mail]", "mail", "x")
        assert set(respelled(sales(), True)) == set(after.document)

    def test_a_target_without_a_definition_gets_one(self) -> None:
        schema = edited(2, target=BADGE)
        definition = mapping_of(schema).definitions[BADGE]
        assert (definition.type, definition.required, definition.multivalued) == ("String", False, False)
        expected = sales()["directories"][0]["objects"][0]["attributes"]
        assert schema.document["directories"][0]["objects"][0]["attributes"][: len(expected)] == expected

    def test_a_standard_target_gets_its_own_definition(self) -> None:
        assert mapping_of(edited(2, target="roles")).definitions["roles"].multivalued

    def test_a_defined_target_gets_no_second_one(self) -> None:
        assert edited(2, target="ACTIVE").document["directories"] == sales()["directories"]

    def test_without_directories_none_are_made(self) -> None:
        schema = read_schema(users_of(sales()))
        users = mapping_of(schema)
        changed = replace_mapping(schema, users, 2, dataclasses.replace(users.attributes[2], target=BADGE))
        assert set(changed.document) == set(users_of(sales()))

    def test_a_malformed_expression_is_refused(self) -> None:
        with pytest.raises(MalformedExpression):
            edited(0, type="Expression", expression="ToUpper(")

    def test_an_old_malformed_expression_does_not_hinder(self) -> None:
        document = sales()
        users_of(document)["attributeMappings"][1]["source"]["expression"] = "Left("
        schema = read_schema(document)
        users = mapping_of(schema)
        changed = dataclasses.replace(users.attributes[1], default="x")
        assert line_of(replace_mapping(schema, users, 1, changed), "nickName").default == "x"

    def test_no_target_is_refused(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            edited(0, target=" ")
        assert caught.value.errors[0][0].endswith("/attributeMappings/0/targetAttributeName")

    def test_the_schema_before_is_as_it_was(self) -> None:
        schema = read_schema(sales())
        users = mapping_of(schema)
        replace_mapping(schema, users, 0, dataclasses.replace(users.attributes[0], target=BADGE))
        assert schema.document == sales()


class TestAddingAndRemoving:
    """Lines come and go; the others stay where they are."""

    def test_a_mapping_is_added_behind_the_others(self) -> None:
        schema = read_schema(sales())
        new = AttributeMapping(BADGE, "Direct", "[employeeId]", "employeeId", default="0", matching=3)
        after = add_mapping(schema, mapping_of(schema), new)
        assert [line.target for line in mapping_of(after).attributes][-1] == BADGE
        assert raw(after, 4) == {
            "defaultValue": "0",
            "exportMissingReferences": False,
            "flowBehavior": "FlowWhenChanged",
            "flowType": "Always",
            "matchingPriority": 3,
            "source": source_of("[employeeId]"),
            "targetAttributeName": BADGE,
        }
        assert BADGE in mapping_of(after).definitions

    def test_one_is_removed(self) -> None:
        schema = read_schema(sales())
        after = remove_mapping(schema, mapping_of(schema), 1)
        expected = sales()
        del users_of(expected)["attributeMappings"][1]
        assert after.document == expected

    def test_the_last_one_may_go(self) -> None:
        schema = read_schema(users_of(sales())["attributeMappings"][:1])
        after = remove_mapping(schema, mapping_of(schema), 0)
        assert mapping_of(after).attributes == ()

    @settings(max_examples=40)
    @given(WHOLE, TARGETS, EXPRESSIONS)
    def test_added_and_removed_is_as_before(self, document: JSON, target: str, expression: str) -> None:
        schema = read_schema(document)
        read = read_expression(expression)
        new = AttributeMapping(target, read.type, read.expression, read.name)
        added = add_mapping(schema, mapping_of(schema), new)
        users = mapping_of(added)
        assert dataclasses.replace(users.attributes[-1], pointer="") == new
        again = remove_mapping(added, users, len(users.attributes) - 1)
        assert again.document["synchronizationRules"] == document["synchronizationRules"]
        assert without_places(again) == without_places(schema)


class TestEnabling:
    """An object mapping is switched off and on."""

    @pytest.mark.parametrize("enabled", [True, False])
    def test_the_switch(self, enabled: bool) -> None:
        schema = read_schema(sales())
        after = set_enabled(schema, mapping_of(schema), enabled)
        assert mapping_of(after).enabled is enabled
        expected = sales()
        users_of(expected)["enabled"] = enabled
        assert after.document == expected

    def test_where_nothing_is_said(self) -> None:
        document = sales()
        del users_of(document)["enabled"]
        schema = read_schema(document)
        assert not mapping_of(set_enabled(schema, mapping_of(schema), False)).enabled


class TestAnyEdit:
    """Whatever is edited: it is what is read, and all else stays."""

    @settings(max_examples=60)
    @given(WHOLE, st.data())
    def test_only_the_line_changes(self, document: JSON, data: st.DataObject) -> None:
        schema = read_schema(document)
        users = mapping_of(schema)
        index = data.draw(st.integers(0, len(users.attributes) - 1))
        read = read_expression(data.draw(EXPRESSIONS))
        changed = dataclasses.replace(
            users.attributes[index],
            target=data.draw(TARGETS),
            type=read.type,
            expression=read.expression,
            name=read.name,
            default=data.draw(st.none() | st.just("d")),
            matching=data.draw(st.integers(0, 2)),
            flow_type=data.draw(st.sampled_from(["Always", "ObjectAddOnly"])),
        )
        after = replace_mapping(schema, users, index, changed)
        expected = list(users.attributes)
        expected[index] = changed
        assert mapping_of(after).attributes == tuple(expected)
        if after.document["directories"] != document["directories"]:
            assert changed.target in mapping_of(after).definitions
