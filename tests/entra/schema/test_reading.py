"""Reading a synchronization schema: whole or in part, as the portal, Graph and PowerShell leave it."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scimconsole.entra.schema.limits import MAX_BYTES, MAX_DEPTH
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.schema.reading import read_schema, read_schema_text
from scimconsole.errors import InvalidInput
from tests.entra.schema.documents import (
    WHOLE,
    attribute,
    constant,
    line_of,
    mapping_of,
    respelled,
    sales,
    users_of,
    without_places,
)

JSON = dict[str, Any]
PART = 1
"""What is remarked of every part of a document: that it is one."""


def refusal(document: object) -> InvalidInput:
    """The error that a document is refused with."""
    with pytest.raises(InvalidInput) as caught:
        read_schema(document)
    return caught.value


def changed(change: Callable[[JSON], object]) -> SyncSchema:
    """The document of the salespeople, read after a change of its mapping of users."""
    document = sales()
    change(users_of(document))
    return read_schema(document)


class TestAWholeDocument:
    """What the portal's table shows is what is read."""

    def test_an_attribute_is_a_direct_mapping(self) -> None:
        line = line_of(read_schema(sales()), "userName")
        assert (line.type, line.expression, line.name) == (
            "Direct",
            "[userPrincipalName]",
            "userPrincipalName",
        )
        assert (line.matching, line.flow_type, line.default) == (1, "Always", None)

    def test_a_function_is_an_expression(self) -> None:
        line = line_of(read_schema(sales()), "nickName")
        assert (line.type, line.expression, line.name) == ("Expression", "Left([givenName], 3)", "Left")
        assert (line.default, line.flow_type, line.matching) == ("n/a", "ObjectAddOnly", 0)

    def test_a_text_is_a_constant(self) -> None:
        line = line_of(read_schema(sales()), "userType")
        assert (line.type, line.expression, line.name) == ("Constant", '"FULL"', "FULL")

    def test_without_a_source_only_the_default_is_left(self) -> None:
        line = line_of(read_schema(sales()), "locale")
        assert (line.type, line.expression, line.default) == ("None", "", "en-US")

    def test_each_mapping_knows_its_place(self) -> None:
        line = line_of(read_schema(sales()), "nickName")
        assert line.pointer == "/synchronizationRules/0/objectMappings/0/attributeMappings/1"

    def test_the_scope(self) -> None:
        (group,) = mapping_of(read_schema(sales())).scope
        (clause,) = group.clauses
        assert (group.name, clause.attribute, clause.operator) == ("Sales", "department", "EQUALS")
        assert clause.values == ("Sales",)

    def test_the_definitions(self) -> None:
        definitions = mapping_of(read_schema(sales())).definitions
        assert list(definitions) == ["id", "userName", "active", "nickName"]
        assert definitions["active"].type == "Boolean"
        assert definitions["userName"].required
        assert definitions["id"].anchor
        assert definitions["nickName"].case_exact

    def test_matching_attributes_come_in_their_order(self) -> None:
        def second(users: JSON) -> None:
            users["attributeMappings"].insert(
                0,
                {"targetAttributeName": "externalId", "matchingPriority": 2, "source": attribute("objectId")},
            )

        assert [line.target for line in mapping_of(changed(second)).matching] == ["userName", "externalId"]

    def test_nothing_is_remarked(self) -> None:
        assert read_schema(sales()).remarks == ()

    def test_the_document_is_kept(self) -> None:
        assert read_schema(sales()).document == sales()


