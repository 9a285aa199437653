"""Evaluating: values from a directory, surroundings that can be repeated, limits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from scimconsole.entra.expressions import Surroundings, compile_expression
from scimconsole.entra.expressions.limits import MAX_OUTPUT


def value(text: str, surroundings: Surroundings | None = None, **source: Any) -> Any:
    outcome = compile_expression(text).evaluate(source, surroundings or Surroundings())
    assert outcome.error is None, outcome.error
    return outcome.value


class TestTheSurroundings:
    """With a clock and a seed a preview gives the same again."""

    NOON = datetime(2026, 11, 21, 13, 0, tzinfo=timezone(timedelta(hours=1)))

    def test_the_clock_is_read_in_utc(self) -> None:
        still = Surroundings.repeatable(now=self.NOON)
        assert str(value("Now()", still)) == "11/21/2026 12:00:00 PM"

    def test_a_clock_without_a_zone_is_utc(self) -> None:
        still = Surroundings(clock=lambda: datetime(2026, 11, 21, 9))
        assert str(value("Now()", still)) == "11/21/2026 9:00:00 AM"

    def test_now_is_one_time_throughout(self) -> None:
        moments = iter(datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2))
        running = Surroundings(clock=lambda: next(moments))
        assert value('DateDiff("s", Now(), Now())', running) == 0

    def test_a_time_without_a_date_is_of_today(self) -> None:
        still = Surroundings.repeatable(now=self.NOON)
        assert value('FormatDateTime("08:30", , "HH:mm", "s")', still) == "2026-11-21T08:30:00"

    @pytest.mark.parametrize("text", ["Guid()", "RandomString(20, 1, 1, 1, 1)"])
    def test_a_seed_gives_the_same_again(self, text: str) -> None:
        first, again, other = (value(text, Surroundings.repeatable(seed=seed)) for seed in (7, 7, 8))
        assert first == again != other

    def test_without_a_seed_it_is_chance(self) -> None:
        assert value("Guid()") != value("Guid()")

    def test_values_in_the_target_are_passed_over(self) -> None:
        expression = compile_expression('SelectUniqueValue([a], Append([a], "1"), Append([a], "2"))')
        taken = Surroundings(taken={"ana", "ana1"})
        assert expression.evaluate({"a": "ana"}, taken).value == "ana2"
        full = Surroundings(taken={"ana", "ana1", "ana2"})
        error = expression.evaluate({"a": "ana"}, full).error
        assert error is not None
        assert "escrow" in error.detail

    def test_the_default_domain(self) -> None:
        assert value("DefaultDomain()", Surroundings(default_domain="contoso.com")) == "contoso.com"


class TestAttributes:
    """Values as Microsoft Graph has them."""

    @pytest.mark.parametrize(
        ("given", "read"),
        [
            (None, None),
            ([], None),
            ([None], None),
            ("", ""),
            (True, True),
            (5, 5),
            (2.0, 2),
            (1.25, "1.25"),
            (2**70, str(2**70)),
            (["a", None, "b"], ["a", "b"]),
            ({"id": "abc"}, "abc"),
            ({"name": "x"}, '{"name": "x"}'),
            ([["a"], "b"], ['["a"]', "b"]),
        ],
    )
    def test_are_read(self, given: object, read: object) -> None:
        assert value("[a]", a=given) == read

    def test_are_named(self) -> None:
        expression = compile_expression('IIF([b] = "x", Append([a], [b]), [c])')
        assert expression.attributes == ("b", "a", "c")

    def test_a_wrong_letter_case_is_noticed(self) -> None:
        outcome = compile_expression("ToLower([Mail])").explain({"mail": "a"})
        assert "[mail]" in next(remark.detail for remark in outcome.warnings if remark.code == "name-case")

    def test_a_source_that_nests_without_end_is_no_crash(self) -> None:
        nested: dict[str, Any] = {}
        for _ in range(20_000):
            nested = {"x": nested}
        outcome = compile_expression('Append([a], "x")').evaluate({"a": nested})
        assert outcome.error is not None


class TestLimits:
    """An expression cannot take the machine with it."""

    def test_a_value_has_a_largest_length(self) -> None:
        text = "[a]"
        for _ in range(8):
            text = f"Append({text}, {text})"
        outcome = compile_expression(text).evaluate({"a": "x" * (MAX_OUTPUT // 8)})
        assert outcome.error is not None
        assert "longer than" in outcome.error.detail

    @pytest.mark.parametrize(
        "text",
        [
            'Replace([a], "x", , , [a], , )',
            'Replace([a], "x", , , , , [a])',
            'Replace([a], , "x", , [a], , )',
            'Replace([a], , "(?<g>x)", "g", [a], , )',
            'Replace([a], , "", , "$_", , )',
            "Join([a], [m])",
            "ConvertToUTF8Hex(Append([a], [a]))",
        ],
    )
    def test_nothing_multiplies_beyond_it(self, text: str) -> None:
        source = {"a": "x" * 40_000, "m": ["y"] * 1_000}
        outcome = compile_expression(text).evaluate(source)
        assert outcome.error is not None
        assert "longer than" in outcome.error.detail

    def test_a_pattern_that_tries_everything_is_stopped(self) -> None:
        expression = compile_expression('Replace([a], , "^(\\\\w|\\\\w\\\\w)*$", , "", , )')
        error = expression.evaluate({"a": "a" * 80 + "!"}).error
        assert error is not None
        assert "did not come to an end" in error.detail


class TestRedact:
    """The value flows; whoever shows it is told to hide it."""

    def test_the_outcome_is_marked(self) -> None:
        outcome = compile_expression('Append(Redact([a]), "x")').evaluate({"a": "s"})
        assert (outcome.value, outcome.is_redacted) == ("sx", True)

    def test_other_outcomes_are_not(self) -> None:
        assert not compile_expression('IIF("a" = "b", Redact([a]), "x")').evaluate({"a": "s"}).is_redacted


class TestWarnings:
    """What is said about a value."""

    def test_each_is_said_once(self) -> None:
        outcome = compile_expression('IIF([a] = "x", "1", IIF([a] = "x", "2", "3"))').explain({})
        codes = [(remark.code, remark.position) for remark in outcome.warnings]
        assert len(codes) == len(set(codes)) == 2

    def test_what_holds_for_everybody_is_known_without_a_person(self) -> None:
        assert [remark.code for remark in compile_expression('Trim("a")').remarks] == ["cloud-sync-only"]

    def test_they_have_a_place(self) -> None:
        text = 'Append("x", ToLower([a]))'
        remarks = compile_expression(text).explain({}).warnings
        places = {text[remark.position : remark.position + remark.length] for remark in remarks}
        assert "[a]" in places
