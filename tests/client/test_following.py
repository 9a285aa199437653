"""Following the requests: every one once, whatever is cut, restarted or slow in between."""

from __future__ import annotations

import asyncio
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from scimconsole.api import ScimRequest
from scimconsole.client import AsyncManagementClient, Connection, ManagementClient, calls
from scimconsole.client.streaming import EventReader, Following, FollowState
from scimconsole.entra.simulator.state import State
from scimconsole.errors import NotSignedIn, ScimConsoleError, Unavailable
from tests.client.cutting_proxy import CuttingProxy, cutting_proxy, place_of
from tests.entra.simulator.wire import Tenant, people
from tests.running_service import Organization, RunningService
from tests.service.management.people import create_user, every_item


def connection(organization: Organization, url: str | None = None) -> Connection:
    return Connection(
        url or organization.service.url, organization.slug, organization.api_key, "remote", "memory"
    )


class Follower:
    """Follows in a thread until it is closed; keeps the ids in the order they came."""

    def __init__(self, organization: Organization, url: str, **conditions: str) -> None:
        self.ids: list[str] = []
        self.states: list[FollowState] = []
        self._organization, self._url, self._conditions = organization, url, conditions
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_until_complete, args=(self._run(),), daemon=True
        )
        self._thread.start()
        self.wait(lambda: "connected" in self.states)

    async def _run(self) -> None:
        self._end = asyncio.Event()
        follow = asyncio.ensure_future(self._follow())
        await self._end.wait()
        follow.cancel()
        await asyncio.gather(follow, return_exceptions=True)

    async def _follow(self) -> None:
        call = calls.requests(**self._conditions)  # type: ignore[arg-type]
        async with (
            AsyncManagementClient(connection(self._organization, self._url)) as client,
            aclosing(client.follow_requests(call, state=self.states.append)) as requests,
        ):
            async for request in requests:
                self.ids.append(request.id)

    def wait(self, until: object, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not until():  # type: ignore[operator]
            assert time.monotonic() < deadline, (len(self.ids), self.states)
            time.sleep(0.02)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)
        self._loop.close()


def cut_now_and_then(proxy: CuttingProxy, ended: threading.Event) -> None:
    while not ended.wait(0.2):
        proxy.cut()


class TestAFollower:
    def test_gets_each_request_of_a_cycle_once_though_the_stream_is_cut(self, keycafe: Organization) -> None:
        create_user(keycafe, "before@acme.example")
        tenant = Tenant(keycafe, State(None, keycafe.tenant_url))
        with cutting_proxy(keycafe.service.url) as proxy:
            follower = Follower(keycafe, proxy.url)
            ended = threading.Event()
            cutting = threading.Thread(target=cut_now_and_then, args=(proxy, ended))
            cutting.start()
            day = 0
            while day < 2 or proxy.connections < 3:
                tenant.play(people(40, jobTitle=f"Baker {day}"))
                day += 1
            ended.set()
            cutting.join()
            expected = {item["id"] for item in every_item(keycafe, "/requests", limit=1000)[:-1]}
            follower.wait(lambda: len(follower.ids) >= len(expected))
            time.sleep(1.2)
            expected = {item["id"] for item in every_item(keycafe, "/requests", limit=1000)[:-1]}
            follower.wait(lambda: len(follower.ids) >= len(expected))
            follower.close()
            assert len(expected) > 160
            assert set(follower.ids) == expected
            assert len(follower.ids) == len(expected)
            assert "waiting" in follower.states

    def test_in_a_plain_loop_begins_with_the_past_and_goes_on(self, organization: Organization) -> None:
        for number in range(3):
            create_user(organization, f"p{number}@acme.example")
        with ManagementClient(connection(organization)) as client:
            requests = client.follow_requests(calls.requests(since="2026-01-01"))
            first = [next(requests) for _ in range(3)]
            create_user(organization, "p3@acme.example")
            assert [one.sought for one in (*first, next(requests))] == [
                f"p{number}@acme.example" for number in range(4)
            ]
            requests = client.follow_requests(calls.requests(status="201"), after=first[1].id)
            assert next(requests).id == first[2].id

    def test_is_told_what_waiting_cannot_mend(self, organization: Organization) -> None:
        for kind, slug, key in (
            (NotSignedIn, organization.slug, organization.api_key[:-1]),
            (NotSignedIn, "nobody", organization.api_key),
        ):
            wrong = Connection(organization.service.url, slug, key, "remote", "memory")
            with ManagementClient(wrong) as client, pytest.raises(kind):
                next(client.follow_requests(calls.requests()))
        with ManagementClient(connection(organization)) as client, pytest.raises(ScimConsoleError):
            next(client.follow_requests(calls.requests(), after="yesterday"))

    def test_ends_when_its_client_is_closed(self, organization: Organization) -> None:
        async def run() -> None:
            client = AsyncManagementClient(connection(organization))
            requests = client.follow_requests(calls.requests())
            await client.aclose()
            with pytest.raises(Unavailable):
                await anext(requests)

        asyncio.run(run())


