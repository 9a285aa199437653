"""Every story gets its verdict: the code, the sentence with its numbers, evidence, next step and note."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scimconsole import __version__
from scimconsole.domain import why
from tests.running_service import RunningService
from tests.why.world import DAY, HOUR, World, played

STORIES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("stories.toml").read_text(encoding="utf-8")
)["story"]
ELSEWHERE = {"delete-refused"}
"""Told in the tests of the verdicts themselves."""

_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_OWNER = re.compile(r"owner@org-\d-[0-9a-f]{6}\.example")
_CODE = re.compile(r'Verdict\(\s*"([a-z-]+)"| "(renamed|created-anew|sign-in-refused|no-good-token)"')
# A slow machine may ask a minute after it has played.
_LATELY = re.compile(r"\b(just now|[1-9] min ago)")


@pytest.fixture(scope="module")
def worlds(service: RunningService) -> Iterator[dict[str, World]]:
    """Every world, played once."""
    with played(service) as worlds:
        yield worlds


def known_codes() -> set[str]:
    """The codes that the verdicts have in the source."""
    folder = Path(why.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    return {first or second for first, second in _CODE.findall(text)}


def plain(text: str) -> str:
    """The text with what differs from run to run taken out."""
    return _LATELY.sub("just now", _ID.sub("#", _TIME.sub("~", _OWNER.sub("the owner", text))))


def asked(story: dict[str, Any], world: World) -> dict[str, Any]:
    """What whoever asks is told."""
    person = story["asked"].format_map(world.names)
    if "hours" in story:
        return world.ask_at(person, world.began_at + story["hours"] * HOUR)
    if "days" in story:
        return world.ask_at(person, int(world.names["began"]) + story["days"] * DAY)
    return world.ask(person)


def differences(story: dict[str, Any], told: dict[str, Any]) -> list[str]:
    """Where the answer is not what the story says."""
    first = told["evidence"][0]["text"] if told["evidence"] else None
    given = {
        "code": told["code"],
        "says": plain(told["verdict"]),
        "evidence": None if first is None else plain(first),
        "next": plain(told["next_step"]),
    }
    return [
        f"{story['told']} ({story['asked']}): {name} is {value!r}, not {story.get(name)!r}"
        for name, value in given.items()
        if value != story.get(name)
    ]


def faults_of_note(told: dict[str, Any], slug: str) -> list[str]:
    """What a ticket would lack, or should not hold."""
    note = told["note"]
    lines = note.splitlines()
    wanted = [
        lines[0].startswith("Person: "),
        f"[{told['code']}]" in lines[1],
        lines[2].startswith("Next step: "),
        len([line for line in lines if line.startswith("- ")]) == len(told["evidence"]),
        all(line["request_id"] in note for line in told["evidence"] if line["request_id"]),
        f"Organization: {slug}, asked " in lines[-1],
        lines[-1].endswith(f"scimconsole {__version__}"),
        "scimc1_" not in note,
        all(char.isprintable() or char == "\n" for char in note),
    ]
    return [] if all(wanted) else [note]


class TestEveryStory:
    """Ninety stories of people who are here, are not here, or are not as expected."""

    def test_gets_its_verdict_evidence_next_step_and_note(self, worlds: dict[str, World]) -> None:
        found: list[str] = []
        for story in STORIES:
            world = worlds[story["world"]]
            told = asked(story, world)
            found += differences(story, told)
            found += faults_of_note(told, world.organization.slug)
        assert "\n".join(found) == ""


class TestTheStories:
    """They cover every verdict there is."""

    def test_are_more_than_sixty(self) -> None:
        assert len(STORIES) >= 60

    def test_have_every_code(self) -> None:
        codes = known_codes()
        assert len(codes) > 45
        assert codes - {story["code"] for story in STORIES} == ELSEWHERE

    def test_are_of_verdicts_that_the_manual_names(self) -> None:
        page = Path(__file__).parents[2] / "docs" / "support.md"
        rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
        assert set(re.findall(r"`([a-z-]+)`", "".join(rows))) >= known_codes()

    def test_say_where_to_go(self) -> None:
        places = re.compile(r"In Entra|in Entra|In Okta|`scimconsole |Here: |Nothing needs to be done")
        assert [story["told"] for story in STORIES if not places.search(story["next"])] == []
