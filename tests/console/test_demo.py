"""The demo over the console: it plays by itself or step by step, and stops where a step did not happen."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot

from scimconsole import settings
from scimconsole.demo.run import Run
from scimconsole.demo.script_reading import script_from_toml
from scimconsole.screens.demo.console import DemoConsole
from scimconsole.screens.menus.menu import Menu
from scimconsole.screens.tokens.place import TokensScreen
from scimconsole.screens.users.place import UsersScreen
from tests.console.driving import NARROW, WIDE, screen_text
from tests.demo.small_script import SMALL

LOOKING = SMALL.replace(
    'title = "A token for {app}"', 'title = "A token for {app}"\nlook = "tokens"\nseconds = 1'
).replace('title = "A cycle"', 'title = "A cycle"\nlook = "users"\nseconds = 1')
FAILING = LOOKING.replace('users = "everybody", active', 'users = "everybody - 1", active')


@asynccontextmanager
async def playing(
    text: str = LOOKING, *, by_itself: bool = False, size: tuple[int, int] = WIDE, **flags: object
) -> AsyncIterator[tuple[Pilot[Any], DemoConsole]]:
    async with Run(script_from_toml(text, "the script")) as run:
        console = DemoConsole(settings.read(flags), run, by_itself=by_itself)
        async with console.run_test(size=size) as pilot:
            await until(pilot, lambda: console.standing.organization is not None)
            await until(pilot, lambda: "of 3" in screen_text(pilot))
            yield pilot, console


async def until(pilot: Pilot[Any], is_so: Callable[[], bool]) -> None:
    """Wait for something that comes by itself."""
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, screen_text(pilot)
        await pilot.pause(0.1)


async def played(pilot: Pilot[Any], console: DemoConsole, steps: int) -> None:
    """Wait until so many steps were played and the console has read what came of them."""
    await until(pilot, lambda: len(console.player.run.done) >= steps and not console.player.is_busy)
    await pilot.pause(0.3)


class TestStepByStep:
    async def test_a_key_plays_the_next_one_and_going_back_to_look_undoes_nothing(self) -> None:
        async with playing() as (pilot, console):
            assert "1 of 3" in screen_text(pilot)
            assert "Not played yet." in screen_text(pilot)
            await pilot.press("n")
            await played(pilot, console, 1)
            assert isinstance(console.navigator.current, TokensScreen)
            text = screen_text(pilot)
            assert "A token for Keycafe" in text
            assert "step by step" in text
            await pilot.press("right")
            await played(pilot, console, 2)
            assert isinstance(console.navigator.current, UsersScreen)
            text = screen_text(pilot)
            assert "12 people" in text
            assert "201 create user" in text
            assert "What is true now" in text
            await pilot.press("b")
            await until(pilot, lambda: isinstance(console.navigator.current, TokensScreen))
            assert "1 of 3" in screen_text(pilot)
            assert len(console.player.run.done) == 2
            await pilot.press("n")
            await until(pilot, lambda: "2 of 3" in screen_text(pilot))
            assert len(console.player.run.done) == 2

    async def test_the_console_can_be_used_meanwhile_and_a_later_step_be_chosen(self) -> None:
        async with playing() as (pilot, console):
            await pilot.press("n")
            await played(pilot, console, 1)
            await pilot.press("escape")
            await until(pilot, lambda: console.screen is not console.panel)
            await pilot.press("3")
            await until(pilot, lambda: isinstance(console.screen, UsersScreen))
            await pilot.press("f9")
            await until(pilot, lambda: console.screen is console.panel)
            await pilot.press("j")
            await until(pilot, lambda: isinstance(console.screen, Menu))
            await pilot.press("G", "end", "enter")
            await played(pilot, console, 3)
            text = screen_text(pilot)
            assert "In Entra, which is simulated here" in text
            assert "Entra ID > Users" in text
            assert "- Account enabled: off" in text
            assert "200 disable user" in text
            assert "the end; nothing of it is left" in text


class TestByItself:
    async def test_it_plays_to_its_end_and_can_be_paused(self) -> None:
        async with playing(by_itself=True) as (pilot, console):
            assert "plays by itself" in screen_text(pilot)
            await played(pilot, console, 1)
            await pilot.press("space")
            assert "step by step" in screen_text(pilot)
            paused = len(console.player.run.done) + console.player.is_busy
            await pilot.pause(1.5)
            assert len(console.player.run.done) == paused
            await pilot.press("space")
            await played(pilot, console, 3)
            assert console.player.run.is_good


class TestAStepThatDidNotHappen:
    async def test_says_so_and_ends_the_demo(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("scimconsole.demo.run._PATIENCE_SECONDS", 0.8)
        async with playing(FAILING, by_itself=True) as (pilot, console):
            await played(pilot, console, 2)
            text = screen_text(pilot)
            assert "It did not really happen: Expected" in text
            assert "stopped: a step did not happen" in text
            assert console.player.is_over
            assert len(console.player.run.done) == 2


class TestEverySize:
    async def test_has_the_step_the_clicks_what_arrived_and_the_keys(self) -> None:
        async with playing(size=NARROW, ascii=True) as (pilot, console):
            for steps in (1, 2):
                await pilot.press("n")
                await played(pilot, console, steps)
            for size in (NARROW, (60, 20)):
                await pilot.resize_terminal(*size)
                await until(pilot, lambda size=size: console.screen.size == size)  # type: ignore[misc]
                text = screen_text(pilot)
                assert "2 of 3  A cycle" in text
                assert "Entra (simulated)" in text
                assert "What arrived" in text
                assert "Space" in text
                assert text.isascii()
