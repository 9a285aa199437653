"""A demo recorded without a terminal: a picture of each step, and a cast that asciinema plays."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scimconsole import settings
from scimconsole.demo.cast import Cast
from scimconsole.errors import InvalidInput
from scimconsole.screens.demo.console import DemoConsole
from scimconsole.terminal.frames import frame_of

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from scimconsole.demo.run import Run

CAST = "demo.cast"
_FRAME_SECONDS = 0.1
_REST_SECONDS = 1.2
"""How long the console may take after a step to have read and drawn what came of it."""
_PACE = 0.5
"""Of the seconds that a step is worth looking at, the part that the cast gives it."""


async def record(run: Run, folder: Path, *, size: tuple[int, int], force: bool = False) -> list[Path]:
    """Play the run, and write `NN-step.svg` for each step and `demo.cast`; answers what was written.

    `size` is columns and rows. Raises InvalidInput, before anything is played, when a file is there already
    and `force` is not given, or when the folder cannot be made.
    """
    paths = [folder / f"{number:02}-{step.name}.svg" for number, step in enumerate(run.steps, 1)]
    paths.append(folder / CAST)
    _make_room(folder, paths, force)
    chosen = replace(settings.read(), reduced_motion=True)
    console = DemoConsole(chosen, run, by_itself=False)
    recorder = _Recorder(console, run, paths, size)
    await console.run_async(headless=True, size=size, auto_pilot=recorder.play)
    return recorder.written


class _Recorder:
    def __init__(self, console: DemoConsole, run: Run, paths: list[Path], size: tuple[int, int]) -> None:
        self._console = console
        self._run = run
        self._paths = paths
        self._cast = Cast(*size, run.script.title)
        self._at = 0.0
        """The time in the cast; it stands still while nothing is worth waiting for."""
        self.written: list[Path] = []

    async def play(self, pilot: Pilot[Any]) -> None:
        """Advance step by step, and end the console."""
        player = self._console.player
        await self._filmed(lambda: self._console.screen is self._console.panel)
        while not player.is_over:
            number = len(self._run.done)
            player.advance()
            await self._filmed(lambda number=number: len(self._run.done) > number and not player.is_busy)
            await pilot.pause()
            await self._filmed(None, _REST_SECONDS)
            self._write(self._paths[number], self._console.export_screenshot())
            self._at += self._run.done[number].step.seconds * _PACE
        self._write(self._paths[-1], self._cast.end(self._at))
        self._console.exit(0)

    async def _filmed(self, until: Any, seconds: float = 60.0) -> None:
        began = last = time.monotonic()
        while time.monotonic() - began < seconds and not (until is not None and until()):
            await asyncio.sleep(_FRAME_SECONDS)
            now = time.monotonic()
            self._at, last = self._at + now - last, now
            self._cast.add(self._at, frame_of(self._console))

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text, "utf-8")
        self.written.append(path)


def _make_room(folder: Path, paths: list[Path], force: bool) -> None:
    there = [path.name for path in paths if path.exists()]
    if there and not force:
        raise InvalidInput(
            f"{folder} has {there[0]}{' and others' if len(there) > 1 else ''} already.",
            hint="Record into another folder, or replace them with --force.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(f"The folder {folder} cannot be made: {error.strerror}.") from error
