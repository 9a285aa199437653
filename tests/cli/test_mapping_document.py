"""`scimconsole mapping show | import | export | versions | compare`, as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Commands
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")

USERS: dict[str, Any] = {
    "sourceObjectName": "User",
    "targetObjectName": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    "name": "Staff",
    "attributeMappings": [
        {
            "targetAttributeName": "userName",
            "matchingPriority": 1,
            "source": {"type": "Attribute", "name": "userPrincipalName", "expression": "[userPrincipalName]"},
        },
        {
            "targetAttributeName": "userType",
            "flowType": "ObjectAddOnly",
            "defaultValue": "FULL",
            "source": {"type": "Constant", "name": "\u202eFULL", "expression": '"\u202eFULL"'},
        },
    ],
}


@pytest.fixture
def schema_file(tmp_path: Path) -> Path:
    """One object mapping, as PowerShell saves it: UTF-16 with a byte order mark."""
    path = tmp_path / "staff.json"
    path.write_text(json.dumps(USERS), encoding="utf-16")
    return path


class TestImporting:
    def test_saves_a_version_and_tells_what_was_understood(
        self, commands: Commands, schema_file: Path
    ) -> None:
        done = commands("mapping", "import", str(schema_file), "--note", "from PowerShell")
        assert done.returncode == 0, done.stderr
        assert "Staff: 2 attributes, matched by userName; scope: everybody who is assigned." in done.stderr
        assert "`scimconsole mapping check` tells them." in done.stderr
        assert "Version  1" in done.stdout
        assert "Note     from PowerShell" in done.stdout

    def test_of_the_same_again_makes_no_other_version(self, commands: Commands, schema_file: Path) -> None:
        assert commands.json("mapping", "import", str(schema_file))["version"] == 1
        done = commands("mapping", "import", str(schema_file))
        assert (done.returncode, "Version 1 says the same" in done.stderr) == (0, True)
        exported = commands("mapping", "export").stdout
        again = commands("mapping", "import", "-", input=exported)
        assert "Version 1 says the same" in again.stderr
        assert commands.json("mapping", "versions")["total"] == 1

    def test_can_be_tried(self, commands: Commands, schema_file: Path) -> None:
        report = commands.json("mapping", "import", str(schema_file), "--dry-run")
        assert {finding["severity"] for finding in report["findings"]} <= {"error", "warning", "advice"}
        assert commands.json("mapping", "show")["version"] == 0

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("{", "is not JSON: line 1"),
            ("", "is empty"),
            ('{"users": []}', "is no synchronization schema"),
            ('{"objectMappings": [{"sourceObjectName": "User"}]}', "/objectMappings/0"),
        ],
    )
    def test_of_what_cannot_be_read_ends_with_2_and_saves_nothing(
        self, keycafe: Organization, commands: Commands, text: str, said: str
    ) -> None:
        done = commands("mapping", "import", "-", input=text)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert keycafe.api.get("/mapping/versions").json()["total"] == 0

    def test_of_a_file_that_is_not_there_ends_with_2(self, commands: Commands, tmp_path: Path) -> None:
        done = commands("mapping", "import", str(tmp_path / "missing.json"))
        assert (done.returncode, "missing.json cannot be read" in done.stderr) == (2, True)

    def test_is_for_owners(self, keycafe: Organization, schema_file: Path) -> None:
        support = Commands(keycafe, keycafe.add_member("support", "support@acme.example"))
        done = support("mapping", "import", str(schema_file))
        assert (done.returncode, "reads only" in done.stderr) == (3, True)
        assert support("mapping", "import", str(schema_file), "--dry-run").returncode == 0


class TestShowing:
    def test_has_the_table_of_the_portal(self, commands: Commands, schema_file: Path) -> None:
        commands("mapping", "import", str(schema_file))
        done = commands("mapping", "show")
        assert done.returncode == 0, done.stderr
        lines = done.stdout.splitlines()
        assert "Scope    everybody who is assigned" in lines
        heading = next(line for line in lines if line.startswith("TARGET"))
        assert heading.split() == ["TARGET", "TYPE", "APPLY", "MATCHING", "DEFAULT", "SOURCE"]
        matched = next(line for line in lines if line.startswith("userName"))
        assert matched.split() == ["userName", "Direct", "always", "1", "-", "[userPrincipalName]"]
        constant = next(line for line in lines if line.startswith("userType"))
        assert constant.split()[1:6] == ["Constant", "on", "create", "-", "FULL"]
        assert "\u202e" not in done.stdout

    def test_of_an_organization_without_one_is_the_starting_point(self, commands: Commands) -> None:
        shown = commands("mapping", "show")
        assert "0, the profile's starting point" in shown.stdout
        assert "The check finds nothing wrong." in shown.stderr
        told = commands.json("mapping", "show")
        assert (told["version"], told["created_by"], told["findings"]) == (0, None, [])

    def test_of_a_version_that_is_not_there_ends_with_4(self, commands: Commands) -> None:
        done = commands("mapping", "show", "--version", "9")
        assert (done.returncode, "no version 9" in done.stderr) == (4, True)


class TestExporting:
    def test_of_a_starting_point_needs_no_service(self, keycafe: Organization, tmp_path: Path) -> None:
        nowhere = {"SCIMCONSOLE_URL": "http://127.0.0.1:9", "SCIMCONSOLE_ORG": "x"}
        target = tmp_path / "schema.json"
        done = keycafe.service.run(
            *("mapping", "export", "--starting-point", "keycafe", "--with", "key-access"),
            *("-o", str(target)),
            env=nowhere,
        )
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert target.stat().st_mode & 0o777 == 0o600
        document = json.loads(target.read_text())
        assert "keyAccess" in json.dumps(document["synchronizationRules"])

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--starting-point", "keycafe", "--with", "key-acess"), "did you mean"),
            (("--starting-point", "keycaffe"), "keycafe"),
            (("--with", "roles"), "--starting-point PROFILE"),
            (("--starting-point", "keycafe", "--version", "2"), "no versions"),
            (("--version", "-1"), "--version"),
        ],
    )
    def test_of_what_there_is_not_ends_with_an_error(
        self, keycafe: Organization, arguments: tuple[str, ...], said: str
    ) -> None:
        done = keycafe.service.run("mapping", "export", *arguments)
        assert done.returncode in (2, 4)
        assert said in done.stderr.lower() or said in done.stderr


class TestVersions:
    def test_are_listed_and_compared(self, commands: Commands, tmp_path: Path) -> None:
        path = tmp_path / "schema.json"
        for constant in ("FULL", "SMARTBOX"):
            source = {"type": "Constant", "name": constant, "expression": f'"{constant}"'}
            mappings = [USERS["attributeMappings"][0], {"targetAttributeName": "userType", "source": source}]
            path.write_text(json.dumps({**USERS, "attributeMappings": mappings}))
            commands("mapping", "import", str(path), "--note", constant)
        listed = commands.json("mapping", "versions")
        assert [(item["version"], item["note"]) for item in listed["items"]] == [(2, "SMARTBOX"), (1, "FULL")]
        assert commands.lines("mapping", "versions")[0] == listed["items"][0]
        told = commands.json("mapping", "compare", "1")
        assert (told["before"], told["after"]) == (1, 2)
        (change,) = told["changes"]
        assert (change["change"], change["target"]) == ("changed", "userType")
        shown = commands("mapping", "compare", "1", "2")
        assert [line.split() for line in shown.stdout.splitlines()[1:]] == [
            ["changed", "userType", "source", '"FULL"', '"SMARTBOX"']
        ]
        assert "Nothing differs." in commands("mapping", "compare", "2", "2").stderr

    def test_of_which_there_are_none(self, commands: Commands) -> None:
        assert "No version was saved" in commands("mapping", "versions").stderr
