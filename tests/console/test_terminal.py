"""The real program in a pseudo-terminal: it starts, draws for any terminal and size, and leaves no trace."""

from __future__ import annotations

import re
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from scimconsole.client.embedded import running_state
from tests.console.program import Program, on_service
from tests.running_service import Organization

HEAVY = (
    "httpx",
    "keyring",
    "pydantic",
    "sqlmodel",
    "sqlalchemy",
    "fastapi",
    "scimconsole.client",
    "scimconsole.api",
)
SGR = re.compile(rb"\x1b\[([\d;]*)m")
UNCOLOURED = {b"0", b"1", b"2", b"3", b"4", b"7", b"39", b"49"}
"""Bold, dim, italic, underlined, reversed, and the terminal's own colours."""


class TestAStart:
    def test_shows_the_first_screen_and_quits_with_zero(self, tmp_path: Path) -> None:
        with Program(tmp_path) as program:
            program.wait_for("Which service do you connect?")
            program.send("q")
            assert program.ended() == 0

    def test_leaves_the_terminal_as_it_was(self, tmp_path: Path) -> None:
        with Program(tmp_path) as program:
            program.wait_for("Which service do you connect?")
            program.wait_until_quiet()
            program.send("q")
            program.ended()
            assert termios.tcgetattr(program.terminal) == program.modes_before
            for mode in (b"?1049", b"?1000", b"?1003", b"?1006", b"?2004", b"?1004"):
                assert program.said.rfind(b"\x1b[" + mode + b"l") > program.said.rfind(b"\x1b[" + mode + b"h")
            assert program.said.rfind(b"\x1b[?25h") > program.said.rfind(b"\x1b[?25l")

    def test_practises_from_the_first_key_to_data_and_leaves_nothing_running(self, tmp_path: Path) -> None:
        with Program(tmp_path) as program:
            program.wait_for("Which service do you connect?")
            program.send("\r")
            program.wait_until_quiet()
            program.send("\r")
            program.wait_for("Generate a SCIM token")
            program.send("q")
            assert program.ended() == 0
        await_no_service(tmp_path)
        log = (tmp_path / "data" / "log" / "console.log").read_text()
        assert re.search(r"INFO +scimconsole\.client\.exchange: GET / 200 in \d+ ms", log)
        assert "INFO    scimconsole.connector: connected to practice-keycafe on this machine as owner" in log

    def test_takes_keys_that_were_typed_before_it_was_ready(self, tmp_path: Path) -> None:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "config.toml").write_text('org = "practice-generic"\n')
        with Program(tmp_path) as program:
            program.wait_for("Overview")
            program.send("3q")
            assert program.ended() == 0


class TestATerminal:
    @pytest.mark.parametrize("kind", ["xterm", "linux", "screen-256color", "dumb", "vt100"])
    def test_of_any_kind_shows_the_first_screen(self, tmp_path: Path, kind: str) -> None:
        with Program(tmp_path, environment={"TERM": kind}) as program:
            program.wait_for("Which service do you connect?")
            program.send("q")
            assert program.ended() == 0

    def test_is_sent_no_colour_where_none_is_wanted(self, tmp_path: Path) -> None:
        with Program(tmp_path, environment={"NO_COLOR": "1"}) as program:
            program.wait_for("Which service do you connect?")
            program.wait_until_quiet()
            assert {code for codes in SGR.findall(program.said) for code in codes.split(b";")} <= UNCOLOURED
            program.send("q")
            program.ended()

    @pytest.mark.engines("sqlite")
    def test_of_another_size_is_drawn_anew(self, tmp_path: Path, organization: Organization) -> None:
        with Program(tmp_path, environment=on_service(organization)) as program:
            program.wait_for("Generate a SCIM token")
            for columns, lines in ((60, 20), (120, 40), (80, 24)):
                program.wait_until_quiet()
                program.resize(columns, lines)
                program.wait_for("Quit")
                program.wait_until_quiet()
                assert "Quit" in program.screen.display[lines - 1]
                assert len(program.screen.display[lines - 1].rstrip()) > columns * 0.9
                assert "Overview" in program.text()


class TestTheFirstPaint:
    @pytest.mark.parametrize("first", ["overview.OverviewScreen", "welcome.WelcomeScreen"])
    def test_loads_nothing_it_does_not_need(self, first: str) -> None:
        module, name = first.split(".")
        program = (
            "import sys, scimconsole.settings, scimconsole.cli.open, scimconsole.app\n"
            f"from scimconsole.screens.{module} import {name}\n"
            f"print([heavy for heavy in {HEAVY!r} if heavy in sys.modules])"
        )
        said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert said.stdout.strip() == "[]"

    @pytest.mark.parametrize(
        "place",
        [
            "users.place.UsersScreen",
            "tokens.place.TokensScreen",
            "groups.GroupsScreen",
            "sync.place.SyncScreen",
            "settings.place.SettingsScreen",
            "manual.ManualScreen",
        ],
    )
    def test_of_any_place_waits_for_no_wire_models(self, place: str) -> None:
        module, _, name = place.rpartition(".")
        program = (
            "import sys\n"
            f"from scimconsole.screens.{module} import {name}\n"
            "heavy = ('httpx', 'keyring', 'pydantic', 'scimconsole.api')\n"
            "print([name for name in heavy if name in sys.modules])"
        )
        said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert said.stdout.strip() == "[]"


def await_no_service(home: Path) -> None:
    """Wait until the embedded service of that home has ended."""
    deadline = time.monotonic() + 15
    while running_state(home / "data") is not None:
        assert time.monotonic() < deadline, "the embedded service is still there"
        time.sleep(0.05)
