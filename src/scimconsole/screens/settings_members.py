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
from scimconsole.screens.settings_section import SettingsSection
from scimconsole.widgets.columns import Cell, Column, Tone
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.moments import ago, days_until, full, until
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows, NoRows

if TYPE_CHECKING:
    from scimconsole.api import Member, MemberKey
    from scimconsole.screens.members_dialogs import WantedMember
    from scimconsole.widgets.standing import Standing
else:
    Member = MemberKey = object

_SOON = 30
"""Days before the end of a key from which on its end is worth a word."""
_PAGE = 500
_ACTS = frozenset({"add", "rotate", "remove"})
_KEY_TONES: dict[str, Tone] = {"active": "good", "expired": "bad", "revoked": "muted"}


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
            self._columns(), empty="Nobody yet.", id="member-table", classes="panel"
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
        key = _latest(member)
        return (
            Copy("E-mail address", member.email),
            Copy("Id", member.id),
            *((Copy("Key id", key.id), Copy("Hint of the key", _hint(key))) if key else ()),
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
        from scimconsole.screens.members_dialogs import AddMemberDialog  # not before somebody adds one

        def answered(wanted: WantedMember | None) -> None:
            if wanted is not None:
                self._act(self._add(wanted))

        self.app.push_screen(AddMemberDialog(), answered)

    def action_rotate(self) -> None:
        """Ask, and make a new key for the member under the cursor."""
        from scimconsole.screens.members_dialogs import RotateKeyDialog  # not before somebody wants one

        member = self.selected
        if member is None:
            return

        def answered(seconds: int | None) -> None:
            if seconds is not None:
                self._act(self._rotate(member, seconds))

        self.app.push_screen(RotateKeyDialog(member.email, own=self._is_me(member)), answered)

    def action_remove(self) -> None:
        """Ask for the address, and remove the member under the cursor."""
        from scimconsole.screens.members_dialogs import RemoveMemberDialog  # not before somebody removes

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
        from scimconsole.screens.one_time_secret import OneTimeSecretScreen, Secret

        connection = self.place.client.connection
        step = f"They sign in with it: scimconsole login --url {connection.url} --org {connection.org}"
        about = Secret("API key", email, "API key", step, suffix="api-key")
        self.app.push_screen(OneTimeSecretScreen(about, key, revocable=False))

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

    def _columns(self) -> Sequence[Column[Member]]:
        return (
            Column("E-mail", 20, self._email, grow=2),
            Column("Role", 7, lambda member: Cell(member.role)),
            Column("Key", 16, lambda member: Cell(_hint(_latest(member)), "muted"), rank=2),
            Column("Expires", 13, self._expiry),
            Column("Last used", 14, self._last_use),
            Column(
                "Since", 12, lambda member: Cell(ago(member.created_at, self.console.now()), "muted"), rank=3
            ),
        )

    def _email(self, member: Member) -> Cell:
        return Cell(f"{member.email} (you)", "strong") if self._is_me(member) else Cell(member.email)

    def _expiry(self, member: Member) -> Cell:
        key = _latest(member)
        if key is None:
            return Cell("no key", "warn")
        if key.state != "active":
            return Cell(key.state, _KEY_TONES[key.state])
        now = self.console.now()
        left = days_until(key.expires_at, now)
        if left is None:
            return Cell("never", "muted")
        return Cell(until(key.expires_at, now), "warn" if left < _SOON else "plain")

    def _last_use(self, member: Member) -> Cell:
        used = max((key.last_used_at for key in member.keys if key.last_used_at), default=None)
        return Cell(ago(used, self.console.now()) if used else "never", "plain" if used else "muted")

    @on(RecordTable.Highlighted, "#member-table")
    def _row_changed(self, message: RecordTable.Highlighted) -> None:
        message.stop()
        self.refresh_bindings()
        member = self.selected
        if member is not None:
            self.query_one(DetailPane).show(member.email, self._detail(member))

    @on(RecordTable.Opened, "#member-table")
    def _opened(self, message: RecordTable.Opened) -> None:
        message.stop()
        self.query_one(DetailPane).focus()

    def _detail(self, member: Member) -> Sequence[Section]:
        now = self.console.now()
        facts = [
            Fact("Role", member.role, "strong", _ROLES[member.role]),
            Fact("Added", full(member.created_at), "plain", ago(member.created_at, now)),
            Fact("Id", member.id, "muted"),
        ]
        return (Section("", facts), *(self._key_section(key) for key in member.keys))

    def _key_section(self, key: MemberKey) -> Section:
        now = self.console.now()
        expires = full(key.expires_at) if key.expires_at else "never"
        return Section(
            f"API key {_hint(key)}",
            (
                Fact("State", key.state, _KEY_TONES[key.state]),
                Fact("Made", full(key.created_at), "plain", ago(key.created_at, now)),
                Fact("Expires", expires, "plain", until(key.expires_at, now) if key.expires_at else ""),
                Fact("Last used", full(key.last_used_at) if key.last_used_at else "never"),
                Fact("Key id", key.id, "muted"),
            ),
        )


_ROLES = {"owner": "does everything", "support": "reads, changes nothing"}


def _latest(member: Member) -> MemberKey | None:
    """The key that works, else the one made last."""
    return next((key for key in member.keys if key.state == "active"), next(iter(member.keys), None))


def _hint(key: MemberKey | None) -> str:
    return f"{key.hint.prefix}…{key.hint.last_four}" if key else ""
