"""docs/mappings.md: each finding with its row, the example with what is said, the files it speaks of."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from scimconsole.cli.program import run
from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.check.families import RULES
from scimconsole.entra.check.rule import Rule
from scimconsole.entra.schema.reading import read_schema_text
from scimconsole.entra.schema.starting_points import options_of
from tests.running_service import run_program

PAGE = Path(__file__).parent.parent.parent.parent / "docs" / "mappings.md"
ROW = re.compile(r"^\| `([a-z-]+)` \| (?:error|warning|advice) \|", re.MULTILINE)


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def indented(start: str, end: str) -> str:
    """The example between two texts of the page, without its indentation."""
    text = page()
    part = text[text.index(start) + len(start) : text.index(end)].strip("\n")
    return "\n".join(line.removeprefix("    ") for line in part.splitlines())


class TestTheFindings:
    """A table a family."""

    @pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
    def test_each_has_its_row(self, rule: Rule) -> None:
        row = f"| `{rule.code}` | {rule.severity} | {rule.meaning} | {rule.why} | {rule.mend} |"
        assert row in page().splitlines()

    def test_no_other_has_one(self) -> None:
        assert sorted(ROW.findall(page())) == sorted(RULES)


class TestTheExample:
    """A mapping with a wrong constant."""

    def test_the_check_says_what_the_page_says(self, tmp_path: Path) -> None:
        file = tmp_path / "schema.json"
        file.write_text(indented("Of this mapping\n", "\nthe check says"), encoding="utf-8")
        said = run_program(
            "mapping", "check", "--mapping", str(file), "--profile", "keycafe", env=dict(os.environ)
        )
        shown = indented("says, among others:\n", "\n`Paste` is the whole")
        assert len(shown.splitlines()) == 17
        assert shown in said.stdout


class TestTheStartingPoints:
    """The files that stand for the clicks of the guides."""

    @pytest.mark.parametrize("profile", ["keycafe", "ten-thousand-coffees", "generic"])
    def test_are_written_and_have_no_trap(self, profile: str, tmp_path: Path) -> None:
        file = tmp_path / "schema.json"
        assert run(["mapping", "export", "--starting-point", profile, "-o", str(file)]) == 0
        assert read_schema_text(file.read_bytes(), file.name).users is not None
        assert run(["mapping", "check", "--mapping", str(file), "--profile", profile]) == 0

    def test_options_are_those_of_the_page(self) -> None:
        text = page()
        part = text[text.index("| option | does |") : text.index("## Check")]
        assert re.findall(r"^\| `([a-z-]+)` \|", part, re.MULTILINE) == [
            option.name for option in options_of(load_profile("keycafe"))
        ]

    def test_with_options(self, tmp_path: Path) -> None:
        file = tmp_path / "schema.json"
        given = ["--starting-point", "keycafe", "--with", "roles", "--with", "key-access", "-o", str(file)]
        assert run(["mapping", "export", *given]) == 0
        text = json.dumps(json.loads(file.read_text(encoding="utf-8")))
        assert "AssertiveAppRoleAssignmentsComplex" in text
        assert "keycafe:2.0:User:keyAccess" in text
