"""The running program in trouble: its database away, its process killed, its file too new."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from scimconsole.storage.database import Database, open_database
from tests.isolation import isolated_environment
from tests.postgres import LocalPostgres, PostgresMissing
from tests.running_service import Organization, RunningService, run_program
from tests.service.scim.calls import BULK, add_member, created, created_group, patch, refusal, replace, user


@pytest.fixture
def own_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the test's own."""
    if engine_name == "sqlite":
        return f"sqlite:///{tmp_path / 'own.db'}"
    server: LocalPostgres = request.getfixturevalue("postgres")
    url = server.new_database()
    RunningService.migrate(url, tmp_path)
    return url


class Restartable(LocalPostgres):
    """A PostgreSQL that can be stopped and started again on the same port."""

    def halt(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)

    def resume(self) -> None:
        self.launch(self.port)


@pytest.fixture
def own_postgres() -> Iterator[Restartable]:
    """A PostgreSQL of the test's own."""
    try:
        server = Restartable()
    except PostgresMissing as problem:
        if os.environ.get("CI"):
            pytest.fail(str(problem))
        pytest.skip(str(problem))
    yield server
    server.stop()


class TestPostgresqlStoppedInMidRun:
    def test_is_a_503_until_it_is_back(self, own_postgres: Restartable, tmp_path: Path) -> None:
        url = own_postgres.new_database()
        RunningService.migrate(url, tmp_path)
        service = RunningService(url, tmp_path)
        try:
            organization = service.add_organization()
            person = created(organization, "ann")
            place = f"/Users/{person['id']}"
            own_postgres.halt()
            for _ in range(3):
                for answer in (
                    organization.scim.get(place),
                    organization.scim.get("/Users", params={"filter": 'userName eq "ann"'}),
                    organization.scim.post("/Users", json=user("bob")),
                    patch(organization.scim, place, replace("active", "False")),
                    organization.scim.delete(place),
                ):
                    refusal(answer, 503)
                    assert int(answer.headers["retry-after"]) > 0
            own_postgres.resume()
            assert organization.scim.get(place).json() == person
            with ThreadPoolExecutor(12) as at_once:
                answers = list(at_once.map(lambda _: organization.scim.get(place).status_code, range(40)))
            assert set(answers) == {200}
            created(organization, "bob")
            assert organization.api.get("/users").status_code == 200
        finally:
            assert service.stop() == 0


class TestALockedFile:
    @pytest.mark.engines("sqlite")
    def test_is_waited_for_while_reads_go_on(self, own_url: str, tmp_path: Path) -> None:
        service = RunningService(own_url, tmp_path)
        try:
            organization = service.add_organization()
            place = f"/Users/{created(organization, 'ann')['id']}"
            with closing(sqlite3.connect(own_url.removeprefix("sqlite:///"))) as other:
                other.execute("BEGIN IMMEDIATE")
                with ThreadPoolExecutor(1) as writer:
                    waiting = writer.submit(lambda: organization.scim.post("/Users", json=user("bob")))
                    began = time.monotonic()
                    while time.monotonic() - began < 0.5:
                        assert organization.scim.get(place).status_code == 200
                    assert not waiting.done()
                    other.rollback()
                    assert waiting.result().status_code == 201
        finally:
            service.stop()


class TestAFullDisk:
    """A limit on the size of files stands for it; the write-ahead log meets it first."""

    @pytest.mark.engines("sqlite")
    @pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="needs Linux")
    def test_is_a_503_that_stores_nothing_until_there_is_room(self, own_url: str, tmp_path: Path) -> None:
        service = RunningService(own_url, tmp_path)
        try:
            organization = service.add_organization()
            place = f"/Users/{created(organization, 'ann')['id']}"
            log = Path(f"{own_url.removeprefix('sqlite:///')}-wal")
            unlimited = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)
            room = log.stat().st_size + 400_000
            resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (room, unlimited[1]))
            stored = 1
            for number in range(200):
                answer = organization.scim.post("/Users", json=user(f"u{number}"))
                if answer.status_code == 503:
                    break
                stored += 1
            assert stored > 1
            assert int(answer.headers["retry-after"]) > 0
            assert organization.scim.get(place).json()["active"] is True
            resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, unlimited)
            assert organization.scim.get("/Users", params={"count": 0}).json()["totalResults"] == stored
            assert patch(organization.scim, place, replace("active", "False")).json()["active"] is False
            database = open_database(own_url)
            assert tally(database, "scim_user") == stored
            assert tally(database, "change", "type = 'user.created'") == stored
            assert tally(database, "audit", "action = 'user.created'") == stored
            assert database.session().script("PRAGMA integrity_check").fetchone() == ("ok",)
            database.close()
        finally:
            assert service.stop() == 0


