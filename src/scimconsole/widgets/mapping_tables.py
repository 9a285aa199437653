"""The tables of a schema behind tabs: attribute mappings of users and of groups, scope, fields, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from scimconsole.entra.check.finding import Finding
from scimconsole.widgets.find_line import FindLine
from scimconsole.widgets.mapping_coverage import CoverageLine, levels_of
from scimconsole.widgets.mapping_rows import (
    FieldRow,
    FindingRow,
    MappingRow,
    ScopeRow,
    field_columns,
    field_rows,
    finding_columns,
    finding_rows,
    mapping_columns,
    mapping_rows,
    scope_columns,
    scope_rows,
    short_target,
)
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows
from scimconsole.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from scimconsole.entra.schema.model import SyncSchema

Row = MappingRow | ScopeRow | FieldRow | FindingRow

TABS = ("users", "groups", "scope", "fields", "findings")
_MAPPED = ("users", "groups")
"""The tabs whose rows are attribute mappings."""
_EMPTY = {
    "users": "This schema maps no users.\nb begins with a starting point that does.",
    "groups": "This schema maps no groups.\nb begins with a starting point that does.",
    "fields": "The profile names no fields.",
    "findings": "Nothing found: all is well.",
}


class MappingTables(Vertical):
    """One table in sight at a time; each keeps its cursor and its marks."""

    DEFAULT_CSS = """
    MappingTables { height: 1fr; }
    MappingTables RecordTable { height: 1fr; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.tab = TABS[0]
        """The present tab, one of `TABS`."""

    def compose(self) -> ComposeResult:
        """The tabs, the coverage, the line to find something, and the tables."""
        yield TabLine([tab.capitalize() for tab in TABS])
        yield CoverageLine()
        yield FindLine("find in this table", id="find")
        for tab in _MAPPED:
            yield RecordTable(
                mapping_columns(),
                empty=_EMPTY[tab],
                key=lambda row: row.id,
                can_mark=True,
                id=f"mapping-{tab}",
                classes="panel",
            )
        yield RecordTable(scope_columns(), id="mapping-scope", classes="panel")
        yield RecordTable(field_columns(), empty=_EMPTY["fields"], id="mapping-fields", classes="panel")
        yield RecordTable(finding_columns(), empty=_EMPTY["findings"], id="mapping-findings", classes="panel")

    def on_mount(self) -> None:
        """Name the tables, and show one of them."""
        for tab in TABS:
            self.table_of(tab).border_title = tab.capitalize()
        self.go_to(self.tab)

    @property
    def table(self) -> RecordTable[Any]:
        """The table of the present tab."""
        return self.table_of(self.tab)

    @property
    def selected(self) -> Row | None:
        """The row under the cursor."""
        row: Row | None = self.table.cursor_row
        return row

    @property
    def coverage_line(self) -> CoverageLine:
        """The coverage in a line."""
        return self.query_one(CoverageLine)

    @property
    def find_line(self) -> FindLine:
        """The line to find something."""
        return self.query_one("#find", FindLine)

    def table_of(self, tab: str) -> RecordTable[Any]:
        """The table of a tab."""
        return self.query_one(f"#mapping-{tab}", RecordTable)

    def go_to(self, tab: str) -> None:
        """Show another table; the focus goes along if it was in one."""
        had_focus = self.table.has_focus
        self.tab = tab
        self.query_one(TabLine).current = TABS.index(tab)
        for one in TABS:
            self.table_of(one).display = one == tab
        self.find_line.close()
        if had_focus:
            self.table.focus()

    def step(self, by: int) -> None:
        """Go to the next or previous tab, around the end."""
        self.go_to(TABS[(TABS.index(self.tab) + by) % len(TABS)])

    def step_finding(self, by: int) -> None:
        """Go to the next or previous mapping with a finding; where none has one, to the list of findings."""
        places = [
            (TABS.index(tab), place)
            for tab in _MAPPED
            for place, row in self.table_of(tab).rows.here()
            if row.findings
        ]
        here = (TABS.index(self.tab), self.table.cursor)
        ahead = [place for place in places if (place > here if by > 0 else place < here)]
        # Behind the last one comes the first.
        found = (ahead or places)[:: 1 if by > 0 else -1][:1]
        if not found:
            self.go_to("findings")
        for tab, place in found:
            self._put_cursor(TABS[tab], place)

    def reach(self, target: str, table_name: str = "") -> bool:
        """Put the cursor on the mapping of a target, in any spelling; false where nothing maps it."""
        for tab in sorted(_MAPPED, key=lambda tab: tab != self.tab):
            for place, row in self.table_of(tab).rows.here():
                if target.lower() in _names(row) and table_name in ("", row.table.name):
                    self._put_cursor(tab, place)
                    return True
        return False

    def show(
        self,
        schema: SyncSchema,
        findings: Sequence[Finding],
        coverage: Mapping[str, Any],
        saved: SyncSchema | None,
    ) -> None:
        """Draw all tables; mappings that differ from those of `saved` are marked."""
        rows: dict[str, Sequence[Row]] = {
            "users": mapping_rows(schema.users, findings, saved),
            "groups": mapping_rows(schema.groups, findings, saved),
            "scope": scope_rows(schema),
            "fields": field_rows(coverage),
            "findings": finding_rows(findings),
        }
        for tab in TABS:
            self.table_of(tab).show_rows(ListedRows(rows[tab]))
        self.coverage_line.levels = levels_of(coverage)
        for tab, table in (("users", schema.users), ("groups", schema.groups)):
            off = table is not None and not table.enabled
            self.table_of(tab).border_title = f"{tab.capitalize()}: off" if off else tab.capitalize()
        tabs = self.query_one(TabLine)
        tabs.names = [f"{tab.capitalize()} {len(rows[tab])}" if tab != "scope" else "Scope" for tab in TABS]
        tabs.refresh()

    def say(self, words: Sequence[str]) -> None:
        """Say under each table of which version it is, and how many rows are marked."""
        for tab in TABS:
            marked = len(self.table_of(tab).marked)
            own = [f"{marked:,} marked", *words] if marked else words
            self.table_of(tab).border_subtitle = " · ".join(own)

    def standing(self, waiting: str, stale: bool) -> None:
        """Say what is waited for, and whether what is shown may be old."""
        for tab in TABS:
            table = self.table_of(tab)
            table.waiting, table.stale = waiting, stale

    def _put_cursor(self, tab: str, place: int) -> None:
        self.go_to(tab)
        self.table.cursor = place
        self.table.focus()

    @on(TabLine.Changed)
    def _tab_changed(self, message: TabLine.Changed) -> None:
        if TABS[message.current] != self.tab:
            self.go_to(TABS[message.current])

    @on(FindLine.Changed)
    def _sought(self, message: FindLine.Changed) -> None:
        message.stop()
        message.line.say(self.table.find(message.text))

    @on(FindLine.Left)
    def _found(self, message: FindLine.Left) -> None:
        message.stop()
        self.table.focus()


def _names(row: MappingRow) -> set[str]:
    target = row.mapping.target
    return {target.lower(), short_target(target).lower(), target.rpartition(":")[2].lower()}
