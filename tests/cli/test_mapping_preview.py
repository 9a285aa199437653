"""`mapping preview`, as a person and a program run it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from scimconsole.demo.directory import make_directory
from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.schema.starting_points import starting_point
from scimconsole.entra.schema.writing import export
from tests.cli.conftest import Commands
from tests.running_service import run_program

PEOPLE = [dict(user) for user in make_directory(24).users]


def run(*arguments: str, input: str | None = None) -> CompletedProcess[str]:
    return run_program("mapping", "preview", *arguments, env=dict(os.environ), input=input)


@pytest.fixture
def mapping(tmp_path: Path) -> str:
    """Keycafe's starting point, scoped to those who are not in Finance."""
    document = export(starting_point(load_profile("keycafe")))
    scope = {"sourceOperandName": "department", "operatorName": "NOT EQUALS"}
    clause = {**scope, "targetOperand": {"values": ["Finance"]}}
    for rule in document["synchronizationRules"]:
        for one in rule["objectMappings"]:
            if one["sourceObjectName"] == "User":
                one["scope"] = {"groups": [{"name": "Not Finance", "clauses": [clause]}]}
    file = tmp_path / "mapping.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return str(file)


@pytest.fixture
def users(tmp_path: Path) -> str:
    """Two dozen invented people, as Graph lists them."""
    file = tmp_path / "users.json"
    file.write_text(json.dumps({"value": PEOPLE}), encoding="utf-8")
    return str(file)


class TestAMappingByItself:
    """No service is needed."""

    def test_gives_the_contract_s_json(self, users: str, mapping: str) -> None:
        done = run("--users", users, "--mapping", mapping, "--profile", "keycafe", "--json")
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        outside = [user["id"] for user in PEOPLE if user["department"] == "Finance"]
        assert found["summary"] == {
            "users": 24,
            "groups": 0,
            "in_scope": 24 - len(outside),
            "out_of_scope": len(outside),
            "problems": 0,
        }
        assert [item["id"] for item in found["users"]] == [user["id"] for user in PEOPLE]
        assert [item["id"] for item in found["users"] if not item["in_scope"]] == outside
        first = found["users"][0]
        contract = {"id", "userPrincipalName", "in_scope", "payload", "omitted", "problems"}
        assert contract <= set(first)
        assert first["payload"]["userName"] == PEOPLE[0]["userPrincipalName"]
        assert first["payload"]["userType"] == "FULL"
        omitted = {item["attribute"]: item["reason"] for item in first["omitted"]}
        assert omitted['phoneNumbers[type eq "work"].value'] == "null"

    def test_gives_a_person_a_line(self, users: str, mapping: str) -> None:
        done = run("--users", users, "--mapping", mapping, "--jsonl")
        assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [one["id"] for one in PEOPLE]

    def test_reads_a_pipe(self, mapping: str) -> None:
        lines = "\n".join(map(json.dumps, PEOPLE[:3]))
        done = run("--users", "-", "--mapping", mapping, "--json", input=lines)
        assert json.loads(done.stdout)["summary"]["users"] == 3

    def test_shows_many_as_a_table_and_the_summary_on_stderr(self, users: str, mapping: str) -> None:
        done = run("--users", users, "--mapping", mapping)
        lines = done.stdout.splitlines()
        assert lines[0].split() == ["person", "action", "what"]
        assert len(lines) == 25
        assert "users 24, in scope" in done.stderr

    def test_shows_one_as_a_block(self, users: str, mapping: str) -> None:
        wanted = PEOPLE[2]
        done = run("--users", users, "--mapping", mapping, "--user", wanted["userPrincipalName"].upper())
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[0] == f"{wanted['userPrincipalName']}  {wanted['id']}"
        assert "Sent when created" in done.stdout
        assert "[mobile] has no value" in done.stdout

    def test_tells_only_what_is_asked_for_and_counts_everybody(self, users: str, mapping: str) -> None:
        done = run("--users", users, "--mapping", mapping, "--only", "out-of-scope", "--json")
        found = json.loads(done.stdout)
        assert len(found["users"]) == found["summary"]["out_of_scope"] > 0
        assert found["summary"]["users"] == 24

    def test_finds_what_the_service_would_refuse(self, tmp_path: Path, mapping: str) -> None:
        file = tmp_path / "two.csv"
        file.write_text("id,department,userPrincipalName\n1,x,ana@contoso.com\n2,x,ana@contoso.com\n3,x,\n")
        done = run("--users", str(file), "--mapping", mapping, "--json")
        users = json.loads(done.stdout)["users"]
        assert [bool(item["problems"]) for item in users] == [False, True, True]
        assert users[1]["problems"][0]["code"] == "DuplicateSourceEntries"
        assert [item["place"] for item in users] == ["line 2", "line 3", "line 4"]

    def test_gives_the_same_again_with_a_clock_and_a_seed(self, users: str, tmp_path: Path) -> None:
        lines = {"userName": "[userPrincipalName]", "nickName": "Guid()", "title": "Now()"}
        document = {
            "sourceObjectName": "User",
            "targetObjectName": "User",
            "attributeMappings": [
                {
                    "targetAttributeName": target,
                    "matchingPriority": int(target == "userName"),
                    "source": {"type": "Function", "expression": text},
                }
                for target, text in lines.items()
            ],
        }
        file = tmp_path / "chance.json"
        file.write_text(json.dumps(document))
        given = ("--users", users, "--mapping", str(file), "--jsonl", "--seed", "7", "--now", "2026-11-22")
        first, again = run(*given), run(*given)
        assert first.returncode == 0, first.stderr
        assert first.stdout == again.stdout
        assert "nickName" in first.stdout

    def test_escapes_hostile_names(self, mapping: str) -> None:
        person = {**PEOPLE[0], "displayName": "Ana\u202e\x1b[2J", "department": "Finance\x1b]0;x\x07"}
        for form in ([], ["--json"], ["--jsonl"], ["--user", person["id"]]):
            done = run("--users", "-", "--mapping", mapping, *form, input=json.dumps(person))
            assert done.returncode == 0, done.stderr
            assert not {"\u202e", "\x1b", "\x07"} & set(done.stdout + done.stderr)


