"""A long act under way: what it does, how far it is, and a key that stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog, DialogButton
from scimconsole.screens.working import begin
from scimconsole.widgets.accelerator import accelerator
from scimconsole.widgets.progress_line import ProgressLine

Result = TypeVar("Result")
Answer = TypeVar("Answer")


class Stopped(Exception):
    """The person stopped the act before it was done."""


class Progress:
    """What a long act tells about itself, and how it learns that it is to stop."""

    def __init__(self, show: Callable[[int, int | None], None]) -> None:
        self._show = show
        self._stop = asyncio.Event()

    @property
    def is_stopped(self) -> bool:
        """Whether the act is to stop as soon as it can."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the act to stop."""
        self._stop.set()

    def show(self, done: int, total: int | None) -> None:
        """Tell how far the act is; `total` is None while nobody knows."""
        self._show(done, total)

    async def pause(self, seconds: float) -> None:
        """Wait, but not longer than until the act is to stop."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)

    async def unless_stopped(self, step: Awaitable[Answer]) -> Answer:
        """Wait for a step; raises `Stopped`, and gives the step up, when the act is to stop."""
        asking = asyncio.ensure_future(step)
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                raise Stopped
            return asking.result()
        finally:
            asking.cancel()
            stopping.cancel()


class ProgressDialog(Dialog["Result | None"], Generic[Result]):
    """Runs an act and answers its result; None when it was stopped without one, or failed and said so."""

    # An Enter too many, from the dialog before, is not to stop what it began.
    AUTO_FOCUS = ""

    def __init__(self, heading: str, sentence: str, work: Callable[[Progress], Awaitable[Result]]) -> None:
        super().__init__()
        self._heading = heading
        self._sentence = sentence
        self._act = work
        self._progress = Progress(self._show)
        self._failed = False
        self._answers: list[Result | None] = []

    def heading(self) -> str:
        """The act."""
        return self._heading

    def compose_body(self) -> ComposeResult:
        """What happens, and how far it is."""
        yield Static(Content(escape_text(self._sentence)), id="doing", classes="sentence")
        yield ProgressLine(classes="sentence")

    def buttons(self) -> Sequence[ButtonSpec]:
        """The only button stops the act."""
        return (ButtonSpec("cancel", "&Stop"),)

    def on_mount(self) -> None:
        """Begin."""
        begin(self, self._run, name=self._heading, group="progress")

    def action_cancel(self) -> None:
        """Stop the act; where it failed, leave."""
        if self._failed:
            self.dismiss(None)
            return
        self._progress.stop()
        self.query_one("#doing", Static).update(Content("Stopping…"))

    def _show(self, done: int, total: int | None) -> None:
        line = self.query_one(ProgressLine)
        line.total = total
        line.done = done

    def on_screen_resume(self) -> None:
        """Answer what came while something else was open over the dialog."""
        if self._answers:
            self.call_later(self._leave)

    async def _run(self) -> None:
        try:
            result = await self._act(self._progress)
        except Stopped:
            self._answer(None)
        except ScimConsoleError as error:
            self._failed = True
            self.trouble(escape_text(" ".join(filter(None, (error.detail, error.hint)))))
            self.query_one("#cancel", DialogButton).accelerator = accelerator("&Close")
            self.mark_default()
        else:
            self._answer(result)

    def _answer(self, result: Result | None) -> None:
        self._answers.append(result)
        # Only the dialog on top can go; the key sheet may be open over it.
        if self.app.screen is self:
            self._leave()

    def _leave(self) -> None:
        self.dismiss(self._answers[0])
