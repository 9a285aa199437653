"""The root of the commands: help, slips, errors and exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from scimconsole import __version__
from scimconsole.cli.program import NOUNS
from tests.running_service import run_program


class TestTheRoot:
    """It knows the nouns and what each is for."""

    def test_version(self) -> None:
        done = run_program("--version")
        assert (done.returncode, done.stdout) == (0, f"scimconsole {__version__}\n")

    def test_help_lists_every_noun(self) -> None:
        done = run_program("--help")
        assert done.returncode == 0
        for noun, (_, summary) in NOUNS.items():
            assert noun in done.stdout
            assert summary.split(";")[0].split(",")[0] in " ".join(done.stdout.split())

    @pytest.mark.parametrize("noun", NOUNS)
    def test_every_noun_has_help(self, noun: str) -> None:
        done = run_program(noun, "--help")
        assert done.returncode == 0
        assert done.stdout.startswith(f"usage: scimconsole {noun}")

    def test_a_slip_is_answered_with_the_nearest_command(self) -> None:
        done = run_program("tokn", "list")
        assert done.returncode == 2
        assert "Did you mean `scimconsole token`?" in done.stderr
        assert done.stdout == ""

    def test_a_noun_without_an_action_is_a_usage_error(self) -> None:
        done = run_program("token")
        assert (done.returncode, done.stdout) == (2, "")
        assert "generate" in done.stderr

    def test_a_slip_in_an_action(self) -> None:
        done = run_program("token", "revke", "x")
        assert done.returncode == 2
        assert "Did you mean `scimconsole token revoke`?" in done.stderr

    def test_every_action_has_help(self) -> None:
        for noun, (module, _) in NOUNS.items():
            for action in getattr(import_module(module), "VERBS", {}):
                done = run_program(noun, action, "--help")
                assert done.stdout.startswith(f"usage: scimconsole {noun} {action}")

    def test_a_secret_is_never_an_argument(self) -> None:
        for noun in NOUNS:
            help_text = run_program(noun, "--help").stdout
            for option in ("--token", "--key ", "--api-key", "--password", "--secret"):
                assert option not in help_text


class TestExitCodes:
    """They are part of the contract."""

    def test_a_broken_settings_file_is_unreadable_input(self, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_text("them = 'light'\n")
        done = run_program("config", "show", env={**os.environ, "SCIMCONSOLE_CONFIG_DIR": str(tmp_path)})
        assert done.returncode == 2
        assert "line 1" in done.stderr
        assert "'theme'" in done.stderr

    def test_an_unreachable_service(self) -> None:
        environment = {
            **os.environ,
            "SCIMCONSOLE_URL": "http://127.0.0.1:9",
            "SCIMCONSOLE_ORG": "acme",
            "SCIMCONSOLE_API_KEY": "scimk1_any",
        }
        done = run_program("token", "list", env=environment)
        assert done.returncode == 6
        assert "http://127.0.0.1:9" in done.stderr
        assert "doctor" in done.stderr

    def test_not_signed_in(self) -> None:
        environment = {**os.environ, "SCIMCONSOLE_URL": "http://127.0.0.1:9", "SCIMCONSOLE_ORG": "acme"}
        done = run_program("users", "list", env=environment)
        assert done.returncode == 3
        assert "scimconsole login --url http://127.0.0.1:9 --org acme" in done.stderr

    def test_an_address_that_is_none(self) -> None:
        done = run_program("users", "list", "--url", "scim.example.com", "--org", "acme")
        assert done.returncode == 2
        assert "https://" in done.stderr

    def test_an_unknown_profile_is_not_found(self) -> None:
        done = run_program("profile", "show", "keycaffe")
        assert done.returncode == 4
        assert "keycafe" in done.stderr

    def test_the_console_without_a_terminal(self) -> None:
        done = run_program()
        assert done.returncode == 2
        assert "terminal" in done.stderr

    @pytest.mark.skipif(os.name != "posix", reason="pipes that break are POSIX's")
    def test_a_reader_that_went_away_is_no_error(self) -> None:
        program = f"{sys.executable} -m scimconsole profile list --json | head -c 1; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", program], capture_output=True, text=True, check=True)
        assert done.stderr == ""
        assert done.stdout.splitlines()[-1].endswith("0")
