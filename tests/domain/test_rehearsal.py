"""The play of a self test: what is asked, and how answers are judged."""

from __future__ import annotations

import pytest

from scimconsole.domain.rehearsal import Answered, Play, Step
from scimconsole.domain.scim.normalize import normalize
from scimconsole.domain.scim.profile import list_profiles, load_profile
from scimconsole.domain.scim.profile_model import Profile
from scimconsole.domain.scim.rules import apply_profile


def steps(answers: dict[str, Answered], profile: str = "generic") -> list[Step]:
    """The steps of a run; whatever is not among the answers is judged by a 200 with an id."""
    found = []
    for step in Play(load_profile(profile)).steps():
        found.append(step)
        step.judge(answers.get(step.name, Answered(201, {"id": "1"})))
    return found


class TestThePerson:
    @pytest.mark.parametrize("profile", list_profiles(), ids=lambda profile: profile.name)
    def test_is_whole_and_allowed_in_every_profile(self, profile: Profile) -> None:
        asked = next(step for step in Play(profile).steps() if step.name == "create-user").asked
        checked = apply_profile(profile, normalize(profile.user, asked.body).resource)
        assert checked.missing == []

    def test_has_a_name_of_its_own_in_every_run(self) -> None:
        profile = load_profile("generic")
        assert Play(profile).user_name != Play(profile).user_name


class TestARun:
    def test_ends_where_nobody_was_created(self) -> None:
        refused = Answered(400, {"scimType": "invalidValue", "detail": "No."})
        assert [step.name for step in steps({"create-user": refused})] == ["test-connection", "create-user"]

    def test_goes_on_without_a_group_that_was_refused(self) -> None:
        names = [step.name for step in steps({"create-group": Answered(501, {"detail": "No groups."})})]
        assert names[-3:] == ["create-group", "delete-user", "gone"]


@pytest.mark.parametrize(
    ("step", "answer", "wrong"),
    [
        ("test-connection", Answered(200, {"totalResults": 0}), ""),
        ("test-connection", Answered(404, None), "404 was answered."),
        ("test-connection", Answered(200, {"totalResults": 2}), "totalResults is 2."),
        ("create-user", Answered(201, {"id": "1", "active": True}), ""),
        ("create-user", Answered(201, {"active": True}), "There is no id in the answer."),
        ("create-user", Answered(409, {"scimType": "uniqueness", "detail": "Taken."}), "uniqueness: Taken."),
        ("match-user", Answered(200, {"totalResults": 1, "Resources": [{"id": "1"}]}), ""),
        ("match-user", Answered(200, {"totalResults": 0, "Resources": []}), "totalResults is 0."),
        (
            "match-user",
            Answered(200, {"totalResults": 1, "Resources": [{"id": "2"}]}),
            "Somebody else was found.",
        ),
        ("disable-legacy", Answered(200, {"active": False}), ""),
        ("disable-legacy", Answered(200, {"active": True}), "active is True."),
        ("disable-legacy", Answered(200, {"active": "False"}), "active is 'False'."),
        ("read-disabled", Answered(200, {"id": "1"}), "active is not there."),
        ("update-compliant", Answered(200, {"name": {"givenName": "Self"}}), "name.givenName is 'Self'."),
        ("read-group", Answered(200, {"members": []}), "0 members are left."),
        ("gone", Answered(404, None), ""),
        ("gone", Answered(200, {"id": "1"}), "200 was answered."),
    ],
)
def test_judges_the_answer(step: str, answer: Answered, wrong: str) -> None:
    judged = next(one for one in steps({}) if one.name == step)
    assert judged.judge(answer) == wrong
