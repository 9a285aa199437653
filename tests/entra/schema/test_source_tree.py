"""Expressions as the `source` objects of Graph, and back."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given, settings

from scimconsole.entra.expressions import MalformedExpression
from scimconsole.entra.expressions.parser import parse
from scimconsole.entra.schema.source_tree import MAX_LEVELS, node_of, source_of
from scimconsole.entra.schema.spelling import meaning, spell
from scimconsole.errors import InvalidInput
from tests.entra.schema.documents import EXPRESSIONS, attribute, constant


def expression_of(source: dict[str, Any]) -> str:
    """The expression that type, name and parameters say."""
    return spell(node_of(source))


def keys_of(expression: str) -> list[str]:
    """The keys of the outermost function's parameters."""
    return [parameter["key"] for parameter in source_of(expression)["parameters"]]


def without_expressions(source: Any) -> Any:
    """The source without the texts that say the same as name and parameters."""
    if isinstance(source, dict):
        is_word = source.get("expression") == source.get("name")
        kept = {key: value for key, value in source.items() if key != "expression" or is_word}
        return {key: without_expressions(value) for key, value in kept.items()}
    return [without_expressions(one) for one in source] if isinstance(source, list) else source


class TestFromAnExpression:
    """The form that Graph answers and takes."""

    def test_an_attribute(self) -> None:
        assert source_of("[mail]") == attribute("mail")

    def test_a_text(self) -> None:
        assert source_of('"FULL"') == constant("FULL")

    def test_quotes_in_a_text(self) -> None:
        source = source_of(r'"say \"hi\" \\ \d"')
        assert source["name"] == r'say "hi" \ \d'
        assert source["expression"] == r'"say \"hi\" \\ \\d"'

    def test_a_number_is_a_text(self) -> None:
        assert source_of("Left([givenName], 3)")["parameters"][1]["value"] == constant("3")

    def test_a_function_keeps_its_own_spelling(self) -> None:
        source = source_of("ToUpper( ToLower( [mail] ) )")
        assert (source["type"], source["name"]) == ("Function", "ToUpper")
        assert source["expression"] == "ToUpper( ToLower( [mail] ) )"
        assert source["parameters"][0]["value"]["expression"] == "ToLower([mail])"

    @pytest.mark.parametrize(
        ("expression", "keys"),
        [
            ('Append([a], "x")', ["source", "suffix"]),
            ("Mid([a], 1, 2)", ["source", "start", "length"]),
            ('Join(" ", [a], [b], [c])', ["separator", "source", "source", "source"]),
            ('Switch([a], , "k", "v")', ["source", "switchValue", "switchValue"]),
            ('Switch([a], "d", "k", "v")', ["source", "defaultValue", "switchValue", "switchValue"]),
            ('Replace([a], "x", , , "y", , )', ["source", "Find", "Replacement"]),
            (
                'Replace([a], , "(?<n>x)", "n", "y", , )',
                ["source", "RegularExpression", "RegularExpressionGroupName", "Replacement"],
            ),
            ("SingleAppRoleAssignment([appRoleAssignments])", ["source"]),
            ('FormatDateTime([a], "yyyy", "MM")', ["source", "inputFormat", "outputFormat"]),
            ('FormatDateTime([a], , "yyyy", "MM")', ["source", "inputFormat", "outputFormat"]),
            ('IIF([a] = "x", "y", "z")', ["condition", "ifTrue", "ifFalse"]),
            ("Guid()", []),
        ],
    )
    def test_the_keys_of_parameters(self, expression: str, keys: list[str]) -> None:
        assert keys_of(expression) == keys

    def test_a_comparison_is_a_function_with_two_sides(self) -> None:
        condition = source_of('IIF([a] <> "x", "y", "z")')["parameters"][0]["value"]
        assert (condition["type"], condition["name"]) == ("Function", "<>")
        assert condition["parameters"] == [
            {"key": "left", "value": attribute("a")},
            {"key": "right", "value": constant("x")},
        ]

    def test_an_empty_slot_among_many_keeps_its_place(self) -> None:
        assert source_of('Switch([a], "d", "k", , "l", "v")')["parameters"][3] == {
            "key": "switchValue",
            "value": None,
        }

    def test_a_malformed_one_is_refused(self) -> None:
        with pytest.raises(MalformedExpression):
            source_of("ToUpper([mail")

    def test_one_too_deep_for_a_document_is_refused(self) -> None:
        deep = "ToUpper(" * (MAX_LEVELS - 1) + "[mail]" + ")" * (MAX_LEVELS - 1)
        assert len(orjson.dumps(source_of(deep))) > 1_000
        with pytest.raises(InvalidInput, match="nests deeper"):
            source_of(f"ToLower({deep})")


