"""With no service configured, commands start the embedded one, share it, and leave nothing running."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from scimconsole.client import embedded
from scimconsole.errors import Unavailable
from tests.running_service import run_program


def run(*arguments: str, **environ: str) -> CompletedProcess[str]:
    return run_program(*arguments, env={**os.environ, **environ})


def data_dir() -> Path:
    return Path(os.environ["SCIMCONSOLE_DATA_DIR"])


def wait_until_ended() -> None:
    deadline = time.monotonic() + 20
    while embedded.running_state(data_dir()) is not None:
        assert time.monotonic() < deadline, "the embedded service did not end"
        time.sleep(0.1)


class TestCommandsOnAFreshMachine:
    """No set-up at all."""

    def test_a_token_outlives_the_service_and_its_address_stays(self) -> None:
        first = run("token", "generate", "--name", "practice", "--json")
        assert first.returncode == 0, first.stderr
        created = json.loads(first.stdout)
        assert created["tenant_url"].endswith("/scim/v2/practice-generic")
        state = embedded.running_state(data_dir())
        assert state is not None
        if os.name == "posix":
            assert (data_dir() / embedded.STATE_FILE).stat().st_mode & 0o777 == 0o600
        wait_until_ended()
        assert state["session_key"] not in (data_dir() / embedded.STATE_FILE).read_text()
        (listed,) = json.loads(run("token", "list", "--json").stdout)["items"]
        assert (listed["id"], listed["tenant_url"]) == (created["id"], created["tenant_url"])
        wait_until_ended()

    def test_several_at_once_share_one_service(self) -> None:
        with ThreadPoolExecutor(4) as pool:
            commands = [("token", "generate", "--name", f"t{number}", "--json") for number in range(4)]
            done = list(pool.map(lambda arguments: run(*arguments), commands))
        assert [command.returncode for command in done] == [0, 0, 0, 0], [c.stderr for c in done]
        assert len({json.loads(command.stdout)["tenant_url"] for command in done}) == 1
        assert len(json.loads(run("token", "list", "--json").stdout)["items"]) == 4
        wait_until_ended()

    def test_the_profile_is_in_the_organizations_name(self) -> None:
        done = run("token", "list", "--json", SCIMCONSOLE_ORG="practice-keycafe")
        assert done.returncode == 0, done.stderr
        unknown = run("token", "list", "--org", "practice-keycaffe")
        assert unknown.returncode == 2
        assert "keycafe" in unknown.stderr
        other = run("token", "list", "--org", "acme")
        assert other.returncode == 3
        assert "practice-<profile>" in other.stderr
        wait_until_ended()


class TestAServiceThatCannotStart:
    """Its own words are shown."""

    def test_a_database_that_is_none(self) -> None:
        (data_dir() / "scimconsole.db").write_text("this is no database")
        done = run("token", "list")
        assert done.returncode == 6
        assert "could not start" in done.stderr
        assert embedded.LOG_FILE in done.stderr


class TestTheLauncher:
    """A lease keeps the service, its release ends it."""

    def test_joining_does_not_start_another(self) -> None:
        first = embedded.start_or_join(data_dir(), data_dir() / "pepper")
        second = embedded.start_or_join(data_dir(), data_dir() / "pepper")
        assert first.process is not None
        assert second.process is None
        assert (first.url, first.session_key) == (second.url, second.session_key)
        first.lease.release()
        assert first.lease.ended.wait(5)
        second.ensure_organization("practice-generic", "Practice", "generic")
        assert first.process.poll() is None
        second.lease.release()
        assert first.process.wait(15) == 0

    def test_a_state_file_of_a_dead_service_is_passed_over(self) -> None:
        state = {"port": 9, "pid": 1, "url": "http://127.0.0.1:9", "session_key": "old"}
        (data_dir() / embedded.STATE_FILE).write_text(json.dumps(state))
        service = embedded.start_or_join(data_dir(), data_dir() / "pepper")
        assert service.url != state["url"]
        service.stop()

    def test_the_child_is_told_apart_from_its_predecessors(self) -> None:
        (data_dir() / embedded.LOG_FILE).write_text("an old complaint\n")
        (data_dir() / "scimconsole.db").write_text("this is no database")
        with pytest.raises(Unavailable) as caught:
            embedded.start_or_join(data_dir(), data_dir() / "pepper")
        assert "old complaint" not in caught.value.detail
