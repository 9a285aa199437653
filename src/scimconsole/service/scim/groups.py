"""Groups: create, read, replace, patch, delete; members are written one row each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scimconsole.domain.ids import new_id
from scimconsole.domain.scim.acceptance import name_taken
from scimconsole.domain.scim.errors import invalid_value
from scimconsole.domain.scim.filter.matching import element_predicate
from scimconsole.domain.scim.members import Member, MemberChange
from scimconsole.domain.scim.normalize import normalize
from scimconsole.domain.scim.patch import apply_patch
from scimconsole.domain.scim.projection import Projection
from scimconsole.service.scim import output
from scimconsole.service.scim.exchange import Exchange
from scimconsole.service.scim.operations import read_operations
from scimconsole.service.scim.preconditions import check_if_match, is_unchanged
from scimconsole.service.scim.projections import projection_of
from scimconsole.service.scim.response import Response, resource_response
from scimconsole.service.scim.users import not_found
from scimconsole.storage import groups
from scimconsole.storage.groups import StoredGroup

MEMBERS_ANSWERED = 100
"""A PATCH answers 204 instead of listing more members than this."""

LONGEST_MEMBER_ID = 256


def read(exchange: Exchange, group_id: str) -> Response:
    """GET /Groups/{id}."""
    exchange.operation = "read group"
    exchange.resource_id = group_id
    projection = _projection(exchange)
    group = groups.find(exchange.session, exchange.org_id, group_id)
    if group is None:
        raise not_found(group_id, "group")
    if is_unchanged(exchange.request.if_none_match, group.version):
        return Response(304, b"", ((b"etag", b'W/"%d"' % group.version),))
    body = output.group_resource(exchange.session, exchange.org_id, group, exchange.base, projection)
    return resource_response(200, body, group.version)


def create(exchange: Exchange) -> Response:
    """POST /Groups."""
    exchange.operation = "create group"
    body = exchange.request.json()
    exchange.received = list(body)
    normalized = normalize(exchange.profile.group, body)
    exchange.ignored = normalized.ignored
    resource = normalized.resource
    exchange.sought = resource["displayName"]
    group_id = new_id()

    def store() -> Response:
        _refuse_taken_name(exchange, group_id, resource["displayName"])
        exchange.resource_id = group_id
        session, org_id, profile = exchange.session, exchange.org_id, exchange.profile
        members = normalized.members or ()
        joining = [member.value for member in members]
        group = groups.create(session, profile, org_id, group_id, resource, joining, exchange.act)
        _add(exchange, group_id, members)
        return _answer(exchange, group, 201)

    return exchange.write(store)


def put(exchange: Exchange, group_id: str) -> Response:
    """PUT /Groups/{id}; members that are not sent leave."""
    exchange.operation = "replace group"
    exchange.resource_id = group_id
    body = exchange.request.json()
    exchange.received = list(body)
    normalized = normalize(exchange.profile.group, body)
    exchange.ignored = normalized.ignored
    exchange.sought = normalized.resource["displayName"]

    def store() -> Response:
        group = _open(exchange, group_id)
        change = MemberChange("replace", normalized.members or ())
        return _change(exchange, group, normalized.resource, [change], 200)

    return exchange.write(store)


def patch(exchange: Exchange, group_id: str) -> Response:
    """PATCH /Groups/{id}: 200 with the group, or 204 when it has more members than are listed."""
    exchange.operation = "update group"
    exchange.resource_id = group_id
    operations = read_operations(exchange)

    def store() -> Response:
        group = _open(exchange, group_id)
        before = group.resource()
        exchange.sought = before["displayName"]
        patched = apply_patch(exchange.profile.group, before, operations)
        exchange.ignored = patched.ignored
        return _change(exchange, group, patched.resource, patched.members, 200)

    return exchange.write(store)


def delete(exchange: Exchange, group_id: str) -> Response:
    """DELETE /Groups/{id}."""
    exchange.operation = "delete group"
    exchange.resource_id = group_id

    def store() -> Response:
        group = _open(exchange, group_id)
        exchange.sought = group.resource()["displayName"]
        groups.remove(exchange.session, exchange.org_id, group, exchange.act)
        return Response(204)

    return exchange.write(store)


def _open(exchange: Exchange, group_id: str) -> StoredGroup:
    group = groups.find(exchange.session, exchange.org_id, group_id)
    if group is None:
        raise not_found(group_id, "group")
    check_if_match(exchange.request.if_match, group.version)
    return group


def _refuse_taken_name(exchange: Exchange, group_id: str, name: str) -> None:
    holder = groups.name_holder(exchange.session, exchange.org_id, name)
    if holder is not None and holder != group_id:
        raise name_taken("group", "displayName", name, holder)


def _change(
    exchange: Exchange,
    group: StoredGroup,
    resource: dict[str, Any],
    changes: Iterable[MemberChange],
    status: int,
) -> Response:
    _refuse_taken_name(exchange, group.id, resource["displayName"])
    joined: dict[str, None] = {}
    left: dict[str, None] = {}
    for change in changes:
        added, removed = _apply(exchange, group.id, change)
        for member_id in added:
            if member_id in left:
                del left[member_id]
            else:
                joined[member_id] = None
        for member_id in removed:
            if member_id in joined:
                del joined[member_id]
            else:
                left[member_id] = None
    changed = groups.change(
        exchange.session,
        exchange.profile,
        exchange.org_id,
        group,
        resource,
        list(joined),
        list(left),
        exchange.act,
    )
    if exchange.request.method == "PATCH" and changed.member_count > MEMBERS_ANSWERED:
        return Response(204, b"", ((b"etag", b'W/"%d"' % changed.version),))
    return _answer(exchange, changed, status)


def _apply(exchange: Exchange, group_id: str, change: MemberChange) -> tuple[list[str], list[str]]:
    """The ids that joined and that left by one step."""
    session, org_id = exchange.session, exchange.org_id
    match change.kind:
        case "add":
            return _add(exchange, group_id, change.members), []
        case "remove":
            ids = [member.value for member in change.members]
            return [], groups.remove_members(session, org_id, group_id, ids)
        case "replace":
            wanted = {member.value for member in change.members}
            present = [member_id for member_id, _ in groups.members(session, org_id, group_id)]
            surplus = [member_id for member_id in present if member_id not in wanted]
            left = groups.remove_members(session, org_id, group_id, surplus)
            return _add(exchange, group_id, change.members), left
        case "clear":
            present = [member_id for member_id, _ in groups.members(session, org_id, group_id)]
            return [], groups.remove_members(session, org_id, group_id, present)
        case "filter":
            return [], groups.remove_members(session, org_id, group_id, _matching(exchange, group_id, change))


def _matching(exchange: Exchange, group_id: str, change: MemberChange) -> list[str]:
    attribute = exchange.profile.group.members
    assert attribute is not None
    assert change.filter is not None
    matches = element_predicate(change.filter, attribute)
    members = list(groups.members(exchange.session, exchange.org_id, group_id))
    return [
        member_id
        for member_id, kind in members
        if matches({"value": member_id, "type": kind, "$ref": f"{exchange.base}/{kind}s/{member_id}"})
    ]


def _add(exchange: Exchange, group_id: str, members: Iterable[Member]) -> list[str]:
    known: list[tuple[str, str]] = []
    for member in members:
        if member.value == group_id:
            raise invalid_value("A group cannot be a member of itself.")
        if len(member.value) > LONGEST_MEMBER_ID:
            raise invalid_value(f"A member's id has at most {LONGEST_MEMBER_ID} characters.")
        # An id that names nobody yet is kept, as a manager's is: directories send references ahead of people.
        kind = groups.kind_of_member(exchange.session, exchange.org_id, member.value) or member.type or "User"
        known.append((member.value, kind))
    return groups.add_members(exchange.session, exchange.org_id, group_id, known)


def _answer(exchange: Exchange, group: StoredGroup, status: int) -> Response:
    projection = _projection(exchange)
    body = output.group_resource(exchange.session, exchange.org_id, group, exchange.base, projection)
    location = f"{exchange.base}/Groups/{group.id}" if status == 201 else None
    return resource_response(status, body, group.version, location)


def _projection(exchange: Exchange) -> Projection | None:
    if not exchange.request.query:
        return None
    return projection_of(exchange.profile.group, exchange.request.parameters())
