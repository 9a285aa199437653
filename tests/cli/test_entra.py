"""`entra`: Test Connection, cycles with files, an invented directory; the token never is an argument."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from unittest.mock import patch

import pytest

from scimconsole.cli.program import run
from tests.running_service import Organization, run_program


def here(*arguments: str, input: str = "", **environment: str) -> CompletedProcess[str]:
    """Run the program in this process, to spare the start of an interpreter."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, environment),
        patch("sys.stdin", io.TextIOWrapper(io.BytesIO(input.encode()))),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            code = run(list(arguments))
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
    return CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


pytestmark = pytest.mark.engines("sqlite")


class Entra:
    """Runs `entra` verbs on an organization, in a folder with a directory and a mapping."""

    def __init__(self, organization: Organization, folder: Path) -> None:
        self.organization = organization
        self.folder = folder
        self.people = folder / "people.json"
        self.mapping = folder / "mapping.json"
        self.state = folder / "job"
        self.document: dict[str, Any] = json.loads(here("entra", "sample", "--users", "12").stdout)
        self.write()
        made = here("mapping", "export", "--starting-point", "keycafe", "-o", str(self.mapping))
        assert made.returncode == 0, made.stderr

    def write(self) -> None:
        """Write the directory as it is now."""
        self.people.write_text(json.dumps(self.document), encoding="utf-8")

    def environment(self, token: str | None = None) -> dict[str, str]:
        """The environment with the token."""
        return {**os.environ, "SCIM_TOKEN": token or self.organization.token}

    def arguments(self, *more: str) -> list[str]:
        """Those of a cycle."""
        return [
            *("entra", "cycle", "--users", str(self.people), "--mapping", str(self.mapping), "--rate", "0"),
            *("--tenant-url", self.organization.tenant_url, "--state", str(self.state), *more),
        ]

    def cycle(self, *more: str, token: str | None = None) -> CompletedProcess[str]:
        """Play a cycle."""
        return here(*self.arguments(*more), SCIM_TOKEN=token or self.organization.token)

    def report(self, *more: str) -> dict[str, Any]:
        """What a cycle prints with `--json`."""
        done = self.cycle("--json", *more)
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return told


@pytest.fixture
def entra(keycafe: Organization, tmp_path: Path) -> Entra:
    """The verbs on a Keycafe organization."""
    return Entra(keycafe, tmp_path)


class TestTestConnection:
    """A verdict in words and an exit code."""

    def attempt(self, organization: Organization, *more: str, token: str = "") -> CompletedProcess[str]:
        arguments = ("--tenant-url", organization.tenant_url, *more)
        return here("entra", "test-connection", *arguments, input=token)

    def test_a_good_token_from_stdin(self, keycafe: Organization) -> None:
        done = self.attempt(keycafe, token=f"{keycafe.token}\n")
        assert done.returncode == 0, done.stderr
        assert "200 in" in done.stdout
        assert "warning: The Tenant URL is plain http." in done.stderr
        assert keycafe.token not in done.stdout + done.stderr

    def test_a_bad_token(self, keycafe: Organization) -> None:
        done = self.attempt(keycafe, "--json", token="scimc1_nonsense")
        assert done.returncode == 3
        report = json.loads(done.stdout)
        assert (report["ok"], report["status"]) == (False, 401)
        assert "quarantine" in report["findings"][1]["why"]

    def test_nobody_there(self, keycafe: Organization) -> None:
        done = self.attempt(keycafe, "--tenant-url", "http://127.0.0.1:1", "--json", token="x")
        assert done.returncode == 6
        assert json.loads(done.stdout)["ok"] is False

    def test_what_is_pasted_wrong(self, keycafe: Organization) -> None:
        done = self.attempt(keycafe, token=f"Bearer {keycafe.token}")
        assert done.returncode == 2
        assert "begins with `Bearer `" in done.stderr
        assert keycafe.token not in done.stderr

    def test_there_is_no_option_for_the_token(self, keycafe: Organization) -> None:
        done = self.attempt(keycafe, "--token", "x")
        assert done.returncode == 2


