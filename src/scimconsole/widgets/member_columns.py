"""The columns of a group's members: who, under which name they sign in, and whether they are active."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scimconsole.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from scimconsole.api.groups import GroupMember


def member_columns() -> list[Column[GroupMember]]:
    """Name and state always; the userName as far as there is room."""
    return [
        Column("Name", 14, _name, grow=2),
        Column("State", 12, _state),
        Column("userName", 16, lambda member: Cell(member.user_name or "", "muted"), grow=3, rank=1),
    ]


def member_name(member: GroupMember) -> str:
    """What a member is called, as far as that is known."""
    return member.display or member.user_name or member.id


def is_person(member: GroupMember) -> bool:
    """Whether the member is a person who is here."""
    return member.active is not None


def _name(member: GroupMember) -> Cell:
    return Cell(member_name(member), "plain" if is_person(member) or member.type == "Group" else "muted")


def _state(member: GroupMember) -> Cell:
    if member.active is not None:
        return Cell("active", "good") if member.active else Cell("inactive", "muted")
    return Cell("group", "accent") if member.type == "Group" else Cell("not here yet", "muted")
