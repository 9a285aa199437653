"""Editing the mappings: each act is one edit that can be undone, and the check follows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from scimconsole.domain.terminal_text import escape_text
from scimconsole.entra.schema.model import AttributeMapping, ObjectMapping, SyncSchema
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.mappings.sample import Samples
from scimconsole.screens.mappings.view import MappingsView
from scimconsole.screens.working import begin
from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.mapping_rows import (
    FieldRow,
    FindingRow,
    MappingRow,
    ScopeRow,
    short_target,
    table_words,
)
from scimconsole.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from scimconsole.api.mapping import StoredMapping

_REST = 0.25
"""Seconds without an edit before the check is asked."""
_EDITS = frozenset({"edit", "add", "remove", "turn", "undo"})
_CHECKING = "checking…"


class MappingsEdits(MappingsView):
    """Adds, changes, removes and switches, in the draft only; nothing is sent before it is saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "E",
            "edit",
            "Edit",
            key_display="E",
            show=False,
            id="mappings.edit",
            tooltip="Open the mapping under the cursor in the editor, as Enter does",
        ),
        Binding("c", "add", "Add", id="mappings.add", tooltip="Add an attribute mapping to this table"),
        Binding("delete", "remove", "Remove", show=False, id="mappings.remove"),
        Binding(
            "D",
            "remove",
            "Remove",
            key_display="D",
            show=False,
            id="mappings.remove",
            tooltip="Remove the mapping under the cursor, or those that are marked",
        ),
        Binding(
            "t",
            "turn",
            "On or off",
            show=False,
            id="mappings.turn",
            tooltip="Switch the mapping of users or of groups on or off",
        ),
        Binding("u", "undo", "Undo", id="mappings.undo", tooltip="Take back the last edit that is not saved"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.samples = Samples()
        """The people on whom mappings are tried; they stay while the console is open."""

    def unsaved(self) -> str:
        """What would be lost if the console closed now."""
        words = self.draft.words if self.draft is not None else ""
        return f"The attribute mapping has {words}." if words else ""

    def why_not(self, action: str) -> str:
        """Why an act is off now: the role, or nothing to do it with."""
        if action not in _EDITS:
            return super().why_not(action)
        if self.console.why_no_changes:
            return self.console.why_no_changes
        draft = self.draft
        if draft is None:
            return "The mapping was not read yet."
        if action == "undo":
            return "" if draft.edits else "There is no edit to undo."
        if action == "add" and self.object_mapping is None and not isinstance(self.selected, FieldRow):
            return "Go to Users or Groups first (v): an attribute mapping belongs to one of them."
        if action == "turn" and self.object_mapping is None:
            return "Go to Users, Groups or Scope first (v): those can be switched on and off."
        if action in ("edit", "remove") and not isinstance(self.selected, MappingRow):
            return "There is no attribute mapping under the cursor."
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Edits need an owner and something to edit."""
        if action in _EDITS:
            return None if not self.is_mounted or self.why_not(action) else True
        return super().check_action(action, parameters)

    async def take(self, stored: StoredMapping) -> None:
        """Show what the service holds; have edits checked that could not be checked before."""
        await super().take(stored)
        if self.draft is not None and self.draft.edits and self.tables.coverage_line.doing:
            self._have_checked()

    def apply(self, words: str, schema: SyncSchema) -> None:
        """Go on with an edited schema, and have it checked."""
        if self.draft is not None:
            self.draft.edit(words, schema)
            self._edited()

    def action_edit(self) -> None:
        """Edit the mapping under the cursor."""
        from scimconsole.screens.mappings.editor import MappingEditor  # not before somebody edits

        row = self.selected
        if not isinstance(row, MappingRow):
            return

        def edited(mapping: AttributeMapping | None) -> None:
            if mapping is not None and mapping != row.mapping:
                self._replace(row, mapping)

        editor = MappingEditor(
            row.mapping, object_mapping=row.table, profile=self.standing.profile, samples=self.samples
        )
        self.app.push_screen(editor, edited)

    def action_add(self) -> None:
        """Add a mapping to the present table; from a field of the service, one that gives it a value."""
        from scimconsole.screens.mappings.editor import MappingEditor  # not before somebody edits

        draft, row = self.draft, self.selected
        table = draft.schema.users if draft is not None and isinstance(row, FieldRow) else self.object_mapping
        if table is None:
            return
        begun = AttributeMapping(row.attribute, "Direct") if isinstance(row, FieldRow) else None

        def edited(mapping: AttributeMapping | None) -> None:
            if mapping is not None:
                self._add(table, mapping)

        editor = MappingEditor(
            begun, object_mapping=table, profile=self.standing.profile, samples=self.samples
        )
        self.app.push_screen(editor, edited)

    def action_remove(self) -> None:
        """Ask, and remove the mapping under the cursor or those that are marked."""
        from scimconsole.screens.mappings.dialogs import RemoveDialog  # not before somebody removes

        row = self.selected
        if not isinstance(row, MappingRow):
            return
        marked = [one for one in self.tables.table.marked if isinstance(one, MappingRow)]
        rows = marked or [row]

        def answered(wanted: bool | None) -> None:
            if wanted:
                self._remove(rows)

        self.app.push_screen(RemoveDialog(rows), answered)

    def action_turn(self) -> None:
        """Switch the object mapping on or off."""
        from scimconsole.entra.schema.editing import set_enabled

        draft, table = self.draft, self.object_mapping
        if draft is None or table is None:
            return
        words = f"{table_words(table)} switched {'off' if table.enabled else 'on'}"
        self._edit(words, lambda: set_enabled(draft.schema, table, not table.enabled))
        if table.enabled:
            self.app.notify(
                f"{table_words(table)}: nothing of them is sent while the mapping is off.",
                severity="warning",
                markup=False,
            )

    def action_undo(self) -> None:
        """Take back the last edit."""
        words = self.draft.undo() if self.draft is not None else ""
        if words:
            self.app.notify(escape_text(f"Undone: {words}."), markup=False)
            self._edited()

    def _replace(self, row: MappingRow, mapping: AttributeMapping) -> None:
        from scimconsole.entra.schema.editing import replace_mapping

        draft = self.draft
        if draft is not None:
            words = f"{short_target(row.mapping.target)} changed"
            self._edit(words, lambda: replace_mapping(draft.schema, row.table, row.index, mapping))

    def _add(self, table: ObjectMapping, mapping: AttributeMapping) -> None:
        from scimconsole.entra.schema.editing import add_mapping

        draft = self.draft
        if draft is None:
            return
        self._edit(f"{short_target(mapping.target)} added", lambda: add_mapping(draft.schema, table, mapping))
        self.tables.reach(mapping.target, table.name)

    def _remove(self, rows: Sequence[MappingRow]) -> None:
        from scimconsole.entra.schema.editing import remove_mapping

        draft = self.draft
        if draft is None:
            return

        def removed() -> SyncSchema:
            schema = draft.schema
            # From the last one on, so that the places of the others stay what they are.
            for row in sorted(rows, key=lambda one: one.index, reverse=True):
                table = next(one for one in schema.mappings if one.pointer == row.table.pointer)
                schema = remove_mapping(schema, table, row.index)
            return schema

        names = ", ".join(short_target(row.mapping.target) for row in rows[:3])
        words = f"{names} removed" if len(rows) <= 3 else f"{names} and {len(rows) - 3} more removed"
        self._edit(words, removed)
        self.tables.table.clear_marks()

    def _edit(self, words: str, edited: Callable[[], SyncSchema]) -> None:
        """Make an edit; what the schema does not take is said, and nothing changed."""
        try:
            schema = edited()
        except ScimConsoleError as error:
            sentence = " ".join(filter(None, (error.detail, error.hint)))
            self.app.notify(escape_text(sentence), title="Not edited", severity="error", markup=False)
        else:
            self.apply(words, schema)

    def _edited(self) -> None:
        self.show_rows()
        self._have_checked()

    def _have_checked(self) -> None:
        self.tables.coverage_line.doing = _CHECKING
        begin(self, self._check, name="check", group="mappings-check")

    async def _check(self) -> None:
        from scimconsole.client import calls
        from scimconsole.entra.schema.writing import export

        await asyncio.sleep(_REST)
        draft = self.draft
        if draft is None:
            return
        with self.reporting():
            document = await asyncio.to_thread(export, draft.schema)
            self.show_report(await self.client.send(calls.check_mapping(document)))
            self.show_rows()
        line = self.tables.coverage_line
        if line.doing:
            line.doing = "not checked since the last edit"

    @on(RecordTable.Opened)
    def _row_opened(self) -> None:
        row = self.selected
        if isinstance(row, FindingRow):
            if not (row.finding.target and self.tables.reach(row.finding.target, row.finding.mapping)):
                self.query_one(DetailPane).focus()
        elif isinstance(row, FieldRow) and row.mapped_by:
            self.tables.reach(row.mapped_by[0])
        elif isinstance(row, FieldRow) and not self.why_not("add"):
            self.action_add()
        elif isinstance(row, ScopeRow) or self.why_not("edit"):
            self.query_one(DetailPane).focus()
        else:
            self.action_edit()
