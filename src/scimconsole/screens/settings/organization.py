"""What holds for the whole organization: the brake, how long requests are kept, new tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from scimconsole.domain.brake import ALWAYS_ALLOWED, HOLD_EXCEPTION, SHARE
from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import NotAllowed, PreconditionFailed, ScimConsoleError
from scimconsole.screens.frame import waiting_words
from scimconsole.screens.settings.section import SettingsSection
from scimconsole.screens.working import begin
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.moments import full
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows, NoRows

if TYPE_CHECKING:
    from scimconsole.api.settings import OrganizationSettings
    from scimconsole.widgets.standing import Standing

_BRAKE = {
    "off": "off: everything lands, nobody is told",
    "report": "report: everything lands, an alert says so",
    "hold": "hold: what is beyond the usual waits for you",
}


class Setting(NamedTuple):
    """One setting: its name, its words, its value in words, and what it means; `most` bounds a number."""

    name: str
    words: str
    value: str
    meaning: str
    number: int = 0
    least: int = 0
    most: int = 0


class OrganizationTable(RecordTable[Setting]):
    """The settings; Enter changes the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Change", id="organization.change", tooltip="Give it another value"),
    ]


class OrganizationSection(SettingsSection):
    """A row a setting; under it what it means."""

    SECTION = "organization"
    TITLE = "Organization"
    CAPABILITY = "settings"

    def __init__(self) -> None:
        super().__init__()
        self._settings: OrganizationSettings | None = None

    def compose(self) -> ComposeResult:
        """Why nothing can be changed, the settings, and the one under the cursor."""
        yield Static(id="organization-notice")
        table = OrganizationTable(
            [
                Column("Setting", 28, lambda one: Cell(one.words)),
                Column("Value", 20, lambda one: Cell(one.value, "strong"), grow=1),
            ],
            id="organization-table",
            classes="panel",
        )
        table.border_title = "What holds for everybody"
        yield table
        yield DetailPane(id="organization-detail", classes="panel")

    @property
    def table(self) -> OrganizationTable:
        """The settings."""
        return self.query_one(OrganizationTable)

    async def read(self) -> None:
        """Ask the service; a failure is told by the place."""
        standing = self.console.standing
        self._tell_why_off()
        self.table.waiting = waiting_words(standing)
        if standing.organization is None:
            self.table.show_rows(NoRows())
            return
        from scimconsole.client import calls

        with self.place.reporting():
            self._show(await self.place.client.send(calls.organization_settings()))

    def standing_changed(self, standing: Standing) -> None:
        """What was read stays while the connection is lost, marked as not current."""
        self.table.stale = standing.phase == "lost"

    def begin(self) -> None:
        """Begin in the list."""
        self.table.focus()

    def copies(self) -> Sequence[Copy]:
        """All of them at once."""
        return () if self._settings is None else (Copy("JSON", self._settings.model_dump_json(indent=2)),)

    def why_not(self, action: str) -> str:
        """Owners set; support reads."""
        return self.console.why_no_changes if action == "open" else ""

    def _show(self, settings: OrganizationSettings) -> None:
        self._settings = settings
        self.table.show_rows(ListedRows(settings_told(settings)))
        words = "the defaults"
        if settings.updated_at:
            words = f"changed {full(settings.updated_at)} by {escape_text(settings.updated_by or '')}"
        self.table.border_subtitle = Content(words).markup

    def _tell_why_off(self) -> None:
        why = self.console.why_no_changes
        notice = self.query_one("#organization-notice", Static)
        notice.update(Content.styled(why, "$warning"))
        notice.set_class(bool(why), "-shown")

    @on(RecordTable.Highlighted, "#organization-table")
    def _row_changed(self, message: RecordTable.Highlighted) -> None:
        message.stop()
        setting = self.table.cursor_row
        if setting is not None:
            self.query_one(DetailPane).show(
                setting.words,
                (Section("", (Fact("Now", setting.value),)), Section("Means", (), setting.meaning)),
            )

    @on(RecordTable.Opened, "#organization-table")
    def _opened(self, message: RecordTable.Opened) -> None:
        message.stop()
        setting, settings = self.table.cursor_row, self._settings
        if setting is None or settings is None:
            return
        why = self.console.why_no_changes
        if why:
            self.app.notify(why, severity="warning", markup=False)
            return
        from scimconsole.screens.settings.organization_dialogs import (  # not before somebody changes one
            BrakeDialog,
            NumberDialog,
        )

        def answered(value: object) -> None:
            if value is not None:
                self._save(settings, setting.name, value)

        if setting.name == "brake":
            self.app.push_screen(BrakeDialog(settings.brake), answered)
        else:
            self.app.push_screen(NumberDialog(setting), answered)

    def _save(self, settings: OrganizationSettings, name: str, value: object) -> None:
        async def work() -> None:
            from scimconsole.api import SettingsChange
            from scimconsole.client import calls

            change = SettingsChange.model_validate({name: value})
            try:
                changed = await self.place.client.send(
                    calls.change_settings(change, if_match=f'W/"{settings.version}"')
                )
            except PreconditionFailed:
                self.app.notify(
                    "Somebody else has changed the settings. They are read again: look, and decide anew.",
                    title="Not saved",
                    severity="warning",
                    markup=False,
                )
                await self.read()
            except NotAllowed as error:
                self.app.notify(escape_text(error.detail), severity="error", markup=False)
            except ScimConsoleError as error:
                self.place.report(error)
            else:
                self._show(changed)
                self.app.notify("It holds from now on.", title="Saved", markup=False)

        begin(self, work, name="save settings", group="organization-settings")


def settings_told(settings: OrganizationSettings) -> list[Setting]:
    """The settings, one after the other, with what each means."""
    return [
        Setting(
            "brake",
            "Many deactivations at once",
            _BRAKE[settings.brake],
            f"When SCIM takes access from more than {ALWAYS_ALLOWED} people, and more than {100 // SHARE} % "
            "of all, within an hour, somebody has perhaps unassigned a group by mistake. "
            f"{HOLD_EXCEPTION}",
        ),
        Setting(
            "retention_days",
            "Requests are kept",
            _days(settings.retention_days),
            "How long the journal keeps each request. What older ones came to stays, for each person.",
            settings.retention_days,
            1,
            3650,
        ),
        Setting(
            "retention_entries",
            "Requests kept at most",
            f"{settings.retention_entries:,}",
            "When there are more, the oldest go first, whatever their age.",
            settings.retention_entries,
            1_000,
            1_000_000_000,
        ),
        Setting(
            "token_days",
            "A new token lives",
            _days(settings.token_days),
            "Where nobody says otherwise: a token generated here, by a command, or through a set-up link. A "
            "successor lives as long as the token it follows.",
            settings.token_days,
            1,
            3650,
        ),
    ]


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"
