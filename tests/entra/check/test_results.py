"""What an expression can give, held against what it gives."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.entra.check.results import may_be_null, results_of
from scimconsole.entra.check.rewriting import with_null_caught, without_switch
from scimconsole.entra.expressions import compile_expression
from scimconsole.entra.expressions.tree import Call
from scimconsole.entra.expressions.values import text_form

NAMES = ("city", "department", "objectId", "accountEnabled", "IsSoftDeleted", "otherMails")
TEXTS = st.sampled_from(["a", "b", "A", "Rome", "True", "7"])
SOURCES = st.fixed_dictionaries(
    {"objectId": TEXTS, "accountEnabled": st.booleans(), "IsSoftDeleted": st.booleans()},
    optional={"city": TEXTS, "department": TEXTS, "otherMails": st.lists(TEXTS, max_size=2)},
)
LEAVES = st.sampled_from([f"[{name}]" for name in NAMES]) | TEXTS.map(lambda text: f'"{text}"')


TEMPLATES = [
    "IIF({} = {}, {?}, {?})",
    "IIF(IsPresent({}), {?}, {?})",
    "IIF(Not({}), {?}, {?})",
    'Switch({}, {?}, "a", {}, "", {})',
    'Switch({}, {?}, "True", {}, "False", {})',
    "Switch({}, {?}, {}, {})",
    "Coalesce({}, {})",
    "IgnoreFlowIfNullOrEmpty({})",
    "ToUpper({})",
    "IsNullOrEmpty({})",
    "Count({})",
    "Redact({})",
    'Append({}, "a")',
    'Prepend("a", {})',
    'Join("-", {}, {})',
    "Left({}, 1)",
    'Word({}, 1, "o")',
    'InStr({}, "a")',
    'Replace({}, "a", , , {}, , )',
]


@st.composite
def calls(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """A call of a function that chooses, or of one that computes."""
    parts = re.split(r"(\{\??\})", draw(st.sampled_from(TEMPLATES)))
    filled = [
        "" if part == "{?}" and draw(st.booleans()) else draw(inner) if part.startswith("{") else part
        for part in parts
    ]
    return "".join(filled)


EXPRESSIONS = st.recursive(LEAVES, calls, max_leaves=10)


def given_by(text: str) -> list[tuple[str, str | None]]:
    """The results in short: kind, and the constant or the attribute."""
    return [
        (result.kind, result.value if result.kind == "constant" else result.attribute)
        for result in results_of(compile_expression(text).tree)
    ]


class TestWhatAnExpressionCanGive:
    """Constants with all their ways out, null, and attributes."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ('"FULL"', [("constant", "FULL")]),
            ("[objectId]", [("open", "objectId")]),
            ("[city]", [("open", "city"), ("null", None)]),
            ('Coalesce([city], "none")', [("open", "city"), ("constant", "none")]),
            ("Coalesce([city], [department])", [("open", "city"), ("open", "department"), ("null", None)]),
            (
                'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
                [("constant", "True"), ("constant", "False")],
            ),
            ('Switch([city], , "a", "1")', [("constant", "1"), ("null", None)]),
            ('Switch([city], "0", "a", "1")', [("constant", "1"), ("constant", "0")]),
            ('Switch("a", "0", "a", "1", "b", "2")', [("constant", "1")]),
            ('IIF([city] = "a", "x", )', [("constant", "x"), ("null", None)]),
            ('IIF([city] = "a", "x", IgnoreAttributeFlow)', [("constant", "x"), ("skip", None)]),
            ('ToUpper(IIF([city] = "a", "x", "y"))', [("constant", "X"), ("constant", "Y")]),
            ('Append("a", [city])', [("open", None), ("null", None)]),
            ('Join(" ", [city], [department])', [("open", None)]),
            ("IgnoreFlowIfNullOrEmpty([city])", [("open", "city"), ("skip", None)]),
            ("[manager.mail]", [("null", None)]),
            ("Guid()", [("open", None)]),
            ("ToUpper(Guid())", [("open", None)]),
            ('Split("a,b", ",")', [("open", None)]),
            ('CDate("no date")', [("open", None)]),
            ('Replace("aba", "a", , , "o", , )', [("constant", "obo")]),
            ('Replace("aba", , "(a|a)*c", , "o", , )', [("open", None)]),
        ],
    )
    def test_examples(self, text: str, expected: list[tuple[str, str | None]]) -> None:
        assert sorted(given_by(text), key=str) == sorted(expected, key=str)

    @given(EXPRESSIONS, SOURCES)
    def test_nothing_else_comes_of_it(self, text: str, source: dict[str, Any]) -> None:
        """Whatever is evaluated was foreseen: the constant, the skip, the null, or an open value."""
        outcome = compile_expression(text).evaluate(source)
        foreseen = given_by(text)
        kinds = {kind for kind, _ in foreseen}
        if outcome.error is not None:
            return
        if outcome.skip:
            assert "skip" in kinds
        elif outcome.value is None:
            assert kinds & {"null", "skip"}
            assert may_be_null(compile_expression(text).tree)
        elif isinstance(outcome.value, list):
            assert "open" in kinds
        else:
            assert "open" in kinds or ("constant", text_form(outcome.value)) in foreseen

    @pytest.mark.parametrize(
        "opened", ["ToUpper(", 'IIF([city] = "a", "x", ', 'Append("a", ', "Coalesce([city], "]
    )
    def test_deep_ones_cost_little(self, opened: str) -> None:
        text = f"{opened * 100}[department]{')' * 100}"
        if opened.startswith("Append"):
            text = f"{'Append(' * 100}[department]{', [city])' * 100}"
        assert results_of(compile_expression(text).tree)

    def test_many_ways_are_cut_short(self) -> None:
        pieces = " ".join(f'"k{number}", "v{number}",' for number in range(600)).rstrip(",")
        found = results_of(compile_expression(f"Switch([city], , {pieces})").tree)
        assert len(found) == 501
        assert found[-1].kind == "open"


