"""The console's log: redacted, one line a record, rotated, shared by several consoles."""

from __future__ import annotations

import logging
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scimconsole import log
from scimconsole.client.call import Call
from scimconsole.client.connection import Connection
from scimconsole.client.exchange import steps
from scimconsole.client.synchronous import ManagementClient
from scimconsole.errors import Unavailable
from tests.running_service import Organization

SECRET = "3nQ0wq8e5uJ0cQqYtW0V1a"
logger = logging.getLogger("scimconsole.test")


@contextmanager
def opened(folder: Path) -> Iterator[Path]:
    """An open log; its file, which is complete once it is closed."""
    kept = log.Log(folder)
    try:
        yield folder / log.FILE_NAME
    finally:
        kept.close()


class TestALine:
    def test_has_time_level_who_and_what(self, tmp_path: Path) -> None:
        with opened(tmp_path) as file:
            logger.info("connected to %s", "here")
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO    scimconsole\.test: connected to here\n",
            file.read_text(),
        )

    def test_holds_no_secret_in_message_or_exception(self, tmp_path: Path) -> None:
        with opened(tmp_path) as file:
            logger.warning("sent Authorization: Bearer scimk1_%s", SECRET)
            try:
                raise ValueError(f"refused scimc1_{SECRET}")
            except ValueError:
                logger.exception("a call failed")
        assert SECRET not in file.read_text()
        assert "refused scimc1_(hidden)" in file.read_text()

    def test_is_one_line_whatever_is_said(self, tmp_path: Path) -> None:
        with opened(tmp_path) as file:
            logger.info("a\n2026-01-01T00:00:00.000Z INFO    scimconsole: forged\x1b[2J")
        (line,) = file.read_text().splitlines()
        assert "a\\n2026" in line
        assert "\x1b" not in line


class TestTheFile:
    def test_is_made_with_the_first_line(self, tmp_path: Path) -> None:
        with opened(tmp_path / "log"):
            assert not (tmp_path / "log").exists()
            logger.info("x")
        assert (tmp_path / "log" / log.FILE_NAME).exists()

    @pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
    def test_is_readable_by_its_owner_only(self, tmp_path: Path) -> None:
        with opened(tmp_path) as file:
            logger.info("x")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_is_rotated_and_the_oldest_goes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(log, "LARGEST_BYTES", 1000)
        with opened(tmp_path):
            for number in range(200):
                logger.info("%d %s", number, "x" * 50)
        files = sorted(path.name for path in tmp_path.iterdir())
        assert files == ["console.log", "console.log.1", "console.log.2", "console.log.3"]
        assert all(path.stat().st_size <= 1000 for path in tmp_path.iterdir())
        assert " 199 " in (tmp_path / "console.log").read_text()

    def test_is_found_again_when_another_console_rotated_it(self, tmp_path: Path) -> None:
        with opened(tmp_path) as file:
            logger.info("one")
            await_text(file, "one")
            file.rename(tmp_path / "console.log.1")
            logger.info("two")
        assert "two" in file.read_text()
        assert "two" not in (tmp_path / "console.log.1").read_text()

    def test_that_cannot_be_written_disturbs_nobody(
        self, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "log").write_text("a file is in the way")
        with opened(tmp_path / "log"):
            logger.error("x")
        assert capfd.readouterr().err == ""

    def test_takes_nothing_after_it_was_closed(self, tmp_path: Path) -> None:
        with opened(tmp_path) as file:
            logger.info("one")
        logger.info("two")
        assert "two" not in file.read_text()


class TestCalls:
    """What the client logs."""

    @pytest.mark.engines("sqlite")
    def test_are_logged_with_path_status_and_time_but_no_query(
        self, organization: Organization, tmp_path: Path
    ) -> None:
        connection = Connection(
            organization.service.url, organization.slug, organization.api_key, "remote", "test"
        )
        with opened(tmp_path) as file, ManagementClient(connection) as client:
            client.send(Call("GET", "/users", bytes, {"q": "jane"}))
        assert re.search(r"INFO    scimconsole\.client\.exchange: GET /users 200 in \d+ ms", file.read_text())
        assert "jane" not in file.read_text()
        assert organization.api_key not in file.read_text()

    def test_that_fail_say_how(self, tmp_path: Path) -> None:
        import httpx

        exchange = steps(
            Connection("http://127.0.0.1:9", "x", "k", "remote", "test"), Call("POST", "/tokens", bytes)
        )
        with opened(tmp_path) as file:
            next(exchange)
            with pytest.raises(Unavailable):
                exchange.send(httpx.ReadTimeout("slow"))
        assert "WARNING scimconsole.client.exchange: POST /tokens ReadTimeout in" in file.read_text()

    def test_of_a_command_say_nothing_on_stderr(self, capfd: pytest.CaptureFixture[str]) -> None:
        logging.getLogger("scimconsole.client.exchange").warning("x")
        assert capfd.readouterr().err == ""


def await_text(file: Path, text: str) -> None:
    """Wait until the log's thread has written this."""
    import time

    deadline = time.monotonic() + 10
    while not (file.exists() and text in file.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
