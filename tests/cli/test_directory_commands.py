"""`groups`, `sync requests`, `member`: what the console shows, as commands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Commands
from tests.running_service import Organization
from tests.service.scim.calls import newest_requests

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

    def test_some_of_them_are_chosen(self, commands: Commands, keycafe: Organization, add_user: Any) -> None:
        jane = add_user("jane")
        add_user("john")
        assert keycafe.scim.post("/Users", json={"userName": "jane"}).status_code == 409
        journalled = newest_requests(keycafe, 3)
        (refused,) = commands.lines("sync", "requests", "--user", "jane", "--status", "error")
        assert refused["cause"]["code"] == "user-name-taken"
        created = commands.lines("sync", "requests", "--operation", "create user", "--status", "201")
        assert [item["sought"] for item in created] == ["john", "jane"]
        signed = commands.lines("sync", "requests", "--signed-with", "tests", "--until", journalled[0]["at"])
        assert [item["resource_id"] for item in signed][-1] == jane
        done = commands("sync", "requests", "--scim-type", "noTarget")
        assert (done.stdout, done.stderr) == ("", "No request meets these conditions.\n")

    def test_one_is_shown_in_full(self, commands: Commands, keycafe: Organization) -> None:
        body = {"userName": "jane\u202e", "userType": "BOSS"}
        answer = keycafe.scim.post("/Users", json=body)
        request_id = answer.json()["detail"].rpartition("(request ")[2].rstrip(")")
        newest_requests(keycafe, 1)
        shown = commands("sync", "request", request_id).stdout
        assert "value-not-allowed" in shown
        assert "userType was sent as BOSS" in shown
        assert "Map userType so that it yields an allowed value" in shown
        assert '-H "Authorization: Bearer $SCIM_TOKEN"' in shown
        assert f"{keycafe.tenant_url}/Users" in shown
        assert keycafe.token not in shown
        assert "\u202e" not in shown
        assert commands.json("sync", "request", request_id)["cause"]["side"] == "entra"
        assert commands("sync", "request", "nothing").returncode == 4


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
