"""Tables: cells rather than characters, and nothing that acts on a terminal."""

from __future__ import annotations

import io
import os
import sys

import pytest

from scimconsole.cli.table import Column, Table, cell_width, fit


class Terminal(io.StringIO):
    """Standard output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def lines_of(rows: list[tuple[str, str]]) -> list[str]:
    columns: list[Column[tuple[str, str]]] = [
        Column("NAME", lambda row: row[0], flexible=True),
        Column("STATE", lambda row: row[1]),
    ]
    table = Table(columns, rows)
    return [table.header(), *table.lines()]


class TestWidths:
    """East Asian characters take two cells, marks none."""

    @pytest.mark.parametrize(
        ("text", "width"), [("Jane", 4), ("田中", 4), ("김민준", 6), ("e\u0301", 1), ("ليلى", 4), ("", 0)]
    )
    def test_cell_width(self, text: str, width: int) -> None:
        assert cell_width(text) == width

    @pytest.mark.parametrize("width", range(1, 12))
    def test_fit_is_exact(self, width: int) -> None:
        for text in ("Jane Doe of Acme", "田中由紀子さん", "a田b中c由d"):
            assert cell_width(fit(text, width)) == width

    def test_columns_are_aligned(self) -> None:
        lines = lines_of([("田中", "active"), ("Jane Doe", "held")])
        assert lines == ["NAME      STATE", "田中      active", "Jane Doe  held"]


class TestAPipe:
    """Nothing is cut."""

    def test_long_text_stays(self) -> None:
        assert "x" * 500 in lines_of([("x" * 500, "active")])[1]


class TestATerminal:
    """The flexible columns give way."""

    def test_it_fits(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdout", Terminal())
        monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((40, 24)))
        lines = lines_of([("x" * 500, "active"), ("田" * 500, "held")])
        assert all(cell_width(line) <= 40 for line in lines)
        assert lines[1].endswith("…  active")

    def test_hostile_text_is_escaped(self) -> None:
        assert lines_of([("Jane\x1b[2J\u202e", "a\nb")])[1] == "Jane\\x1b[2J\\u202e  a\\nb"
