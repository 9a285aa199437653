"""The real program in a pseudo-terminal, and what it loads before it paints."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scimconsole.client.embedded import running_state
from tests.isolation import isolated_environment

pty = pytest.importorskip("pty", reason="pseudo-terminals are a matter of POSIX systems")

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


class TestTheRealProgram:
    def test_starts_shows_the_first_screen_and_quits_with_zero(self, tmp_path: Path) -> None:
        child = Child(tmp_path)
        child.wait_for("Which service do you connect?")
        child.send("q")
        assert child.ended() == 0

    def test_practises_from_the_first_key_to_data_and_leaves_nothing_running(self, tmp_path: Path) -> None:
        child = Child(tmp_path)
        child.wait_for("Which service do you connect?")
        child.send("\r")
        child.wait_until_quiet()
        child.send("\r")
        child.wait_for("Generate a SCIM token")
        child.send("q")
        assert child.ended() == 0
        deadline = time.monotonic() + 15
        while running_state(tmp_path / "data") is not None:
            assert time.monotonic() < deadline, "the embedded service is still there"
            time.sleep(0.1)


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


class Child:
    """`scimconsole` in a terminal of 80 columns by 24 lines."""

    def __init__(self, home: Path) -> None:
        environment = isolated_environment(home) | {"COLUMNS": "80", "LINES": "24"}
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-m", "scimconsole"], environment)
        import fcntl
        import struct
        import termios

        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.said = b""

    def wait_for(self, words: str, seconds: float = 30) -> None:
        """Read until the terminal was sent these words."""
        deadline = time.monotonic() + seconds
        while words.encode() not in self.said:
            assert time.monotonic() < deadline, f"never said {words!r}: {self.said[-2000:]!r}"
            self._read(0.1)

    def send(self, keys: str) -> None:
        """Press keys."""
        os.write(self.terminal, keys.encode())

    def wait_until_quiet(self) -> None:
        """Read until nothing was said for a while."""
        said = -1
        while len(self.said) != said:
            said = len(self.said)
            self._read(0.3)

    def ended(self, seconds: float = 20) -> int:
        """Wait for the end; the exit code."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.terminal)
                return os.waitstatus_to_exitcode(status)
            self._read(0.05)
        raise AssertionError("the program did not end")

    def _read(self, seconds: float) -> None:
        if select.select([self.terminal], [], [], seconds)[0]:
            try:
                self.said += os.read(self.terminal, 65_536)
            except OSError:  # how Linux says that the other end is closed
                time.sleep(seconds)
