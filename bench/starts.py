"""How long a command takes to start, beside an interpreter that does nothing."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.services import fresh_environment, program

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "scimconsole --version": program("--version"),
    "scimconsole token list --help": program("token", "list", "--help"),
}


def measure(rounds: int) -> dict[str, float]:
    """Milliseconds of each command, the median of `rounds` taken in turns."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        environment = fresh_environment(Path(folder))
        for _ in range(rounds):
            for name, command in COMMANDS.items():
                started = time.perf_counter()
                subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
                taken[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}
