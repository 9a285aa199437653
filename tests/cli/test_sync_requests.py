"""`sync requests`: folded, chosen, exported, followed; times in a zone of choice."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.cli.conftest import Commands
from tests.client.cutting_proxy import cutting_proxy
from tests.running_service import Organization
from tests.service.scim.calls import newest_requests

pytestmark = pytest.mark.engines("sqlite")


@contextmanager
def running(commands: Commands, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A command that runs until it is interrupted."""
    environment = commands.organization.service.environment | commands.environment | more
    process = subprocess.Popen(
        [sys.executable, "-m", "scimconsole", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.communicate()


def interrupted(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Interrupt it as Ctrl+C does; the exit code and what it said."""
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    return process.returncode, said


class TestTheTable:
    def test_folds_what_changed_nothing_and_json_does_not(
        self, commands: Commands, keycafe: Organization, add_user: Any
    ) -> None:
        jane = add_user("jane")
        for _ in range(3):
            keycafe.scim.get(f"/Users/{jane}")
        newest_requests(keycafe, 4)
        table = commands("sync", "requests").stdout.splitlines()
        assert len(table) == 3
        assert "read user (and 2 before)" in table[1]
        assert len(commands("sync", "requests", "--all").stdout.splitlines()) == 5
        assert [item["folded"] for item in commands.lines("sync", "requests")] == [0, 0, 0, 0]
        assert [item["folded"] for item in commands.lines("sync", "requests", "--fold")] == [2, 0]
        assert len(commands.json("sync", "requests", "--limit", "2")["items"]) == 2

    def test_takes_times_as_people_write_them(self, commands: Commands, add_user: Any) -> None:
        add_user("jane")
        assert len(commands.lines("sync", "requests", "--since", "2h")) == 1
        assert len(commands.lines("sync", "requests", "--since", "yesterday", "--until", "1w")) == 0
        refused = commands("sync", "requests", "--since", "soon")
        assert refused.returncode == 2
        assert "'soon' is no time" in refused.stderr
        assert "30min" in refused.stderr

    def test_says_how_a_status_is_written(self, commands: Commands) -> None:
        refused = commands("sync", "requests", "--status", "bad")
        assert refused.returncode == 2
        assert "'bad' is none of 200, 4xx and error" in refused.stderr

    def test_tells_times_in_a_zone_of_choice(self, commands: Commands, add_user: Any) -> None:
        add_user("jane")
        (item,) = commands.lines("sync", "requests", "--zone", "Asia/Tokyo")
        assert item["at"].endswith("Z")
        header, line = commands("sync", "requests", "--zone", "Asia/Tokyo").stdout.splitlines()
        assert header.startswith("AT (Asia/Tokyo)")
        assert line[:10] >= item["at"][:10]
        assert line[11:13] == f"{(int(item['at'][11:13]) + 9) % 24:02}"
        shown = commands("sync", "request", item["id"], "--zone", "Asia/Tokyo").stdout
        assert f"{line[:19]} JST, took" in shown
        refused = commands("sync", "requests", "--zone", "Tokio")
        assert refused.returncode == 2
        assert "Did you mean Asia/Tokyo? (set by: flag --zone)" in refused.stderr


class TestOneRequest:
    def test_is_shown_with_what_is_stored_otherwise(self, commands: Commands, add_user: Any) -> None:
        add_user("jane", userType="full")
        (created,) = commands.lines("sync", "requests")
        shown = commands("sync", "request", created["id"]).stdout
        assert 'userType: sent "full", stored "FULL" (' in shown
        add_user("john", userType="FULL")
        created, _ = commands.lines("sync", "requests")
        assert "as it was sent" in commands("sync", "request", created["id"]).stdout

    def test_is_no_curl_where_half_of_it_is_kept(self, commands: Commands, add_user: Any) -> None:
        add_user("jane", title="x" * 20_000)
        (created,) = commands.lines("sync", "requests")
        shown = commands("sync", "request", created["id"]).stdout
        assert "only the first part of the body is kept" in shown
        assert "curl -X" not in shown


class TestFollowing:
    def test_prints_what_comes_though_the_service_goes_away(
        self, commands: Commands, keycafe: Organization, add_user: Any
    ) -> None:
        add_user("before")
        with (
            cutting_proxy(keycafe.service.url) as proxy,
            running(
                commands,
                *("sync", "requests", "--follow", "--jsonl", "--since", "1h"),
                SCIMCONSOLE_URL=proxy.url,
            ) as process,
        ):
            assert process.stdout is not None
            lines = [json.loads(process.stdout.readline())]
            target, proxy.target = proxy.target, ("127.0.0.1", 9)
            proxy.cut()
            add_user("jane")
            time.sleep(0.5)
            proxy.target = target
            add_user("john")
            lines += [json.loads(process.stdout.readline()) for _ in range(2)]
            code, said = interrupted(process)
        assert [line["sought"] for line in lines] == ["before", "jane", "john"]
        assert code == 130
        assert "The service does not answer" in said
        assert "The service answers again." in said

    def test_prints_a_line_each_and_ends_with_the_limit(
        self, commands: Commands, keycafe: Organization, add_user: Any
    ) -> None:
        jane = add_user("jane\u202e")
        assert keycafe.scim.post("/Users", json={"userName": "jane\u202e"}).status_code == 409
        done = commands("sync", "requests", "--follow", "--since", "1h", "--limit", "2")
        assert done.returncode == 0
        created, refused = done.stdout.splitlines()
        assert created.split()[2:5] == ["201", "create", "user"]
        assert "409" in refused
        assert jane in refused
        assert "\u202e" not in done.stdout

    def test_excludes_what_only_a_list_has(self, commands: Commands) -> None:
        for other in ("--json", "--fold"):
            done = commands("sync", "requests", "--follow", other)
            assert done.returncode == 2
            assert "exclude each other" in done.stderr