class TestTwoWorkersAndARestart:
    @pytest.fixture
    def workers(self, database_url: str, tmp_path: Path) -> Iterator[RunningService]:
        running = RunningService(database_url, tmp_path, "--workers", "2")
        yield running
        running.stop()

    @pytest.mark.engines("sqlite")
    def test_lose_nothing_and_show_nothing_twice(
        self, workers: RunningService, database_url: str, tmp_path: Path
    ) -> None:
        organization = workers.add_organization()
        with cutting_proxy(workers.url) as proxy:
            follower = Follower(organization, proxy.url)
            made = self.write(organization, "a")
            follower.wait(lambda: len(follower.ids) >= len(made))
            workers.process.terminate()
            workers.process.wait(20)
            follower.wait(lambda: "lost" in follower.states)
            again = RunningService(database_url, tmp_path)
            try:
                proxy.target = place_of(again.url)
                client = organization.client(
                    organization.tenant_url.replace(workers.url, again.url), organization.token
                )
                for number in range(10):
                    client.post("/Users", json={"userName": f"b{number}"})
                follower.wait(lambda: len(follower.ids) >= len(made) + 10)
                api = organization.client(
                    organization.api_url.replace(workers.url, again.url), organization.api_key
                )
                listed = [item["id"] for item in api.get("/requests", params={"limit": 1000}).json()["items"]]
                follower.close()
                assert sorted(listed) == sorted(follower.ids)
                assert follower.states[-1] == "connected"
            finally:
                again.stop()

    def write(self, organization: Organization, letter: str) -> list[int]:
        """Writes and reads by eight callers at once, each over connections of its own."""
        import httpx

        organization.token  # noqa: B018 - made before the threads ask for it
        statuses: list[int] = []

        def run(caller: int) -> None:
            headers = {"Authorization": f"Bearer {organization.token}"}
            for number in range(8):
                name = f"{letter}{caller}-{number}"
                url = f"{organization.tenant_url}/Users"
                posted = httpx.post(url, json={"userName": name}, headers=headers, verify=False)
                query = {"filter": f'userName eq "{name}"'}
                found = httpx.get(url, params=query, headers=headers, verify=False)
                statuses.extend((posted.status_code, found.status_code))

        threads = [threading.Thread(target=run, args=(caller,)) for caller in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(statuses) == {200, 201}
        return statuses


class TestTheBytes:
    def test_may_come_in_any_pieces(self) -> None:
        text = 'retry: 9\n: beat\nid: 1\n\nid: 2\nevent: request\ndata: {"a":\ndata: "é\u2028"}\n\n'
        text += "\n\ndata:x\r\n\r\nid: 3\n"
        whole = list(EventReader().feed(text.encode()))
        assert whole == [("1", b""), ("2", '{"a":\n"é\u2028"}'.encode()), (None, b"x")]
        for size in (1, 2, 3, 7):
            reader, raw = EventReader(), text.encode()
            pieces = [raw[start : start + size] for start in range(0, len(raw), size)]
            assert [event for piece in pieces for event in reader.feed(piece)] == whole

    def test_of_one_event_are_limited(self) -> None:
        reader = EventReader()
        piece = b"data: " + b"x" * 1_000_000
        assert [list(reader.feed(piece)) for _ in range(4)] == [[]] * 4
        with pytest.raises(Unavailable):
            list(reader.feed(piece))

    def test_of_fifty_thousand_requests_leave_nothing_behind(self) -> None:
        item = ScimRequest(
            id="r", at="2026-11-21T20:00:00Z", method="GET", path="/Users", status=200, duration_us=1,
            signed_in=True,
        ).model_dump_json()  # fmt: skip
        here = Connection("http://127.0.0.1:1", "o", "k", "remote", "memory")
        following = Following(here, calls.requests(), None, None)
        following.opened()

        def feed(first: int, count: int) -> int:
            told = 0
            for number in range(first, first + count, 10):
                chunk = "".join(
                    f"id: {one}\nevent: request\ndata: {item}\n\n" for one in range(number, number + 10)
                )
                told += sum(1 for _ in following.received(chunk.encode()))
            return told

        assert feed(0, 1000) == 1000
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            assert feed(1000, 49_000) == 49_000
            after, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert after - before < 20_000
        assert peak - before < 200_000
        assert following.request().headers["Last-Event-ID"] == "49999"
