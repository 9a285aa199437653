"""What an embedded service offers to whoever owns its data directory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from scimconsole.domain.credentials import mint
from tests.isolation import isolated_environment


@dataclass
class Embedded:
    """A running embedded service."""

    process: subprocess.Popen[bytes]
    state_file: Path
    url: str
    key: str

    def post(self, path: str, body: object = None, key: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return httpx.post(f"{self.url}/api/v1/embedded{path}", json=body, headers=headers)


@contextmanager
def running(home: Path) -> Iterator[Embedded]:
    """An embedded service on a data directory of its own."""
    data = home / "data"
    data.mkdir(mode=0o700)
    environment = {**isolated_environment(home), "SCIMCONSOLE_DATA_DIR": str(data)}
    process = subprocess.Popen(
        [sys.executable, "-m", "scimconsole.service.embedded"], env=environment, stdin=subprocess.DEVNULL
    )
    try:
        yield wait_for(process, data / "embedded.json")
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="class")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with running(tmp_path_factory.mktemp("embedded")) as embedded:
        yield embedded


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Embedded]:
    with running(tmp_path) as embedded:
        yield embedded


def wait_for(process: subprocess.Popen[bytes], state_file: Path) -> Embedded:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        if state_file.exists():
            state = json.loads(state_file.read_text())
            return Embedded(process, state_file, state["url"], state["session_key"])
        time.sleep(0.05)
    raise AssertionError("the embedded service did not start")


PRACTICE: dict[str, Any] = {"slug": "practice-keycafe", "name": "Practice", "profile": "keycafe"}


class TestAPracticeOrganization:
    def test_is_made_once_and_its_owner_is_the_session_key(self, shared: Embedded) -> None:
        made = shared.post("/organizations", PRACTICE)
        assert made.status_code == 201
        assert made.json()["plan"] == "business-pro"
        again = shared.post("/organizations", {**PRACTICE, "name": "Another"})
        assert again.status_code == 200
        assert again.json() == made.json()
        api = httpx.Client(
            base_url=f"{shared.url}/api/v1/orgs/practice-keycafe",
            headers={"Authorization": f"Bearer {shared.key}"},
        )
        with api:
            told = api.get("").json()
            assert told["me"]["role"] == "owner"
            assert told["me"]["member_id"] is None
            assert told["tenant_url"] == f"{shared.url}/scim/v2/practice-keycafe"
            token = api.post("/tokens", json={"name": "practice"})
            assert token.status_code == 201
            scim = {"Authorization": f"Bearer {token.json()['token']}"}
            assert httpx.get(f"{told['tenant_url']}/Users", headers=scim).status_code == 200

    @pytest.mark.parametrize(
        ("wrong", "pointer"),
        [({"slug": "No"}, "/slug"), ({"profile": "kaycafe"}, "/profile"), ({"name": ""}, "/name")],
    )
    def test_must_make_sense(self, shared: Embedded, wrong: dict[str, str], pointer: str) -> None:
        answer = shared.post("/organizations", {**PRACTICE, **wrong})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer

    def test_is_for_the_session_key_only(self, shared: Embedded) -> None:
        for path in ("/organizations", "/lease"):
            assert shared.post(path, PRACTICE, key=mint("scimk1").text).status_code == 401


class TestALease:
    def test_keeps_the_service_until_it_is_released(self, embedded: Embedded) -> None:
        headers = {"Authorization": f"Bearer {embedded.key}"}
        with httpx.stream("POST", f"{embedded.url}/api/v1/embedded/lease", headers=headers) as lease:
            assert lease.status_code == 200
            beats = lease.iter_raw()
            assert next(beats)
            time.sleep(4)
            assert embedded.process.poll() is None
        assert embedded.process.wait(15) == 0
        state = json.loads(embedded.state_file.read_text())
        assert "session_key" not in state

    def test_ends_with_the_service(self, embedded: Embedded) -> None:
        headers = {"Authorization": f"Bearer {embedded.key}"}
        with httpx.stream("POST", f"{embedded.url}/api/v1/embedded/lease", headers=headers) as lease:
            beats = lease.iter_raw()
            assert next(beats)
            began = time.monotonic()
            embedded.process.terminate()
            assert embedded.process.wait(15) in (0, -15)
            assert time.monotonic() - began < 5


class TestAnOrdinaryService:
    def test_has_none_of_it(self, service: Any) -> None:
        answer = httpx.post(f"{service.url}/api/v1/embedded/organizations", json=PRACTICE)
        assert answer.status_code == 404
