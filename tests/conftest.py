"""What every test stands on: a fresh machine, a database on each engine, the running program."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import keyring
import pytest

from tests.isolation import fresh_machine
from tests.memory_keyring import MemoryKeyring
from tests.postgres import LocalPostgres, PostgresMissing
from tests.running_service import Organization, RunningService

# A shared machine is slow now and then; what is generated must not depend on that.
hypothesis.settings.register_profile("tests", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("tests")

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(autouse=True)
def _fresh_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home, settings and data of the test's own; nothing of the developer's machine comes in."""
    with fresh_machine(tmp_path_factory.mktemp("home")):
        keyring.set_keyring(MemoryKeyring())
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[LocalPostgres]:
    """A PostgreSQL for this run, or a skip that says why there is none; in CI that is a failure."""
    try:
        server = LocalPostgres()
    except PostgresMissing as problem:
        message = f"PostgreSQL is missing, so its half of the tests did not run: {problem}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine of `service` and `database_url`: each test that asks for one of them runs on both."""
    name: str = request.param
    return name


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run on both engines whatever asks for a database, unless it is marked `engines("sqlite")`."""
    if "engine_name" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker("engines")
        names = marked.args if marked else ENGINES
        metafunc.parametrize("engine_name", names, indirect=True, scope="session")


@pytest.fixture(scope="module")
def database_url(engine_name: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database, new for each test module: a SQLite file, then one of PostgreSQL's."""
    if engine_name == "sqlite":
        folder: Path = request.getfixturevalue("tmp_path_factory").mktemp("database")
        yield f"sqlite:///{folder / 'scimconsole.db'}"
        return
    server: LocalPostgres = request.getfixturevalue("postgres")
    url = server.new_database()
    yield url
    server.drop_database(url)


@pytest.fixture(scope="session")
def service(
    engine_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningService]:
    """The running program, one for each engine and each worker: take an organization of your own from it."""
    home = tmp_path_factory.mktemp(f"service-{engine_name}")
    if engine_name == "sqlite":
        url = f"sqlite:///{home / 'service.db'}"
    else:
        server: LocalPostgres = request.getfixturevalue("postgres")
        url = server.new_database()
        RunningService.migrate(url, home)
    running = RunningService(url, home)
    yield running
    running.stop()


@pytest.fixture
def organization(service: RunningService) -> Organization:
    """An organization of the test's own on the running service: profile `generic`, plan `business-pro`."""
    return service.add_organization()


@pytest.fixture
def keycafe(service: RunningService) -> Organization:
    """An organization of the test's own with the Keycafe profile and its Business Pro plan."""
    return service.add_organization(profile="keycafe", plan="business-pro")


@pytest.fixture
def coffees(service: RunningService) -> Organization:
    """An organization of the test's own with the Ten Thousand Coffees profile."""
    return service.add_organization(profile="ten-thousand-coffees", plan="enterprise")
