"""From the start of the process to the first picture in the terminal, in a pseudo-terminal of 120 by 40."""

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
import sys
import tempfile
import termios
import time
from pathlib import Path

from bench.services import fresh_environment, program

COLUMNS, ROWS = 120, 40
ALTERNATE_SCREEN = b"\x1b[?1049h"
CONTROL = re.compile(
    rb"\x1b(\[[0-9;?<>=$ ]*[A-Za-z@`~]|\][^\x07\x1b]*(\x07|\x1b\\)|[P_^][^\x1b]*\x1b\\|[()=>78cM]..?)"
)
PAINTED_CHARACTERS = 12
FIGURES = b" in all"
SERVICE_LINGERS = 4.0
ONE_WIDGET = [sys.executable, "-m", "bench.peers.one_widget"]


def first_paint(
    command: list[str],
    home: Path,
    *,
    until: bytes | None = None,
    environment: dict[str, str] | None = None,
    limit: float = 30.0,
) -> float:
    """Milliseconds until a dozen characters are drawn on the alternate screen, or until `until` is drawn."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=fresh_environment(home) | (environment or {}),
        cwd=Path(__file__).parent.parent,
        start_new_session=True,
    )
    os.close(slave)
    said = b""
    try:
        while time.perf_counter() - started < limit:
            if not select.select([master], [], [], 0.5)[0]:
                continue
            said += os.read(master, 65536)
            if _painted(said, until):
                return (time.perf_counter() - started) * 1000
        raise TimeoutError(f"{' '.join(command)} painted nothing in {limit} s: {said[-300:]!r}")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(master)


def _painted(said: bytes, until: bytes | None) -> bool:
    _, entered, drawn = said.partition(ALTERNATE_SCREEN)
    if not entered:
        return False
    text = CONTROL.sub(b"", drawn)
    if until is not None:
        return until in text
    return len(text.split()) > 0 and sum(byte > 32 for byte in text) >= PAINTED_CHARACTERS


def measure(rounds: int) -> dict[str, float]:
    """Milliseconds of the console and of a one-widget application, the median of `rounds` taken in turns."""
    taken: dict[str, list[float]] = {"one widget": [], "scimconsole": []}
    for _ in range(rounds):
        for name, command in (("one widget", ONE_WIDGET), ("scimconsole", program())):
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                taken[name].append(first_paint(command, Path(folder)))
    return {name: statistics.median(times) for name, times in taken.items()}


def measure_first_data(rounds: int) -> float:
    """Milliseconds to the overview's figures on a fresh machine, the service's cold start included."""
    taken = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            practice = {"SCIMCONSOLE_ORG": "practice-keycafe"}
            taken.append(first_paint(program(), Path(folder), until=FIGURES, environment=practice))
            # The service ends by itself a few seconds after its console; the next start must be cold too.
            time.sleep(SERVICE_LINGERS)
    return statistics.median(taken)
