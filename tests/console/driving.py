"""Opens the console on a running service, presses its keys, and waits until nothing moves."""

from __future__ import annotations

import html
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from rich.cells import cell_len
from textual.app import App
from textual.events import Key
from textual.pilot import Pilot

from scimconsole import settings
from scimconsole.app import ConsoleApp
from scimconsole.client import Connection
from scimconsole.connector import RETRYING
from scimconsole.screens.working import WATCHING
from tests.console.steady import NOW
from tests.running_service import Organization

NARROW = (80, 24)
WIDE = (120, 40)

_LONGEST = 60.0
"""Seconds after which something that still moves will not come to rest."""

_KEY_NAMES = {
    "@": "at", ".": "full_stop", "-": "minus", "_": "underscore", " ": "space", "/": "slash", ":": "colon",
}  # fmt: skip
_SVG_TEXT = re.compile(
    r'<text[^>]* x="([\d.]+)"[^>]*clip-path="url\(#[^)]*-line-(\d+)\)"[^>]*>([^<]*)</text>'
)
_CELL = 12.2
"""The width of a character in a picture."""


def connection_to(organization: Organization, api_key: str | None = None) -> Connection:
    """The organization's management API with the owner's key, or another one."""
    return Connection(
        organization.service.url, organization.slug, api_key or organization.api_key, "remote", "test"
    )


def console_on(connection: Connection | None, *, place: str = "overview", **flags: object) -> ConsoleApp:
    """The console, at a fixed moment."""
    return ConsoleApp(settings.read(flags), place=place, connection=connection, now=lambda: NOW)


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until the connection stands and all reading has ended."""
    deadline = time.monotonic() + _LONGEST
    while time.monotonic() < deadline:
        await pilot.pause(0.02)
        app = pilot.app
        assert isinstance(app, ConsoleApp)
        if app.standing.phase != "starting" and not busy(app):
            await pilot.pause(0.02)
            if not busy(app):
                return
    raise AssertionError(f"still busy: {busy(pilot.app)}")


def busy(app: App[Any]) -> list[str]:
    """What is being done; trying again, and looking what comes, go on for as long as it takes."""
    endless = (RETRYING, WATCHING)
    return [worker.name for worker in app.workers if not worker.is_finished and worker.group not in endless]


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after the other, each once nothing moves any more."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def type_text(pilot: Pilot[Any], text: str) -> None:
    """Type a text into what has the focus, faster than anything is drawn."""
    for character in text:
        pilot.app.post_message(Key(key_of(character), character))
    await pilot.pause()
    await settle(pilot)


def key_of(character: str) -> str:
    """The name of a character's key."""
    return _KEY_NAMES.get(character, character)


@asynccontextmanager
async def opened(
    organization: Organization,
    *keys: str,
    api_key: str | None = None,
    size: tuple[int, int] = NARROW,
    place: str = "overview",
    **flags: object,
) -> AsyncIterator[Pilot[int]]:
    """The console on an organization, after some keys."""
    app = console_on(connection_to(organization, api_key), place=place, **flags)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        yield pilot


def screen_text(pilot: Pilot[Any]) -> str:
    """What is on the screen, as lines of text."""
    lines: dict[int, str] = {}
    for x, line, text in _SVG_TEXT.findall(pilot.app.export_screenshot()):
        before = lines.get(int(line), "")
        gap = " " * (round(float(x) / _CELL) - cell_len(before))
        lines[int(line)] = before + gap + html.unescape(text).replace("\xa0", " ")
    return "\n".join(lines.get(line, "") for line in range(max(lines, default=0) + 1))


def toasts(pilot: Pilot[Any]) -> str:
    """What the notices of this session say."""
    return "\n".join(f"{notice.title} {notice.message}" for notice in pilot.app._notifications)