class TestACycle:
    """With files, over HTTP."""

    def test_for_a_person(self, entra: Entra) -> None:
        first = entra.cycle()
        assert first.returncode == 0, first.stderr
        assert "Users     11 created, 1 skipped" in first.stdout
        assert "Groups    9 created" in first.stdout
        assert "Job       Active" in first.stdout
        again = entra.cycle()
        assert "Users     11 unchanged, 1 skipped" in again.stdout
        assert "Requests  1 in" in again.stdout

    def test_as_json(self, entra: Entra) -> None:
        report = entra.report("--show-requests")
        assert report["summary"]["users"]["create"] == 11
        assert report["summary"]["job"]["status"]["code"] == "Active"
        first = report["items"][0]
        assert first["provisioningAction"] == "create"
        assert first["targetIdentity"]["id"]
        assert [sent["method"] for sent in first["scimconsole"]["requests"]] == ["GET", "POST"]
        assert entra.organization.token not in json.dumps(report)

    def test_as_json_lines_without_requests(self, entra: Entra) -> None:
        done = entra.cycle("--jsonl")
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        # Everybody once, and once more whose manager was set.
        assert len(lines) == 12 + 9 + 10
        assert all("requests" not in line["scimconsole"] for line in lines)
        assert "Users: 11 created" in done.stderr

    def test_the_flag_chooses_the_dialect(self, entra: Entra) -> None:
        entra.report()
        entra.document["users"][2]["jobTitle"] = "Captain"
        entra.write()
        flagged = f"{entra.organization.tenant_url}?aadOptscim062020"
        report = entra.report(
            "--tenant-url", flagged, "--show-requests", "--state", str(entra.folder / "job2")
        )
        changed = [item for item in report["items"] if item["scimconsole"]["outcome"] == "update"]
        (patch,) = [sent["body"] for sent in changed[0]["scimconsole"]["requests"] if "body" in sent]
        assert patch["Operations"] == [{"op": "replace", "value": {"title": "Captain"}}]

    def test_failures_are_told_and_strict_counts_them(self, entra: Entra) -> None:
        entra.document["users"][3]["userPrincipalName"] = entra.document["users"][2]["userPrincipalName"]
        entra.write()
        done = entra.cycle()
        assert done.returncode == 0
        assert "DuplicateSourceEntries" in done.stdout
        strict = entra.cycle("--strict", "--restart", "full")
        assert strict.returncode == 1

    def test_too_many_deletes(self, entra: Entra) -> None:
        entra.cycle()
        entra.document["users"] = entra.document["users"][:6]
        entra.write()
        done = entra.cycle("--deletion-threshold", "3", "--jsonl")
        assert done.returncode == 5
        staged = [json.loads(line)["provisioningAction"] for line in done.stdout.splitlines()]
        assert staged.count("stageddelete") >= 4
        assert "--deletion-threshold" in done.stderr
        waiting = entra.cycle()
        assert waiting.returncode == 5
        assert "in quarantine (TooManyDeletes)" in waiting.stderr

    def test_a_bad_token(self, entra: Entra) -> None:
        done = entra.cycle("--json", token="scimc1_nonsense")
        assert done.returncode == 3
        status = json.loads(done.stdout)["summary"]["job"]["status"]
        assert status["quarantine"]["reason"] == "EncounteredQuarantineException"

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a child")
    def test_an_interrupt_leaves_a_state_that_is_true(self, entra: Entra) -> None:
        arguments = [sys.executable, "-m", "scimconsole", *entra.arguments("--rate", "8", "--jsonl")]
        with subprocess.Popen(
            arguments, env=entra.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.send_signal(signal.SIGINT)
            rest, talk = process.communicate(timeout=30)
        assert process.returncode == 130, talk
        assert "Interrupted" in talk
        assert "created" in talk
        again = entra.report()
        users = again["summary"]["users"]
        assert users["unchanged"] >= 1
        assert users["create"] + users["unchanged"] + users["update"] == 11
        assert "Traceback" not in talk + rest


class TestBadInput:
    """A clear sentence, exit code 2, and nothing sent."""

    @pytest.mark.parametrize(
        ("file", "content", "said"),
        [
            ("people.json", '{"users": [{"id": "a"}, {"id": ', "people.json"),
            ("people.json", '{"users": [{"userPrincipalName": "a"}]}', "Nobody in"),
            ("people.json", "", "is empty"),
            ("mapping.json", "{}", "mapping.json"),
            ("mapping.json", "nonsense", "mapping.json"),
            ("job", "nonsense", "no state file"),
        ],
    )
    def test_a_file(self, entra: Entra, file: str, content: str, said: str) -> None:
        (entra.folder / file).write_text(content, encoding="utf-8")
        done = entra.cycle()
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert "Traceback" not in done.stderr
        assert entra.organization.scim.get("/Users?count=0").json()["totalResults"] == 0

    @pytest.mark.parametrize(
        "arguments",
        [
            ("--tenant-url", "nowhere"),
            ("--rate", "-1"),
            ("--rate", "nan"),
            ("--concurrency", "0"),
            ("--concurrency", "65"),
            ("--deletion-threshold", "many"),
            ("--now", "noon"),
            ("--users", "/nowhere.json"),
        ],
    )
    def test_an_argument(self, entra: Entra, arguments: tuple[str, ...]) -> None:
        done = entra.cycle(*arguments)
        assert (done.returncode, done.stdout) == (2, "")

    def test_people_and_token_both_from_stdin(self, entra: Entra) -> None:
        done = here(*entra.arguments("--users", "-"), input="x")
        assert done.returncode == 2
        assert "SCIM_TOKEN" in done.stderr

    def test_people_from_stdin(self, entra: Entra) -> None:
        people = entra.people.read_text(encoding="utf-8")
        done = run_program(*entra.arguments("--users", "-"), env=entra.environment(), input=people)
        assert done.returncode == 0, done.stderr
        assert "11 created" in done.stdout
        assert "9 created" in done.stdout


class TestASample:
    """People and groups as Graph has them."""

    def test_it_is_the_same_again(self) -> None:
        first, again, other = (
            here("entra", "sample", "--users", "20", "--seed", seed).stdout for seed in "112"
        )
        assert first == again != other
        document = json.loads(first)
        assert len(document["users"]) == 20
        assert document["groups"][0]["displayName"] == "All staff"
