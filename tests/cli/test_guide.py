"""`scimconsole guide`: show, check with its exit code, follow, and the page for the identity admin."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Commands

pytestmark = pytest.mark.engines("sqlite")


class TestTheGuide:
    def test_is_shown_with_what_was_seen(self, commands: Commands) -> None:
        done = commands("guide", "show")
        assert done.returncode == 0
        assert done.stdout.startswith("Keycafe: 10 steps, about 28 minutes\n")
        assert "\n1. Check what you need (2 min) [TROUBLE]\n" in done.stdout
        assert "   Now: No token was generated yet." in done.stdout
        assert f"   paste Tenant URL: {commands.organization.tenant_url}" in done.stdout
        assert "The set-up is not complete. 0 of 8 steps that can be seen were seen." in done.stderr

    def test_check_says_so_in_its_exit_code(self, commands: Commands, add_user: Callable[..., str]) -> None:
        done = commands("guide", "check", "--json")
        assert done.returncode == 1
        assert not json.loads(done.stdout)["complete"]

        add_user("jane\x1b[2J@contoso.example", userType="FULL")
        add_user("max@contoso.example", userType="SMARTBOX")
        done = commands("guide", "check")
        assert done.returncode == 0, done.stdout
        assert '"jane\\x1b[2J@contoso.example" was created ' in done.stdout
        assert "waiting   9. Try a leaver (optional): No disable was received yet." in done.stdout
        assert "The set-up is complete." in done.stderr

    def test_is_exported_without_a_token(self, commands: Commands, tmp_path: Path) -> None:
        token = commands.organization.token
        page = tmp_path / "guide.md"
        done = commands("guide", "export", "--output", str(page))
        assert (done.returncode, done.stdout) == (0, "")
        text = page.read_text(encoding="utf-8")
        assert text.startswith("# Set-up of Keycafe in Microsoft Entra ID\n")
        assert f"- Tenant URL: `{commands.organization.tenant_url}`" in text
        assert "- Secret Token: handed over separately, never in this page" in text
        assert '- `IIF(ToUpper(Coalesce([employeeType], "FULL")) = "SMARTBOX", "SMARTBOX", "FULL")`' in text
        assert "**Not yet possible:**" in text
        assert "- [x] done (1 min)" in text, "a token was generated"
        assert token not in text
        assert token[-4:] not in text

    def test_gives_the_end_of_the_token_to_a_calendar(self, commands: Commands, tmp_path: Path) -> None:
        calendar = tmp_path / "token.ics"
        done = commands("guide", "export", "--ics", str(calendar))
        assert (done.returncode, done.stdout) == (4, "")
        assert not calendar.exists()

        token = commands.organization.token
        done = commands("guide", "export", "--ics", str(calendar))
        assert (done.returncode, done.stdout) == (0, "")
        text = calendar.read_bytes().decode()
        assert text.startswith("BEGIN:VCALENDAR\r\n")
        assert text.count("BEGIN:VALARM") == 2
        assert token not in text

    def test_ends_with_who_arrived(self, commands: Commands, add_user: Callable[..., str]) -> None:
        add_user("jane@contoso.example", userType="FULL")
        done = commands("guide", "show")
        assert "1 person and 0 groups arrived; first came jane@contoso.example." in done.stderr
        assert "minutes are left." in done.stderr
        assert 'Token "' in done.stderr


class TestTheSelfTest:
    def test_prints_each_step_and_exits_0_when_all_passed(self, commands: Commands) -> None:
        done = commands("guide", "self-test")
        assert done.returncode == 0, done.stdout
        lines = done.stdout.splitlines()
        assert len(lines) == 16
        assert all(line.startswith("passed  ") for line in lines)
        assert lines[0].endswith("Test connection")
        assert "All 16 steps passed; nothing is left of scimconsole-self-test-" in done.stderr

    def test_as_json_it_is_the_answer_of_the_api(self, commands: Commands) -> None:
        told = commands.json("guide", "self-test")
        assert told["passed"]
        assert told["cleaned_up"]
        assert told["steps"][0]["name"] == "test-connection"


class TestFollowing:
    """It tells each step that becomes seen, ends when all are, and can be interrupted."""

    def _follow(self, commands: Commands) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "scimconsole", "guide", "check", "--follow"],
            env={**commands.organization.service.environment, **commands.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def test_until_everything_was_seen(self, commands: Commands, add_user: Callable[..., str]) -> None:
        following = self._follow(commands)
        assert following.stdout
        first = [following.stdout.readline() for _ in range(8)]
        assert first[1] == "waiting   2. Generate the SCIM token: No token was generated yet.\n"
        for name in ("jane", "max"):
            add_user(f"{name}@contoso.example", userType="FULL")
        out, err = following.communicate(timeout=20)
        assert following.returncode == 0, err
        assert 'seen      6. Provision one pilot person on demand: "jane@contoso.example" was created' in out
        assert "leaver" not in out, "what did not change is not told again"
        assert "The set-up is complete." in err

    @pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
    def test_until_somebody_interrupts(self, commands: Commands) -> None:
        following = self._follow(commands)
        assert following.stdout
        for _ in range(8):
            following.stdout.readline()
        following.send_signal(signal.SIGINT)
        _, err = following.communicate(timeout=20)
        assert (following.returncode, err) == (130, "Interrupted.\n")
