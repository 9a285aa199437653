"""The machine of whoever runs the tests stays out of them, and the databases are new ones."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import keyring
import psycopg
import pytest

from tests.isolation import isolated_environment
from tests.postgres import LocalPostgres


class TestAFreshMachine:
    """What each test finds around it."""

    def test_has_an_empty_home_of_its_own(self) -> None:
        home = Path.home()
        assert home.is_relative_to(tempfile.gettempdir())
        assert sorted(path.name for path in home.iterdir()) == ["config", "data"]

    def test_knows_no_settings_of_the_developer(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("SCIMCONSOLE_API_KEY", "secret")
        monkeypatch.setenv("PGPASSWORD", "secret")
        environment = isolated_environment(tmp_path)
        assert "secret" not in environment.values()
        assert environment["SCIMCONSOLE_DATA_DIR"] == str(tmp_path / "data")

    @pytest.mark.parametrize("time", ["first", "second"])
    def test_has_a_keyring_that_forgets(self, time: str) -> None:
        assert keyring.get_password("scimconsole", "owner") is None, f"remembered the {time} time"
        keyring.set_password("scimconsole", "owner", "key")
        assert keyring.get_password("scimconsole", "owner") == "key"

    def test_gives_programs_it_starts_no_keyring(self) -> None:
        assert os.environ["PYTHON_KEYRING_BACKEND"] == "keyring.backends.fail.Keyring"


class TestPostgreSQL:
    """The tests' own server."""

    def test_is_durable_and_lives_in_an_odd_time_zone(self, postgres: LocalPostgres) -> None:
        url = postgres.new_database()
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            settings = [
                connection.execute(f"SHOW {name}").fetchone()
                for name in ("fsync", "synchronous_commit", "TimeZone")
            ]
        postgres.drop_database(url)
        assert settings == [("on",), ("on",), ("Pacific/Chatham",)]

    def test_gives_everyone_another_database(self, postgres: LocalPostgres) -> None:
        first, second = postgres.new_database(), postgres.new_database()
        assert first != second
        postgres.drop_database(first)
        postgres.drop_database(second)
