"""The real program inside a real tmux with its default settings."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.program import COMMAND, Program, on_service
from tests.isolation import isolated_environment
from tests.running_service import Organization

pytestmark = [
    pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux here"),
    pytest.mark.engines("sqlite"),
]


class Tmux:
    """A tmux server of the test's own, with the console in its only pane."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self.home = home
        self._base = ["tmux", "-S", str(home / "s"), "-f", os.devnull]
        self._environment = isolated_environment(home) | environment
        self("new-session", "-d", "-x", "80", "-y", "24", *COMMAND)

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._base, *arguments], env=self._environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys in the pane, by tmux's names."""
        self("send-keys", *keys)

    def wait_for(self, words: str) -> str:
        """Wait until these words stand in the pane; what stands there."""
        deadline = time.monotonic() + 30
        while words not in (text := self("capture-pane", "-p")):
            assert time.monotonic() < deadline, f"never showed {words!r}:\n{text}"
            time.sleep(0.05)
        return text

    def attached(self, columns: int, lines: int) -> Program:
        """A terminal that is attached to the session."""
        return Program(self.home, [*self._base, "attach"], size=(columns, lines))


@pytest.fixture
def tmux(tmp_path: Path, northwind: Organization) -> Iterator[Tmux]:
    """The console on a filled organization, in tmux."""
    server = Tmux(tmp_path, on_service(northwind))
    yield server
    subprocess.run([*server._base, "kill-server"], check=False, capture_output=True)


class TestTmux:
    def test_shows_the_console_and_its_menu(self, tmux: Tmux) -> None:
        tmux.wait_for("Organization northwind")
        tmux.press("F10")
        tmux.wait_for("Switch organization")
        tmux.press("Escape")
        tmux.press("q")

    def test_is_handed_what_is_copied(self, tmux: Tmux, northwind: Organization) -> None:
        tmux.wait_for("Organization northwind")
        tmux.press("2")
        tmux.wait_for("active ")
        tmux.press("u")
        tmux.wait_for("In tmux's buffer")
        assert tmux("show-buffer") == northwind.tenant_url

    def test_hands_it_on_to_the_terminal_that_is_attached(self, tmux: Tmux) -> None:
        tmux.wait_for("Organization northwind")
        with tmux.attached(80, 24) as terminal:
            terminal.wait_for("Organization northwind")
            terminal.send("2")
            terminal.wait_for("active ")
            terminal.forget()
            terminal.send("u")
            terminal.wait_for_sequence(b"\x1b]52;")

    def test_can_be_left_and_joined_again_in_another_size(self, tmux: Tmux) -> None:
        tmux.wait_for("Organization northwind")
        with tmux.attached(80, 24) as terminal:
            terminal.wait_for("Organization northwind")
            terminal.send("\x02d")
            assert terminal.ended() == 0
        with tmux.attached(120, 40) as terminal:
            terminal.wait_for("Organization northwind")
            terminal.wait_for("Quit")
            terminal.wait_until_quiet()
            assert "Quit" in terminal.screen.display[38]  # the last line is tmux's own
            terminal.send("q")
            terminal.ended()
