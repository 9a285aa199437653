"""`config`, `profile`, `doctor`: commands about this machine."""

from __future__ import annotations

import json
import os
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from scimconsole import settings
from tests.cli.conftest import Commands
from tests.running_service import run_program

PROFILE = """
name = "mine"
title = "Mine"

[[fields]]
label = "Kind"
attribute = "userType"
level = "required"
allowed = ["A", "B"]
"""


def run(*arguments: str, **environ: str) -> CompletedProcess[str]:
    return run_program(*arguments, env={**os.environ, **environ})


class TestConfig:
    """Every value and where it was set."""

    def test_show(self) -> None:
        rows = {row["name"]: row for row in json.loads(run("config", "show", "--json").stdout)["settings"]}
        assert rows["data_dir"]["source"] == "environment SCIMCONSOLE_DATA_DIR"
        theme = rows["theme"]
        assert (theme["value"], theme["source"]) == ("dark", "default")
        assert "colours" in theme["meaning"]
        shown = run("config", "show", "--org", "acme", SCIMCONSOLE_ORG="other")
        (line,) = [line for line in shown.stdout.splitlines() if line.startswith("org ")]
        assert line.split() == ["org", "acme", "flag", "--org"]

    def test_one_setting_says_what_it_means(self) -> None:
        shown = run("config", "show", "sidebar").stdout
        assert "auto, open or closed" in shown
        assert "theme" not in shown
        mistaken = run("config", "show", "sidbar")
        assert mistaken.returncode == 2
        assert "Did you mean 'sidebar'?" in mistaken.stderr


class TestProfiles:
    """Those of the package, and of a folder of the settings."""

    def test_list_and_show(self, tmp_path: Path) -> None:
        (tmp_path / "mine.toml").write_text(PROFILE)
        config = Path(os.environ["SCIMCONSOLE_CONFIG_DIR"]) / "config.toml"
        config.write_text(f"profiles = {json.dumps(str(tmp_path))}\n")
        listed = json.loads(run("profile", "list", "--json").stdout)
        names = {profile["name"] for profile in listed["items"]}
        assert names == {"generic", "keycafe", "mine", "ten-thousand-coffees"}
        shown = json.loads(run("profile", "show", "mine", "--json").stdout)
        assert shown["user_types"] == ["A", "B"]
        assert "Management level" in run("profile", "show", "ten-thousand-coffees").stdout

    def test_check(self, tmp_path: Path) -> None:
        good, bad = tmp_path / "mine.toml", tmp_path / "bad.toml"
        good.write_text(PROFILE)
        bad.write_text(PROFILE.replace("required", "needed"))
        assert run("profile", "check", str(good)).returncode == 0
        done = run("profile", "check", str(bad), "--json")
        assert done.returncode == 1
        (problem,) = json.loads(done.stdout)["problems"]
        assert problem["line"] == 8
        assert run("profile", "check", str(tmp_path / "none.toml")).returncode == 2


def found_by_doctor(name: str, **environ: str) -> dict[str, str]:
    """One finding, where no service is reached."""
    away = {"SCIMCONSOLE_URL": "http://127.0.0.1:9", "SCIMCONSOLE_ORG": "acme", "SCIMCONSOLE_API_KEY": "k"}
    findings = json.loads(run("doctor", "--json", **away, **environ).stdout)["findings"]
    found: dict[str, str] = next(finding for finding in findings if finding["name"] == name)
    return found


@pytest.mark.engines("sqlite")
class TestDoctor:
    """What helps whoever helps."""

    def test_with_a_service(self, commands: Commands) -> None:
        done = commands("doctor", "--json")
        answer = json.loads(done.stdout)
        assert done.returncode == 0
        assert answer["healthy"] is True
        found = {finding["name"]: finding for finding in answer["findings"]}
        assert commands.organization.slug in found["service"]["detail"]
        assert found["clock"]["state"] == "ok"
        assert found["keyring"]["state"] == "note"
        assert found["reached by Entra"]["state"] == "note"
        assert commands.api_key not in done.stdout

    def test_names_the_log_and_the_reports_of_faults(self) -> None:
        folder = settings.read().data_dir / "log"
        assert found_by_doctor("log")["detail"] == f"{folder / 'console.log'} (not made yet)"
        folder.mkdir()
        (folder / "crash-20260101T000000-1.txt").write_text("")
        (folder / "console.log").write_text("")
        finding = found_by_doctor("log")
        assert finding["state"] == "note"
        assert "one report of a fault beside it, the last crash-20260101T000000-1.txt" in finding["detail"]

    def test_says_how_a_copy_travels(self) -> None:
        assert found_by_doctor("copying", TERM="xterm")["detail"] == "by the terminal (OSC 52)"
        assert found_by_doctor("copying", TERM="linux")["state"] == "note"

    def test_with_a_service_that_is_away(self) -> None:
        done = run(
            "doctor",
            SCIMCONSOLE_URL="http://127.0.0.1:9",
            SCIMCONSOLE_ORG="acme",
            SCIMCONSOLE_API_KEY="scimk1_any",
        )
        assert done.returncode == 1
        assert "http://127.0.0.1:9" in done.stdout
