"""`scimconsole brake`: who waits, and an owner's word."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Commands
from tests.service.scim.calls import patch, replace

pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture
def waiting(commands: Commands, add_user: Any) -> list[str]:
    """The userNames of two people whose deactivation waits, of twelve."""
    commands.organization.api.patch("/settings", json={"brake": "hold"})
    names = [f"p{number}@acme.example" for number in range(12)]
    for user_id in [add_user(name) for name in names]:
        patch(commands.organization.scim, f"/Users/{user_id}", replace("active", "False"))
    return names[10:]


class TestShowing:
    def test_tells_how_it_stands(self, commands: Commands) -> None:
        done = commands("brake", "show")
        assert "none is open" in done.stdout
        assert commands("brake", "list").stderr.startswith("No deactivation waits.")
        assert commands.json("brake", "list") == {"items": [], "next_cursor": None, "total": 0}

    def test_names_who_waits(self, commands: Commands, waiting: list[str]) -> None:
        assert commands.json("brake", "show")["withheld"] == 2
        assert "2 deactivations wait" in commands("brake", "show").stdout
        assert [one["user_name"] for one in commands.lines("brake", "list")] == waiting
        first = commands.json("brake", "list", "--limit", "1")
        (second,) = commands.json("brake", "list", "--cursor", first["next_cursor"])["items"]
        assert (first["items"][0]["user_name"], second["user_name"]) == (waiting[0], waiting[1])
        shown = commands("users", "show", waiting[0]).stdout
        assert "a deactivation, for an owner's word, since" in shown


class TestTheOwnersWord:
    def test_confirmed_they_are_deactivated(self, commands: Commands, waiting: list[str]) -> None:
        done = commands("brake", "confirm")
        assert done.returncode == 0
        assert "confirmed" in done.stdout
        assert done.stderr == "Deactivated: 2 people.\n"
        assert commands.json("users", "show", waiting[0])["active"] is False

    def test_discarded_they_stay_active(self, commands: Commands, waiting: list[str]) -> None:
        alert_id = commands.json("brake", "show")["alert_id"]
        closed = commands.json("brake", "discard", alert_id, "--yes")
        assert (closed["outcome"], closed["withheld"]) == ("discarded", 0)
        assert commands.json("users", "show", waiting[0])["active"] is True
        assert commands("brake", "confirm", alert_id).returncode == 5

    def test_without_an_alert_there_is_nothing_to_say(self, commands: Commands) -> None:
        assert commands("brake", "confirm").returncode == 4
        assert commands("brake", "discard", "nothing").returncode == 4