class TestAPartOfADocument:
    """A rule, an object mapping, a list of mappings, or a single one will do."""

    @pytest.mark.parametrize(
        "part",
        [
            lambda document: document["synchronizationRules"],
            lambda document: document["synchronizationRules"][0],
            lambda document: document["synchronizationRules"][0]["objectMappings"],
            users_of,
            lambda document: {"attributeMappings": users_of(document)["attributeMappings"]},
            lambda document: users_of(document)["attributeMappings"],
        ],
        ids=["rules", "rule", "object mappings", "object mapping", "mappings by name", "list of mappings"],
    )
    def test_has_the_same_mappings(self, part: Callable[[JSON], object]) -> None:
        whole, schema = read_schema(sales()), read_schema(part(sales()))
        assert without_places(schema)[0][6] == without_places(whole)[0][6]

    def test_a_single_mapping(self) -> None:
        schema = read_schema(users_of(sales())["attributeMappings"][2])
        assert [line.target for line in mapping_of(schema).attributes] == ["userType"]

    def test_a_rule_alone_has_no_definitions(self) -> None:
        assert mapping_of(read_schema(sales()["synchronizationRules"][0])).definitions == {}

    def test_tells_that_an_upload_replaces_everything(self) -> None:
        (remark,) = read_schema(users_of(sales())).remarks
        assert "the mapping of groups too" in remark

    def test_tells_that_without_definitions_all_is_text(self) -> None:
        rule = sales()["synchronizationRules"][0]
        assert "counts as a text" in read_schema(rule).remarks[0]

    @pytest.mark.parametrize(
        "wrapped",
        [
            lambda document: {"@odata.context": "...", "value": [{"id": "scim", "schema": document}]},
            lambda document: {"value": [{"id": "other"}, {"id": "scim", "schema": document}]},
            lambda document: {"id": "scim.1", "schema": document},
            lambda document: {"value": document},
            lambda document: [document],
        ],
        ids=["templates", "the second template", "job", "value", "list of one"],
    )
    def test_an_answer_of_graph_is_unwrapped(self, wrapped: Callable[[JSON], object]) -> None:
        assert read_schema(wrapped(sales())).document == sales()

    def test_mistakes_are_placed_in_what_was_given(self) -> None:
        document = sales()
        users_of(document)["attributeMappings"][1]["matchingPriority"] = "first"
        lines = users_of(document)["attributeMappings"]
        at = "/attributeMappings/1/matchingPriority"
        for given_part, place in (
            (lines, "/1/matchingPriority"),
            (lines[1], "/matchingPriority"),
            (
                {"value": [{"schema": document}]},
                f"/value/0/schema/synchronizationRules/0/objectMappings/0{at}",
            ),
        ):
            assert [pointer for pointer, _ in refusal(given_part).errors] == [place]

    def test_without_the_kind_of_object_its_name_tells(self) -> None:
        rule = sales()["synchronizationRules"][0]
        groups = {"name": "Provision Microsoft Entra ID Groups", "attributeMappings": []}
        users = {"name": "People", "attributeMappings": users_of(sales())["attributeMappings"]}
        schema = read_schema({**rule, "objectMappings": [groups, users]})
        assert [mapping.source for mapping in schema.mappings] == ["Group", "User"]


