"""The place of the attribute mappings: edited in tabs, checked as one edits, saved as versions."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import NotFound, PreconditionFailed, ScimConsoleError, Unavailable
from scimconsole.screens.mappings.edits import MappingsEdits
from scimconsole.screens.working import begin
from scimconsole.widgets.copies import Copy

if TYPE_CHECKING:
    from scimconsole.api.mapping import StoredMapping
    from scimconsole.domain.scim.profile_model import Profile
    from scimconsole.screens.mappings.dialogs import Settled
    from scimconsole.screens.mappings.incoming import Incoming
    from scimconsole.screens.users.export_work import Export

_ANY = "generic"
_CHANGES = frozenset({"save", "import_schema", "starting_point"})
_NEED_A_SCHEMA = frozenset({"export", "preview", "versions"})


class MappingsScreen(MappingsEdits):
    """The attribute mappings: what Entra ID is to send, before it sends anything."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "save", "Save", id="mappings.save", tooltip="Save the edits as a new version"),
        Binding(
            "p",
            "preview",
            "Preview",
            id="mappings.show-preview",
            tooltip="What would be sent for sample people, with the edits; nothing is written",
        ),
        Binding(
            "i",
            "import_schema",
            "Import",
            show=False,
            id="mappings.import",
            tooltip="Take over a schema that the portal or Graph exported; saved when you save",
        ),
        Binding(
            "e",
            "export",
            "Export",
            id="mappings.export",
            tooltip="Write the schema to a file that Entra ID takes, or what the check found",
        ),
        Binding(
            "b",
            "starting_point",
            "Starting point",
            show=False,
            id="mappings.starting-point",
            tooltip="Begin again with a mapping that fits the service, with options",
        ),
        Binding(
            "o",
            "versions",
            "Versions",
            id="mappings.show-versions",
            tooltip="Earlier versions: who saved what and when, compare, restore",
        ),
    ]

    def copies(self) -> Sequence[Copy]:
        """What can be copied of the row, and the whole schema."""
        from scimconsole.screens.mappings.outgoing import schema_text  # not before somebody copies

        if self.draft is None:
            return ()
        return (*super().copies(), Copy("Whole schema (JSON)", schema_text(self.draft.schema)))

    def why_not(self, action: str) -> str:
        """Why an act is off now."""
        if action in _CHANGES and self.console.why_no_changes:
            return self.console.why_no_changes
        if action in _CHANGES | _NEED_A_SCHEMA:
            if self.draft is None:
                return "The mapping was not read yet."
            if action == "save" and not self.draft.edits and self.draft.number:
                return "There is nothing to save: no edit since the last version."
            return ""
        return super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Saving needs something to save; of a schema there is always something to copy."""
        if action in _CHANGES | _NEED_A_SCHEMA:
            return None if self.why_not(action) else True
        if action == "copy_menu":
            return True if self.draft is not None else None
        return super().check_action(action, parameters)

    # Saving

    def action_save(self) -> None:
        """Ask for a note, and save a new version."""
        from scimconsole.screens.mappings.dialogs import SaveDialog  # not before somebody saves

        draft = self.draft
        if draft is None:
            return

        def answered(note: str | None) -> None:
            if note is not None:
                begin(self, partial(self._save, note), name="save", group="mappings-save")

        errors = sum(finding.severity == "error" for finding in self.findings)
        self.app.push_screen(SaveDialog(draft.edits, errors), answered)

    async def _save(self, note: str) -> None:
        from scimconsole.client import calls
        from scimconsole.entra.schema.writing import export

        draft = self.draft
        if draft is None:
            return
        count = len(draft.edits)
        try:
            document = await asyncio.to_thread(export, draft.schema)
            saved = await self.client.send(calls.save_mapping(document, note or None, draft.number))
        except PreconditionFailed:
            await self._ask_whose(note)
            return
        except ScimConsoleError as error:
            self._not_saved(error)
            return
        same = saved.version == draft.number
        await self._go_on_with(saved, count)
        if same:
            self.app.notify(f"Nothing differs from version {saved.version}.", markup=False)
        else:
            self.app.notify(
                "Entra ID goes on with its own mapping until this one is uploaded there: e exports it.",
                title=f"Saved as version {saved.version}",
                markup=False,
            )

    async def _go_on_with(self, saved: StoredMapping, edits: int) -> None:
        """Take the saved version for the one that is edited; what was edited meanwhile stays an edit."""
        from scimconsole.entra.schema.reading import read_schema

        draft = self.draft
        if draft is None:
            return
        schema = await asyncio.to_thread(read_schema, saved.document, source=f"version {saved.version}")
        draft.saved_as(saved.version, schema, edits)
        if not draft.edits:
            self.show_report(saved)
        self.show_rows()

    async def _ask_whose(self, note: str) -> None:
        from scimconsole.client import calls
        from scimconsole.entra.schema.comparing import compare
        from scimconsole.entra.schema.reading import read_schema
        from scimconsole.screens.mappings.changes import change_words
        from scimconsole.screens.mappings.dialogs import ConflictDialog  # only where two people edit

        draft = self.draft
        if draft is None:
            return
        with self.reporting():
            theirs = await self.client.send(calls.mapping())
            schema = await asyncio.to_thread(read_schema, theirs.document, source=f"version {theirs.version}")
            changes = [change_words(change) for change in compare(draft.base, schema)]

            def answered(whose: Settled | None) -> None:
                if whose == "mine":
                    draft.rest_on(theirs.version)
                    begin(self, partial(self._save, note), name="save", group="mappings-save")
                elif whose == "theirs":
                    self.draft = None
                    begin(self, partial(self.take, theirs), name="take", group="mappings-read")

            self.app.push_screen(ConflictDialog(theirs, changes, draft.edits), answered)

    def _not_saved(self, error: ScimConsoleError) -> None:
        sentence = " ".join(filter(None, (error.detail, error.hint)))
        if isinstance(error, Unavailable):
            self.report(error)
            sentence = f"{error.detail} Your edits are kept; save again once the service answers."
        self.app.notify(escape_text(sentence), title="Not saved", severity="error", timeout=12, markup=False)

    # Other schemas

    def action_import_schema(self) -> None:
        """Ask for a file, show what it holds, and take it over as an edit."""
        from scimconsole.screens.mappings.import_dialog import ImportDialog  # not before somebody imports

        if self.draft is not None:
            self.app.push_screen(ImportDialog(self.draft.schema), self._taken_over)

    def action_starting_point(self) -> None:
        """Ask which starting point with which options, and take it over as an edit."""
        from scimconsole.screens.mappings.starting_dialog import StartingDialog  # not before somebody asks

        if self.draft is not None:
            self.app.push_screen(StartingDialog(self.draft.schema, self._profile()), self._taken_over)

    def action_versions(self) -> None:
        """Show earlier versions; one that is restored is an edit."""
        from scimconsole.screens.mappings.versions import VersionsScreen  # not before somebody asks

        if self.draft is not None:
            self.app.push_screen(VersionsScreen(self), self._taken_over)

    def _profile(self) -> Profile:
        """The organization's profile, where this machine knows it, else that of any service."""
        from scimconsole.domain.scim.profile import load_profile

        known, folder = self.standing.profile, self.console.settings.profiles
        try:
            return load_profile(_ANY if known is None else known.name, folder)
        except NotFound:
            return load_profile(_ANY, folder)

    def _taken_over(self, incoming: Incoming | None) -> None:
        if incoming is not None:
            self.apply(incoming.words, incoming.schema)

    # Out of the console

    def action_export(self) -> None:
        """Ask where to, and write the schema or what the check found."""
        from scimconsole.screens.mappings.outgoing import SchemaExportDialog  # not before somebody exports

        draft, organization = self.draft, self.standing.organization
        if draft is None:
            return

        def answered(wanted: Export | None) -> None:
            if wanted is not None:
                begin(self, partial(self._export, wanted), name="export", group="mappings-export")

        name = "mapping" if organization is None else f"{organization.slug}-mapping"
        self.app.push_screen(SchemaExportDialog(draft, name), answered)

    async def _export(self, wanted: Export) -> None:
        from scimconsole.screens.mappings.outgoing import findings_text, schema_text, write

        draft = self.draft
        if draft is None:
            return
        text = (
            schema_text(draft.schema)
            if wanted.form == "schema"
            else findings_text(self.findings, self.coverage)
        )
        try:
            await asyncio.to_thread(write, wanted.path, text)
        except ScimConsoleError as error:
            sentence = " ".join(filter(None, (error.detail, error.hint)))
            self.app.notify(escape_text(sentence), title="Not exported", severity="error", markup=False)
            return
        next_step = (
            " In Entra ID: Provisioning, Attribute mapping, Show advanced options, Review your schema here, "
            "Upload."
        )
        self.app.notify(
            escape_text(f"{wanted.path}.{next_step if wanted.form == 'schema' else ''}"),
            title="Written",
            markup=False,
        )

    def action_preview(self) -> None:
        """Show what would be sent for sample people, with the edits."""
        from scimconsole.screens.mappings.sample_screen import SampleScreen  # not before somebody asks

        if self.draft is not None:
            self.app.push_screen(SampleScreen(self.draft.schema, self.samples))
