"""Stored documents as they go out: location, groups and members are spliced into the bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from scimconsole.domain.scim.projection import Projection, project
from scimconsole.domain.scim.text import iso_from_us
from scimconsole.storage import groups
from scimconsole.storage.groups import StoredGroup
from scimconsole.storage.session import Session


def user_body(document: bytes, user_id: str, base: str, memberships: Iterable[tuple[str, str]] = ()) -> bytes:
    """A user's document with its location, and with `groups` when there are any.

    The document ends with `meta` and two braces (`domain.scim.render`).
    """
    joined = [
        {"value": group_id, "$ref": f"{base}/Groups/{group_id}", "display": display, "type": "direct"}
        for group_id, display in memberships
    ]
    tail = b',"groups":%s}' % orjson.dumps(joined) if joined else b"}"
    return b'%s,"location":"%s/Users/%s"}%s' % (document[:-2], base.encode(), user_id.encode(), tail)


def group_body(group: StoredGroup, base: str, members: Iterable[tuple[str, str]] | None) -> bytes:
    """A group's document with `meta` from its row, and with its members unless they are left out (None)."""
    head = group.document[: group.document.rfind(b',"meta":')]
    meta = orjson.dumps(
        {
            "resourceType": "Group",
            "created": iso_from_us(group.created_at),
            "lastModified": iso_from_us(group.modified_at),
            "version": f'W/"{group.version}"',
            "location": f"{base}/Groups/{group.id}",
        }
    )
    if members is None:
        return b'%s,"meta":%s}' % (head, meta)
    listed = [
        {"value": member_id, "$ref": f"{base}/{kind}s/{member_id}", "type": kind}
        for member_id, kind in members
    ]
    return b'%s,"members":%s,"meta":%s}' % (head, orjson.dumps(listed), meta)


def user_page(
    session: Session, org_id: str, rows: list[tuple[str, bytes]], base: str, projection: Projection | None
) -> list[bytes]:
    """The bodies of many users, given as `(id, document)`."""
    wants_groups = projection is None or projection.includes("groups")
    memberships: dict[str, list[tuple[str, str]]] = {}
    if wants_groups:
        memberships = groups.groups_of_many(session, org_id, [user_id for user_id, _ in rows])
    bodies = [user_body(document, user_id, base, memberships.get(user_id, ())) for user_id, document in rows]
    return bodies if projection is None else [projected(body, projection) for body in bodies]


def user_resource(
    session: Session, org_id: str, user_id: str, document: bytes, base: str, projection: Projection | None
) -> bytes:
    """The body of one user."""
    if projection is not None and not projection.includes("groups"):
        return projected(user_body(document, user_id, base), projection)
    body = user_body(document, user_id, base, groups.groups_of(session, org_id, user_id))
    return body if projection is None else projected(body, projection)


def group_resource(
    session: Session, org_id: str, group: StoredGroup, base: str, projection: Projection | None
) -> bytes:
    """The body of one group."""
    if projection is None:
        return group_body(group, base, groups.members(session, org_id, group.id))
    members = groups.members(session, org_id, group.id) if projection.includes("members") else None
    return projected(group_body(group, base, members), projection)


def projected(body: bytes, projection: Projection) -> bytes:
    """A body reduced to what was asked for."""
    resource: dict[str, Any] = orjson.loads(body)
    return orjson.dumps(project(resource, projection))
