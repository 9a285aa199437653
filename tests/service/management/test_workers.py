"""Several workers on one database answer as one service."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.running_service import Organization, RunningService
from tests.service.management.people import create_user

pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture(scope="module")
def workers(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    running = RunningService(database_url, tmp_path_factory.mktemp("workers"), "--workers", "2")
    yield running
    running.stop()


def children(process_id: int) -> list[int]:
    """The workers' process ids."""
    listed = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    return [int(pid) for pid in listed if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def get(organization: Organization, path: str) -> httpx.Response:
    """Ask over a connection of its own, which any worker may take."""
    headers = {"Authorization": f"Bearer {organization.api_key}"}
    return httpx.get(f"{organization.api_url}{path}", headers=headers, timeout=30, verify=False)


class TestTwoWorkers:
    def test_do_the_same_request_once(self, workers: RunningService) -> None:
        organization = workers.add_organization()
        headers = {"Authorization": f"Bearer {organization.api_key}", "Idempotency-Key": "once"}

        def post(_: int) -> int:
            url, body = f"{organization.api_url}/tokens", {"name": "once"}
            return httpx.post(url, json=body, headers=headers, timeout=30, verify=False).status_code

        with ThreadPoolExecutor(8) as pool:
            statuses = sorted(pool.map(post, range(16)))
        assert statuses == [201, *[409] * 15]

    def test_count_every_request_once(self, workers: RunningService) -> None:
        organization = workers.add_organization()
        headers = {"Authorization": f"Bearer {organization.token}"}
        url = f"{organization.tenant_url}/Users"

        def send(number: int) -> int:
            options: dict[str, Any] = {"headers": headers, "timeout": 30, "verify": False}
            if number % 4:
                return httpx.get(url, params={"count": 1}, **options).status_code
            return httpx.post(url, json={"userName": f"p{number}"}, **options).status_code

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(send, range(60))) == [200] * 45 + [201] * 15
        deadline = time.monotonic() + 6
        while (today := get(organization, "/sync").json()["today"])["requests"] < 60:
            assert time.monotonic() < deadline, today
            time.sleep(0.1)
        assert (today["requests"], today["reads"], today["creates"]) == (60, 45, 15)

    def test_finish_what_a_killed_one_left_behind(self, workers: RunningService) -> None:
        organization = workers.add_organization()
        people = [create_user(organization, f"user{number}@acme.example") for number in range(200)]
        pids = children(workers.process.pid)
        assert len(pids) == 2
        told = organization.api.post("/deactivations", json={"ids": people}).json()
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 45
        state = ""
        while time.monotonic() < deadline and state != "done":
            time.sleep(0.3)
            try:
                state = get(organization, f"/deactivations/{told['id']}").json()["state"]
            except httpx.TransportError:
                continue
        assert state == "done"
        assert get(organization, "").json()["counts"]["held"] == 200
        changes = get(organization, "/changes?limit=1000").json()["items"]
        assert sum(change["type"] == "user.deactivated" for change in changes) == 200