class TestTolerance:
    """Documents are spelled in many ways."""

    @pytest.mark.parametrize("capital", [True, False])
    def test_names_in_any_case_and_order(self, capital: bool) -> None:
        schema = read_schema(respelled(sales(), capital))
        assert without_places(schema) == without_places(read_schema(sales()))
        assert mapping_of(schema).definitions == mapping_of(read_schema(sales())).definitions

    @settings(max_examples=25)
    @given(WHOLE, st.booleans())
    def test_names_in_any_case_whatever_the_document(self, document: JSON, capital: bool) -> None:
        spelled = respelled(document, capital)
        assert without_places(read_schema(spelled)) == without_places(read_schema(document))

    def test_the_exact_name_wins_over_one_in_another_case(self) -> None:
        line = {"TARGETATTRIBUTENAME": "b", "targetAttributeName": "a", "source": constant("x")}
        assert mapping_of(read_schema(line)).attributes[0].target == "a"

    @pytest.mark.parametrize("kind", ["attribute", "ATTRIBUTE", " Attribute ", None])
    def test_kinds_of_sources_in_any_case(self, kind: str | None) -> None:
        line = {"targetAttributeName": "a", "source": attribute("mail") | {"type": kind}}
        assert mapping_of(read_schema(line)).attributes[0].type == "Direct"

    def test_odata_keys_are_no_mistakes(self) -> None:
        document = sales() | {"@odata.context": "https://graph.microsoft.com/..."}
        users_of(document)["attributeMappings"][0]["source"]["@odata.type"] = "#x"
        assert read_schema(document).remarks == ()

    def test_numbers_and_booleans_as_texts(self) -> None:
        def texts(users: JSON) -> None:
            users["enabled"] = "False"
            users["attributeMappings"][0]["matchingPriority"] = "1"
            users["attributeMappings"][3]["defaultValue"] = 5

        schema = changed(texts)
        assert not mapping_of(schema).enabled
        assert line_of(schema, "userName").matching == 1
        assert line_of(schema, "locale").default == "5"

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("not equals", "NOT EQUALS"),
            ("Not_Equals", "NOT EQUALS"),
            ("NotEquals", "NOT EQUALS"),
            ("greater than", "GREATER_THAN"),
            ("Greater_Than_OR_EQUALS", "GREATER_THAN_OR_EQUALS"),
            ("Ends With", "ENDS_WITH"),
            ("!&", "!&"),
            ("ismemberof", "IsMemberOf"),
            ("SOUNDS LIKE", "SOUNDS LIKE"),
        ],
    )
    def test_operators_of_the_scope(self, written: str, read: str) -> None:
        def operator(users: JSON) -> None:
            users["scope"]["groups"][0]["clauses"][0]["operatorName"] = written

        assert mapping_of(changed(operator)).scope[0].clauses[0].operator == read

    @pytest.mark.parametrize("operand", [None, {}, {"values": None}, {"values": []}])
    def test_a_condition_without_values(self, operand: JSON | None) -> None:
        def unary(users: JSON) -> None:
            users["scope"]["groups"][0]["clauses"][0]["targetOperand"] = operand

        assert mapping_of(changed(unary)).scope[0].clauses[0].values == ()

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            (None, {"Add", "Update", "Delete"}),
            ("add,UPDATE", {"Add", "Update"}),
            (["Add", "Delete"], {"Add", "Delete"}),
            ("", set()),
        ],
    )
    def test_flow_types(self, written: object, read: set[str]) -> None:
        schema = changed(lambda users: users.update(flowTypes=written))
        assert mapping_of(schema).flow_types == read

    @pytest.mark.parametrize("source", [None, {}, {"type": None, "name": None, "expression": None}])
    def test_ways_of_having_no_source(self, source: JSON | None) -> None:
        line = {"targetAttributeName": "a", "source": source, "defaultValue": "x"}
        assert mapping_of(read_schema(line)).attributes[0].type == "None"

    def test_the_object_is_found_by_its_urn(self) -> None:
        urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        schema = changed(lambda users: users.update(targetObjectName=urn))
        assert "userName" in mapping_of(schema).definitions


