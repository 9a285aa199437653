"""The groups the service knows, and who is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from scimconsole.client.call import ListCall
from scimconsole.client.page_window import PageWindow
from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import NotFound
from scimconsole.screens.list_place import ListPlace
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.copy_texts import as_curl, as_json, as_row
from scimconsole.widgets.group_pane import GroupPane
from scimconsole.widgets.member_columns import member_name
from scimconsole.widgets.moments import ago
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.standing import Standing
from scimconsole.widgets.window_rows import WindowRows

if TYPE_CHECKING:
    from scimconsole.api.groups import Group, GroupMember
    from scimconsole.client.keyset_walk import FetchedPage
else:
    Group = object

_FIRST_MEMBERS = 60
"""Members read before anything is shown: a tall terminal's worth."""
_LONGEST_SEARCH = 200


class GroupsScreen(ListPlace[Group]):
    """The groups; Enter goes to the members of one, and on to a person."""

    PLACE = "groups"
    NOUN = ("group", "groups")
    EMPTY = "No group yet.\nGroups arrive when one is assigned to the app in Entra ID."
    SEARCH = "by name"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "p",
            "people",
            "People",
            id="groups.people",
            tooltip="Show the people of this group in Users, to be searched and filtered",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._members: PageWindow[GroupMember] | None = None
        self._shown: Group | None = None

    def columns(self) -> Sequence[Column[Group]]:
        """Name and size always; the rest as far as there is room."""
        return [
            Column("Group", 24, lambda group: Cell(group.display_name), grow=1),
            Column("Members", 9, lambda group: Cell(f"{group.member_count:,}"), align="right"),
            Column(
                "Changed", 15, lambda group: Cell(ago(group.updated_at, self.console.now()), "muted"), rank=1
            ),
        ]

    def call(self) -> ListCall[Group]:
        """The groups whose names begin with what is searched for."""
        from scimconsole.client import calls

        return calls.groups(search=self.search_text or None)

    def compose_detail(self) -> ComposeResult:
        """The facts of a group and its members."""
        yield GroupPane(id="detail", classes="panel")

    @property
    def group_pane(self) -> GroupPane:
        """The group in full."""
        return self.query_one("#detail", GroupPane)

    async def show_detail(self, row: Group) -> None:
        """Read the first members; those of the group that was shown already stay where they are."""
        window = self._window_of(row)
        table = self.group_pane.members
        again = self._shown is not None and self._shown.id == row.id
        cursor = min(table.cursor, _FIRST_MEMBERS) if again else 0
        await window.show(0, cursor + _FIRST_MEMBERS)
        self._members, self._shown = window, row
        table.stale = False
        self.group_pane.show(row, WindowRows(window), cursor)

    def clear_detail(self) -> None:
        """Show no group."""
        self._members = self._shown = None
        self.group_pane.clear()

    def focus_detail(self) -> None:
        """Move about among the members; those of a group that was asked for come a moment later."""
        self.group_pane.members.display = True
        self.group_pane.members.focus()

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Mark the members as old together with the groups."""
        super().standing_changed(standing, before)
        self.group_pane.members.stale = self.table.stale

    async def reach(self, record: str) -> None:
        """Put the cursor on a group; one that is not among the rows is read by id and searched by name."""
        from scimconsole.client import calls

        if self.place_of(record) is None:
            try:
                group = await self.client.send(calls.group(record))
            except NotFound:
                self.app.notify(
                    escape_text(f"The group {record} is not here any more."), severity="warning", markup=False
                )
                return
            name = group.display_name[:_LONGEST_SEARCH]
            if self.search_text != name.strip():
                self.show(record, q=name)
                await self.read()
                return
        await super().reach(record)

    def copies(self) -> Sequence[Copy]:
        """What can be copied of the group, or of the member the cursor is on."""
        if not self.is_mounted:
            return ()
        member = self._member
        if member is not None:
            return (
                Copy("Name", member_name(member)),
                *((Copy("userName", member.user_name),) if member.user_name else ()),
                Copy("SCIM id", member.id),
            )
        group = self.selected
        if group is None:
            return ()
        organization = self.standing.organization
        address = "" if organization is None else organization.tenant_url or ""
        row = (group.id, group.display_name, group.external_id, group.member_count, group.updated_at)
        return (
            Copy("Name", group.display_name),
            Copy("SCIM id", group.id),
            *((Copy("externalId", group.external_id),) if group.external_id else ()),
            Copy("Row", as_row(row)),
            Copy("JSON", as_json(group)),
            *((Copy("curl that reads it", as_curl(f"{address}/Groups/{group.id}")),) if address else ()),
        )

    def why_not(self, action: str) -> str:
        """Why an act is off now."""
        if action == "people":
            return "" if self.is_mounted and self.selected is not None else "There is no group here."
        return super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The people of a group need a group."""
        if action == "people":
            return None if self.why_not(action) else self.standing.offers("users")
        return super().check_action(action, parameters)

    def action_people(self) -> None:
        """Show the people of the group in Users."""
        group = self.selected
        if group is not None:
            self.console.go("users", group=group.id)

    def person(self) -> str:
        """The member under the cursor."""
        member = self._member if self.is_mounted else None
        return "" if member is None or member.type == "Group" else member.id

    @property
    def _member(self) -> GroupMember | None:
        members = self.group_pane.members
        return members.cursor_row if members.has_focus else None

    def _window_of(self, group: Group) -> PageWindow[GroupMember]:
        from scimconsole.client import calls

        call = calls.group_members(group.id)

        async def fetch(cursor: str | None, limit: int) -> FetchedPage[GroupMember]:
            page = replace(call, query={"limit": limit})
            return await self.client.send(page if cursor is None else page.after(cursor))

        return PageWindow(fetch)

    @on(RecordTable.Wanted, "#members")
    def _members_wanted(self, message: RecordTable.Wanted) -> None:
        height = message.last - message.first
        first, last = max(message.first - height, 0), message.last + height
        self.run_worker(
            self._read_members(first, last),
            name="members",
            group="groups-members",
            exclusive=True,
        )

    async def _read_members(self, first: int, last: int) -> None:
        window = self._members
        if window is None:
            return
        with self.reporting():
            await window.show(first, last)
            if window is self._members:
                self.group_pane.members.rows_arrived()

    @on(RecordTable.Highlighted, "#members")
    def _member_highlighted(self) -> None:
        self.refresh_bindings()

    @on(RecordTable.Opened, "#members")
    def _member_opened(self) -> None:
        member = self._member
        if member is None:
            return
        if member.type == "Group":
            self.console.go("groups", record=member.id)
        elif member.active is not None:
            self.console.go("users", record=member.id)
        else:
            self.app.notify(
                escape_text(f"{member.id} is named as a member, but this person has not arrived yet."),
                severity="warning",
                markup=False,
            )
