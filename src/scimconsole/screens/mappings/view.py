"""The attribute mappings as they stand: what is mapped, for whom, what is missing, and what is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.entra.check.finding import Finding
from scimconsole.screens.frame import PlaceScreen, waiting_words
from scimconsole.screens.location import Link, Location
from scimconsole.screens.mappings.draft import Draft
from scimconsole.screens.mappings.telling import copies_of, detail_of, links_of
from scimconsole.screens.mappings.wire import findings_of
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.find_line import FindLine
from scimconsole.widgets.mapping_rows import MappingRow, ScopeRow
from scimconsole.widgets.mapping_tables import TABS, MappingTables, Row
from scimconsole.widgets.moments import clock
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.standing import Standing
from scimconsole.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from scimconsole.api.mapping import MappingReport, StoredMapping
    from scimconsole.entra.schema.model import ObjectMapping


class MappingsView(PlaceScreen):
    """One schema in tabs, and the row under the cursor in full."""

    PLACE = "mappings"
    AUTO_FOCUS = "#mapping-users"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "v",
            "tab(1)",
            "Next tab",
            id="mappings.show-next",
            tooltip="Users, groups, scope, the service's fields, findings",
        ),
        Binding("V", "tab(-1)", "Tab before", show=False, id="mappings.show-previous"),
        Binding(
            "f",
            "finding(1)",
            "Next finding",
            show=False,
            id="mappings.show-finding",
            tooltip="Go to the next mapping of which the check says something",
        ),
        Binding("F", "finding(-1)", "Finding before", show=False, id="mappings.show-finding-before"),
        Binding(
            "slash",
            "search",
            "Find",
            key_display="/",
            show=False,
            id="list.search",
            tooltip="Search, or find",
        ),
        Binding("escape", "end_find", "Stop finding", show=False, id="field.end-find"),
        Binding("escape", "unmark", "Unmark all", id="table.unmark", tooltip="Take all marks away"),
        Binding("escape", "back", "Back", id="detail.back", tooltip="Back to the list"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.draft: Draft | None = None
        """The schema with its edits; None before it was read."""
        self.findings: tuple[Finding, ...] = ()
        self.coverage: dict[str, Any] = {}
        self._told_version = 0
        """The last version of somebody else's that was told of."""
        self._tab_wanted = ""
        self._record_wanted = ""

    def compose_place(self) -> ComposeResult:
        """The tables behind their tabs, and a row in full."""
        with Horizontal(id="list-and-detail"):
            with Vertical(id="list"):
                yield Static(id="notice")
                yield MappingTables(id="mapping-tables")
            yield DetailPane(id="detail", classes="panel")

    def on_mount(self) -> None:
        """Begin with the tab that was asked for."""
        if self._tab_wanted:
            self.call_after_refresh(self.tables.go_to, self._tab_wanted)

    @property
    def tables(self) -> MappingTables:
        """The tables."""
        return self.query_one(MappingTables)

    @property
    def selected(self) -> Row | None:
        """The row under the cursor."""
        return self.tables.selected if self.is_mounted else None

    @property
    def object_mapping(self) -> ObjectMapping | None:
        """The object mapping that the tab, or the row of a scope, is about."""
        row = self.selected
        if self.draft is None or isinstance(row, ScopeRow):
            return row.table if isinstance(row, ScopeRow) else None
        schema = self.draft.schema
        return {"users": schema.users, "groups": schema.groups}.get(self.tables.tab)

    # Going about

    def show(self, record: str = "", **filters: str) -> None:
        """Open the tab `tab`, and go to the mapping of a target attribute."""
        self._record_wanted = record
        tab = filters.get("tab", "" if record else TABS[0])
        if tab not in TABS:
            return
        if self.is_mounted:
            self.tables.go_to(tab)
        else:
            self._tab_wanted = tab

    def location(self) -> Location:
        """The tab, and the target of the mapping under the cursor."""
        row = self.selected
        record = row.mapping.target if isinstance(row, MappingRow) else ""
        tab = self.tables.tab if self.is_mounted else self._tab_wanted
        return Location(self.PLACE, record, {"tab": tab} if tab not in ("", TABS[0]) else {})

    def links(self) -> Sequence[Link]:
        """The mappings and the findings."""
        return [] if self.draft is None else list(links_of(self.draft.schema, self.findings))

    def action_tab(self, by: int) -> None:
        """Go to the next or previous tab, around the end."""
        self.tables.step(by)

    def action_finding(self, by: int) -> None:
        """Go to the next or previous mapping of which the check says something."""
        self.tables.step_finding(by)

    # What is shown

    async def read(self) -> None:
        """Read the mapping; edits that are not saved stay, on the version they were made on."""
        from scimconsole.client import calls

        await self.take(await self.client.send(calls.mapping()))

    async def take(self, stored: StoredMapping) -> None:
        """Show what the service holds, unless there are edits."""
        from scimconsole.entra.schema.reading import read_schema

        schema = await asyncio.to_thread(read_schema, stored.document, source=f"version {stored.version}")
        if self.draft is None or not self.draft.edits:
            self.draft = Draft(schema, stored.version)
            self.show_report(stored)
        elif stored.version not in (self.draft.number, self._told_version):
            self._told_version = stored.version
            self.app.notify(
                escape_text(
                    f"{stored.created_by or 'Somebody'} saved version {stored.version} meanwhile. "
                    "Your edits are kept; saving them asks."
                ),
                title="Another version",
                severity="warning",
                markup=False,
            )
        self.tables.standing(waiting_words(self.standing), stale=False)
        self.show_rows()
        if self._record_wanted:
            record, self._record_wanted = self._record_wanted, ""
            if not self.tables.reach(record):
                sentence = escape_text(f"Nothing is mapped to {record}.")
                self.app.notify(sentence, severity="warning", markup=False)

    def show_report(self, report: MappingReport) -> None:
        """Take over what a check found; `show_rows` shows it."""
        self.findings, self.coverage = findings_of(report), dict(report.coverage)
        self.tables.coverage_line.doing = ""

    def show_rows(self) -> None:
        """Draw everything from the draft and the findings."""
        draft = self.draft
        if draft is not None:
            saved = draft.base if draft.edits else None
            self.tables.show(draft.schema, self.findings, self.coverage, saved)
            self._say_state()
            self._show_row()
            self.refresh_bindings()

    def copies(self) -> Sequence[Copy]:
        """What can be copied of the row under the cursor."""
        return list(copies_of(self.selected))

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Say why acts are off, and mark what was shown once the connection is lost."""
        stale = self.tables.table.stale or (standing.phase == "lost" and self.draft is not None)
        self.tables.standing(waiting_words(standing), stale)
        self._say_state()
        why = self.console.why_no_changes
        self.query_one("#notice", Static).update(Content.styled(why, "$warning"))
        self.query_one("#notice").set_class(bool(why), "-shown")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a way back only outside the table, and nothing to end that was not begun."""
        if action in ("back", "unmark", "end_find"):
            if not self.is_mounted:
                return False
            in_table = self.tables.table.has_focus
            return {
                "back": not in_table,
                "unmark": in_table and bool(self.tables.table.marked),
                "end_find": in_table and self.tables.find_line.is_open,
            }[action]
        return super().check_action(action, parameters)

    def action_search(self) -> None:
        """Open the line to find something."""
        self.tables.find_line.open()

    def action_back(self) -> None:
        """Go from the detail to the table."""
        self.tables.table.focus()

    def action_end_find(self) -> None:
        """Seek nothing any more."""
        self.tables.find_line.action_give_up()

    def action_unmark(self) -> None:
        """Take all marks away."""
        self.tables.table.clear_marks()

    def _show_row(self) -> None:
        remarks = () if self.draft is None else self.draft.schema.remarks
        self.query_one(DetailPane).show(*detail_of(self.selected, self.standing.profile, remarks))

    def _say_state(self) -> None:
        draft = self.draft
        if draft is None:
            return
        words = [f"version {draft.number}" if draft.number else "starting point, nothing saved yet"]
        if draft.words:
            words.insert(0, f"* {draft.words}")
        if self.tables.table.stale and self.read_at is not None:
            words.append(f"as of {clock(self.read_at.isoformat(), self.console.now())}, not current")
        self.tables.say(words)

    @on(RecordTable.Marked)
    def _rows_marked(self) -> None:
        self._say_state()
        self.refresh_bindings()

    @on(RecordTable.Highlighted)
    @on(TabLine.Changed)
    def _row_changed(self) -> None:
        self._show_row()
        self.refresh_bindings()

    @on(FindLine.Left)
    @on(events.DescendantFocus)
    def _focus_moved(self) -> None:
        self.refresh_bindings()
