"""The groups the service knows, and who is in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scimconsole.client.call import ListCall
from scimconsole.screens.list_place import ListPlace
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.detail_pane import Detail
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.moments import ago, full

if TYPE_CHECKING:
    from scimconsole.api.groups import Group, GroupMember
else:
    Group = object

_SHOWN_MEMBERS = 200


class GroupsScreen(ListPlace[Group]):
    """The groups."""

    PLACE = "groups"
    NOUN = ("group", "groups")
    EMPTY = "No group yet.\nGroups arrive when one is assigned to the app in Entra ID."

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
        """All groups, by name."""
        from scimconsole.client import calls

        return calls.groups(limit=self.window.page_size)

    async def detail(self, row: Group) -> tuple[str, Detail]:
        """The group and its members."""
        from scimconsole.client import calls

        members = (await self.client.send(calls.group_members(row.id, limit=_SHOWN_MEMBERS))).items
        facts = sorted((_member(member) for member in members), key=_by_name)
        more = row.member_count - len(members)
        if more > 0:
            facts.append(Fact("", f"and {more:,} more", "muted"))
        record = [
            Fact("SCIM id", row.id),
            Fact("externalId", row.external_id or "not sent", "plain" if row.external_id else "muted"),
            Fact("Created", full(row.created_at), "muted"),
            Fact("Changed", full(row.updated_at), "muted"),
        ]
        return row.display_name, [
            Section(f"{row.member_count:,} members", facts, "" if facts else "Nobody is in this group."),
            Section("Record", record),
        ]

    def _changed(self, group: Group) -> Cell:
        return Cell(ago(group.updated_at, self.console.now()), "muted")


def _by_name(fact: Fact) -> tuple[str, str]:
    return fact.label.casefold(), fact.text


def _member(member: GroupMember) -> Fact:
    name = member.display or member.user_name or member.id
    if member.active is None:
        return Fact(name, "not here yet" if member.type == "User" else member.type.lower(), "muted")
    words = member.user_name or ""
    if not member.active:
        words = f"inactive  {words}"
    return Fact(name, words, "plain" if member.active else "muted", one_line=True)
