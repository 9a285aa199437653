"""A program in a pseudo-terminal of 120 by 40: keys go in, and what it draws is timed and counted."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

COLUMNS, ROWS = 120, 40
CONTROL = re.compile(
    rb"\x1b(\[[0-9;?<>=$ ]*[A-Za-z@`~]|\][^\x07\x1b]*(\x07|\x1b\\)|[P_^][^\x1b]*\x1b\\|[()=>78cM]..?)"
)
ALTERNATE_SCREEN = b"\x1b[?1049h"
PAINTED_CHARACTERS = 12
QUIET = 0.04
"""Seconds without a byte after which a drawing is taken to be complete."""


class ProgramEnded(Exception):
    """The program ended before it was told to."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a key brought about: milliseconds to the first byte and to the last before rest, and bytes."""

    first_byte: float
    last_byte: float
    size: int


@dataclass(frozen=True, slots=True)
class Sought:
    """Milliseconds from a key to the first byte, and to the words that were waited for."""

    first_byte: float
    words: float


class Terminal:
    """A running program; a context manager that ends it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._said = b""
        self._started = time.perf_counter()
        self._process = subprocess.Popen(
            list(command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environment),
            cwd=Path(__file__).parent.parent,
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    def press(self, keys: str) -> Pressed:
        """Send keys at once, and wait until the drawing that follows is complete."""
        self._said = b""
        sent = time.perf_counter()
        os.write(self._master, keys.encode())
        first = self._read(10.0)
        if not first:
            raise TimeoutError(f"nothing was drawn after {keys!r}")
        first_at = last_at = time.perf_counter()
        while self._read(QUIET):
            last_at = time.perf_counter()
        return Pressed((first_at - sent) * 1000, (last_at - sent) * 1000, len(self._said))

    def press_until(self, keys: str, words: str, *, limit: float = 60.0) -> Sought:
        """Send keys at once, and wait until these words are drawn."""
        self._said = b""
        sent = time.perf_counter()
        os.write(self._master, keys.encode())
        self._read(limit)
        first_at = time.perf_counter()
        return Sought((first_at - sent) * 1000, self._wait(words, sent, limit))

    def wait_for(self, words: str, *, limit: float = 60.0) -> float:
        """Milliseconds from the start of the program until these words are drawn."""
        return self._wait(words, self._started, limit)

    def wait_until_painted(self, *, limit: float = 30.0) -> float:
        """Milliseconds from the start until a dozen characters are drawn on the alternate screen."""
        while not self._is_painted():
            if time.perf_counter() - self._started > limit:
                raise TimeoutError(f"nothing was painted in {limit} s: {self._said[-300:]!r}")
            self._read(0.5)
        return (time.perf_counter() - self._started) * 1000

    def text(self) -> str:
        """What was drawn since the last key, without control sequences."""
        return CONTROL.sub(b"", self._said).decode(errors="replace")

    def rest(self, seconds: float = 0.4) -> None:
        """Read until nothing was drawn for so long."""
        while self._read(seconds):
            pass

    def _is_painted(self) -> bool:
        _, entered, drawn = self._said.partition(ALTERNATE_SCREEN)
        return bool(entered) and sum(byte > 32 for byte in CONTROL.sub(b"", drawn)) >= PAINTED_CHARACTERS

    def _wait(self, words: str, since: float, limit: float) -> float:
        wanted = words.encode()
        while wanted not in CONTROL.sub(b"", self._said):
            if time.perf_counter() - since > limit:
                raise TimeoutError(f"{words!r} was not drawn in {limit} s: {self._said[-300:]!r}")
            self._read(0.5)
        return (time.perf_counter() - since) * 1000

    def _read(self, seconds: float) -> bytes:
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self._master, 65_536)
        except OSError as error:  # how Linux says that the other end is closed
            raise ProgramEnded(f"the program ended, with {self._said[-300:]!r} at last") from error
        self._said += data
        return data


def p50(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """What 19 of 20 do not exceed."""
    return sorted(values)[max(round(len(values) * 0.95) - 1, 0)]
