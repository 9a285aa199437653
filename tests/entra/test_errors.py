"""A mistake: where it is, what was expected, the nearest known name, and the caret under it."""

from __future__ import annotations

import pytest

from scimconsole.entra.expressions import (
    ExpressionError,
    FailedEvaluation,
    MalformedExpression,
    compile_expression,
    draw_caret,
)


def mistake(text: str) -> ExpressionError:
    with pytest.raises(MalformedExpression) as caught:
        compile_expression(text)
    return caught.value


class TestAMistakeInTheText:
    """Wrong for everybody: the mapping could not be saved."""

    @pytest.mark.parametrize(
        ("text", "blamed"),
        [
            ('Append(Nope([a]), "x")', "Nope"),
            ('Append("a", "b") [c]', "[c]"),
            ('Append("a" "b")', '"b"'),
            ('Append("a, "b")', "b"),
            ('IIF([a] = "x" OR [b] = "y", "1", "2")', "OR"),
            ('Join(",", [a], Left([b]))', "Left"),
            ('Append([a b], "c")', "[a b]"),
            ('InStr("a", "b", 1, vbNoCompare)', "vbNoCompare"),
            ("BitAnd(1, 99999999999999999999)", "99999999999999999999"),
        ],
    )
    def test_its_place_is_told(self, text: str, blamed: str) -> None:
        error = mistake(text)
        assert text[error.position : error.position + error.length] == blamed

    def test_the_signature_is_what_was_expected(self) -> None:
        assert mistake('InStr("a")').expected == "InStr(value1, value2, [start], [compareType])"

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("tolower", "ToLower"),
            ("IsNullorEmpty", "IsNullOrEmpty"),
            ("Apend", "Append"),
            ("NormaliseDiacritics", "NormalizeDiacritics"),
        ],
    )
    def test_the_nearest_name_is_told(self, written: str, meant: str) -> None:
        error = mistake(f'{written}("a")')
        assert error.nearest == meant
        assert meant in str(error.hint)

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ("Append(\u201ca\u201d, [b])", "Typographic quotes"),
            ("Append('a', [b])", "double quotes"),
            ('"a" & [b]', "cloud sync"),
            ('IIF([a] = "x" AND [b] = "y", "1", "2")', "nest IIF"),
            ("Append(mail, [b])", "[mail]"),
            ('Len("a")', "not documented"),
            ('Contains([a], "x")', "InStr"),
            ('Append("a"; "b")', "commas"),
        ],
    )
    def test_habits_from_elsewhere_get_a_hint(self, text: str, hint: str) -> None:
        assert hint in str(mistake(text).hint)

    def test_an_expression_of_10_000_characters_is_read(self) -> None:
        text = f'Append("{"x" * 9_985}", "")'
        compile_expression(text)
        assert "10,000" in mistake(text + " " * 100).detail

    def test_nesting_has_an_end(self) -> None:
        compile_expression("Not(" * 100 + "1" + ")" * 100)
        assert "nests deeper" in mistake("Not(" * 101 + "1" + ")" * 101).detail
        assert "nests deeper" in mistake("Not(" * 2_000).detail


class TestAMistakeInTheValues:
    """The expression is good, but not for this person."""

    def test_the_argument_is_blamed(self) -> None:
        text = 'Append("a", Mid([a], [n], 2))'
        error = compile_expression(text).evaluate({"a": "x", "n": "one"}).error
        assert isinstance(error, FailedEvaluation)
        assert text[error.position : error.position + error.length] == "[n]"
        assert error.as_json() == {
            "kind": "value",
            "detail": 'Mid needs a whole number as start, and this is "one".',
            "position": 21,
            "length": 3,
            "expected": None,
            "nearest": None,
            "hint": None,
        }


class TestTheCaret:
    """Two lines for a terminal."""

    @pytest.mark.parametrize(
        ("text", "position", "length", "drawn"),
        [
            ("ToLower(mail)", 8, 4, "ToLower(mail)\n        ^^^^"),
            ("IIF(\n  [a],\n  b)", 14, 1, "  b)\n  ^"),
            ("abc", 3, 1, "abc\n   ^"),
            ("日本(x", 3, 1, "日本(x\n     ^"),
            ("a\tb", 2, 1, "a\\tb\n   ^"),
        ],
    )
    def test_it_stands_under_the_place(self, text: str, position: int, length: int, drawn: str) -> None:
        assert draw_caret(text, position, length) == drawn

    def test_a_long_line_is_cut_on_both_sides(self) -> None:
        line, marks = draw_caret("x" * 300 + "HERE" + "y" * 300, 300, 4, width=60).split("\n")
        assert line.startswith("...")
        assert line.endswith("...")
        assert len(line) <= 60
        assert line[marks.index("^") : len(marks)] == "HERE"

    def test_nothing_acts_on_the_terminal(self) -> None:
        assert "\x1b" not in draw_caret("a\x1b[31m", 1, 3)
