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

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind"
)

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

    def test_takes_keys_that_were_typed_before_it_was_ready(self, tmp_path: Path) -> None:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "config.toml").write_text('org = "practice-generic"\n')
        child = Child(tmp_path)
        child.wait_for("Overview")
        child.send("3q")
        assert child.ended() == 0


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
        import pty
        import termios

        self.terminal, inside = pty.openpty()
        termios.tcsetwinsize(inside, (24, 80))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scimconsole"],
            env=isolated_environment(home),
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
        )
        os.close(inside)
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
        while (code := self.process.poll()) is None:
            assert time.monotonic() < deadline, "the program did not end"
            self._read(0.05)
        os.close(self.terminal)
        return code

    def _read(self, seconds: float) -> None:
        if select.select([self.terminal], [], [], seconds)[0]:
            try:
                self.said += os.read(self.terminal, 65_536)
            except OSError:  # how Linux says that the other end is closed
                time.sleep(seconds)
