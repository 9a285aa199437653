"""`groups`, `sync requests`, `member`: what the console shows, as commands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Commands
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


class TestGroups:
    """A group by id or name, with who is in it."""

    def test_list_and_show(self, commands: Commands, add_user: Any, keycafe: Organization) -> None:
        jane = add_user("jane")
        group = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": "東京 Office",
            "members": [{"value": jane}],
        }
        assert keycafe.scim.post("/Groups", json=group).status_code == 201
        (listed,) = commands.json("groups", "list")["items"]
        assert (listed["display_name"], listed["member_count"]) == ("東京 Office", 1)
        for wanted in (listed["id"], "東京 office"):
            shown = commands.json("groups", "show", wanted)
            assert [member["user_name"] for member in shown["members"]] == ["jane"]
        assert "jane" in commands("groups", "show", listed["id"]).stdout
        assert commands("groups", "show", "nothing").returncode == 4


class TestRequests:
    """What Entra sent, newest first."""

    def test_requests_are_listed(self, commands: Commands, add_user: Any) -> None:
        add_user("jane")
        newest = commands.lines("sync", "requests")[0]
        assert (newest["method"], newest["status"], newest["signed_in"]) == ("POST", 201, True)
        assert "POST" in commands("sync", "requests").stdout


class TestMembers:
    """Members come, get new keys and go."""

    def test_the_life_of_a_member(self, commands: Commands, keycafe: Organization) -> None:
        added = commands.json("member", "add", "--email", "help@acme.example", "--role", "support")
        support = Commands(keycafe, added["api_key"])
        assert support("users", "list").returncode == 0
        rotated = commands.json("member", "rotate-key", "help@acme.example")
        assert support("users", "list").returncode == 3
        support = Commands(keycafe, rotated["api_key"])
        assert support("users", "list").returncode == 0
        assert support("member", "add", "--email", "x@acme.example", "--role", "owner").returncode == 3
        listed = commands("member", "list", "--json")
        assert added["api_key"] not in listed.stdout
        assert rotated["api_key"] not in listed.stdout
        commands.json("member", "remove", added["id"])
        assert support("users", "list").returncode == 3
        assert len(commands.json("member", "list")["items"]) == 1

    def test_the_last_owner_stays(self, commands: Commands) -> None:
        (owner,) = commands.json("member", "list")["items"]
        assert commands("member", "remove", owner["email"]).returncode == 5
