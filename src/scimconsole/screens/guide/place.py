"""The place of the set-up guide: its steps tick themselves while somebody clicks through the portal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from scimconsole.screens.frame import PlaceScreen, waiting_words
from scimconsole.screens.guide.step_text import pasted, step_columns, step_sections
from scimconsole.screens.location import Location
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows
from scimconsole.widgets.standing import Standing

if TYPE_CHECKING:
    from scimconsole.api.guide import Guide, GuideStep

LOOK_EVERY = 2.0
"""Seconds between two looks while the place is in sight."""


class GuideScreen(PlaceScreen):
    """The steps at the left, the one under the cursor at the right."""

    PLACE = "guide"
    AUTO_FOCUS = "#steps"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="detail.back", tooltip="Back to the list"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._guide: Guide | None = None
        self._placed: int | None = None
        """Where the cursor was put last without being asked; while it is still there it follows."""
        self._record_wanted = ""

    def compose_place(self) -> ComposeResult:
        """The steps, and one of them in full."""
        with Horizontal(id="list-and-detail"):
            with Vertical(id="list"):
                yield Static(id="notice")
                yield RecordTable(
                    step_columns(self.console.now),
                    empty="This guide has no steps.",
                    id="steps",
                    classes="panel",
                )
            yield DetailPane(id="detail", classes="panel")

    def on_mount(self) -> None:
        """Name the list, and look again now and then."""
        self.table.border_title = "Set-up guide"
        self.set_interval(LOOK_EVERY, self._look_again)

    @property
    def table(self) -> RecordTable[GuideStep]:
        """The steps."""
        return self.query_one("#steps", RecordTable)

    @property
    def selected(self) -> GuideStep | None:
        """The step under the cursor."""
        return self.table.cursor_row if self.is_mounted else None

    def show(self, record: str = "", **filters: str) -> None:
        """Go to a step by its number."""
        self._record_wanted = record

    def location(self) -> Location:
        """The step under the cursor, where somebody chose it."""
        step = self.selected
        chosen = step is not None and self.table.cursor != self._placed
        return Location(self.PLACE, str(step.number) if step is not None and chosen else "")

    async def read(self) -> None:
        """Read the guide; the cursor goes on to the next open step unless somebody moved it."""
        from scimconsole.client import calls

        guide = await self.client.send(calls.guide())
        follows = self._placed is None or self._placed == self.table.cursor
        self._guide = guide
        self.table.stale = False
        wanted, self._record_wanted = self._record_wanted, ""
        if wanted.isdigit() and 1 <= int(wanted) <= len(guide.steps):
            cursor: int | None = int(wanted) - 1
        elif follows:
            cursor = self._placed = next_open(guide)
        else:
            cursor = None
        self.table.show_rows(ListedRows(guide.steps), cursor=cursor)
        self._say_progress()

    def copies(self) -> Sequence[Copy]:
        """What the step has to paste."""
        step = self.selected
        return () if step is None else (*pasted(step), Copy("Way through the menus", step.place))

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Mark what was shown once the connection is lost."""
        self.table.waiting = waiting_words(standing)
        if standing.phase == "lost" and self._guide is not None:
            self.table.stale = True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a way back only outside the list."""
        if action == "back":
            return self.is_mounted and not self.table.has_focus
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """Leave the step for the list."""
        self.remove_class("-detail")
        self.table.focus()

    def _look_again(self) -> None:
        if self.is_current and self.standing.phase == "connected":
            self.load()

    def _say_progress(self) -> None:
        guide = self._guide
        if guide is not None:
            words = "complete" if guide.complete else f"{guide.seen} of {guide.checked} seen"
            self.table.border_subtitle = words

    @on(RecordTable.Highlighted, "#steps")
    def _step_highlighted(self) -> None:
        step = self.selected
        if step is not None:
            title = f"{step.number}. {step.title}"
            self.query_one(DetailPane).show(title, step_sections(step, self.console.now()))
        self.refresh_bindings()

    @on(RecordTable.Opened, "#steps")
    def _step_opened(self) -> None:
        self.add_class("-detail")
        self.query_one(DetailPane).focus()


def next_open(guide: Guide) -> int:
    """The place of the step that comes next: the one after the last that was seen; when complete the last."""
    seen = [place for place, step in enumerate(guide.steps) if step.state == "seen"]
    waiting = [
        place
        for place, step in enumerate(guide.steps)
        if step.state in ("waiting", "trouble") and not step.optional
    ]
    if not waiting:
        return len(guide.steps) - 1
    # What only a person can tell, between the last step seen and the next to be seen, may still be to do.
    before = [place for place in seen if place < waiting[0]]
    return before[-1] + 1 if before else 0
