"""`scimconsole users`: list, show, history, deactivate, undo, deactivations, reactivate, export."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Commands
from tests.running_service import Organization
from tests.service.management.people import create_group

pytestmark = pytest.mark.engines("sqlite")


class TestReading:
    """Everything the API knows, as a table or as JSON."""

    def test_lists_filters_and_searches(self, commands: Commands, add_user: Any) -> None:
        add_user("jane@acme.example", displayName="Jane Doe", name={"givenName": "Jane", "familyName": "Doe"})
        add_user("box@acme.example", displayName="Lobby", userType="smartbox")
        add_user("omar@acme.example", active=False)
        page = commands.json("users", "list")
        assert page["total"] == 3
        assert page["next_cursor"] is None
        for arguments, expected in (
            (("--user-type", "SMARTBOX"), ["box@acme.example"]),
            (("--status", "inactive"), ["omar@acme.example"]),
            (("--search", "doe"), ["jane@acme.example"]),
            (("--filter", 'userName sw "om"'), ["omar@acme.example"]),
        ):
            found = commands.lines("users", "list", *arguments)
            assert [user["user_name"] for user in found] == expected
        for order, first in (
            ((), "omar"),
            (("--sort", "created_at"), "omar"),
            (("--sort", "display_name"), "omar"),
            (("--sort", "created_at", "--user-type", "SMARTBOX"), "box"),
        ):
            names = [user["user_name"] for user in commands.lines("users", "list", "--reverse", *order)]
            assert names[0] == f"{first}@acme.example"
        table = commands("users", "list").stdout
        assert table.splitlines()[0].split() == ["USER", "NAME", "NAME", "TYPE", "STATE", "TITLE", "ID"]
        assert "Jane Doe" in table

    def test_a_limited_list_tells_where_to_go_on(self, commands: Commands, add_user: Any) -> None:
        for number in range(3):
            add_user(f"user{number}@acme.example")
        first = commands.json("users", "list", "--limit", "2")
        assert len(first["items"]) == 2
        rest = commands.json("users", "list", "--cursor", first["next_cursor"])
        names = {user["user_name"] for user in first["items"] + rest["items"]}
        assert names == {f"user{number}@acme.example" for number in range(3)}

    def test_narrows_to_a_group_and_to_a_time(
        self, commands: Commands, add_user: Any, keycafe: Organization
    ) -> None:
        jane, omar = add_user("jane@acme.example"), add_user("omar@acme.example")
        create_group(keycafe, "Front desk", omar)
        for arguments, expected in (
            (("--group", "front desk"), ["omar@acme.example"]),
            (("--group", "front desk", "--search", "jane"), []),
            (("--changed-since", "2000-01-01"), ["jane@acme.example", "omar@acme.example"]),
            (("--changed-since", commands.json("users", "show", omar)["created_at"]), ["omar@acme.example"]),
            (("--changed-since", "2999-01-01"), []),
        ):
            found = commands.lines("users", "list", *arguments)
            assert [user["user_name"] for user in found] == expected
        assert commands("users", "list", "--group", "nobody").returncode == 4
        assert commands("users", "list", "--changed-since", "some day").returncode == 2
        exported = commands("users", "export", "--group", "Front desk", "--format", "jsonl").stdout
        assert json.loads(exported)["user_name"] == "omar@acme.example"
        assert jane not in exported

    def test_one_user_by_id_or_user_name(self, commands: Commands, add_user: Any) -> None:
        user_id = add_user("Jane@acme.example", title="Engineer")
        for wanted in (user_id, "jane@ACME.example"):
            user = commands.json("users", "show", wanted)
            assert (user["id"], user["resource"]["title"]) == (user_id, "Engineer")
        assert commands("users", "show", "nobody@acme.example").returncode == 4
        text = commands("users", "show", user_id).stdout
        assert "Engineer" in text

    def test_a_bad_filter_is_unreadable_input_and_marked(self, commands: Commands) -> None:
        for verb in ("list", "export", "deactivate"):
            done = commands("users", verb, "--filter", 'title eq "田" and usrName pr')
            assert done.returncode == 2
            sentence, shown, mark = done.stderr.splitlines()
            assert sentence.startswith("scimconsole: ")
            assert sentence.endswith('did you mean "userName"?')
            assert shown == '  title eq "田" and usrName pr'
            assert mark == "  " + " " * len('title eq "xx" and ') + "^"

    def test_hostile_text_never_reaches_the_terminal(self, commands: Commands, add_user: Any) -> None:
        add_user("jane@acme.example", displayName="Jane\x1b[2J\u202eeoD")
        for arguments in ((), ("--json",), ("--jsonl",)):
            printed = commands("users", "list", *arguments).stdout
            assert "\x1b" not in printed
            assert "\u202e" not in printed
        assert commands.lines("users", "list")[0]["display_name"] == "Jane\x1b[2J\u202eeoD"


class TestDeactivating:
    """The hold lands at once; who is not matched is named."""

    def test_deactivate_and_reactivate(
        self, commands: Commands, add_user: Any, keycafe: Organization
    ) -> None:
        user_id = add_user("jane@acme.example")
        done = commands.json("users", "deactivate", "jane@acme.example", "--reason", "Left")
        assert (done["state"], done["deactivated"]) == ("done", 1)
        assert keycafe.scim.get(f"/Users/{user_id}").json()["active"] is False
        user = commands.json("users", "show", user_id)
        assert (user["state"], user["hold"]["reason"]) == ("held", "Left")
        back = commands.json("users", "reactivate", user_id)
        assert back["items"][0]["state"] == "active"
        assert keycafe.scim.get(f"/Users/{user_id}").json()["active"] is True
        again = commands("users", "reactivate", user_id)
        assert again.returncode == 5
        actions = [event["action"] for event in commands.json("users", "history", user_id)["items"]]
        assert len(actions) >= 3

    def test_a_file_of_names_ids_and_addresses(
        self, commands: Commands, add_user: Any, tmp_path: Path
    ) -> None:
        add_user("jane")
        omar = add_user("omar")
        add_user("zoe", emails=[{"type": "work", "value": "zoe@acme.example"}])
        path = tmp_path / "left.txt"
        path.write_text(f"# left in May\njane\n{omar}\nzoe@acme.example\nnobody@acme.example\n")
        dry = commands("users", "deactivate", "--from", str(path), "--dry-run", "--json")
        assert dry.returncode == 4
        assert json.loads(dry.stdout)["matched"] == 3
        assert "Line 5" in dry.stderr
        assert "nobody@acme.example" in dry.stderr
        assert commands.json("users", "list", "--status", "held")["total"] == 0
        done = commands("users", "deactivate", "--from", str(path))
        assert done.returncode == 4
        assert {user["user_name"] for user in commands.lines("users", "list", "--status", "held")} == {
            "jane",
            "omar",
            "zoe",
        }

    def test_another_number_than_expected_changes_nothing(self, commands: Commands, add_user: Any) -> None:
        add_user("jane")
        done = commands("users", "deactivate", "jane", "--expect", "2")
        assert done.returncode == 5
        assert commands.json("users", "show", "jane")["state"] == "active"

    def test_whom_a_list_shows(self, commands: Commands, add_user: Any, keycafe: Organization) -> None:
        people = [add_user(f"user{number}@acme.example", userType="SMARTBOX") for number in range(3)]
        create_group(keycafe, "Leavers", *people[:2])
        dry = commands.json("users", "deactivate", "--user-type", "SMARTBOX", "--dry-run")
        assert (dry["state"], dry["matched"]) == ("dry-run", 3)
        done = commands.json("users", "deactivate", "--group", "Leavers", "--search", "user", "--expect", "2")
        assert (done["worked"], done["deactivated"]) == (2, 2)
        assert commands("users", "deactivate", "jane", "--status", "active").returncode == 2
        assert commands("users", "deactivate", "--status", "inactive").returncode == 4

    def test_can_be_undone(self, commands: Commands, add_user: Any) -> None:
        for name in ("jane", "omar", "zoe"):
            add_user(name)
        done = commands("users", "deactivate", "jane", "omar", "zoe", "--reason", "Office closed")
        (told,) = commands.json("users", "deactivations", "--limit", "1")["items"]
        assert f"scimconsole users undo {told['id']}" in done.stderr
        commands("users", "reactivate", "zoe")
        undone = commands("users", "undo", told["id"], "--reason", "A slip", "--json")
        assert undone.returncode == 1
        work = json.loads(undone.stdout)
        assert (work["undoes"], work["reactivated"], work["left"]) == (told["id"], 2, 1)
        assert work["results"][0]["detail"] == "Reactivated in the meantime."
        assert commands.json("users", "list", "--status", "held")["total"] == 0
        table = commands("users", "deactivations").stdout
        assert "undone" in table
        assert "Office closed" in table
        assert commands("users", "undo", told["id"]).returncode == 5
        assert commands("users", "undo", "no-such-id").returncode == 4

    def test_nobody_matched_is_not_found(self, commands: Commands) -> None:
        done = commands("users", "deactivate", "nobody")
        assert done.returncode == 4
        assert "nobody" in done.stderr

    def test_nobody_named_is_a_usage_error(self, commands: Commands) -> None:
        assert commands("users", "deactivate").returncode == 2


class TestExporting:
    """The whole directory, page by page."""

    def test_csv_opens_in_a_spreadsheet_without_running_anything(
        self, commands: Commands, add_user: Any, tmp_path: Path
    ) -> None:
        add_user("jane", displayName="=HYPERLINK(1)", title="Ingénieure")
        path = tmp_path / "users.csv"
        done = commands("users", "export", "--output", str(path))
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        with path.open(encoding="utf-8", newline="") as stream:
            (row,) = csv.DictReader(stream)
        assert (row["user_name"], row["display_name"], row["title"]) == (
            "jane",
            "'=HYPERLINK(1)",
            "Ingénieure",
        )

    def test_json_and_json_lines(self, commands: Commands, add_user: Any) -> None:
        add_user("jane")
        add_user("omar")
        assert json.loads(commands("users", "export", "--format", "json").stdout)["total"] == 2
        assert len(commands("users", "export", "--format", "jsonl").stdout.splitlines()) == 2
