"""A run of a script that plays by itself or step by step; knows nothing of how it is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scimconsole.demo.run import Run, StepDone
    from scimconsole.demo.script import Step


class Player:
    """Plays the steps in their order; what was played can be looked at again, and nothing is undone.

    `changed` is called whenever something else is to be shown.
    """

    def __init__(self, run: Run, changed: Callable[[], None], *, by_itself: bool = True) -> None:
        self.run = run
        self.by_itself = by_itself
        """Whether the next step comes without being asked for, once one had the time to look."""
        self.at = 0
        """The index of the step that is shown."""
        self.is_busy = False
        """Whether a step is being played."""
        self.telling = ""
        """How far the step is that is being played."""
        self._changed = changed
        self._wake = asyncio.Event()
        self._wanted = 0
        """Steps that are to be played without waiting, counted from the first."""
        run.tell = self._told

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.run.steps[self.at]

    @property
    def done(self) -> StepDone | None:
        """What came of the step that is shown; None before it was played."""
        return self.run.done[self.at] if self.at < len(self.run.done) else None

    @property
    def count(self) -> int:
        """How many steps there are."""
        return len(self.run.steps)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to play: all is done, or a step did not happen."""
        return self.run.next_step is None

    @property
    def can_advance(self) -> bool:
        """Whether there is a later step to be shown or played."""
        return not self.is_over or self.at + 1 < len(self.run.done)

    async def play(self) -> None:
        """Play to the end; to be run in a worker, which may be cancelled."""
        while not self.is_over:
            number = len(self.run.done)
            while not self.by_itself and self._wanted <= number:
                await self._woken()
            self.at, self.is_busy = number, True
            self._changed()
            try:
                await self.run.play()
            finally:
                self.is_busy, self.telling = False, ""
                self._changed()
            if self.by_itself and self._wanted <= number + 1 and not self.is_over:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._until_something_else(), self.run.done[number].step.seconds)

    def toggle(self) -> None:
        """Let it play by itself, or from step to step."""
        self.by_itself = not self.by_itself
        if self.by_itself:
            self.at = max(len(self.run.done) - (not self.is_busy), 0)
        self._woke()

    def advance(self) -> None:
        """Show the next step, and play it if it was not yet."""
        if self.at + 1 < len(self.run.done) + self.is_busy:
            self.at += 1
        elif not self.is_busy and not self.is_over:
            self._wanted = len(self.run.done) + 1
        self._woke()

    def back(self) -> None:
        """Show the step before, as it was; it no longer plays by itself."""
        self.by_itself = False
        self.at = max(self.at - 1, 0)
        self._woke()

    def jump(self, index: int) -> None:
        """Show a step; those before it are played first, since it builds on them."""
        if index < len(self.run.done):
            self.at, self.by_itself = index, False
        else:
            self._wanted = index + 1
        self._woke()

    def _told(self, sentence: str) -> None:
        self.telling = sentence
        self._changed()

    def _woke(self) -> None:
        self._wake.set()
        self._changed()

    async def _woken(self) -> None:
        self._wake.clear()
        await self._wake.wait()

    async def _until_something_else(self) -> None:
        """Wait until it no longer plays by itself, or the next step is wanted at once."""
        number = len(self.run.done)
        while self.by_itself and self._wanted <= number:
            await self._woken()