class TestTheExpression:
    """The expression counts; name and parameters are looked at when there is none, or compared with it."""

    @staticmethod
    def read(source: JSON) -> tuple[SyncSchema, str]:
        schema = read_schema({"attributeMappings": [{"targetAttributeName": "a", "source": source}]})
        return schema, mapping_of(schema).attributes[0].expression

    def test_is_rebuilt_from_name_and_parameters(self) -> None:
        users = users_of(sales())
        source = users["attributeMappings"][1]["source"]
        del source["expression"]
        for parameter in source["parameters"]:
            del parameter["value"]["expression"]
        assert self.read(source)[1] == 'Left([givenName], "3")'

    @pytest.mark.parametrize("expression", ["", "  ", None])
    def test_an_empty_one_is_none(self, expression: str | None) -> None:
        assert self.read(attribute("mail") | {"expression": expression})[1] == "[mail]"

    def test_another_spelling_is_no_contradiction(self) -> None:
        source = users_of(sales())["attributeMappings"][1]["source"]
        source["expression"] = 'Left( [givenName],"3" )'
        schema, expression = self.read(source)
        assert expression == 'Left( [givenName],"3" )'
        assert len(schema.remarks) == PART

    @pytest.mark.parametrize(
        "source",
        [
            attribute("mail") | {"name": "surname"},
            constant("FULL") | {"name": "SMARTBOX"},
            {"type": "Function", "name": "ToUpper", "expression": "ToLower([mail])"},
            {
                "type": "Function",
                "name": "ToLower",
                "expression": "ToLower([mail])",
                "parameters": [{"key": "source", "value": attribute("surname")}],
            },
        ],
    )
    def test_a_contradiction_is_remarked(self, source: JSON) -> None:
        schema, expression = self.read(source)
        assert expression == source["expression"]
        assert "The expression is what counts here." in schema.remarks[0]

    def test_a_constant_may_stand_without_quotes(self) -> None:
        schema, expression = self.read({"type": "Constant", "name": "FULL user", "expression": "FULL user"})
        assert expression == '"FULL user"'
        assert len(schema.remarks) == PART

    def test_one_that_cannot_be_read_is_kept_for_the_check(self) -> None:
        schema, expression = self.read({"type": "Function", "name": "ToUpper", "expression": "ToUpper([mail"})
        assert expression == "ToUpper([mail"
        assert mapping_of(schema).attributes[0].type == "Expression"

    def test_a_mere_attribute_may_be_an_expression(self) -> None:
        schema, _ = self.read({"type": "Function", "name": "mail", "expression": "[mail]"})
        assert mapping_of(schema).attributes[0].type == "Expression"
        assert len(schema.remarks) == PART


class TestWhichRuleCounts:
    """The one out of Entra ID with the lowest priority that has users."""

    @staticmethod
    def rules(*rules: JSON) -> JSON:
        document = sales()
        base = document["synchronizationRules"][0]
        document["synchronizationRules"] = [{**copy.deepcopy(base), **rule} for rule in rules]
        return document

    def test_the_lowest_priority(self) -> None:
        schema = read_schema(self.rules({"priority": 5, "name": "A"}, {"priority": 2, "name": "B"}))
        assert mapping_of(schema).pointer.startswith("/synchronizationRules/1/")
        assert schema.remarks == ('the rule "A" is kept, but not looked at: the rule "B" comes first.',)

    def test_not_the_one_back_into_entra(self) -> None:
        back = {
            "priority": 0,
            "sourceDirectoryName": "customappsso",
            "targetDirectoryName": "Azure Active Directory",
        }
        schema = read_schema(self.rules(back, {"sourceDirectoryName": "microsoft entra id"}))
        assert mapping_of(schema).pointer.startswith("/synchronizationRules/1/")

    def test_only_the_one_back_is_refused(self) -> None:
        error = refusal(self.rules({"sourceDirectoryName": "x", "targetDirectoryName": "Microsoft Entra ID"}))
        assert "into Entra ID" in error.errors[0][1]

    def test_not_one_without_users(self) -> None:
        schema = read_schema(self.rules({"priority": 0, "objectMappings": []}, {"priority": 9}))
        assert mapping_of(schema).pointer.startswith("/synchronizationRules/1/")

    def test_another_name_of_the_source_is_remarked(self) -> None:
        schema = read_schema(self.rules({"sourceDirectoryName": "Contoso"}))
        assert "Contoso" in schema.remarks[0]

    def test_filters_of_the_rule_are_remarked(self) -> None:
        schema = read_schema(self.rules({"groupFilter": {"groups": []}, "containerFilter": None}))
        (remark,) = schema.remarks
        assert "groupFilter" in remark
        assert "/synchronizationRules/0/groupFilter" in remark

    @pytest.mark.parametrize("name", ["inputFilterGroups", "categoryFilterGroups"])
    def test_experimental_filters_are_remarked(self, name: str) -> None:
        schema = changed(lambda users: users["scope"].update({name: [{"name": "x"}]}))
        assert name in schema.remarks[0]
        assert changed(lambda users: users["scope"].update({name: []})).remarks == ()

    def test_unknown_words_are_remarked(self) -> None:
        def words(users: JSON) -> None:
            users["flowTypes"] = "Add, Dance"
            users["attributeMappings"][0]["flowType"] = "Sometimes"

        assert [remark.partition(":")[0] for remark in changed(words).remarks] == ["Users", "userName"]