def value(text: str, source: dict[str, Any]) -> Any:
    outcome = compile_expression(text).evaluate(source)
    assert outcome.error is None, text
    return outcome.value


class TestWhatIsPasted:
    """The rewritten expression gives what the first one gave."""

    @given(SOURCES, TEXTS, st.booleans())
    def test_a_switch_as_conditions(self, source: dict[str, Any], key: str, has_default: bool) -> None:
        default = "[objectId]" if has_default else ""
        text = f'Switch([city], {default}, "{key}", "one", "b", [department], "", "none")'
        tree = compile_expression(text).tree
        assert isinstance(tree, Call)
        written = without_switch(tree, text)
        assert written is not None
        assert "Switch" not in written
        assert value(written, source) == value(text, source)

    @given(SOURCES, TEXTS, st.sampled_from(["=", "<>"]))
    def test_a_condition_that_null_can_meet(self, source: dict[str, Any], text: str, operator: str) -> None:
        for condition in (
            f'[city] {operator} "{text}"',
            f'[city] {operator} ""',
            "IsPresent([city])",
            "IsNull([city])",
        ):
            given_text = f'IIF({condition}, "yes", [objectId])'
            tree = compile_expression(given_text).tree
            assert isinstance(tree, Call)
            written = with_null_caught(tree, given_text)
            assert written is not None
            assert value(written, source) == value(given_text, source)

    @pytest.mark.parametrize(
        "text", ['IIF([a] > 5, "x", "y")', 'IIF(Not([a]), "x", "y")', 'IIF([a] = [b], "x", "y")']
    )
    def test_what_cannot_be_told_otherwise_is_left(self, text: str) -> None:
        tree = compile_expression(text).tree
        assert isinstance(tree, Call)
        assert with_null_caught(tree, text) is None

    def test_a_switch_with_computed_keys_is_left(self) -> None:
        text = 'Switch([a], "0", [b], "1")'
        tree = compile_expression(text).tree
        assert isinstance(tree, Call)
        assert without_switch(tree, text) is None
