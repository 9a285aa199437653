"""From the start of the process to the first picture in the terminal, in a pseudo-terminal of 120 by 40."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.services import fresh_environment, program
from bench.terminal import Terminal

FIGURES = " in all"
SERVICE_LINGERS = 4.0
ELSEWHERE = {
    "SCIMCONSOLE_URL": "http://127.0.0.1:9",
    "SCIMCONSOLE_ORG": "acme",
    "SCIMCONSOLE_API_KEY": "scimk1_not-a-key",
}
"""A service that does not answer: the overview is painted before it could."""
ONE_WIDGET = [sys.executable, "-m", "bench.peers.one_widget"]


def first_paint(
    command: list[str], home: Path, *, until: str | None = None, environment: dict[str, str] | None = None
) -> float:
    """Milliseconds until a dozen characters are drawn on the alternate screen, or until `until` is drawn."""
    with Terminal(command, fresh_environment(home) | (environment or {})) as terminal:
        return terminal.wait_until_painted() if until is None else terminal.wait_for(until)


def measure(rounds: int) -> dict[str, float]:
    """Milliseconds of a one-widget application, the first start and the overview: medians, taken in turns."""
    taken: dict[str, list[float]] = {"one widget": [], "first start": [], "overview": []}
    for _ in range(rounds):
        for name, times in taken.items():
            command = ONE_WIDGET if name == "one widget" else program()
            configured = ELSEWHERE if name == "overview" else {}
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                times.append(first_paint(command, Path(folder), environment=configured))
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
