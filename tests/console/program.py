"""The real program in a pseudo-terminal, and what a person sees there."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from tests.isolation import isolated_environment
from tests.running_service import Organization

COMMAND = (sys.executable, "-m", "scimconsole")
_LONGEST = 30.0
# pyte takes these, which ask for the keys in another form, for text.
_KITTY_KEYS = re.compile(rb"\x1b\[[<>=][0-9;]*u")


class Program:
    """`scimconsole` in a terminal of its own; a context manager that leaves nothing behind."""

    def __init__(
        self,
        home: Path,
        command: Sequence[str] = COMMAND,
        *,
        size: tuple[int, int] = (80, 24),
        owns_terminal: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.size = size
        self.screen = pyte.Screen(*size)
        self.said = b""
        self._stream = pyte.ByteStream(self.screen)
        self.terminal, inside = os.openpty()
        termios.tcsetwinsize(inside, (size[1], size[0]))
        self.modes_before = termios.tcgetattr(inside)

        def take_terminal() -> None:
            # As a shell does it: the terminal's keys and its end are told to this process.
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            command,
            env={**isolated_environment(home), **(environment or {})},
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            preexec_fn=take_terminal if owns_terminal else None,
        )
        os.close(inside)
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.send_signal(signal.SIGCONT)
        self.process.wait()
        self.close_terminal()

    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.screen.display)

    def send(self, keys: str | bytes) -> None:
        """Press keys, or say what else a terminal says; reads meanwhile, so that nobody waits for us."""
        left = keys.encode() if isinstance(keys, str) else keys
        os.set_blocking(self.terminal, False)
        try:
            while left:
                readable, writable, _ = select.select([self.terminal], [self.terminal], [], 5)
                if readable:
                    self._take()
                if writable:
                    left = left[os.write(self.terminal, left) :]
        finally:
            os.set_blocking(self.terminal, True)

    def wait_for(self, words: str, seconds: float = _LONGEST) -> None:
        """Read until these words stand on the screen."""
        deadline = time.monotonic() + seconds
        while words not in self.text():
            assert time.monotonic() < deadline, f"never showed {words!r}:\n{self.text()}"
            self.read(0.05)

    def wait_for_sequence(self, sequence: bytes, seconds: float = _LONGEST) -> None:
        """Read until the terminal was sent this since the last `forget`."""
        deadline = time.monotonic() + seconds
        while sequence not in self.said:
            assert time.monotonic() < deadline, f"never sent {sequence!r}: {self.said[-500:]!r}"
            self.read(0.05)

    def wait_until_quiet(self, quiet: float = 0.3) -> None:
        """Read until nothing was said for a while."""
        said = -1
        while len(self.said) != said:
            said = len(self.said)
            self.read(quiet)

    def forget(self) -> None:
        """Forget what was sent so far; the screen stays."""
        self.said = b""

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size, of which the program is told by a signal."""
        self.size = (columns, lines)
        self.screen.resize(lines, columns)
        self.screen.reset()
        termios.tcsetwinsize(self.terminal, (lines, columns))

    def click(self, words: str) -> None:
        """Click on the first of these words."""
        column, line = self.place_of(words)
        self.send(f"\x1b[<0;{column};{line}M\x1b[<0;{column};{line}m")

    def place_of(self, words: str) -> tuple[int, int]:
        """Column and line of these words, counted from 1."""
        for number, line in enumerate(self.screen.display, start=1):
            if words in line:
                return line.index(words) + 1, number
        raise AssertionError(f"{words!r} is not in sight:\n{self.text()}")

    def state(self) -> str:
        """What the system says of the process: `S` sleeping, `T` stopped, `Z` ended."""
        return Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[0]

    def wait_for_state(self, states: str) -> None:
        """Wait until the process is in one of these states."""
        deadline = time.monotonic() + _LONGEST
        while self.state() not in states:
            assert time.monotonic() < deadline, f"is {self.state()}, not {states}"
            self.read(0.05)

    def close_terminal(self) -> None:
        """Close the terminal's window."""
        if self._open:
            self._open = False
            os.close(self.terminal)

    def ended(self, seconds: float = _LONGEST) -> int:
        """Wait for the end; the exit code."""
        deadline = time.monotonic() + seconds
        while (code := self.process.poll()) is None:
            assert time.monotonic() < deadline, f"the program did not end:\n{self.text()}"
            self.read(0.02)
        while self._open and select.select([self.terminal], [], [], 0)[0] and self._take():
            pass
        return code

    def read(self, seconds: float) -> None:
        """Read what is said within a time."""
        if not self._open or (select.select([self.terminal], [], [], seconds)[0] and not self._take()):
            time.sleep(seconds)

    def _take(self) -> bool:
        try:
            said = os.read(self.terminal, 65_536)
        except OSError:  # how Linux says that the other end is closed
            return False
        self.said += said
        self._stream.feed(_KITTY_KEYS.sub(b"", said))
        return bool(said)


def on_service(organization: Organization) -> dict[str, str]:
    """The environment of a console that is signed in to an organization."""
    return {
        "SCIMCONSOLE_URL": organization.service.url,
        "SCIMCONSOLE_ORG": organization.slug,
        "SCIMCONSOLE_API_KEY": organization.api_key,
    }
