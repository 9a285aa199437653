"""Comparing two schemas, mapping by mapping."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scimconsole.entra.schema.comparing import FieldChange, MappingChange, compare
from scimconsole.entra.schema.editing import add_mapping, remove_mapping, set_enabled
from scimconsole.entra.schema.model import AttributeMapping
from scimconsole.entra.schema.reading import read_schema
from tests.entra.schema.documents import WHOLE, attribute, constant, mapping_of, sales, users_of

JSON = dict[str, Any]


def after(change: Any) -> list[MappingChange]:
    """The changes that a change of the raw mapping of users makes."""
    document = sales()
    change(users_of(document))
    return compare(read_schema(sales()), read_schema(document))


class TestChanges:
    """What is told of two schemas."""

    def test_nothing(self) -> None:
        assert compare(read_schema(sales()), read_schema(sales())) == []

    def test_a_property_of_a_mapping(self) -> None:
        (change,) = after(lambda users: users["attributeMappings"][1].update(defaultValue="none"))
        assert change == MappingChange(
            "changed", "Users", "nickName", (FieldChange("default", "n/a", "none"),)
        )

    def test_a_source(self) -> None:
        (change,) = after(
            lambda users: users["attributeMappings"][2].update(source=attribute("employeeType"))
        )
        assert change.target == "userType"
        assert change.fields == (
            FieldChange("type", "Constant", "Direct"),
            FieldChange("source", '"FULL"', "[employeeType]"),
        )

    def test_an_empty_default_is_not_none(self) -> None:
        (change,) = after(lambda users: users["attributeMappings"][2].update(defaultValue=""))
        assert change.fields == (FieldChange("default", "", '""'),)

    def test_a_mapping_that_came(self) -> None:
        line = {"targetAttributeName": "title", "source": attribute("jobTitle")}
        (change,) = after(lambda users: users["attributeMappings"].insert(0, line))
        assert (change.kind, change.target) == ("added", "title")
        assert FieldChange("source", "", "[jobTitle]") in change.fields

    def test_a_mapping_that_went(self) -> None:
        (change,) = after(lambda users: users["attributeMappings"].pop(0))
        assert (change.kind, change.target) == ("removed", "userName")
        assert FieldChange("matching", "1", "") in change.fields

    def test_the_second_mapping_onto_a_target(self) -> None:
        line = {"targetAttributeName": "usertype", "source": constant("SMARTBOX")}
        (change,) = after(lambda users: users["attributeMappings"].append(line))
        assert (change.kind, change.target) == ("added", "usertype")

    def test_the_order_is_one_line(self) -> None:
        (change,) = after(lambda users: users["attributeMappings"].reverse())
        assert change == MappingChange(
            "other", "Users", "", (FieldChange("order of the mappings", "", "changed"),)
        )

    def test_the_scope_and_the_switch(self) -> None:
        (change,) = after(lambda users: users.update(enabled=False, scope=None))
        assert change.target == ""
        assert change.fields == (
            FieldChange("enabled", "yes", "no"),
            FieldChange("scope", "department EQUALS Sales", "everybody"),
            FieldChange("names of scope groups", "Sales", ""),
        )

    def test_an_object_mapping_that_came(self) -> None:
        document = sales()
        groups = {
            "name": "Groups",
            "sourceObjectName": "Group",
            "attributeMappings": [{"targetAttributeName": "a"}],
        }
        document["synchronizationRules"][0]["objectMappings"].append(groups)
        came = compare(read_schema(sales()), read_schema(document))
        assert [(one.kind, one.object_mapping, one.target) for one in came] == [
            ("added", "Groups", ""),
            ("added", "Groups", "a"),
        ]
        went = compare(read_schema(document), read_schema(sales()))
        assert [(one.kind, one.object_mapping, one.target) for one in went] == [("removed", "Groups", "")]

    def test_a_definition(self) -> None:
        document = sales()
        document["directories"][0]["objects"][0]["attributes"][3] = {"name": "nickName", "caseExact": False}
        (change,) = compare(read_schema(sales()), read_schema(document))
        assert change.fields == (
            FieldChange("definition of nickName", "String", "String, without letter case"),
        )

    def test_what_is_not_understood_is_one_line(self) -> None:
        other = MappingChange("other", "", "", (FieldChange("other parts", "", "changed"),))
        assert after(lambda users: users.update(metadata=[])) == [other]
        assert after(lambda users: users["attributeMappings"][1].update(x=1)) == [other]
        assert compare(read_schema(sales()), read_schema(sales() | {"version": "2"})) == [other]

    def test_as_json(self) -> None:
        (change,) = after(lambda users: users["attributeMappings"][1].update(defaultValue="none"))
        assert change.as_json() == {
            "change": "changed",
            "object_mapping": "Users",
            "target": "nickName",
            "fields": [{"field": "default", "before": "n/a", "after": "none"}],
        }


class TestAnySchemas:
    """Compared with itself nothing changed; compared with another, something did."""

    @settings(max_examples=30)
    @given(WHOLE)
    def test_the_same(self, document: JSON) -> None:
        assert compare(read_schema(document), read_schema(copy.deepcopy(document))) == []

    @settings(max_examples=30)
    @given(WHOLE, WHOLE)
    def test_two(self, one: JSON, other: JSON) -> None:
        assert bool(compare(read_schema(one), read_schema(other))) == (one != other)

    @settings(max_examples=30)
    @given(WHOLE, st.data())
    def test_an_edit_is_told_and_nothing_else(self, document: JSON, data: st.DataObject) -> None:
        schema = read_schema(document)
        users = mapping_of(schema)
        act = data.draw(st.sampled_from(["add", "remove", "switch"]))
        match act:
            case "add":
                edited = add_mapping(schema, users, AttributeMapping("userName", "Constant", '"x"', "x"))
            case "remove":
                edited = remove_mapping(schema, users, len(users.attributes) - 1)
            case _:
                edited = set_enabled(schema, users, not users.enabled)
        (change,) = compare(schema, edited)
        assert change.kind == {"add": "added", "remove": "removed", "switch": "changed"}[act]
