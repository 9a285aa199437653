"""docs/expressions.md: each function with an example that gives what it says, each warning with its rule."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scimconsole.entra.expressions import FUNCTIONS, Function, Surroundings, compile_expression
from scimconsole.entra.expressions.values import wire_form

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "expressions.md"
FAMILIES = {
    "text": "Text",
    "logic": "Conditions and choices",
    "lists": "Lists",
    "dates": "Dates",
    "numbers": "Numbers",
    "roles": "App roles",
    "made up": "Made up",
}
SOURCE = {"mail": "ana@contoso.com", "appRoleAssignments": ["Reader"]}
ORIGINS = {"documented": "", "listed": " (not documented)", "cloud sync": " (cloud sync only)"}
RULE = re.compile(r"^\| `([a-z-]+)` \|", re.MULTILINE)
CODE = re.compile(r'(?:[Rr]emark|note|_say)\(\s*(?:\w+,\s*)*"([a-z-]+)"')


def row(function: Function) -> str:
    """The row of a function in its table."""
    surroundings = Surroundings.repeatable(now=datetime(2026, 11, 21, 12, tzinfo=UTC), seed=7)
    known = Surroundings(surroundings.clock, surroundings.chance, surroundings.guid, (), "contoso.com")
    outcome = compile_expression(function.example).evaluate(SOURCE, known)
    assert outcome.error is None, function.name
    value = json.dumps(wire_form(outcome.value), ensure_ascii=False)
    gives = function.summary + ORIGINS[function.origin]
    return f"| `{function.signature}` | {gives} | `{function.example}` | `{value}` |"


class TestTheFunctions:
    """A table a family."""

    @pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
    def test_each_has_its_row(self, function: Function) -> None:
        assert row(function) in PAGE.read_text(encoding="utf-8").splitlines()

    def test_no_other_has_one(self) -> None:
        rows = re.findall(r"^\| `([A-Z]\w+)\(", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
        assert sorted(rows) == sorted(FUNCTIONS)


class TestTheWarnings:
    """A row each."""

    def test_each_has_its_rule(self) -> None:
        package = ROOT / "src" / "scimconsole" / "entra" / "expressions"
        written = "\n".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
        codes = set(CODE.findall(written))
        assert len(codes) > 30
        assert codes == set(RULE.findall(PAGE.read_text(encoding="utf-8")))
