"""`why`: the verdict as a person reads it, as JSON, and as a note for a ticket."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Commands

pytestmark = pytest.mark.engines("sqlite")


class TestWhy:
    """Exit code 0 whatever the verdict."""

    def test_prints_verdict_next_step_and_evidence(self, commands: Commands, add_user: Any) -> None:
        add_user("jane@acme.example")
        done = commands("why", "somebody@acme.example")
        assert (done.returncode, done.stderr) == (0, "")
        lines = done.stdout.splitlines()
        assert lines[0].startswith("somebody@acme.example was never asked for.")
        assert lines[2].startswith("Next step          In Entra: Enterprise applications")
        assert any(line.endswith("never-asked-for") for line in lines)

    def test_times_are_told_in_the_zone_of_choice(self, commands: Commands, add_user: Any) -> None:
        user_id = add_user("jane@acme.example")
        patch = {"Operations": [{"op": "replace", "path": "active", "value": False}]}
        assert commands.organization.scim.patch(f"/Users/{user_id}", json=patch).status_code == 200
        done = commands("why", user_id, "--zone", "Asia/Kolkata")
        assert done.stdout.count(" IST") >= 3, "in the verdict, and beside the evidence"
        assert "UTC" not in done.stdout
        assert " UTC" in commands("why", user_id, "--zone", "Asia/Kolkata", "--note").stdout

    def test_json_is_the_answer_of_the_api(self, commands: Commands, add_user: Any) -> None:
        user_id = add_user("jane@acme.example", userType="SMARTBOX")
        told = commands.json("why", user_id)
        assert (told["code"], told["user"]["user_name"]) == ("active", "jane@acme.example")

    def test_the_note_is_printed_alone(self, commands: Commands, add_user: Any) -> None:
        add_user("jane\u202e@acme.example", userType="SMARTBOX")
        done = commands("why", "jane\u202e@acme.example", "--note")
        assert done.stdout.splitlines()[0] == "Person: jane\\u202e@acme.example"
        assert done.stdout.splitlines()[-1].startswith("Organization: ")
        assert "\u202e" not in commands("why", "jane\u202e@acme.example").stdout

    def test_others_whom_the_words_fit_are_talk(self, commands: Commands, add_user: Any) -> None:
        emails = [{"type": "work", "value": "desk@acme.example"}]
        for name in ("ann", "bob"):
            add_user(f"{name}@acme.example", emails=emails)
        done = commands("why", "desk@acme.example")
        assert done.returncode == 0
        assert done.stderr.startswith("The words fit 1 more: ")

    def test_nobody_named_is_unreadable_input(self, commands: Commands) -> None:
        assert commands("why", " ").returncode == 2
