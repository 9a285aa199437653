"""How the real program stops: suspended, killed with its terminal, asked to end, or broken."""

from __future__ import annotations

import os
import signal
import stat
import sys
import termios
from pathlib import Path

import pytest

from tests.console.program import Program
from tests.console.test_terminal import await_no_service

FAULT = """
import sys
from scimconsole.screens.welcome import WelcomeScreen
def broken(self):
    person, key = "jane@example.com", "scimk1_0000000000000000000000"
    raise ValueError(f"No manager for {person}")
WelcomeScreen.key_x = broken
from scimconsole.__main__ import main
sys.exit(main())
"""


class TestASuspension:
    """Ctrl+Z, and fg in the shell."""

    def test_gives_the_terminal_back_and_draws_everything_again(self, tmp_path: Path) -> None:
        with Program(tmp_path) as program:
            program.wait_for("Which service do you connect?")
            program.wait_until_quiet()
            shown = program.text()
            program.forget()
            program.send("\x1a")
            program.wait_for_state("T")
            program.wait_until_quiet()
            assert b"\x1b[?1049l" in program.said
            assert b"\x1b[?25h" in program.said
            assert termios.tcgetattr(program.terminal) == program.modes_before
            program.screen.reset()  # the shell wrote over it
            os.kill(program.process.pid, signal.SIGCONT)
            program.wait_for("Which service do you connect?")
            program.wait_until_quiet()
            assert program.text() == shown
            program.send("q")
            assert program.ended() == 0

    def test_is_possible_in_a_dialog(self, tmp_path: Path) -> None:
        with Program(tmp_path) as program:
            program.wait_for("Which service do you connect?")
            program.wait_until_quiet()
            program.send("\r")
            program.wait_until_quiet()
            program.send("j\r")
            program.wait_for("API key")
            program.wait_until_quiet()
            program.send("\x1a")
            program.wait_for_state("T")
            os.kill(program.process.pid, signal.SIGCONT)
            program.wait_for_state("SR")

    def test_draws_for_the_size_the_terminal_has_by_then(self, tmp_path: Path) -> None:
        with Program(tmp_path) as program:
            program.wait_for("Which service do you connect?")
            program.wait_until_quiet()
            program.send("\x1a")
            program.wait_for_state("T")
            program.resize(60, 20)
            os.kill(program.process.pid, signal.SIGCONT)
            program.wait_for("Quit")
            program.wait_until_quiet()
            assert "Quit" in program.screen.display[19]


class TestAClosedTerminal:
    """Nobody is there any more: neither console nor service stays."""

    @pytest.mark.parametrize("owns_terminal", [True, False], ids=["told by a signal", "told by the terminal"])
    def test_ends_the_console_and_its_service(self, tmp_path: Path, owns_terminal: bool) -> None:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "config.toml").write_text('org = "practice-generic"\n')
        with Program(tmp_path, owns_terminal=owns_terminal) as program:
            program.wait_for("Generate a SCIM token")
            program.close_terminal()
            assert program.ended() == 128 + signal.SIGHUP
        await_no_service(tmp_path)

    def test_ends_a_console_that_is_still_connecting(self, tmp_path: Path) -> None:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "config.toml").write_text('org = "practice-generic"\n')
        with Program(tmp_path) as program:
            program.wait_for("Overview")
            program.close_terminal()
            assert program.ended(15) == 128 + signal.SIGHUP
        await_no_service(tmp_path)

    def test_ends_a_suspended_console(self, tmp_path: Path) -> None:
        with Program(tmp_path) as program:
            program.wait_for("Which service do you connect?")
            program.send("\x1a")
            program.wait_for_state("T")
            program.close_terminal()
            assert program.ended() == 128 + signal.SIGHUP


class TestARequestToEnd:
    @pytest.mark.parametrize("request_to_end", [signal.SIGTERM, signal.SIGINT])
    def test_leaves_the_terminal_as_it_was(self, tmp_path: Path, request_to_end: signal.Signals) -> None:
        with Program(tmp_path) as program:
            program.wait_for("Which service do you connect?")
            program.process.send_signal(request_to_end)
            assert program.ended() == 128 + request_to_end
            assert termios.tcgetattr(program.terminal) == program.modes_before
            assert b"\x1b[?1049l" in program.said

    def test_by_the_key_that_copies_here_is_answered_with_the_one_that_closes(self, tmp_path: Path) -> None:
        with Program(tmp_path) as program:
            program.wait_for("Which service do you connect?")
            program.wait_until_quiet()
            program.send("\x03")
            program.wait_for("q or ^q closes the console")


class TestAFault:
    def test_leaves_one_line_and_a_report_that_names_nobody(self, tmp_path: Path) -> None:
        with Program(tmp_path, (sys.executable, "-c", FAULT)) as program:
            program.wait_for("Which service do you connect?")
            program.wait_until_quiet()
            program.forget()
            program.send("jk")
            program.wait_until_quiet()
            program.send("x")
            assert program.ended() == 1
            left = program.said.rpartition(b"\x1b[?1006l")[2].decode()
            assert termios.tcgetattr(program.terminal) == program.modes_before
        (report,) = (tmp_path / "data" / "log").glob("crash-*.txt")
        assert left == (
            "scimconsole: ended by an unexpected error (ValueError). "
            f"Report, without directory data: {report}\r\n"
        )
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
        text = report.read_text()
        assert "Screens: Screen, WelcomeScreen" in text
        assert "Last acts, oldest first:\n  shows WelcomeScreen\n  move, 2 times\n" in text
        assert "ValueError: No manager for (left out)" in text
        assert "jane" not in text
        assert "scimk1_" not in text