class TestMistakes:
    """All are told at once, each with its place."""

    def test_every_one_with_its_pointer(self) -> None:
        document = sales()
        lines = users_of(document)["attributeMappings"]
        lines[0]["source"]["type"] = "Atribute"
        lines[1]["matchingPriority"] = -1
        lines[2] = "userType"
        lines[3]["defaultValue"] = {}
        users_of(document)["scope"]["groups"][0]["clauses"][0]["sourceOperandName"] = ""
        error = refusal(document)
        at = "/synchronizationRules/0/objectMappings/0"
        assert [pointer for pointer, _ in error.errors] == [
            f"{at}/scope/groups/0/clauses/0/sourceOperandName",
            f"{at}/attributeMappings/0/source/type",
            f"{at}/attributeMappings/1/matchingPriority",
            f"{at}/attributeMappings/2",
            f"{at}/attributeMappings/3/defaultValue",
        ]
        assert 'did you mean "Attribute"?' in error.errors[1][1]
        assert "And 4 more." in error.detail
        assert error.exit_code == 2

    def test_without_users_it_tells_what_there_is(self) -> None:
        error = refusal(
            {
                "objectMappings": [
                    {"name": "Provision Groups", "sourceObjectName": "Group", "attributeMappings": []}
                ]
            }
        )
        assert '"Provision Groups" of Group' in error.detail
        assert error.errors[0][0] == "/objectMappings/0"

    def test_hostile_names_are_escaped(self) -> None:
        error = refusal(
            {"objectMappings": [{"name": "\x1b[2J", "sourceObjectName": "Group", "attributeMappings": []}]}
        )
        assert "\x1b" not in error.detail

    @pytest.mark.parametrize(
        "document", [None, 5, "text", [], {}, {"id": "x"}, [[]], {"value": []}, {"schema": {"schema": {}}}]
    )
    def test_what_is_no_schema(self, document: object) -> None:
        assert "synchronization" in refusal(document).detail or "list" in refusal(document).detail

    @pytest.mark.parametrize(
        "document",
        [
            {"synchronizationRules": []},
            {"synchronizationRules": None},
            {"synchronizationRules": 5},
            {"objectMappings": 5},
            {"attributeMappings": None, "enabled": []},
            {"attributeMappings": [{"targetAttributeName": "a", "source": 5}]},
            {"attributeMappings": [{"targetAttributeName": "a", "source": {"type": "Function"}}]},
            {"attributeMappings": [{"targetAttributeName": "a", "source": {"type": "Constant"}}]},
            {"attributeMappings": [{"targetAttributeName": []}]},
        ],
    )
    def test_parts_of_the_wrong_kind(self, document: JSON) -> None:
        assert refusal(document).errors

    def test_too_many_mappings(self) -> None:
        line = {"targetAttributeName": "a", "source": constant("x")}
        assert "2,001" in refusal({"attributeMappings": [line] * 2_001}).detail

    @pytest.mark.parametrize("shape", ["objectMappings", "synchronizationRules"])
    def test_too_many_object_mappings_or_rules(self, shape: str) -> None:
        document = sales()
        rule = document["synchronizationRules"][0]
        if shape == "objectMappings":
            rule["objectMappings"] *= 51
        else:
            document["synchronizationRules"] *= 51
        assert refusal(document).errors[0][1] == f"There are 51 {shape} here; at most 50 are read."

    def test_remarks_are_told_up_to_a_number(self) -> None:
        lines = [{"targetAttributeName": f"t{number}", "flowType": "x"} for number in range(60)]
        remarks = read_schema({"attributeMappings": lines}).remarks
        assert len(remarks) == 51
        assert remarks[-1] == "11 more remarks of this kind."

    @settings(max_examples=60)
    @given(WHOLE, st.data())
    def test_any_part_may_be_anything(self, document: JSON, data: st.DataObject) -> None:
        place: Any = document
        for _ in range(data.draw(st.integers(0, 8))):
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys or not isinstance(place[key := data.draw(st.sampled_from(keys))], (dict, list)):
                break
            place = place[key]
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if keys:
            wrong = st.sampled_from([None, 5, -1, "x", [], [1], {}, True, {"type": "Function"}, 2.5])
            place[data.draw(st.sampled_from(keys))] = data.draw(wrong)
        with contextlib.suppress(InvalidInput):
            without_places(read_schema(document))


