"""A command that broke: exit code 1, one line, a report without arguments."""

from __future__ import annotations

import pytest

from scimconsole import settings
from scimconsole.cli import program


class TestACommandThatBreaks:
    def test_leaves_one_line_and_a_report(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(program.NOUNS, "users", ("tests.cli.no_such_module", "broken"))
        assert program.run(["users", "show", "jane@example.com"]) == 1
        (report,) = (settings.read().data_dir / "log").glob("crash-*.txt")
        assert capsys.readouterr().err == (
            "scimconsole: ended by an unexpected error (ModuleNotFoundError). "
            f"Report, without directory data: {report}\n"
        )
        text = report.read_text()
        assert text.startswith("scimconsole 0")
        assert "command users" in text
        assert "ModuleNotFoundError: No module named 'tests.cli.no_such_module'" in text
        assert "jane" not in text

    def test_with_settings_that_cannot_be_read_still_does(
        self,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path_factory: pytest.TempPathFactory,
    ) -> None:
        temporary = tmp_path_factory.mktemp("temporary")
        monkeypatch.setattr("tempfile.tempdir", str(temporary))
        settings.read().file.write_text("broken =")
        monkeypatch.setitem(program.NOUNS, "users", ("tests.cli.no_such_module", "broken"))
        assert program.run(["users"]) == 1
        (report,) = temporary.glob("crash-*.txt")
        assert str(report) in capsys.readouterr().err
