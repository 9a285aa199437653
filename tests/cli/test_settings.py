"""`scimconsole settings`: what holds for the whole organization."""

from __future__ import annotations

import os

import pytest

from scimconsole.cli.program import run
from tests.cli.conftest import Commands
from tests.cli.test_confirmation import at_the_terminal, terminal
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")
__all__ = ["terminal"]


class TestShowing:
    def test_tells_what_is_in_force(self, commands: Commands) -> None:
        done = commands("settings", "show")
        assert done.stdout.splitlines()[0].split() == ["brake", "report"]
        assert "these are the defaults" in done.stdout
        assert commands.json("settings", "show")["token_days"] == 365


class TestSetting:
    def test_changes_what_is_named(self, commands: Commands) -> None:
        changed = commands.json("settings", "set", "retention-days=90", "token_days=180")
        assert (changed["retention_days"], changed["token_days"], changed["brake"]) == (90, 180, "report")
        assert commands.json("settings", "show") == changed

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            ("brake", "Write NAME=VALUE"),
            ("breake=hold", "Did you mean brake?"),
            ("brake=on", "'off', 'report' or 'hold'"),
            ("token_days=never", "integer"),
            ("retention_days=0", "greater than or equal to 1"),
        ],
    )
    def test_refuses_what_cannot_be_naming_it(
        self, value: str, said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["settings", "set", value]) == 2
        assert said in capsys.readouterr().err

    def test_is_an_owners_act(self, keycafe: Organization) -> None:
        support = Commands(keycafe, keycafe.add_member("support", "sam@acme.example"))
        assert support("settings", "show").returncode == 0
        assert support("settings", "set", "brake=off").returncode == 3


class TestSwitchingHoldOn:
    """It says what it is an exception to, and asks."""

    @pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are a matter of POSIX systems")
    def test_asks_at_a_terminal(self, commands: Commands, terminal: tuple[int, int]) -> None:
        code, _, talk = at_the_terminal(commands, terminal, "n\n", "settings", "set", "brake=hold")
        assert code == 1
        assert "only exception" in talk
        assert commands.json("settings", "show")["brake"] == "report"

    def test_says_so_in_a_script(self, commands: Commands) -> None:
        done = commands("settings", "set", "brake=hold", "--yes")
        assert done.returncode == 0
        assert "only exception to the rule that a deactivation always lands" in done.stderr
        assert "only exception" not in commands("settings", "set", "brake=hold").stderr, "it is on already"
