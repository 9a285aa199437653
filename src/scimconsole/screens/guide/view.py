"""The set-up guide as it stands: steps that tick themselves, the set-up links, one of them in full."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.frame import PlaceScreen, waiting_words
from scimconsole.screens.guide.closing_text import closing_section
from scimconsole.screens.guide.following import Following, newly
from scimconsole.screens.guide.link_text import link_columns, link_sections
from scimconsole.screens.guide.step_text import step_columns, step_sections
from scimconsole.screens.location import Link, Location
from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.facts import Section
from scimconsole.widgets.guide_progress import GuideProgress, Reached
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows
from scimconsole.widgets.standing import Standing
from scimconsole.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from scimconsole.api.guide import Guide, GuideStep
    from scimconsole.api.setup_links import SetupLink
else:
    GuideStep = SetupLink = object

LOOK_EVERY = 2.0
"""Seconds between two looks while the place is in sight."""
TABS = ("steps", "links")
_LINKS_READ = 100
_MOST_TOLD = 3
"""Steps that are told of one by one when they change."""


class GuideView(PlaceScreen):
    """Steps or links at the left, what the cursor is on at the right."""

    PLACE = "guide"
    AUTO_FOCUS = "#steps"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "tab", "Next tab", id="guide.show-links", tooltip="The steps, or the set-up links"),
        Binding("escape", "back", "Back", id="detail.back", tooltip="Back to the list"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.guide: Guide | None = None
        self.links_read: Sequence[SetupLink] = ()
        self.following = Following()
        self._links_left_out = False
        self._is_reading = False
        self._record_wanted = ""
        self._tab_wanted = ""
        self._drawn: tuple[str, Sequence[Section]] | None = None

    def compose_place(self) -> ComposeResult:
        """Both lists behind their tabs, and what the cursor is on in full."""
        with Horizontal(id="list-and-detail"):
            with Vertical(id="list"):
                yield Static(id="notice")
                yield TabLine(("Steps", "Set-up links"))
                yield GuideProgress()
                yield RecordTable(
                    step_columns(self.console.now),
                    empty="This guide has no steps.",
                    id="steps",
                    classes="panel",
                )
                yield RecordTable(
                    link_columns(self.console.now),
                    empty="No set-up link yet.\nl makes one for whoever sets up Entra ID.",
                    id="links",
                    classes="panel",
                )
            yield DetailPane(id="detail", classes="panel")

    def on_mount(self) -> None:
        """Name the lists, and look again now and then."""
        self.steps_table.border_title = "Set-up guide"
        self.links_table.border_title = "Set-up links"
        self.links_table.display = False
        self.set_interval(LOOK_EVERY, self._look_again)
        if self._tab_wanted:
            self.query_one(TabLine).current = TABS.index(self._tab_wanted)

    @property
    def steps_table(self) -> RecordTable[GuideStep]:
        """The steps."""
        return self.query_one("#steps", RecordTable)

    @property
    def links_table(self) -> RecordTable[SetupLink]:
        """The set-up links."""
        return self.query_one("#links", RecordTable)

    @property
    def tab(self) -> str:
        """`steps` or `links`."""
        return TABS[self.query_one(TabLine).current] if self.is_mounted else self._tab_wanted or TABS[0]

    @property
    def step(self) -> GuideStep | None:
        """The step under the cursor; None among the links."""
        return self.steps_table.cursor_row if self.is_mounted and self.tab == "steps" else None

    @property
    def link(self) -> SetupLink | None:
        """The link under the cursor; None among the steps."""
        return self.links_table.cursor_row if self.is_mounted and self.tab == "links" else None

    # Going about

    def show(self, record: str = "", **filters: str) -> None:
        """Go to a step by its number, or with the filter `tab=links` to a link by its id."""
        self._record_wanted = record
        tab = filters.get("tab", TABS[0])
        if tab not in TABS:
            return
        if self.is_mounted:
            self.query_one(TabLine).current = TABS.index(tab)
        else:
            self._tab_wanted = tab

    def location(self) -> Location:
        """The tab, and what the cursor is on where somebody chose it."""
        if self.tab == "links":
            return Location(self.PLACE, "" if self.link is None else self.link.id, {"tab": "links"})
        step = self.step
        chosen = step is not None and not self.following.is_at(self.steps_table.cursor)
        return Location(self.PLACE, str(step.number) if step is not None and chosen else "")

    def links(self) -> Sequence[Link]:
        """The steps, by their titles."""
        if self.guide is None:
            return ()
        return [
            Link(f"Step {step.number}: {step.title}", Location(self.PLACE, str(step.number)), step.place)
            for step in self.guide.steps
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a way back only outside the lists, and a tab of links where the service has them."""
        if action == "back":
            return self.is_mounted and not (self.steps_table.has_focus or self.links_table.has_focus)
        if action == "tab":
            return self.standing.offers("setup-links")
        return super().check_action(action, parameters)

    def action_tab(self) -> None:
        """Go to the other list."""
        self.query_one(TabLine).step(1)

    def action_back(self) -> None:
        """Leave the detail for the list."""
        self.remove_class("-detail")
        self._table.focus()

    # What is shown

    async def read(self) -> None:
        """Read the guide and the links; the cursor goes on to the next open step unless somebody moved it."""
        self._is_reading = True
        try:
            guide, links = await asyncio.gather(self._read_guide(), self._read_links())
        finally:
            self._is_reading = False
        before, self.guide, self.links_read = self.guide, guide, links
        self._tell(before, guide)
        wanted, self._record_wanted = self._record_wanted, ""
        self._show_steps(guide, wanted if self.tab == "steps" else "")
        self._show_links(links, wanted if self.tab == "links" else "")
        self.refresh_bindings()

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Say why acts are off, and mark what was shown once the connection is lost."""
        for table in (self.steps_table, self.links_table):
            table.waiting = waiting_words(standing)
            table.stale = table.stale or (standing.phase == "lost" and self.guide is not None)
        why = self.console.why_no_changes
        self.query_one("#notice", Static).update(Content.styled(why, "$warning"))
        self.query_one("#notice").set_class(bool(why), "-shown")
        self.query_one(TabLine).display = standing.offers("setup-links")

    @property
    def _table(self) -> RecordTable[GuideStep] | RecordTable[SetupLink]:
        return self.steps_table if self.tab == "steps" else self.links_table

    async def _read_guide(self) -> Guide:
        from scimconsole.client import calls

        return await self.client.send(calls.guide())

    async def _read_links(self) -> Sequence[SetupLink]:
        from scimconsole.client import calls

        if not self.standing.offers("setup-links"):
            return ()
        page = await self.client.send(calls.setup_links(limit=_LINKS_READ))
        self._links_left_out = page.next_cursor is not None
        return page.items

    def _show_steps(self, guide: Guide, wanted: str) -> None:
        self.steps_table.stale = False
        reached = Reached(guide.seen, guide.checked, guide.minutes_left, guide.complete)
        self.query_one(GuideProgress).reached = reached
        is_there = wanted.isdigit() and 1 <= int(wanted) <= len(guide.steps)
        if is_there:
            cursor: int | None = int(wanted) - 1
        else:
            cursor = self.following.go_on(guide, self.steps_table.cursor)
        self.steps_table.show_rows(ListedRows(guide.steps), cursor=cursor)
        if is_there:
            self._open_detail()

    def _show_links(self, links: Sequence[SetupLink], wanted: str) -> None:
        at = self.links_table.cursor_row
        sought = wanted or ("" if at is None else at.id)
        places = [place for place, link in enumerate(links) if link.id == sought]
        self.links_table.stale = False
        self.links_table.show_rows(ListedRows(links), cursor=places[0] if places else None)
        more = f"the newest {len(links)}; there are older ones" if self._links_left_out else ""
        self.links_table.border_subtitle = more
        if wanted and places:
            self._open_detail()

    def show_detail(self) -> None:
        """Draw what the cursor is on in full, unless that is how it stands there already."""
        now = self.console.now()
        drawn: tuple[str, Sequence[Section]] = ("", ())
        if self.step is not None and self.guide is not None:
            step = self.step
            closing = [closing_section(self.guide, now)] if step.number == len(self.guide.steps) else []
            drawn = (f"{step.number}. {step.title}", (*closing, *step_sections(step, now)))
        elif self.link is not None:
            drawn = (self.link.name, link_sections(self.link, now))
        if drawn != self._drawn:
            self._drawn = drawn
            self.query_one(DetailPane).show(*drawn)

    def _look_again(self) -> None:
        if self.is_current and self.standing.phase == "connected" and not self._is_reading:
            self.load()

    def _tell(self, before: Guide | None, guide: Guide) -> None:
        """Say what changed while somebody looks on."""
        changed = () if before is None else newly(before, guide)
        for step in changed[:_MOST_TOLD]:
            self.app.notify(
                escape_text(step.evidence or ""),
                title=escape_text(f"{step.number}. {step.title}"),
                severity="information" if step.state == "seen" else "warning",
                markup=False,
            )
        if before is not None and guide.complete and not before.complete:
            self.app.notify("Every step was seen.", title="The set-up is complete", markup=False)

    @on(TabLine.Changed)
    def _tab_changed(self) -> None:
        is_steps = self.tab == "steps"
        self.remove_class("-detail")
        self.steps_table.display = self.query_one(GuideProgress).display = is_steps
        self.links_table.display = not is_steps
        self._table.focus()
        self.show_detail()
        self.refresh_bindings()

    @on(RecordTable.Highlighted, "#steps, #links")
    def _row_highlighted(self) -> None:
        self.show_detail()
        self.refresh_bindings()

    @on(RecordTable.Opened, "#steps, #links")
    def _open_detail(self) -> None:
        self.add_class("-detail")
        self.query_one(DetailPane).focus()
