"""Asking which mapping to begin again with, and with which options."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.screens.mappings.changes import change_words
from scimconsole.screens.mappings.incoming import Incoming, schema_sections
from scimconsole.screens.working import begin
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.facts import draw
from scimconsole.widgets.field import FieldLabel
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows

if TYPE_CHECKING:
    from scimconsole.domain.scim.profile_model import Profile
    from scimconsole.entra.schema.starting_points import Option
else:
    Option = object


class StartingDialog(Dialog["Incoming | None"]):
    """Answers the starting point with its options; nothing is stored by that."""

    HEADING = "Begin again"

    def __init__(self, present: SyncSchema, profile: Profile) -> None:
        """`present` is what the starting point is compared with."""
        from scimconsole.entra.schema.starting_points import options_of

        super().__init__()
        self._present = present
        self._profile = profile
        self._options = options_of(profile)
        self._found: SyncSchema | None = None

    def compose_body(self) -> ComposeResult:
        """Which one, its options, and what would change."""
        yield ChoiceList(
            (
                Choice("profile", f"For {self._profile.title}", "what its set-up guide asks for"),
                Choice("entra", "Entra ID's own", "as a new application begins"),
            ),
            id="which",
        )
        if self._options:
            yield FieldLabel("&Options (Space marks one)", "start-options", id="options-label")
            yield RecordTable(
                [Column("", 20, _title, grow=1)],
                header=False,
                key=lambda option: option.name,
                can_mark=True,
                id="start-options",
            )
            yield Static(id="option-meaning", classes="sentence")
        yield Static(id="start-found", classes="sentence")

    def buttons(self) -> Sequence[ButtonSpec]:
        """Leave everything as it is, or take it over."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("act", "&Take over", "primary")

    def on_mount(self) -> None:
        """Show the options, and what the first choice would change."""
        for table in self.query(RecordTable):
            table.styles.height = len(self._options)
            table.show_rows(ListedRows(self._options))
        self._work_out()

    @property
    def _marked(self) -> list[Option]:
        if self.query_one("#which", ChoiceList).value != "profile":
            return []
        return [option for table in self.query(RecordTable) for option in table.marked]

    def _work_out(self) -> None:
        self._found = None
        begin(self, self._compare, name="starting point", group="starting-point")

    async def _compare(self) -> None:
        from scimconsole.entra.schema.comparing import compare
        from scimconsole.entra.schema.starting_points import entra_default, starting_point

        names = [option.name for option in self._marked]
        own = self.query_one("#which", ChoiceList).value == "profile"
        schema = await asyncio.to_thread(
            lambda: starting_point(self._profile, names) if own else entra_default(self._profile)
        )
        changes = await asyncio.to_thread(compare, self._present, schema)
        self._found = schema
        found = self.query_one("#start-found", Static)
        sections = schema_sections(schema, [change_words(change) for change in changes])
        found.update(draw(sections, max(found.content_size.width, 30)))

    @on(ChoiceList.Changed, "#which")
    def _other(self, message: ChoiceList.Changed) -> None:
        for part in self.query("#options-label, #start-options, #option-meaning"):
            part.display = message.value == "profile"
        self._work_out()

    @on(RecordTable.Marked)
    def _option_marked(self) -> None:
        self._work_out()

    @on(RecordTable.Highlighted)
    def _option_shown(self, message: RecordTable.Highlighted) -> None:
        option: Option | None = message.table.cursor_row
        if option is not None:
            meaning = Content.styled(escape_text(option.description), "$foreground-muted")
            self.query_one("#option-meaning", Static).update(meaning)

    @on(RecordTable.Opened)
    def _options_done(self, message: RecordTable.Opened) -> None:
        message.stop()
        self.go_on(message.table)

    @on(Button.Pressed, "#act")
    def _wanted(self) -> None:
        if self._found is None:
            self.trouble("It is being worked out; press again in a moment.")
            return
        own = self.query_one("#which", ChoiceList).value == "profile"
        which = f"the starting point for {self._profile.title}" if own else "Entra ID's own mapping"
        marked = self._marked
        extra = f" with {', '.join(option.title for option in marked)}" if marked else ""
        self.dismiss(Incoming(f"{which}{extra}", self._found))


def _title(option: Option) -> Cell:
    return Cell(option.title)
