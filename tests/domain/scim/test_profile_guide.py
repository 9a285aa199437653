"""The set-up guide in a profile's file: what it may say, and the line of what it may not."""

from __future__ import annotations

import pytest

from scimconsole.domain.guide.checks import BY_NAME
from scimconsole.domain.guide.progress import steps_of
from scimconsole.domain.guide.step import CHECKS
from scimconsole.domain.scim.profile import list_profiles, load_profile, profile_from_toml, profile_problems
from scimconsole.domain.scim.profile_model import Profile

GOOD = """name = "teahouse"

[[guide]]
title = "Enter the token"
place = "Provisioning"
do = ["Paste it."]
source = "Tea House"
dated = "2026-11"
"""


class TestTheGuidesThatComeWithThePackage:
    @pytest.mark.parametrize("profile", list_profiles(), ids=lambda profile: profile.name)
    def test_begin_with_what_is_needed_and_close(self, profile: Profile) -> None:
        steps = profile.guide
        assert [steps[0].check, steps[1].check, steps[-1].check] == ["reachable", "token", None]
        assert all(step.minutes and step.source and step.dated for step in steps)
        checks = [step.check for step in steps if step.check]
        assert len(checks) == len(set(checks)), "a check ticks one step"

    def test_every_check_is_there(self) -> None:
        assert tuple(BY_NAME) == CHECKS
        assert {step.check for profile in list_profiles() for step in profile.guide} >= set(CHECKS)

    def test_the_coffees_add_every_attribute_of_theirs_to_the_list(self) -> None:
        profile = load_profile("ten-thousand-coffees")
        extension = profile.extension
        assert extension
        adding = next(step for step in profile.guide if "schema" in step.paste)
        named = {f"{extension.urn}:{attribute.name}" for attribute in extension.attributes}
        assert named <= set(adding.texts)


class TestAGuideOfOnesOwn:
    def test_is_read(self) -> None:
        (step,) = profile_from_toml(GOOD, "teahouse.toml").guide
        assert (step.title, step.do, step.check, step.minutes) == ("Enter the token", ("Paste it.",), None, 0)

    def test_is_the_generic_one_where_there_is_none(self) -> None:
        assert steps_of(profile_from_toml('name = "teahouse"', "")) == load_profile("generic").guide

    @pytest.mark.parametrize(
        ("line", "key", "sentence"),
        [
            ('check = "tokn"', "check", '"tokn" is not one of reachable, '),
            ('paste = ["tenant_ulr"]', "paste", 'did you mean "tenant_url"?'),
            ('minutes = "3"', "minutes", "must be a whole number from 0, not '3'."),
            ("minutes = -1", "minutes", "must be a whole number from 0, not -1."),
            ('chek = "token"', "chek", 'is not a known key; did you mean "check"?'),
            ('trap = ["x"]', "trap", "must be text"),
            ('optional = "yes"', "optional", "must be true or false"),
        ],
    )
    def test_each_mistake_has_its_line(self, line: str, key: str, sentence: str) -> None:
        (problem,) = profile_problems(f"{GOOD}\n{GOOD.partition(chr(10))[2]}{line}\n")
        assert (problem.key, problem.line) == (f"guide[1].{key}", 17)
        assert sentence in problem.sentence

    def test_a_step_without_anything(self) -> None:
        problems = profile_problems('name = "teahouse"\n[[guide]]\ntitle = "x"\ndated = "soon"\n')
        assert {problem.key: problem.line for problem in problems} == {
            "guide[0].do": 2,
            "guide[0].place": 2,
            "guide[0].source": 2,
            "guide[0].dated": 4,
        }