class TestBadInput:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            ("[{]", "is no JSON any more at line 1, column 3"),
            ("a,b\n1,2\n", "has no column that names a person"),
            ('[{"mail": "a@b"}]', "has an id (of 1)"),
            ("", "is empty"),
        ],
    )
    def test_exits_2_and_tells_the_place(
        self, content: str, sentence: str, tmp_path: Path, mapping: str
    ) -> None:
        file = tmp_path / "bad"
        file.write_text(content)
        done = run("--users", str(file), "--mapping", mapping, "--jsonl")
        assert (done.returncode, done.stdout) == (2, "")
        assert sentence in done.stderr

    def test_is_a_file_that_is_missing(self, mapping: str) -> None:
        assert run("--users", "nobody.json", "--mapping", mapping).returncode == 2

    def test_is_a_mapping_without_users(self, users: str, tmp_path: Path) -> None:
        file = tmp_path / "groups.json"
        line = {"targetAttributeName": "displayName", "source": {"expression": "[displayName]"}}
        document = {"sourceObjectName": "Group", "targetObjectName": "Group", "attributeMappings": [line]}
        file.write_text(json.dumps(document))
        done = run("--users", users, "--mapping", str(file))
        assert (done.returncode, "does not map users" in done.stderr) == (2, True)

    def test_is_a_person_who_is_not_there(self, users: str, mapping: str) -> None:
        assert run("--users", users, "--mapping", mapping, "--user", "nobody").returncode == 4

    def test_is_stdin_twice(self) -> None:
        done = run("--users", "-", "--mapping", "-", input="{}")
        assert (done.returncode, "Only one of the files" in done.stderr) == (2, True)


class TestManyPeople:
    def test_are_ended_by_ctrl_c_with_what_was_done(self, tmp_path: Path, mapping: str) -> None:
        file = tmp_path / "many.jsonl"
        with file.open("w") as stream:
            for number in range(60_000):
                stream.write(json.dumps({**PEOPLE[0], "id": str(number)}) + "\n")
        command = [sys.executable, "-m", "scimconsole", "mapping", "preview", "--users", str(file)]
        process = subprocess.Popen(
            [*command, "--mapping", mapping, "--jsonl"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(os.environ),
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 130
        assert b"So far: users" in said


@pytest.mark.engines("sqlite")
class TestTheOrganization:
    """Without a mapping file the organization's own counts, and everybody is compared."""

    def test_is_compared_with(self, commands: Commands, add_user: Any, users: str) -> None:
        held = add_user(PEOPLE[0]["userPrincipalName"], title="Something else")
        found = commands.json("mapping", "preview", "--users", users)
        first, second = found["users"][:2]
        assert (first["action"], first["match"]["id"]) == ("update", held)
        assert first["stored"]["title"] == "Something else"
        assert second["action"] == "create"
        assert found["summary"]["create"] + found["summary"]["update"] + found["summary"]["skipped"] == 24
        assert first["place"] == "value[0]"

    def test_shows_what_would_change(self, commands: Commands, add_user: Any, users: str) -> None:
        add_user(PEOPLE[0]["userPrincipalName"], title="Something else")
        chosen = ("--user", PEOPLE[0]["id"], "--dialect", "compliant")
        done = commands("mapping", "preview", "--users", users, *chosen)
        assert f'"Something else" -> "{PEOPLE[0]["jobTitle"]}"' in done.stdout
        assert "PATCH (compliant)" in done.stdout
        assert "PATCH (legacy)" not in done.stdout
        only = commands.json("mapping", "preview", "--users", users, "--only", "changes")
        assert {item["action"] for item in only["users"]} == {"create", "update"}

    def test_can_be_compared_under_another_mapping(
        self, commands: Commands, users: str, mapping: str
    ) -> None:
        found = commands.json("mapping", "preview", "--users", users, "--mapping", mapping, "--compare")
        assert found["summary"]["skipped"] >= found["summary"]["out_of_scope"] > 0

    def test_hides_from_people_what_redact_hides(
        self, commands: Commands, add_user: Any, users: str, tmp_path: Path
    ) -> None:
        document = export(starting_point(load_profile("keycafe")))
        (source,) = (
            one["source"]
            for rule in document["synchronizationRules"]
            for mapping in rule["objectMappings"]
            for one in mapping["attributeMappings"]
            if one["targetAttributeName"] == "title"
        )
        source.update(type="Function", name="Redact", expression="Redact([jobTitle])", parameters=[])
        file = tmp_path / "redacted.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        person = PEOPLE[0]["userPrincipalName"]
        add_user(person)
        told = commands(
            *("mapping", "preview", "--users", users, "--user", person, "--mapping", str(file), "--compare")
        ).stdout
        assert PEOPLE[0]["jobTitle"] not in told
        assert "PATCH (legacy)" in told
        assert told.count("[Redact]") == 4

    def test_has_its_own_clock(self, commands: Commands, users: str) -> None:
        done = commands("mapping", "preview", "--users", users, "--now", "2026-11-22")
        assert (done.returncode, "the service has its own" in done.stderr) == (2, True)
