"""Bringing a database to this program's schema: from nothing, from an older one, never from a newer one."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from sqlalchemy import Connection

from scimconsole.storage import schema
from scimconsole.storage.database import Database, open_database
from scimconsole.storage.errors import DatabaseNotMigrated, DatabaseTooNew, DatabaseUnavailable
from scimconsole.storage.migrations import HEAD
from tests.postgres import LocalPostgres
from tests.storage.directory import add_user, empty_organization

NEXT = "0999"
MIGRATION = f'''
from __future__ import annotations

from alembic import op

revision = "{NEXT}"
down_revision = "{HEAD}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE later (org_id TEXT PRIMARY KEY)")
'''


@pytest.fixture
def database(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of the test's own."""
    if engine_name == "sqlite":
        url = f"sqlite:///{tmp_path / 'folder' / 'schema.db'}"
        (tmp_path / "folder").mkdir()
    else:
        server: LocalPostgres = request.getfixturevalue("postgres")
        url = server.new_database()
    database = open_database(url)
    yield database
    database.close()


@pytest.fixture
def next_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let the rest of the test run as a later program, which has one more migration."""
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / f"{NEXT}_later.py").write_text(MIGRATION)
    usual = schema.alembic_config

    def with_one_more(connection: Connection) -> Config:
        config = usual(connection)
        own = Path(schema.__file__).parent / "migrations" / "versions"
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", f"{own}\n{versions}")
        return config

    monkeypatch.setattr(schema, "HEAD", NEXT)
    monkeypatch.setattr(schema, "alembic_config", with_one_more)


class TestAnEmptyDatabase:
    def test_is_laid_out_once(self, database: Database) -> None:
        assert schema.revision(database) is None
        assert schema.prepare(database) is None
        assert schema.revision(database) == HEAD
        assert schema.prepare(database) is None

    @pytest.mark.engines("sqlite")
    def test_is_made_with_its_folder(self, tmp_path: Path) -> None:
        database = open_database(f"sqlite:///{tmp_path / 'a' / 'b' / 'c.db'}")
        schema.prepare(database)
        assert (tmp_path / "a" / "b" / "c.db").exists()
        database.close()


class TestAnOlderDatabase:
    @pytest.mark.engines("sqlite")
    @pytest.mark.usefixtures("engine_name")
    def test_is_migrated_after_a_copy_on_sqlite(self, tmp_path: Path, request: pytest.FixtureRequest) -> None:
        url = f"sqlite:///{tmp_path / 'older.db'}"
        older = empty_organization(url, tmp_path)
        add_user(older.session(), random.Random(1), 1)
        request.getfixturevalue("next_program")
        backup = schema.prepare(older)
        assert backup is not None
        assert backup.parent == tmp_path
        assert backup.name.startswith(f"older.db.before-{NEXT}-")
        assert schema.revision(older) == NEXT
        older.session().script("SELECT * FROM later")
        older.close()
        with closing(sqlite3.connect(backup)) as copy:
            assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
            assert copy.execute("SELECT count(*) FROM scim_user").fetchone() == (1,)
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    @pytest.mark.engines("postgresql")
    def test_is_left_to_the_operator_on_postgresql(
        self, database: Database, request: pytest.FixtureRequest
    ) -> None:
        schema.prepare(database)
        request.getfixturevalue("next_program")
        with pytest.raises(DatabaseNotMigrated, match=f"at schema {HEAD}; this program needs {NEXT}"):
            schema.prepare(database)
        schema.migrate(database)
        assert schema.revision(database) == NEXT
        assert schema.prepare(database) is None


class TestANewerDatabase:
    def test_is_refused_and_left_alone(self, database: Database) -> None:
        schema.prepare(database)
        database.session().script(f"UPDATE alembic_version SET version_num = '{NEXT}'")
        for attempt in (schema.prepare, schema.migrate):
            with pytest.raises(DatabaseTooNew, match=NEXT):
                attempt(database)
        assert schema.revision(database) == NEXT


class TestDurability:
    @pytest.mark.engines("sqlite")
    def test_is_refused_without_full_synchronisation(self, database: Database) -> None:
        schema.prepare(database)
        database.session().script("PRAGMA synchronous=OFF")
        with pytest.raises(DatabaseUnavailable, match="synchronous=0"):
            database.assert_durable()

    @pytest.mark.engines("postgresql")
    def test_is_refused_without_synchronous_commits(self, database: Database) -> None:
        schema.prepare(database)
        database.session().script("SET synchronous_commit = off")
        with pytest.raises(DatabaseUnavailable, match="synchronous_commit=off"):
            database.assert_durable()

    def test_is_given_as_it_is(self, database: Database) -> None:
        schema.prepare(database)
        database.assert_durable()


class TestTheTables:
    """What the migrations make and what the program uses are the same."""

    def test_need_no_further_migration(self, database: Database) -> None:
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext
        from sqlalchemy import create_engine
        from sqlalchemy.pool import NullPool
        from sqlmodel import SQLModel

        schema.prepare(database)
        engine = create_engine(database.address.url, poolclass=NullPool)
        with engine.connect() as connection:
            found = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
        assert found == []
