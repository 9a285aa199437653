"""What the console is measured beside: a one-widget application, Textual's DataTable, and posting."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import first_paint
from bench.load import resident_megabytes
from bench.peers.data_table import PEOPLE
from bench.report import Row, Table
from bench.services import fresh_environment
from bench.terminal import ProgramEnded, Terminal, p50, p95

DATA_TABLE = [sys.executable, "-m", "bench.peers.data_table"]
# With a newer parser library the JSON grammar that posting's own pins choose crashes the process.
POSTING = ("posting", "tree-sitter<0.26")
KEYS, ROUNDS = 120, 5


def show(keys: list[float], key_bytes: float, megabytes: float) -> None:
    """The table; `keys` and the rest are those of the console with as many people as DataTable has rows."""
    columns = ("first paint ms", "ratio", "row key p50 ms", "p95 ms", "bytes", "MB", "budget")
    table = Table("Beside others", columns)
    paints = first_paint.measure(ROUNDS)
    least, start, mine = paints["one widget"], paints["first start"], paints["overview"]
    table.add(Row("a one-widget Textual application", (f"{least:.0f}", "1.0", "", "", "", "", "")))
    first = (f"{start:.0f}", f"{start / least:.2f}", "", "", "", "", "1.8 x")
    table.add(Row("scimconsole, first start", first, start <= 1.8 * least))
    cells = (f"{mine:.0f}", f"{mine / least:.2f}", *_cells(keys, key_bytes, megabytes), "1.8 x")
    table.add(Row(f"scimconsole, overview; {PEOPLE:,} people", cells, mine <= 1.8 * least))
    table.add(Row(f"Textual's DataTable, {PEOPLE:,} rows", ("", "", *_cells(*data_table()), "")))
    theirs = posting()
    if theirs is None:
        table.add(Row("posting", ("not installed", *[""] * 6)))
    else:
        half = f"ours <= {theirs / 2:.0f}"
        row = (f"{theirs:.0f}", f"{theirs / least:.2f}", "", "", "", "", half)
        table.add(Row("posting", row, mine <= theirs / 2))
    table.print()


def data_table() -> tuple[list[float], float, float]:
    """Row keys in Textual's DataTable: milliseconds to the first byte, bytes of one, and megabytes held."""
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal(DATA_TABLE, fresh_environment(Path(home))) as terminal,
    ):
        terminal.wait_for("amara.bennett")
        terminal.rest(1.0)
        keys = [terminal.press("\x1b[B") for _ in range(KEYS)]
        size = p50([pressed.size for pressed in keys[:20]])
        return [pressed.first_byte for pressed in keys], size, resident_megabytes(terminal.pid)


def posting() -> float | None:
    """Milliseconds to posting's first paint; None where it cannot be installed or does not start."""
    with _installed(*POSTING) as binaries:
        if binaries is None:
            return None
        try:
            return p50([_painted([str(binaries / "posting")]) for _ in range(ROUNDS)])
        except ProgramEnded:
            return None


@contextmanager
def _installed(*requirements: str) -> Iterator[Path | None]:
    """The programs of a virtual environment of its own; None where these cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        binaries = Path(folder, "bin")
        pip = [str(binaries / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        try:
            subprocess.run(
                [sys.executable, "-m", "venv", folder], check=True, capture_output=True, timeout=60
            )
            subprocess.run([*pip, *requirements], check=True, capture_output=True, timeout=240)
        except (subprocess.SubprocessError, OSError):
            yield None
        else:
            yield binaries


def _painted(command: list[str]) -> float:
    with tempfile.TemporaryDirectory() as home, Terminal(command, fresh_environment(Path(home))) as terminal:
        return terminal.wait_until_painted()


def _cells(keys: list[float], key_bytes: float, megabytes: float) -> tuple[str, str, str, str]:
    return f"{p50(keys):.1f}", f"{p95(keys):.1f}", f"{key_bytes:.0f}", f"{megabytes:.0f}"
