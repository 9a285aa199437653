"""The self test under way and what it came to, step by step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.screens.working import begin
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows

if TYPE_CHECKING:
    from scimconsole.api.guide import SelfTest, SelfTestStep
else:
    SelfTestStep = object

_PACE = 0.03
"""Seconds between two steps as they are shown: the eye follows what the service did in less."""


class SelfTestDialog(Dialog["str | None"]):
    """Answers the id of the request that somebody wants to see."""

    HEADING = "Self test"
    AUTO_FOCUS = "#self-test-steps"
    AROUND = 8
    DEFAULT_CSS = """
    SelfTestDialog #self-test-steps { height: 18; margin-bottom: 1; }
    SelfTestDialog #verdict { height: auto; margin-bottom: 1; }
    SelfTestDialog #judged { height: 2; }
    SelfTestDialog.-short #self-test-steps { height: 9; }
    """

    def __init__(self, play: Callable[[], Awaitable[SelfTest]]) -> None:
        super().__init__()
        self._play = play
        self._steps: list[SelfTestStep] = []

    def compose_body(self) -> ComposeResult:
        """The verdict, the steps, and the one under the cursor in full."""
        yield Static(id="verdict")
        yield RecordTable(
            [
                Column("", 8, _mark),
                Column("", 20, lambda step: Cell(step.title), grow=1),
                Column("", 3, lambda step: Cell(str(step.status or "-"), "muted"), align="right"),
                Column("", 8, lambda step: Cell(f"{step.duration_us / 1000:.1f} ms", "muted"), align="right"),
            ],
            header=False,
            empty="No step could be played.",
            waiting="Playing Entra ID with a throw-away person…",
            id="self-test-steps",
        )
        yield Static(id="judged")

    def buttons(self) -> Sequence[ButtonSpec]:
        """Leave, or play it again."""
        return ButtonSpec("cancel", "&Close"), ButtonSpec("again", "Play &again")

    def on_mount(self) -> None:
        """Begin."""
        self._begin()

    @property
    def table(self) -> RecordTable[SelfTestStep]:
        """The steps that are shown."""
        return self.query_one("#self-test-steps", RecordTable)

    def _begin(self) -> None:
        begin(self, self._run, name="self test", group="self-test")

    async def _run(self) -> None:
        self.trouble("")
        self._say("A person and a group are made, changed and taken away again, as Entra ID would.")
        try:
            outcome = await self._play()
        except ScimConsoleError as error:
            self._say("The self test was not played.")
            self.trouble(escape_text(" ".join(filter(None, (error.detail, error.hint)))))
            return
        await self._show(outcome)

    async def _show(self, outcome: SelfTest) -> None:
        import asyncio

        self._steps = []
        for step in outcome.steps:
            self._steps.append(step)
            self.table.show_rows(ListedRows(self._steps), cursor=len(self._steps) - 1)
            await asyncio.sleep(_PACE)
        failed = [place for place, step in enumerate(self._steps) if not step.passed]
        self.table.show_rows(ListedRows(self._steps), cursor=failed[0] if failed else 0)
        if outcome.passed:
            milliseconds = sum(step.duration_us for step in outcome.steps) / 1000
            self._say(
                f"All {len(outcome.steps)} steps passed in {milliseconds:.0f} ms. Nothing is left but the "
                "requests in the journal.",
                "$success",
            )
        elif failed:
            self._say(
                f"{len(failed)} of {len(outcome.steps)} steps failed: Entra ID would meet the same answers.",
                "$error",
            )
        if not outcome.cleaned_up:
            self.trouble(f"{escape_text(outcome.user_name)} was not taken away; the next self test does it.")

    def _say(self, sentence: str, colour: str = "$foreground-muted") -> None:
        self.query_one("#verdict", Static).update(Content.styled(sentence, colour))

    @on(RecordTable.Highlighted, "#self-test-steps")
    def _step_highlighted(self, message: RecordTable.Highlighted) -> None:
        message.stop()
        step = self.table.cursor_row
        if step is None:
            return
        self.query_one("#judged", Static).update(
            Content.assemble(
                ("Needed  ", "$foreground-muted"),
                escape_text(step.expected),
                ("\nSeen    ", "$foreground-muted"),
                (escape_text(step.seen), "" if step.passed else "$error"),
            )
        )

    @on(RecordTable.Opened, "#self-test-steps")
    def _step_opened(self, message: RecordTable.Opened) -> None:
        message.stop()
        step = self.table.cursor_row
        if step is not None and step.request_id is not None:
            self.dismiss(step.request_id)

    @on(Button.Pressed, "#again")
    def _again(self) -> None:
        self.table.show_rows(ListedRows([]))
        self._begin()


def _mark(step: SelfTestStep) -> Cell:
    return Cell("✓ passed", "good") if step.passed else Cell("! FAILED", "bad")