def tally(database: Database, table: str, condition: str = "1 = 1") -> int:
    found: int = database.session().script(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()[0]
    return found


class TestAKilledService:
    """What it answered is there after SIGKILL, with journal, audit and change rows; nothing is half there."""

    def test_loses_nothing_it_has_answered(self, own_url: str, tmp_path: Path) -> None:
        service = RunningService(own_url, tmp_path)
        organization = service.add_organization()
        token = organization.token
        group = created_group(organization, "G")["id"]
        answered: list[str] = []
        joined: list[str] = []

        def work(number: int) -> None:
            chance = random.Random(number)
            with httpx.Client(
                base_url=organization.tenant_url,
                headers={"Authorization": f"Bearer {token}"},
                timeout=30,
                trust_env=False,
            ) as client:
                for turn in range(10_000):
                    try:
                        answer = client.post("/Users", json=user(f"u{number}-{turn}"))
                        assert answer.status_code == 201, answer.text
                        person = answer.json()["id"]
                        answered.append(person)
                        if chance.random() < 0.5:
                            member = patch(client, f"/Groups/{group}", add_member(person))
                            assert member.status_code in (200, 204)
                            joined.append(person)
                    except httpx.TransportError:
                        return

        with ThreadPoolExecutor(6) as at_once:
            working = [at_once.submit(work, number) for number in range(6)]
            time.sleep(1.0)
            service.process.send_signal(signal.SIGKILL)
            for one in working:
                one.result()
        service.stop()
        assert len(answered) > 20

        database = open_database(own_url)
        stored = {row[0] for row in database.session().script("SELECT id FROM scim_user").fetchall()}
        members = {row[0] for row in database.session().script("SELECT member_id FROM membership").fetchall()}
        assert set(answered) <= stored
        assert set(joined) <= members
        people = len(stored)
        assert people - len(answered) <= 6
        assert tally(database, "change", "type = 'user.created'") == people
        assert tally(database, "audit", "action = 'user.created'") == people
        assert tally(database, "journal", "operation = 'create user' AND status = 201") == people
        assert tally(database, "journal", "operation = 'update group'") == len(members)
        counts = database.session().script("SELECT resource_type, sum(count) FROM page_block GROUP BY 1")
        assert dict(counts.fetchall()) == {"User": people, "Group": 1}
        assert database.session().script("SELECT member_count FROM scim_group").fetchone()[0] == len(members)
        database.close()

        again = RunningService(own_url, tmp_path)
        try:
            base = f"{again.url}/scim/v2/{organization.slug}"
            with organization.client(base, token) as client:
                assert client.get("/Users", params={"count": 0}).json()["totalResults"] == people
                assert client.post("/Users", json=user("afterwards")).status_code == 201
        finally:
            assert again.stop() == 0


class TestTwoWorkers:
    def test_lose_no_member_and_create_nobody_twice(self, own_url: str, tmp_path: Path) -> None:
        service = RunningService(own_url, tmp_path, "--workers", "2")
        try:
            organization = service.add_organization()
            with ThreadPoolExecutor(12) as at_once:
                people = list(at_once.map(lambda n: created(organization, f"u{n}")["id"], range(50)))
                group = created_group(organization, "G")["id"]
                statuses = at_once.map(
                    lambda one: fresh(organization, "PATCH", f"/Groups/{group}", one), people
                )
                assert set(statuses) == {200}
                same = list(at_once.map(lambda _: fresh(organization, "POST", "/Users", "same"), range(20)))
            assert sorted(same) == [201] + [409] * 19
            members = organization.scim.get(f"/Groups/{group}").json()["members"]
            assert {member["value"] for member in members} == set(people)
        finally:
            assert service.stop() == 0

    @pytest.mark.engines("sqlite")
    def test_that_die_are_replaced(self, own_url: str, tmp_path: Path) -> None:
        service = RunningService(own_url, tmp_path, "--workers", "2")
        try:
            organization = service.add_organization()
            workers = children_of(service.process.pid)
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
            deadline = time.monotonic() + 20
            while True:
                try:
                    assert fresh(organization, "POST", "/Users", f"u{time.monotonic()}") == 201
                    break
                except httpx.TransportError:
                    assert time.monotonic() < deadline
                    time.sleep(0.2)
            assert not set(workers) & set(children_of(service.process.pid))
        finally:
            assert service.stop() == 0


def fresh(organization: Organization, method: str, path: str, value: str) -> int:
    """A request on a connection of its own, so that either worker may take it."""
    body: dict[str, Any] = user(value) if method == "POST" else {"Operations": [add_member(value)]}
    answer = httpx.request(
        method,
        f"{organization.tenant_url}{path}",
        json=body,
        headers={"Authorization": f"Bearer {organization.token}"},
        timeout=30,
        trust_env=False,
    )
    return answer.status_code


def children_of(pid: int) -> list[int]:
    """The processes that listen: children whose command line is a worker's."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = status.read_text()
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(text.rpartition(")")[2].split()[1]) == pid and b"resource_tracker" not in command:
            found.append(int(status.parent.name))
    return found


class TestSigterm:
    @pytest.mark.engines("sqlite")
    def test_ends_within_seconds_and_answers_what_is_under_way(self, own_url: str, tmp_path: Path) -> None:
        service = RunningService(own_url, tmp_path)
        organization = service.add_organization()
        operations = [
            {"method": "POST", "path": "/Users", "bulkId": str(number), "data": user(f"u{number}")}
            for number in range(400)
        ]
        body = {"schemas": [BULK], "Operations": operations}
        assert organization.token
        with ThreadPoolExecutor(1) as sender:
            answer = sender.submit(lambda: organization.scim.post("/Bulk", json=body))
            time.sleep(0.15)
            began = time.monotonic()
            service.process.terminate()
            assert answer.result().status_code == 200
            assert len(answer.result().json()["Operations"]) == 400
            service.process.wait(10)
        assert time.monotonic() - began < 8
        assert service.stop() == 0
        database = open_database(own_url)
        assert tally(database, "scim_user") == 400
        # What was journalled in memory is written before the end.
        assert tally(database, "journal", "operation = 'bulk'") == 1
        database.close()


def at_schema(url: str, revision: str, environment: dict[str, str]) -> None:
    """Lay out a database and let it say that it is at another schema."""
    migrated = run_program("service", "migrate", "--database", url, env=environment)
    assert migrated.returncode == 0, migrated.stderr
    database = open_database(url)
    database.session().script(f"UPDATE alembic_version SET version_num = '{revision}'")
    database.close()


class TestADatabaseOfAnotherProgram:
    @pytest.mark.engines("sqlite")
    def test_that_is_newer_is_refused_with_the_next_step(self, own_url: str, tmp_path: Path) -> None:
        environment = isolated_environment(tmp_path)
        at_schema(own_url, "9999", environment)
        outcome = run_program("serve", "--port", "0", "--database", own_url, env=environment)
        assert outcome.returncode not in (0, 2)
        assert outcome.stdout == ""
        assert "9999" in outcome.stderr
        assert "newer scimconsole" in outcome.stderr
        assert "Traceback" not in outcome.stderr

    @pytest.mark.engines("postgresql")
    def test_that_is_older_names_the_command_on_postgresql(self, own_url: str, tmp_path: Path) -> None:
        environment = isolated_environment(tmp_path)
        at_schema(own_url, "0000", environment)
        outcome = run_program("serve", "--port", "0", "--database", own_url, env=environment)
        assert outcome.returncode not in (0, 2)
        assert "service migrate" in outcome.stderr

    def test_that_is_away_is_a_sentence(self, tmp_path: Path) -> None:
        url = "postgresql+psycopg://nobody:secret@127.0.0.1:1/nothing"
        outcome = run_program("serve", "--database", url, "--port", "0", env=isolated_environment(tmp_path))
        assert outcome.returncode == 6
        assert "127.0.0.1:1" in outcome.stderr
        assert "secret" not in outcome.stderr
        assert "Traceback" not in outcome.stderr
