"""Earlier versions of the mapping: who saved what and when, what each changed, and back to one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.screen import ModalScreen

from scimconsole.entra.schema.model import SyncSchema
from scimconsole.screens.mappings.changes import change_sections
from scimconsole.screens.mappings.incoming import Incoming
from scimconsole.screens.working import begin
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.facts import Section
from scimconsole.widgets.key_line import KeyLine
from scimconsole.widgets.moments import ago
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows
from scimconsole.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from scimconsole.api.mapping import MappingVersion
    from scimconsole.screens.mappings.edits import MappingsEdits
else:
    MappingVersion = object

_REST = 0.12
"""Seconds the cursor rests on a version before it is read."""
_PAGE = 100
_FIRST = Section("", text="Where the profile begins: nothing came before it.")
_VIEWS = ("What it changed", "Against what is edited here")


class VersionsScreen(ModalScreen[Incoming | None]):
    """Answers the version to go back to, as an edit; nothing is stored by that."""

    AUTO_FOCUS = "#version-table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", id="versions.close", tooltip="Back to the mappings"),
        Binding(
            "v",
            "view",
            "Compare",
            id="versions.show-other",
            tooltip="What the version changed, or how it differs from what is edited here",
        ),
        Binding(
            "r",
            "restore",
            "Restore",
            id="versions.restore",
            tooltip="Go on with this version, as an edit that can be undone and saved",
        ),
    ]
    DEFAULT_CSS = """
    VersionsScreen { align: center middle; background: $background; }
    VersionsScreen #versions-both { height: 1fr; layout: horizontal; }
    VersionsScreen #version-table { width: 3fr; height: 1fr; }
    VersionsScreen #version-detail { width: 3fr; height: 1fr; scrollbar-size-vertical: 1; }
    VersionsScreen.-narrow #versions-both { layout: vertical; }
    VersionsScreen.-narrow #version-table, VersionsScreen.-narrow #version-detail { width: 1fr; }
    """

    def __init__(self, place: MappingsEdits) -> None:
        super().__init__()
        self._place = place
        self._schemas: dict[int, SyncSchema] = {}

    def compose(self) -> ComposeResult:
        """The versions, and what is in the one under the cursor."""
        with Vertical():
            yield TabLine(_VIEWS)
            with Container(id="versions-both"):
                yield RecordTable(
                    self._columns(),
                    empty="Nothing was saved so far.\ns in the mappings saves the first version.",
                    id="version-table",
                    classes="panel",
                )
                yield DetailPane(id="version-detail", classes="panel")
            yield KeyLine()

    def on_mount(self) -> None:
        """Read the list."""
        self.table.border_title = "Versions"
        begin(self, self._read, name="versions", group="versions-read")

    @property
    def table(self) -> RecordTable[MappingVersion]:
        """The versions, newest first."""
        return self.query_one("#version-table", RecordTable)

    def why_not(self, action: str) -> str:
        """Why an act is off now."""
        if action != "restore":
            return ""
        return self._place.console.why_no_changes or ("" if self._shown else "The version was not read yet.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Going back to a version is an edit."""
        if action == "restore":
            return None if not self.is_mounted or self.why_not(action) else True
        return True

    def action_view(self) -> None:
        """Compare with the version before it, or with what is edited here."""
        self.query_one(TabLine).step(1)

    def action_restore(self) -> None:
        """Go on with this version, as an edit."""
        row, schema = self.table.cursor_row, self._shown
        if row is not None and schema is not None:
            name = f"version {row.version}" if row.version else "the starting point"
            self.dismiss(Incoming(f"{name} restored", schema))

    @property
    def _shown(self) -> SyncSchema | None:
        row = self.table.cursor_row
        return None if row is None else self._schemas.get(row.version)

    def _columns(self) -> Sequence[Column[MappingVersion]]:
        now = self._place.console.now

        def saved(row: MappingVersion) -> Cell:
            return Cell(ago(row.created_at, now()) if row.created_at else "", "muted")

        def note(row: MappingVersion) -> Cell:
            return Cell(row.note or "") if row.version else Cell("starting point", "muted")

        return [
            Column("Version", 7, lambda row: Cell(str(row.version), "strong"), align="right"),
            Column("Saved", 14, saved),
            Column("By", 12, lambda row: Cell(row.created_by or "the profile", "muted"), grow=1, rank=1),
            Column("Note", 12, note, grow=2),
        ]

    async def _read(self) -> None:
        from scimconsole.client import calls

        with self._place.reporting():
            listed = self._place.client.items(calls.mapping_versions(limit=_PAGE))
            rows: list[MappingVersion] = [one async for one in listed]
            if all(row.version for row in rows):
                first = await self._place.client.send(calls.mapping_version(0))
                rows.append(first)
            self.table.show_rows(ListedRows(rows))
            self.table.border_subtitle = f"{len(rows)}"

    async def _read_detail(self, row: MappingVersion) -> None:
        await asyncio.sleep(_REST)
        draft = self._place.draft
        if draft is None:
            return
        with self._place.reporting():
            schema = await self._schema(row.version)
            against_edits = self.query_one(TabLine).current == 1
            before = await self._before(row) if not against_edits else schema
            after = draft.schema if against_edits else schema
            sections = await asyncio.to_thread(change_sections, before, after)
            if not against_edits and not row.version:
                sections = [_FIRST]
            title = (
                f"From version {row.version} to what is edited here"
                if against_edits
                else (f"Version {row.version}")
            )
            self.query_one(DetailPane).show(title, sections)
            self.refresh_bindings()

    async def _before(self, row: MappingVersion) -> SyncSchema:
        """What was there before a version; the starting point has nothing before it."""
        rows = [one for _, one in self.table.rows.here()]
        earlier = [one.version for one in rows if one.version < row.version]
        return await self._schema(max(earlier, default=row.version))

    async def _schema(self, number: int) -> SyncSchema:
        from scimconsole.client import calls
        from scimconsole.entra.schema.reading import read_schema

        if number not in self._schemas:
            stored = await self._place.client.send(calls.mapping_version(number))
            self._schemas[number] = await asyncio.to_thread(
                read_schema, stored.document, source=f"version {number}"
            )
        return self._schemas[number]

    def _show(self) -> None:
        row = self.table.cursor_row
        if row is not None:
            begin(self, partial(self._read_detail, row), name="version", group="versions-detail")

    @on(RecordTable.Highlighted)
    @on(TabLine.Changed)
    def _another(self) -> None:
        self._show()
        self.refresh_bindings()

    @on(RecordTable.Opened)
    def _opened(self) -> None:
        self.query_one(DetailPane).focus()
