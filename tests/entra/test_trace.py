"""The trace: which calls were made, with what, and what came of them."""

from __future__ import annotations

from typing import Any

from scimconsole.entra.expressions import compile_expression, trace_rows


def rows(text: str, **source: Any) -> list[dict[str, Any]]:
    outcome = compile_expression(text).explain(source)
    return trace_rows(list(outcome.trace), text)


class TestTheTrace:
    """Each call before those inside of it."""

    def test_shows_where_a_null_came_from(self) -> None:
        outer, inner = rows('Append(ToLower([mail]), "x")')
        assert (outer["depth"], outer["function"], outer["value"]) == (0, "Append", None)
        assert (inner["depth"], inner["function"], inner["value"]) == (1, "ToLower", None)
        assert inner["arguments"] == [{"expression": "[mail]", "evaluated": True, "value": None}]

    def test_tells_the_branch_that_was_not_taken(self) -> None:
        iif, comparison, taken = rows('IIF([a] = "x", ToUpper([a]), ToLower([b]))', a="x")
        assert [argument["evaluated"] for argument in iif["arguments"]] == [True, True, False]
        assert (comparison["function"], comparison["value"]) == ("=", True)
        assert taken["expression"] == "ToUpper([a])"

    def test_leaves_empty_arguments_out(self) -> None:
        (switch,) = rows('Switch([a], , "x", "1")', a="x")
        assert [argument["expression"] for argument in switch["arguments"]] == ["[a]", '"x"', '"1"']

    def test_ends_at_the_call_that_failed(self) -> None:
        outer, inner = rows('Append(Mid([a], 0, 1), "x")', a="x")
        assert (outer["outcome"], inner["outcome"]) == ("error", "error")
        assert not outer["arguments"][1]["evaluated"]

    def test_tells_what_was_left_out(self) -> None:
        (row,) = rows("IgnoreFlowIfNullOrEmpty([a])")
        assert row["outcome"] == "skip"

    def test_a_bare_attribute_has_none(self) -> None:
        assert rows("[a]", a="x") == []

    def test_points_in_time_are_texts(self) -> None:
        (row,) = rows('CDate("2024-01-01")')
        assert row["value"] == "1/1/2024 12:00:00 AM"
