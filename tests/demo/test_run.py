"""A run plays what the script says: it happens, it is checked, it can be repeated, and nothing is left."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from scimconsole.cli import demo_report
from scimconsole.client import AsyncManagementClient, calls
from scimconsole.demo.happenings import Happening, condensed
from scimconsole.demo.run import Run, StepDone
from scimconsole.demo.script_reading import script_from_toml, shipped_text
from scimconsole.errors import Conflict, NotFound
from tests.demo.small_script import SMALL

PROFILES = ("keycafe", "ten-thousand-coffees", "generic")
_MASKED = (
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?Z?"), "TIME"),
    (re.compile(r"127\.0\.0\.1:\d+"), "HOST"),
    (re.compile(r"request [0-9a-f]{8}-[0-9a-f-]{27}"), "REQUEST"),
    (re.compile(r"…\w{4}|\.\.\.\w{4}"), "HINT"),
)


async def played(script_text: str, profile: str, seed: int | None = None) -> tuple[Run, list[StepDone], str]:
    """A whole run: itself, its steps, and what `--plain` prints of them."""
    async with Run(script_from_toml(script_text, "the script"), profile, seed=seed) as run:
        printed = [demo_report.beginning(run)]
        async for done in run.played():
            printed.append(demo_report.plain(done, len(run.steps)))
        return run, run.done, "\n".join(printed)


def masked(printed: str) -> str:
    """What was printed, without what no two runs share."""
    text = " ".join(printed.split())
    for pattern, word in _MASKED:
        text = pattern.sub(word, text)
    return text


class TestTheScriptsThatComeWithTheProgram:
    """Each step really happens, with every profile; here several at once, for the time it takes."""

    async def test_the_short_one_with_every_profile_and_the_long_one(self, temporary: Path) -> None:
        runs = await asyncio.gather(
            *(played(shipped_text("three"), profile) for profile in PROFILES),
            played(shipped_text("twelve"), "keycafe"),
        )
        for run, done, printed in runs:
            assert [one.problem for one in done if not one.ok] == []
            assert len(done) == len(run.steps)
            assert all(check.ok for one in done for check in one.checks)
            assert not re.search(r"scim[ckl]1_\w{20}", printed), "no secret is printed"
            assert run.next_step is None
            with pytest.raises(Conflict, match="no step left"):
                await run.play()
        assert list(temporary.iterdir()) == []

    @pytest.mark.campaign
    async def test_the_long_one_with_the_other_profiles(self, temporary: Path) -> None:
        runs = await asyncio.gather(*(played(shipped_text("twelve"), profile) for profile in PROFILES[1:]))
        for _, done, _ in runs:
            assert [one.problem for one in done if not one.ok] == []


class TestTheSeed:
    """The same seed, the same run; another, other people."""

    async def test_repeats_a_run_exactly(self, temporary: Path) -> None:
        first, again, other = await asyncio.gather(
            *(played(SMALL, "keycafe", seed) for seed in (None, 3, 4)),
        )
        assert masked(first[2]) == masked(again[2])
        arrived = [[one.text for done in run[1] for one in done.arrived] for run in (first, again, other)]
        assert arrived[0] == arrived[1]
        assert set(arrived[0]).isdisjoint(text for text in arrived[2] if "@" in text)
        assert "seed 4" in other[2]


class TestARun:
    """Step by step, as a player has it."""

    async def test_tells_what_was_done_what_arrived_and_what_was_checked(self, temporary: Path) -> None:
        told: list[str] = []
        script = script_from_toml(SMALL, "small")
        async with Run(script, tell=told.append) as run:
            assert run.profile == "keycafe"
            assert [step.title for step in run.steps][:2] == ["A token for Keycafe", "A cycle"]
            token = await run.play()
            assert token.arrived == ()
            cycle = await run.play()
            assert cycle.step.caption == "Entra (simulated) sends 12 people."
            assert {one.operation for one in cycle.arrived} == {"find user", "create user", "update user"}
            assert [one.at for one in cycle.arrived] == sorted(one.at for one in cycle.arrived)
            created = [one for one in cycle.arrived if one.operation == "create user"]
            assert len(created) == 12
            async with AsyncManagementClient(run.connection) as client:
                request = await client.send(calls.request(created[0].request_id or ""))
                assert request.sought is not None
                assert request.sought in created[0].text
            # Whoever looked at the organization did not end it.
            leaver = await run.play()
            assert leaver.ok
            assert leaver.step.place == f"Entra ID > Users > {run.stage.word('leaver')}"
            assert run.is_good
        assert any(sentence.startswith("Users: ") for sentence in told)
        assert list(temporary.iterdir()) == []

    async def test_stops_at_what_did_not_really_happen(self, temporary: Path) -> None:
        wrong = SMALL.replace(
            '{ result = "create", count = "everybody" }', '{ result = "create", count = 5 }'
        )
        without_token = SMALL.replace('    { do = "test-connection", token = "first" },\n', "")
        (_, expected, printed), (_, tried, _) = await asyncio.gather(
            played(wrong, "keycafe"), played(without_token, "keycafe")
        )
        assert (
            [done.step.name for done in expected] == [done.step.name for done in tried] == ["token", "cycle"]
        )
        assert expected[-1].problem == "Expected create: 5; create: 12."
        assert "FAILED" in printed
        assert "There is no token in Entra yet." in (tried[-1].problem or "")

    async def test_says_at_once_what_the_service_lacks(self, temporary: Path) -> None:
        script = script_from_toml(SMALL, "small")
        last = script.steps[-1]
        wanting = replace(last, acts=(replace(last.acts[0], needs="levitation"),))
        with pytest.raises(NotFound, match=r'"leaver" does "block-sign-in".*"levitation"'):
            async with Run(replace(script, steps=(*script.steps[:-1], wanting))):
                pass
        assert list(temporary.iterdir()) == []

    def test_knows_the_profiles_of_its_script(self) -> None:
        with pytest.raises(NotFound, match='did you mean "keycafe"'):
            Run(script_from_toml(SMALL, "small"), "keycaffe")


class TestCancelling:
    """Nothing is left, whenever it comes."""

    @pytest.mark.parametrize("seconds", [0.05, 0.5])
    async def test_while_the_service_starts(self, temporary: Path, seconds: float) -> None:
        playing = asyncio.create_task(played(SMALL, "keycafe"))
        await asyncio.sleep(seconds)
        playing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await playing
        assert list(temporary.iterdir()) == []

    async def test_in_the_middle_of_a_cycle(self, temporary: Path) -> None:
        script = script_from_toml(SMALL.replace("people = 12", "people = 120"), "small")
        begun = asyncio.Event()
        url = ""

        async def play() -> None:
            nonlocal url
            async with Run(script, tell=lambda sentence: begun.set() if "Users" in sentence else None) as run:
                url = run.connection.url
                async for _ in run.played():
                    pass

        playing = asyncio.create_task(play())
        await begun.wait()
        playing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await playing
        assert list(temporary.iterdir()) == []
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{url}/healthz", trust_env=False)


class TestWhatArrivedInAFewLines:
    """Changes and refusals first, the rest counted."""

    def arrived(self, text: str, operation: str, status: int = 200) -> Happening:
        return Happening(text, None, "2026-11-21T20:00:00.000000Z", operation, status)

    def test_names_changes_and_counts_looks(self) -> None:
        looks = [self.arrived(f"200 find user {number}", "find user") for number in range(3)]
        change = self.arrived("201 create user jane@acme.example", "create user", 201)
        refused = self.arrived("401 find user", "find user", 401)
        assert condensed([*looks, change, refused]) == [change.text, refused.text, "and 3 find user"]
        assert condensed(looks) == ["3 find user"]
        assert condensed([]) == []

    def test_counts_what_is_too_much(self) -> None:
        many = [self.arrived(f"201 create user {number}", "create user", 201) for number in range(12)]
        lines = condensed(many, most=4)
        assert lines == [*(one.text for one in many[:3]), "and 9 create user"]
