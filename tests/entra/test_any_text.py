"""Whatever the text and whatever the values: a value or an error with a place, never a crash."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scimconsole.entra.expressions import FUNCTIONS, ExpressionError, compile_expression, draw_caret

TEXTS = st.text(max_size=12)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
CONTAINERS = st.lists(SCALARS, max_size=3) | st.dictionaries(TEXTS, SCALARS, max_size=3)
VALUES = SCALARS | CONTAINERS | st.lists(CONTAINERS, max_size=2)
SOURCES = st.fixed_dictionaries({}, optional=dict.fromkeys(("a", "b", "manager.x", "roles"), VALUES))
LITERALS = st.sampled_from(
    [
        "",
        "[a]",
        "[b]",
        "[roles]",
        "5",
        "-1",
        "&HF",
        '"3"',
        '""',
        '"a"',
        '"(?<n>\\\\w+)"',
        '"[^a-z]*"',
        '"n"',
        '"yyyy-MM-dd"',
        '"2024-02-29"',
        '"d"',
        '"ww"',
        "vbTextCompare",
        "IgnoreAttributeFlow",
        "Now()",
    ]
) | TEXTS.map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')


@st.composite
def calls(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """A call with about as many arguments as the function takes."""
    function = FUNCTIONS[draw(st.sampled_from(sorted(FUNCTIONS)))]
    usual = len(function.parameters)
    count = draw(st.integers(max(0, usual - 2), usual + 2))
    arguments = draw(st.lists(inner, min_size=count, max_size=count))
    compares = draw(st.booleans())
    if arguments and compares:
        arguments[0] += draw(st.sampled_from(["", " = ", "<>", ">"])) + draw(LITERALS)
    return f"{function.name}({', '.join(arguments)})"


EXPRESSIONS = st.recursive(LITERALS, calls, max_leaves=8)


def check_place(error: ExpressionError, text: str) -> None:
    """The error lies within the text and can be drawn."""
    assert 0 <= error.position <= len(text)
    draw_caret(text, error.position, error.length)


def check(text: str, source: dict[str, Any]) -> None:
    """Evaluate, and use all that comes of it."""
    try:
        expression = compile_expression(text)
    except ExpressionError as error:
        check_place(error, text)
        return
    outcome = expression.explain(source)
    json.dumps(outcome.as_json(text))
    if outcome.error is not None:
        check_place(outcome.error, text)
    for remark in outcome.warnings:
        assert 0 <= remark.position < remark.position + remark.length <= len(text) + 1
    expression.evaluate(source)


class TestAnyText:
    """A value or an error."""

    @given(st.text(max_size=60))
    def test_of_any_characters(self, text: str) -> None:
        check(text, {})

    @given(st.text(alphabet='Append"[](),\\ =<>&a1-é\n', max_size=40))
    def test_of_the_signs_of_the_language(self, text: str) -> None:
        check(text, {"a": "x"})

    @settings(max_examples=400, deadline=None)
    @given(EXPRESSIONS, SOURCES)
    def test_of_calls(self, text: str, source: dict[str, Any]) -> None:
        check(text, source)

    @settings(max_examples=200, deadline=None)
    @given(EXPRESSIONS, SOURCES, st.data())
    def test_of_calls_with_a_slip(self, text: str, source: dict[str, Any], data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(text)))
        slip = data.draw(
            st.sampled_from(['"', "[", "]", "(", ")", ",", "\\", "=", " ", "é", "\x00", "\ud800"])
        )
        check(text[:at] + slip + text[at:], source)
