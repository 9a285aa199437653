"""A script's file: what it says, and how its mistakes are told."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
from pathlib import Path

import pytest

from scimconsole.cli.program import NOUNS
from scimconsole.demo.acts.vocabulary import ACTS
from scimconsole.demo.expectations.vocabulary import EXPECTATIONS
from scimconsole.demo.script import Script
from scimconsole.demo.script_reading import SHIPPED, script_from_toml, shipped_text
from scimconsole.errors import InvalidInput
from tests.demo.small_script import SMALL

PROFILES = ("keycafe", "ten-thousand-coffees", "generic")
CUTS = tuple(SHIPPED)


def shipped(cut: str) -> Script:
    """A script that comes with the program."""
    return script_from_toml(shipped_text(cut), cut)


def mistakes(text: str) -> list[str]:
    """What is wrong with a script, a line a mistake."""
    with pytest.raises(InvalidInput) as refusal:
        script_from_toml(text, "mine.toml")
    head, *lines = refusal.value.detail.split("\n")
    assert head == "mine.toml is no script that can be played:"
    return lines


def line_of(text: str, part: str) -> int:
    """The line, from 1, in which a part stands."""
    return text[: text.index(part)].count("\n") + 1


class TestTheScriptsThatComeWithTheProgram:
    """Three minutes and twelve."""

    @pytest.mark.parametrize("cut", CUTS)
    @pytest.mark.parametrize("profile", PROFILES)
    def test_can_be_played_with_every_profile(self, cut: str, profile: str) -> None:
        script = shipped(cut)
        assert script.cut == cut
        assert script.steps_of(profile)
        minutes = {"three": 3, "twelve": 12}[cut]
        seconds = sum(step.seconds for step in script.steps_of(profile))
        assert minutes * 60 * 0.8 <= seconds <= minutes * 60 * 1.1

    @pytest.mark.parametrize("cut", CUTS)
    def test_say_that_entra_is_simulated_where_it_first_acts(self, cut: str) -> None:
        script = shipped(cut)
        assert "simulated" in script.steps[0].caption
        first = next(step for step in script.steps if any(act.side == "entra" for act in step.acts))
        assert "simulated" in first.caption

    @pytest.mark.parametrize("cut", CUTS)
    def test_name_commands_that_there_are(self, cut: str) -> None:
        for step in shipped(cut).steps:
            if not step.command:
                continue
            _, noun, *rest = shlex.split(step.command)
            module = importlib.import_module(NOUNS[noun][0])
            parser = argparse.ArgumentParser(prog=step.command, exit_on_error=False)
            if hasattr(module, "VERBS"):
                verb, *rest = rest
                module.VERBS[verb][1](parser)
            else:
                module.add_arguments(parser, noun)
            parser.parse_args(rest)

    def test_the_long_one_shows_every_act_and_expectation_but_the_rare_ones(self) -> None:
        script = shipped("twelve")
        acts = {act.name for step in script.steps for act in step.acts}
        assert set(ACTS) - acts == {"generate-token"}
        expected = {one.name for step in script.steps for one in step.expectations}
        assert {*EXPECTATIONS} - expected <= {"inactive", "incomplete", "groups", "active", "token"}

    def test_what_a_profile_has_not_is_not_played_there(self) -> None:
        pilot = next(step for step in shipped("twelve").steps_of("keycafe") if step.name == "pilot")
        coffees = next(
            step for step in shipped("twelve").steps_of("ten-thousand-coffees") if step.name == "pilot"
        )
        assert len(coffees.expectations) == len(pilot.expectations) + 1


class TestThePage:
    """docs/demo.md."""

    TEXT = (Path(__file__).parents[2] / "docs" / "demo.md").read_text("utf-8")

    def test_names_every_act_and_expectation(self) -> None:
        rows = [line for line in self.TEXT.splitlines() if line.startswith("| `")]
        named = {name for row in rows for name in re.findall(r"`([a-z-]+)`", row.split(" | ")[0])}
        assert set(ACTS) <= named
        shown = " ".join(row.split(" | ")[0] for row in rows if row.startswith("| `{"))
        assert [name for name in EXPECTATIONS if f"{name} = " not in shown] == []

    def test_shows_a_step_that_can_be_played(self) -> None:
        begins = self.TEXT.index("    [[step]]")
        shown = self.TEXT[begins : self.TEXT.index("\n\n", begins)]
        head = SMALL[: SMALL.index("[[step]]")]
        step = "\n".join(line.removeprefix("    ") for line in shown.splitlines())
        assert script_from_toml(head + step, "the page").steps[0].seconds == 15


class TestMistakes:
    """Each with its line, its key and the nearest right word; all of them at once."""

    def test_a_script_without_any(self) -> None:
        script = script_from_toml(SMALL, "mine.toml")
        assert [step.name for step in script.steps] == ["token", "cycle", "leaver"]
        assert [act.side for act in script.steps[1].acts] == ["entra", "directory", "entra"]

    @pytest.mark.parametrize(
        ("right", "wrong", "told"),
        [
            (
                'do = "cycle" },\n]\nexpect = [\n    { users',
                'do = "cicle" },\n]\nexpect = [\n    { users',
                '"cycle"',
            ),
            ('who = "leaver"', 'who = "leavers"', '"leaver"'),
            ("{leaver.mail}", "{leaver.male}", '"mail"'),
            ("{app}", "{ap}", '"app"'),
            ("{ users = ", "{ user = ", '"users"'),
            ('"disable user", status', '"disable user", statuz', '"status"'),
            ('state = "inactive"', 'state = "inactiv"', '"inactive"'),
            ('profile = "keycafe"', 'profile = "keykafe"', '"keycafe"'),
            ("[variant.generic.words]", "[variant.generik.words]", '"generic"'),
            ('title = "A cycle"', 'titel = "A cycle"', '"title"'),
        ],
    )
    def test_name_line_and_nearest(self, right: str, wrong: str, told: str) -> None:
        assert right in SMALL
        text = SMALL.replace(right, wrong, 1)
        changed = next(
            number
            for number, (old, new) in enumerate(zip(SMALL.split("\n"), text.split("\n"), strict=True), 1)
            if old != new
        )
        found = mistakes(text)
        assert any(f"did you mean {told}?" in line for line in found), found
        assert any(line.startswith(f"line {changed}, ") for line in found), found

    def test_people_and_numbers(self) -> None:
        text = SMALL.replace("people = 12", "people = 3").replace('"everybody", active', '"all", active')
        text = text.replace("leaver = { person = 8 }", "leaver = { person = 2 }")
        found = "\n".join(mistakes(text))
        assert "people: must be a whole number from 12 to 500." in found
        assert "person: must be a whole number from 7" in found
        assert "users: must be a whole number, or such as" in found

    def test_a_step_that_does_or_expects_nothing(self) -> None:
        text = f'{SMALL}\n[[step]]\nname = "token"\ntitle = "Empty"\ncaption = "Nothing."\n'
        found = "\n".join(mistakes(text))
        assert "step[3].acts: must say what is done" in found
        assert "step[3].expect: must say what is true then" in found
        assert 'another step is named "token".' in found

    def test_no_toml(self) -> None:
        (line,) = mistakes("title = Small\n")
        assert line.startswith("line 1, This is not TOML")

    def test_words_of_one_profile_only(self) -> None:
        text = SMALL.replace('app = "SCIM"', 'application = "SCIM"')
        assert any("nothing stands for {app} in [variant.generic.words]" in line for line in mistakes(text))
        played = text.replace('name = "token"\n', 'name = "token"\nprofiles = ["keycafe"]\n')
        assert script_from_toml(played, "mine.toml").steps_of("generic")[0].name == "cycle"

    def test_attributes_of_the_directory(self) -> None:
        change = '{ do = "change", who = "leaver", set = { jobTitel = "Lead" } },\n    { do = "block-sign-in"'
        text = SMALL.replace('{ do = "block-sign-in"', change)
        (line,) = mistakes(text)
        assert line.startswith(f"line {line_of(text, 'jobTitel')}, ")
        assert 'did you mean "jobTitle"?' in line

    def test_expressions_of_the_mapping(self) -> None:
        text = f"{SMALL}\n[variant.keycafe.mapping]\ntitle = 'Join('\n"
        (line,) = mistakes(text)
        assert (
            line
            == f"line {line_of(text, '[variant.keycafe.mapping]')}, variant.keycafe.mapping: title: "
            + ("The expression ends too early.")
        )

    def test_words_that_stand_for_words(self) -> None:
        words = 'app = "{service}"\nround = "{app}"\nleaver = "Jo"'
        text = SMALL.replace('app = "SCIM"', words)
        found = "\n".join(mistakes(text))
        assert "variant.generic.words: round: nothing stands for {app}." in found
        assert '"leaver" stands for something else already.' in found
