"""`scimconsole sync status`: for people, for monitoring, in ASCII, and followed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cli.conftest import Commands

in_full = pytest.mark.engines("sqlite")


def until_counted(commands: Commands, is_met: Callable[[dict[str, Any]], object]) -> None:
    """Wait until requests are counted, within a second or so."""
    deadline = time.monotonic() + 6
    while not is_met(commands.organization.api.get("/sync").json()) and time.monotonic() < deadline:
        time.sleep(0.05)


@in_full
class TestTheStatus:
    def test_of_an_organization_that_nobody_called_is_one(self, commands: Commands) -> None:
        done = commands("sync", "status")
        assert done.returncode == 1
        first, *rest = done.stdout.splitlines()
        assert first == "never-connected: No request has arrived yet, and no token was generated."
        assert "- There is no token yet. No token was generated." in rest
        assert (
            "  Here: Generate a token (`scimconsole token generate`), or make a set-up link for"
            in done.stdout
        )

    def test_of_one_that_works_is_zero(self, commands: Commands, add_user: Callable[..., str]) -> None:
        add_user("jane@contoso.example", userType="FULL")
        until_counted(commands, lambda told: told["today"]["creates"])
        done = commands("sync", "status")
        assert done.returncode == 0, done.stdout
        assert done.stdout.startswith("healthy: Entra contacted us moments ago; ")
        assert "█| 1 request\n" in done.stdout
        assert "Last 24 hours  1 request, 1 create\n" in done.stdout
        assert "Brake          report; 0 of at most 10 people lost access within the hour\n" in done.stdout
        told = commands.json("sync", "status")
        assert told["health"] == "healthy"
        assert told["cycles"][0]["counts"]["creates"] == 1

    def test_says_what_failed_and_what_to_do(self, commands: Commands) -> None:
        answer = commands.organization.scim.post("/Users", json={"userName": "a\x1b[2J", "userType": "BOSS"})
        assert answer.status_code == 400
        until_counted(commands, lambda told: told["failures"])
        done = commands("sync", "status", "--ascii")
        assert done.returncode == 1
        assert done.stdout.isascii()
        assert "1 request: A value is not one of those allowed (value-not-allowed), last 20" in done.stdout
        assert "  userType was sent as BOSS; allowed values are " in done.stdout
        assert "  In Entra: Map userType so that it yields an allowed value" in done.stdout
        (cause,) = commands.organization.api.get("/sync").json()["failures"]
        assert f"  Request: {cause['last_request_id']}\n" in done.stdout

    def test_tells_times_in_a_zone_of_choice(self, commands: Commands, add_user: Callable[..., str]) -> None:
        add_user("jane@contoso.example")
        until_counted(commands, lambda told: told["today"]["creates"])
        contact = commands.organization.api.get("/sync").json()["last_contact"]["at"]
        local = datetime.fromisoformat(contact).astimezone(ZoneInfo("Asia/Kolkata"))
        done = commands("sync", "status", "--zone", "Asia/Kolkata")
        assert f"Last contact   {local:%Y-%m-%d %H:%M} IST, from 127.0.0.1, token " in done.stdout

    def test_is_ascii_where_nothing_else_is_taken(
        self, commands: Commands, add_user: Callable[..., str]
    ) -> None:
        add_user("jane@contoso.example")
        until_counted(commands, lambda told: told["today"]["creates"])
        environment = {**commands.environment, "PYTHONIOENCODING": "ascii"}
        done = commands.organization.service.run("sync", "status", env=environment)
        assert done.stdout.isascii()
        assert "#| 1 request\n" in done.stdout


@in_full
class TestFollowing:
    def test_tells_each_change_once_and_can_be_interrupted(
        self, commands: Commands, add_user: Callable[..., str]
    ) -> None:
        with subprocess.Popen(
            [sys.executable, "-m", "scimconsole", "sync", "status", "--follow", "--json"],
            env={**commands.organization.service.environment, **commands.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as following:
            try:
                assert following.stdout
                assert json.loads(following.stdout.readline())["health"] == "never-connected"
                add_user("jane@contoso.example")
                assert json.loads(following.stdout.readline())["today"]["creates"] == 1
            finally:
                following.send_signal(signal.SIGINT)
                following.communicate(timeout=20)
        assert following.returncode == 130
