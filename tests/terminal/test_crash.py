"""What is left after an unexpected end: a report without directory data, and one line that tells where."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from scimconsole.terminal import crash
from scimconsole.terminal.crash import masked, report, tell

TOKEN = "scimc1_3nQ0wq8e5uJ0cQqYtW0V1a0000000000000000000000000000000000000000000x7Ka9"


def broken(person: str = "jane@example.com") -> Exception:
    """An error with a traceback, a cause and local variables that name a person."""
    try:
        try:
            raise KeyError(person)
        except KeyError as cause:
            raise ValueError(f"No manager for {person} with Bearer {TOKEN}") from cause
    except ValueError as error:
        return error


class TestAReport:
    """What a developer needs."""

    def test_tells_versions_terminal_screens_and_the_last_acts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 50000 10.0.0.2 22")
        text = "\n".join(
            report(broken(), doing="console", trail=["go", "deactivate"], screens=["UsersScreen"])
        )
        assert "scimconsole 0" in text
        assert "textual 8" in text
        assert "TERM=xterm-256color, " in text
        assert ", SSH_CONNECTION is set, " in text
        assert "10.0.0.1" not in text
        assert "Screens: UsersScreen" in text
        assert "  go\n  deactivate\n" in text

    def test_tells_where_it_happened_and_what_led_to_it(self) -> None:
        text = "\n".join(report(broken(), doing="console"))
        assert text.index("KeyError: ") < text.index("And then:") < text.index("ValueError: ")
        assert "in broken\n    raise KeyError(person)" in text

    def test_holds_nobody_and_no_secret(self) -> None:
        text = "\n".join(report(broken(), doing="console"))
        assert "jane" not in text
        assert "3nQ0wq8e5uJ0" not in text
        assert "ValueError: No manager for (left out) with Bearer (hidden)" in text

    def test_keeps_what_python_says_of_the_code(self) -> None:
        assert masked("'Users' object has no attribute 'page'", AttributeError) == (
            "'Users' object has no attribute 'page'"
        )
        assert masked("no 'Users'", ValueError) == "no '(left out)'"
        assert masked("No nodes match '#person'") == "No nodes match '#person'"

    def test_ends_with_errors_that_are_each_others_cause(self) -> None:
        first, second = ValueError("a"), ValueError("b")
        first.__cause__, second.__cause__ = second, first
        assert "ValueError: a" in list(report(first, doing="console"))

    def test_tells_each_error_of_a_group(self) -> None:
        lines = list(report(ExceptionGroup("two", [ValueError("a"), TypeError("b")]), doing="console"))
        assert "ValueError: a" in lines
        assert "TypeError: b" in lines

    def test_names_no_home(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(Path(__file__).parent))
        text = "\n".join(report(broken(), doing="console"))
        assert "~/test_crash.py:" in text
        assert str(Path(__file__).parent) not in text


class TestTheFile:
    """Where the report is written."""

    @pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
    def test_is_readable_by_its_owner_only(self, tmp_path: Path) -> None:
        (path,) = written(tmp_path / "log", broken())
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_is_told_in_one_line(self, tmp_path: Path) -> None:
        line = tell(broken(), tmp_path, doing="console")
        (path,) = tmp_path.glob("crash-*.txt")
        assert line == (
            f"scimconsole: ended by an unexpected error (ValueError). Report, without directory data: {path}"
        )

    def test_goes_elsewhere_where_the_folder_cannot_be_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "log").write_text("a file is in the way")
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        line = tell(broken(), tmp_path / "log", doing="console")
        (path,) = tmp_path.glob("scimconsole-crash-*.txt")
        assert line.endswith(str(path))

    def test_is_missed_in_words_where_nothing_can_be_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
        (tmp_path / "log").write_text("a file is in the way")
        line = tell(broken(), tmp_path / "log", doing="console")
        assert line.startswith("scimconsole: ended by an unexpected error (ValueError); its report could not")

    def test_replaces_the_oldest(self, tmp_path: Path) -> None:
        for number in range(crash.KEPT + 2):
            (tmp_path / f"crash-20200101T0000{number:02}-1.txt").write_text("old")
        tell(broken(), tmp_path, doing="console")
        left = sorted(path.name for path in tmp_path.glob("crash-*.txt"))
        assert len(left) == crash.KEPT
        assert "crash-20200101T000000-1.txt" not in left


def written(folder: Path, error: BaseException) -> list[Path]:
    """The reports in a folder after this error's."""
    tell(error, folder, doing="console")
    return list(folder.glob("crash-*.txt"))
