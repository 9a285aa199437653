"""`mapping check`, as a person and a program run it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.schema.starting_points import starting_point
from scimconsole.entra.schema.writing import export
from tests.cli.conftest import Commands
from tests.entra.check.documents import GOOD_USERS, USERS, object_mapping
from tests.running_service import run_program

BAD = {
    **GOOD_USERS,
    "userType": 'IIF([employeeType] = "Device", "SMARTBOXX", "FULL")',
    "ti\u202etle": "[jobTitle]",
}


def run(*arguments: str, input: str | None = None) -> CompletedProcess[str]:
    return run_program("mapping", "check", *arguments, env=dict(os.environ), input=input)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    """A mapping with two errors."""
    file = tmp_path / "bad.json"
    file.write_text(json.dumps(object_mapping(USERS, BAD)), encoding="utf-8")
    return str(file)


@pytest.fixture
def good(tmp_path: Path) -> str:
    """Keycafe's starting point, as it is exported."""
    file = tmp_path / "good.json"
    file.write_text(json.dumps(export(starting_point(load_profile("keycafe")))), encoding="utf-8")
    return str(file)


class TestAFile:
    """No service is needed."""

    def test_tells_what_where_why_and_how_to_mend(self, bad: str) -> None:
        done = run("--mapping", bad, "--profile", "keycafe")
        assert done.returncode == 0
        lines = done.stdout.splitlines()
        start = lines.index("  error    value-not-allowed  userType")
        assert lines[start + 1 : start + 8] == [
            '    userType would be "SMARTBOXX", and takes only FULL, SMARTBOX; did you mean "SMARTBOX"?',
            '      IIF([employeeType] = "Device", "SMARTBOXX", "FULL")',
            "                                     ^^^^^^^^^^^",
            "    Why:   The service refuses the whole request for it (400), a create as well as an update.",
            "    Mend:  Take one of the allowed values.",
            '    Paste: IIF([employeeType] = "Device", "SMARTBOX", "FULL")',
            f"    Where: Provisioning > Attribute mapping > {USERS} > userType (/attributeMappings/8)",
        ]
        assert "Found: 2 errors, 2 warnings, 1 advice." in done.stderr

    def test_hostile_names_are_escaped(self, bad: str) -> None:
        assert "\\u202e" in run("--mapping", bad).stdout
        assert "\u202e" not in run("--mapping", bad).stdout
        assert "\u202e" not in run("--mapping", bad, "--json").stdout

    def test_shows_the_coverage(self, bad: str) -> None:
        lines = run("--mapping", bad, "--profile", "ten-thousand-coffees").stdout.splitlines()
        assert lines[lines.index("Fields of Ten Thousand Coffees") + 2 :] == [
            "  required     [###############-----]  3 of 4; not mapped: Management level",
            "  recommended  [--------------------]  0 of 5; not mapped: Job title, Business unit, "
            "Job function, People manager status, Manager email",
            "  optional     [--------------------]  0 of 3; not mapped: City, country or office, "
            "Locale, Status",
            "  Not everybody has a value for: First name, Last name.",
        ]

    def test_from_stdin(self, bad: str) -> None:
        text = Path(bad).read_text(encoding="utf-8")
        assert run("--mapping", "-", input=text).stdout == run("--mapping", bad).stdout

    def test_nothing_found(self, good: str) -> None:
        done = run("--mapping", good, "--profile", "keycafe", "--strict")
        assert (done.returncode, done.stderr) == (0, "Nothing was found.\n")
        assert done.stdout.splitlines()[0] == "Fields of Keycafe"


class TestAProgram:
    """JSON, and exit codes."""

    def test_as_json(self, bad: str) -> None:
        answer: dict[str, Any] = json.loads(run("--mapping", bad, "--profile", "keycafe", "--json").stdout)
        assert set(answer) == {"findings", "coverage"}
        errors = [one["code"] for one in answer["findings"] if one["severity"] == "error"]
        assert sorted(errors) == ["unknown-target", "value-not-allowed"]
        assert answer["coverage"]["recommended"] == {"mapped": 1, "of": 1, "unmapped": []}

    def test_strict_fails_on_findings(self, bad: str) -> None:
        assert run("--mapping", bad, "--strict").returncode == 1
        assert run("--mapping", bad, "--strict", "--json").returncode == 1

    @pytest.mark.parametrize("content", ["", "[1, 2]", "\x00\x01"])
    def test_what_cannot_be_read(self, content: str, tmp_path: Path) -> None:
        file = tmp_path / "broken.json"
        file.write_text(content, encoding="utf-8")
        done = run("--mapping", str(file), "--json")
        assert (done.returncode, done.stdout) == (2, "")
        assert "broken.json" in done.stderr

    def test_no_such_file_and_no_such_profile(self, good: str) -> None:
        assert run("--mapping", "/nowhere.json").returncode == 2
        done = run("--mapping", good, "--profile", "keykafe")
        assert done.returncode == 4
        assert 'did you mean "keycafe"?' in done.stderr


@pytest.mark.engines("sqlite")
class TestTheOrganizationsMapping:
    """Without a file: what counts in the organization, with its profile."""

    def test_the_starting_point_has_no_trap(self, commands: Commands) -> None:
        answer = commands.json("mapping", "check")
        assert [one for one in answer["findings"] if one["severity"] != "advice"] == []
        assert answer["coverage"]["recommended"] == {"mapped": 1, "of": 1, "unmapped": []}

    def test_is_that_of_the_service(self, commands: Commands) -> None:
        served = commands.organization.api.get("/mapping").json()
        answer = commands.json("mapping", "check")
        assert answer["coverage"] == served["coverage"]
        assert answer["findings"] == served["findings"]