class TestBack:
    """Name and parameters give the expression again."""

    @settings(max_examples=300)
    @given(EXPRESSIONS)
    def test_an_expression_comes_back(self, expression: str) -> None:
        assert meaning(parse(expression_of(source_of(expression)))) == meaning(parse(expression))

    @settings(max_examples=200)
    @given(EXPRESSIONS)
    def test_the_texts_inside_are_not_needed(self, expression: str) -> None:
        source = source_of(expression)
        assert expression_of(without_expressions(source)) == expression_of(source)

    @settings(max_examples=200)
    @given(EXPRESSIONS)
    def test_one_spelling_is_a_fixed_point(self, expression: str) -> None:
        spelled = spell(parse(expression))
        assert spell(parse(spelled)) == spelled
        assert meaning(parse(spelled)) == meaning(parse(expression))

    @pytest.mark.parametrize(
        ("source", "expression"),
        [
            ({"name": "mail"}, "[mail]"),
            ({"Type": "CONSTANT", "Name": 'a"b'}, r'"a\"b"'),
            ({"name": "Now", "type": "function", "parameters": None}, "Now()"),
            (
                {
                    "type": "Function",
                    "name": "Replace",
                    "parameters": [
                        {"Key": "replacement", "Value": {"type": "Constant", "name": "y"}},
                        {"key": "find", "value": {"type": "Constant", "name": "x"}},
                        {"key": "source", "value": {"name": "a"}},
                    ],
                },
                'Replace([a], "x", , , "y")',
            ),
            (
                {
                    "type": "Function",
                    "name": "Mid",
                    "parameters": [{"key": key, "value": {"name": key}} for key in ("x", "start", "y")],
                },
                "Mid([x], [start], [y])",
            ),
            (
                {
                    "type": "Function",
                    "name": "Switch",
                    "parameters": [
                        {"key": "source", "value": {"name": "a"}},
                        {"key": "switchValue1", "value": {"type": "Constant", "name": "k"}},
                        {"key": "switchValue2", "value": {"type": "Constant", "name": "v"}},
                    ],
                },
                'Switch([a], , "k", "v")',
            ),
            (
                {
                    "type": "Function",
                    "name": "Unheard",
                    "parameters": [{"key": "x", "value": {"name": "a"}}, {"value": {"name": "b"}}],
                },
                "Unheard([a], [b])",
            ),
        ],
    )
    def test_what_others_write(self, source: dict[str, Any], expression: str) -> None:
        assert expression_of(source) == expression

    @pytest.mark.parametrize(
        "source",
        [
            {},
            {"type": "Function"},
            {"type": "Dance", "name": "x"},
            {"type": "Function", "name": "ToUpper", "parameters": "x"},
            {"type": "Function", "name": "ToUpper", "parameters": ["x"]},
            {"type": "Function", "name": "ToUpper", "parameters": [{"key": "source", "value": "x"}]},
            {"name": ["x"]},
        ],
    )
    def test_what_is_no_source(self, source: dict[str, Any]) -> None:
        with pytest.raises(InvalidInput):
            expression_of(source)