class TestTheFile:
    """What is not JSON is told with its place, and nothing is read in silence."""

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    def test_encodings(self, encoding: str) -> None:
        text = json.dumps(sales() | {"note": "Zoë"}, ensure_ascii=False)
        marked = "\ufeff" + text if encoding in ("utf-16-le", "utf-16-be") else text
        assert read_schema_text(marked.encode(encoding), "f.json").document["note"] == "Zoë"

    def test_utf_16_without_a_mark(self) -> None:
        assert read_schema_text(json.dumps(sales()).encode("utf-16-le"), "f.json").document == sales()

    def test_text_with_a_mark(self) -> None:
        assert read_schema_text("\ufeff" + json.dumps(sales()), "f.json").document == sales()

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (b"", "f.json is empty."),
            (b" \n", "f.json is empty."),
            (b'{"a": 1,\n  b}', "line 2, column 3"),
            (b'{"a": 1', "line 1, column 8"),
            (b"{} x", "line 1, column 4"),
            (b"\xff\xff", "not text in UTF-8: byte 0"),
            (b'{"a": "\xc3("}', "byte 7"),
            (b'{"a": NaN}', "/a: NaN is no number of JSON."),
            (b'{"a": [1, -Infinity]}', "/a/1: -Infinity is no number of JSON."),
            (b'{"a": 1e999}', "/a: 1e999 is no number of JSON."),
            (b'{"a": 99999999999999999999}', "/a: The number has more than 64 bits."),
            (b'{"a": ' + b"9" * 5_000 + b"}", "thousands of digits"),
            (b'{"a": {"b": 1, "b": 2}}', '/a: "b" occurs twice in this object.'),
            (b'{"a": "\\ud800"}', "lone surrogate"),
            (b'{"a": "\\u0000"}', "NUL"),
            (b"[" * 100_000, "nests deeper than 250 levels"),
            (b'{"a":' * 300 + b"1" + b"}" * 300, "nests deeper than 250 levels"),
            (b" " * (MAX_BYTES + 1), "more than 5 MB"),
        ],
    )
    def test_what_is_refused(self, text: bytes, told: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            read_schema_text(text, "f.json")
        assert told in caught.value.detail
        assert caught.value.detail.startswith("f.json")

    def test_data_that_did_not_come_from_a_file_is_looked_at_too(self) -> None:
        assert refusal(sales() | {"x": float("nan")}).errors == (("/x", "nan is no number of JSON."),)
        assert refusal(sales() | {"x": {1, 2}}).errors[0][0] == "/x"
        deep: Any = 1
        for _ in range(MAX_DEPTH):
            deep = [deep]
        assert "nests deeper" in refusal(sales() | {"x": deep}).detail

    @settings(max_examples=100)
    @given(st.binary(max_size=60) | st.text('{}[]":,1aé\n\\', max_size=40).map(str.encode))
    def test_any_bytes_are_refused_well(self, text: bytes) -> None:
        with pytest.raises(InvalidInput):
            read_schema_text(text, "f.json")
