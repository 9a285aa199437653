"""Changing settings from the console: at once on the screen, and in the settings file in a thread."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from scimconsole import themes
from scimconsole.domain.time_zone import zone_named
from scimconsole.errors import InvalidInput, ScimConsoleError

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp
    from scimconsole.settings import SavedConnection


def keep_settings(console: ConsoleApp, changes: Mapping[str, object], then: Callable[[], None]) -> None:
    """Write keys of the settings file, apply them, and call `then`; returns at once."""
    from scimconsole import settings  # reading them happened elsewhere; writing is rare

    _change(console, lambda: settings.write(console.settings, changes), then)


def keep_key(console: ConsoleApp, act: str, key: str | None, then: Callable[[], None]) -> None:
    """Put an act on another key, or (None) back on its own, in the file and at once; returns at once."""
    from scimconsole import settings  # reading them happened elsewhere; writing is rare

    _change(console, lambda: settings.write_key(console.settings, act, key), then)


def keep_connection(console: ConsoleApp, saved: SavedConnection) -> None:
    """Make a connection the configured one of the next start; returns at once."""
    from scimconsole import settings

    _change(console, lambda: settings.remember(console.settings, saved), lambda: None)


def check_settings(console: ConsoleApp) -> None:
    """Say what in the settings file cannot work: unknown acts, theme or zone, keys with two meanings."""
    work: Callable[[], Awaitable[None]] = partial(_check, console)
    console.run_worker(work, name="check settings", group="settings-check", exclusive=True)


async def _check(console: ConsoleApp) -> None:
    from scimconsole.screens.known_acts import key_troubles  # imports every screen

    now = console.settings
    for sentence in (
        *_theme_troubles(now.theme),
        *_zone_troubles(now.zone),
        *await asyncio.to_thread(key_troubles, now.keys),
    ):
        console.notify(sentence, title=str(now.file), severity="warning", markup=False)


def _theme_troubles(name: str) -> Iterator[str]:
    if themes.named(name) is None:
        names = [*themes.OTHER_NAMES, *themes.names()]
        nearest = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        hint = f"Did you mean {nearest[0]!r}?" if nearest else "Settings, Appearance lists them."
        yield f"There is no theme {name!r}. {hint}"


def _zone_troubles(name: str) -> Iterator[str]:
    try:
        zone_named(name)
    except InvalidInput as error:
        yield f"{error.detail} Times are shown in UTC."


def _change(console: ConsoleApp, write: Callable[[], None], then: Callable[[], None]) -> None:
    async def work() -> None:
        from scimconsole import settings

        try:
            await asyncio.to_thread(write)
            now = await asyncio.to_thread(settings.again, console.settings)
        except (OSError, ScimConsoleError) as error:
            console.notify(
                f"The settings could not be kept: {error}",
                title="Not kept",
                severity="error",
                markup=False,
            )
            return
        console.apply(now)
        then()

    waited_for: Callable[[], Awaitable[None]] = work
    console.run_worker(waited_for, name="keep settings", group="settings")
