"""Every line of expression_cases.jsonl: what an expression gives for a person's attributes.

A line tells the value (`gives`), a pattern for values of chance (`matches`), that the attribute is left out
(`skips`), or part of the error (`fails`); `warns` is the code of a warning that comes with it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scimconsole.entra.expressions import ExpressionError, Outcome, compile_expression
from scimconsole.entra.expressions.values import wire_form

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("expression_cases.jsonl").read_text(encoding="utf-8").splitlines()
]


def outcome_of(case: dict[str, Any]) -> Outcome:
    """What came of it; an expression that cannot be read counts as an outcome with that error."""
    try:
        return compile_expression(case["expression"]).explain(case["source"])
    except ExpressionError as error:
        return Outcome(error=error)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expression"][:60])
def test_expression(case: dict[str, Any]) -> None:
    outcome = outcome_of(case)
    value = wire_form(outcome.value)
    if "fails" in case:
        assert outcome.error is not None
        if isinstance(case["fails"], str):
            assert case["fails"] in outcome.error.detail
        assert 0 <= outcome.error.position <= len(case["expression"])
        return
    assert outcome.error is None
    assert bool(outcome.skip) == ("skips" in case)
    if "matches" in case:
        assert re.search(case["matches"], value)
    else:
        # True is no 1, and 7 no "7".
        assert json.dumps(value) == json.dumps(case.get("gives"))
    if "warns" in case:
        assert case["warns"] in {remark.code for remark in outcome.warnings}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expression"][:60])
def test_tracing_changes_nothing(case: dict[str, Any]) -> None:
    traced = outcome_of(case)
    if traced.error is not None and traced.error.kind == "expression":
        return
    if "matches" not in case:
        plain = compile_expression(case["expression"]).evaluate(case["source"])
        assert wire_form(plain.value) == wire_form(traced.value)
        assert plain.skip == traced.skip
        assert (plain.error is None) == (traced.error is None)
        assert set(plain.warnings) <= set(traced.warnings)
