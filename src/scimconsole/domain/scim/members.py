"""Members of a group as clients send them; they are kept in a table of their own, never in the resource."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from scimconsole.domain.scim.errors import invalid_value
from scimconsole.domain.scim.filter.tree import Compare, Filter, Or
from scimconsole.domain.scim.refused import shown
from scimconsole.domain.scim.text import is_storable
from scimconsole.domain.scim.values import reference_id

_TYPES = {"user": "User", "group": "Group"}


@dataclass(frozen=True, slots=True)
class Member:
    """One member: its SCIM id and, if the client said so, whether it is a "User" or a "Group"."""

    value: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class MemberChange:
    """One step: add or remove exactly `members`, replace all by them, remove all or what `filter` finds."""

    kind: Literal["add", "remove", "replace", "clear", "filter"]
    members: tuple[Member, ...] = ()
    filter: Filter | None = None
    """Resolved; its paths are sub-attributes of `members`."""


def read_members(value: Any) -> tuple[Member, ...]:
    """The members in a list, an object or a text, each once, in their order.

    Raises ScimError 400 invalidValue for what names nobody.
    """
    elements = value if isinstance(value, list) else [] if value is None else [value]
    members: dict[str, Member] = {}
    for element in elements:
        if element is None:
            continue
        member = _read_member(element)
        if member.value not in members or member.type is not None:
            members[member.value] = member
    return tuple(members.values())


def named_members(tree: Filter) -> tuple[Member, ...] | None:
    """The members of `value eq "a" or value eq "b"`, or None for any other filter."""
    match tree:
        case Compare(path, "eq", str(value)) if path.name == "value":
            return (Member(value),)
        case Or(left, right):
            first, second = named_members(left), named_members(right)
            return first + second if first is not None and second is not None else None
    return None


def _read_member(element: Any) -> Member:
    if isinstance(element, str):
        element = {"value": element}
    if not isinstance(element, dict):
        raise invalid_value(f'"members" must be a list of objects with a "value", not {shown(element)}.')
    if "value" not in element:
        element = {key.lower(): item for key, item in element.items()}
    identifier = reference_id(element)
    if identifier is None:
        raise invalid_value(f'A member needs a "value" with an id; {shown(element)} has none.')
    if not is_storable(identifier):
        raise invalid_value('"members.value" holds a NUL or a lone surrogate; neither can be kept.')
    return Member(identifier, _read_type(element.get("type")))


def _read_type(value: Any) -> str | None:
    if value is None or value == "":
        return None
    kind = _TYPES.get(value.lower()) if isinstance(value, str) else None
    if kind is None:
        raise invalid_value(f'"members.type" is "{shown(value)}"; allowed values are "User" and "Group".')
    return kind
