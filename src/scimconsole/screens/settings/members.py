"""Who else may use the organization: members, their roles and their API keys."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import NotAllowed, ScimConsoleError
from scimconsole.screens.frame import waiting_words
from scimconsole.screens.settings.section import SettingsSection
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.member_facts import key_hint, latest_key, member_columns, member_detail
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows, NoRows

if TYPE_CHECKING:
    from datetime import datetime

    from scimconsole.api import Member
    from scimconsole.screens.settings.members_dialogs import WantedMember
    from scimconsole.widgets.standing import Standing
else:
    Member = object

_PAGE = 500
_ACTS = frozenset({"add", "rotate", "remove"})


class MembersSection(SettingsSection):
    """A row a member; under it everything about their keys."""

    SECTION = "members"
    TITLE = "Members"
    CAPABILITY = "members"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "c", "add", "Add member", id="members.add", tooltip="Add a member; the API key is shown once"
        ),
        Binding("o", "rotate", "New key", id="members.rotate", tooltip="A new API key; the old ones end"),
        Binding("R", "remove", "Remove", key_display="R", id="members.remove", tooltip="End all their keys"),
    ]

    def compose(self) -> ComposeResult:
        """Why acts are off, the members, and the keys of the one under the cursor."""
        yield Static(id="members-notice")
        table: RecordTable[Member] = RecordTable(
            member_columns(self._now, self._is_me), empty="Nobody yet.", id="member-table", classes="panel"
        )
        table.border_title = "Members"
        yield table
        yield DetailPane(id="member-detail", classes="panel")

    @property
    def table(self) -> RecordTable[Member]:
        """The members."""
        return self.query_one("#member-table", RecordTable)

    @property
    def selected(self) -> Member | None:
        """The member under the cursor."""
        return self.table.cursor_row

    async def read(self) -> None:
        """Read all members; a failure is told by the place."""
        standing = self.console.standing
        self._tell_why_off()
        self.table.waiting = waiting_words(standing)
        if standing.organization is None:
            self.table.show_rows(NoRows())
            return
        from scimconsole.client import calls

        with self.place.reporting():
            members = [one async for one in self.place.client.items(calls.members(limit=_PAGE))]
            self.table.show_rows(ListedRows(members))
            self._count()
        self.refresh_bindings()

    def standing_changed(self, standing: Standing) -> None:
        """What was read stays while the connection is lost, marked as not current."""
        self.table.stale = standing.phase == "lost"
        if self.table.row_count:
            self._count("not current" if self.table.stale else "")

    def begin(self) -> None:
        """Begin in the list."""
        self.table.focus()

    def copies(self) -> Sequence[Copy]:
        """Address, ids and hint; nothing here is secret."""
        member = self.selected
        if member is None:
            return ()
        key = latest_key(member)
        return (
            Copy("E-mail address", member.email),
            Copy("Id", member.id),
            *((Copy("Key id", key.id), Copy("Hint of the key", key_hint(key))) if key else ()),
            Copy("JSON", member.model_dump_json(indent=2)),
        )

    def why_not(self, action: str) -> str:
        """Owners change members; support reads."""
        return self.console.why_no_changes if action in _ACTS else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Acts need an owner, and all but adding need a member."""
        if action not in _ACTS or not self.is_mounted:
            return True
        if self.console.why_no_changes or self.console.standing.organization is None:
            return None
        return True if action == "add" or self.selected is not None else None

    def action_add(self) -> None:
        """Ask who, and add them."""
        from scimconsole.screens.settings.members_dialogs import (
            AddMemberDialog,  # not before somebody adds one
        )

        def answered(wanted: WantedMember | None) -> None:
            if wanted is not None:
                self._act(self._add(wanted))

        self.app.push_screen(AddMemberDialog(), answered)

    def action_rotate(self) -> None:
        """Ask, and make a new key for the member under the cursor."""
        from scimconsole.screens.settings.members_dialogs import (
            RotateKeyDialog,  # not before somebody wants one
        )

        member = self.selected
        if member is None:
            return

        def answered(seconds: int | None) -> None:
            if seconds is not None:
                self._act(self._rotate(member, seconds))

        self.app.push_screen(RotateKeyDialog(member.email, own=self._is_me(member)), answered)

    def action_remove(self) -> None:
        """Ask for the address, and remove the member under the cursor."""
        from scimconsole.screens.settings.members_dialogs import (
            RemoveMemberDialog,  # not before somebody removes
        )

        member = self.selected
        if member is None:
            return

        def answered(wanted: bool | None) -> None:
            if wanted:
                self._act(self._remove(member))

        self.app.push_screen(RemoveMemberDialog(member.email, own=self._is_me(member)), answered)

    def _act(self, work: Coroutine[Any, Any, None]) -> None:
        async def reported() -> None:
            try:
                await work
            except NotAllowed as error:
                self.app.notify(escape_text(error.detail), severity="error", markup=False)
            except ScimConsoleError as error:
                self.place.report(error)

        self.run_worker(reported(), name="member", group="member-act", exclusive=True)

    async def _add(self, wanted: WantedMember) -> None:
        from scimconsole.api import NewMember
        from scimconsole.client import calls

        new = NewMember(email=wanted.email, role=wanted.role, expires_in=wanted.seconds)
        created = await self.place.client.send(calls.add_member(new))
        self._show_once(created.email, created.api_key)
        await self.read()

    async def _rotate(self, member: Member, seconds: int) -> None:
        from scimconsole.api import KeyRotation
        from scimconsole.client import calls

        own = self._is_me(member)
        created = await self.place.client.send(
            calls.rotate_member_key(member.id, KeyRotation(expires_in=seconds))
        )
        self._show_once(member.email, created.api_key)
        if own:
            # What is shown is read again once the connection stands with the new key.
            await self._go_on_with(created.api_key)
        else:
            await self.read()

    async def _remove(self, member: Member) -> None:
        from scimconsole.client import calls

        await self.place.client.send(calls.remove_member(member.id))
        self.app.notify(
            f"{escape_text(member.email)} was removed, and the API keys have ended.",
            title="Removed",
            markup=False,
        )
        await self.read()

    async def _go_on_with(self, key: str) -> None:
        """Use the console's own new key from now on, and keep it where the old one was."""
        from scimconsole import secrets

        connection = self.place.client.connection
        kept_in = await asyncio.to_thread(
            secrets.load, connection.url, connection.org, config_dir=self.console.settings.config_dir
        )
        stored = await asyncio.to_thread(
            secrets.store,
            connection.url,
            connection.org,
            key,
            kept_in is not None and kept_in[1] == "file",
            config_dir=self.console.settings.config_dir,
        )
        self.app.notify(stored.sentence, title="The new API key", markup=False)
        self.console.connector.connect_to(replace(connection, api_key=key, key_from=stored.where))

    def _show_once(self, email: str, key: str) -> None:
        from scimconsole.screens.one_time.screen import OneTimeSecretScreen, Secret

        connection = self.place.client.connection
        step = f"They sign in with it: scimconsole login --url {connection.url} --org {connection.org}"
        about = Secret("API key", email, "API key", step, suffix="api-key")
        self.app.push_screen(OneTimeSecretScreen(about, key, revocable=False))

    def _now(self) -> datetime:
        return self.console.now()

    def _is_me(self, member: Member) -> bool:
        organization = self.console.standing.organization
        return organization is not None and organization.me.member_id == member.id

    def _count(self, note: str = "") -> None:
        count = self.table.row_count
        words = f"{count} member{'' if count == 1 else 's'}"
        self.table.border_subtitle = f"{words}, {note}" if note else words

    def _tell_why_off(self) -> None:
        why = self.console.why_no_changes
        notice = self.query_one("#members-notice", Static)
        notice.update(Content.styled(why, "$warning"))
        notice.set_class(bool(why), "-shown")

    @on(RecordTable.Highlighted, "#member-table")
    def _row_changed(self, message: RecordTable.Highlighted) -> None:
        message.stop()
        self.refresh_bindings()
        member = self.selected
        if member is not None:
            self.query_one(DetailPane).show(member.email, member_detail(member, self._now()))

    @on(RecordTable.Opened, "#member-table")
    def _opened(self, message: RecordTable.Opened) -> None:
        message.stop()
        self.query_one(DetailPane).focus()
