"""The cursor of the terminal itself, on the real program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.console.program import Program, on_service
from tests.running_service import Organization

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind"),
    pytest.mark.engines("sqlite"),
]


def under_the_cursor(program: Program) -> str:
    """The line the terminal's cursor is in."""
    program.wait_until_quiet()
    return str(program.screen.display[program.screen.cursor.y])


class TestTheTerminalsCursor:
    def test_is_hidden_but_stands_on_the_focus(self, tmp_path: Path, northwind: Organization) -> None:
        with Program(tmp_path, environment=on_service(northwind)) as program:
            program.wait_for("Needs attention")
            program.send("3")
            program.wait_for("Chloe Singh")
            assert "Chloe Singh" in under_the_cursor(program)
            assert program.screen.cursor.hidden
            program.send("j")
            assert "Chloe Singh" not in under_the_cursor(program)
            program.send("q")
            assert program.ended() == 0

    def test_is_shown_where_that_is_set(self, tmp_path: Path, northwind: Organization) -> None:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "config.toml").write_text("terminal_cursor = true\n")
        with Program(tmp_path, environment=on_service(northwind)) as program:
            program.wait_for("Needs attention")
            program.send("3")
            program.wait_for("Chloe Singh")
            assert "Chloe Singh" in under_the_cursor(program)
            assert not program.screen.cursor.hidden
            program.send("/")
            program.wait_for("Back")
            program.send("zzz")
            program.wait_for("zzz")
            assert "zzz" in under_the_cursor(program)
            assert program.screen.cursor.x == program.screen.display[program.screen.cursor.y].index("zzz") + 3
            program.send("\x1b")
            program.wait_until_quiet()
            program.send("q")
            assert program.ended() == 0
