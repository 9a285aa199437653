"""Groups, and the memberships that stand in a table of their own: adding one costs the same in any group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql

from scimconsole.domain.scim.profile import Profile
from scimconsole.domain.scim.render import folded, render
from scimconsole.domain.scim.text import fold
from scimconsole.storage import audit, pages
from scimconsole.storage.act import Act
from scimconsole.storage.session import Row, Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import Membership, ScimGroup, ScimUser
from scimconsole.storage.text_keys import sort_key, text_hash

GROUP = ScimGroup.__table__  # type: ignore[attr-defined]
_membership = Membership.__table__  # type: ignore[attr-defined]
_user = ScimUser.__table__  # type: ignore[attr-defined]

COLUMNS = ("id", "version", "created_at", "modified_at", "block", "member_count", "document")
"""The columns of a `StoredGroup`, in its order."""

STORED = tuple(GROUP.c[name] for name in COLUMNS)

_this = and_(GROUP.c.org_id == param("org"), GROUP.c.id == param("group"))
_FIND = Statement(select(*STORED).where(_this))
_NAME_TAKEN = Statement(
    select(GROUP.c.id).where(GROUP.c.org_id == param("org"), GROUP.c.display_name_hash == param("hash"))
)
_FIND_BY_NAME = Statement(
    select(*STORED).where(GROUP.c.org_id == param("org"), GROUP.c.display_name_hash == param("hash"))
)
_FIND_BY_EXTERNAL = Statement(
    select(*STORED).where(
        GROUP.c.org_id == param("org"),
        GROUP.c.external_id_hash == param("hash"),
        GROUP.c.external_id == param("external_id"),
    )
)
_INSERT = Statement(insert(GROUP))
_UPDATE = Statement(
    update(GROUP)
    .where(GROUP.c.org_id == param("key_org_id"), GROUP.c.id == param("key_id"))
    .values(
        {column: param(column.name) for column in GROUP.c if column.name not in ("org_id", "id", "block")}
    )
)
_DELETE = Statement(delete(GROUP).where(_this))
_mine = and_(_membership.c.org_id == param("org"), _membership.c.group_id == param("group"))
_MEMBERS = Statement(
    select(_membership.c.member_id, _membership.c.member_type).where(_mine).order_by(_membership.c.member_id)
)
_joined = and_(GROUP.c.org_id == _membership.c.org_id, GROUP.c.id == _membership.c.group_id)
_GROUPS_OF = Statement(
    select(GROUP.c.id, GROUP.c.display_name)
    .join_from(_membership, GROUP, _joined)
    .where(_membership.c.org_id == param("org"), _membership.c.member_id == param("member"))
    .order_by(_membership.c.group_id)
)
FEW, MANY = 5, 100
_GROUPS_OF_MANY = Statement(
    select(_membership.c.member_id, GROUP.c.id, GROUP.c.display_name)
    .join_from(_membership, GROUP, _joined)
    .where(
        _membership.c.org_id == param("org"),
        _membership.c.member_id.in_([param(f"member_{index}") for index in range(MANY)]),
    )
    .order_by(_membership.c.member_id, _membership.c.group_id)
)
# Both engines read PostgreSQL's spelling of "unless it is there".
_ADD = Statement(
    insert_postgresql(_membership)
    .values(
        org_id=param("org"),
        group_id=param("group"),
        member_id=param("member"),
        member_type=param("member_type"),
    )
    .on_conflict_do_nothing()
)
_REMOVE = Statement(delete(_membership).where(_mine, _membership.c.member_id == param("member")))
_CLEAR = Statement(delete(_membership).where(_mine))
_is_in = and_(_membership.c.org_id == param("org"), _membership.c.member_id == param("member"))
_GROUP_IDS_OF = Statement(select(_membership.c.group_id).where(_is_in))
_LEAVE = Statement(delete(_membership).where(_is_in))
_SHRINK = Statement(
    update(GROUP)
    .where(_this)
    .values(member_count=GROUP.c.member_count - 1, version=GROUP.c.version + 1, modified_at=param("now"))
)
_USER_EXISTS = Statement(
    select(_user.c.id).where(_user.c.org_id == param("org"), _user.c.id == param("member"))
)


@dataclass(frozen=True, slots=True)
class StoredGroup:
    """A row as it is read: times in microseconds, `document` without location and members."""

    id: str
    version: int
    created_at: int
    modified_at: int
    block: int
    member_count: int
    document: bytes

    @classmethod
    def from_row(cls, row: Row) -> StoredGroup:
        """The group in a row of `COLUMNS`."""
        return cls(*row)

    def resource(self) -> dict[str, Any]:
        """What the directory sent, without id, meta, schemas and members."""
        resource: dict[str, Any] = orjson.loads(self.document)
        for name in ("schemas", "id", "meta"):
            resource.pop(name, None)
        return resource


def find(session: Session, org_id: str, group_id: str) -> StoredGroup | None:
    """The group with this SCIM id."""
    row = session.one(_FIND, org=org_id, group=group_id)
    return None if row is None else StoredGroup.from_row(row)


def name_holder(session: Session, org_id: str, display_name: str) -> str | None:
    """The id of the group that has this displayName, whatever its case."""
    row = session.one(_NAME_TAKEN, org=org_id, hash=text_hash(fold(display_name)))
    return None if row is None else row[0]


def rows_by_name(session: Session, org_id: str, folded_name: str) -> list[Row]:
    """The row of `STORED` columns with this displayName, given folded."""
    return session.all(_FIND_BY_NAME, org=org_id, hash=text_hash(folded_name))


def rows_by_external_id(session: Session, org_id: str, external_id: str) -> list[Row]:
    """The rows of `STORED` columns with this externalId, which need not be unique."""
    return session.all(_FIND_BY_EXTERNAL, org=org_id, hash=text_hash(external_id), external_id=external_id)


def members(session: Session, org_id: str, group_id: str) -> Iterator[tuple[str, str]]:
    """The `(id, type)` of each member; type is `User` or `Group`."""
    for row in session.stream(_MEMBERS, org=org_id, group=group_id):
        yield row[0], row[1]


def kind_of_member(session: Session, org_id: str, member_id: str) -> str | None:
    """`User` or `Group`; None when nobody has the id."""
    if session.one(_USER_EXISTS, org=org_id, member=member_id) is not None:
        return "User"
    return "Group" if find(session, org_id, member_id) is not None else None


def groups_of(session: Session, org_id: str, member_id: str) -> list[tuple[str, str]]:
    """The `(id, displayName)` of the groups a user or group is in."""
    return [(row[0], row[1]) for row in session.all(_GROUPS_OF, org=org_id, member=member_id)]


def groups_of_many(session: Session, org_id: str, member_ids: list[str]) -> dict[str, list[tuple[str, str]]]:
    """The same for many at once, by member; those who are in no group may be left out."""
    if len(member_ids) <= FEW:
        return {member_id: groups_of(session, org_id, member_id) for member_id in member_ids}
    found: dict[str, list[tuple[str, str]]] = {}
    for start in range(0, len(member_ids), MANY):
        some = member_ids[start : start + MANY]
        padded = some + [""] * (MANY - len(some))
        values = {f"member_{index}": member_id for index, member_id in enumerate(padded)}
        for member_id, group_id, display_name in session.all(_GROUPS_OF_MANY, org=org_id, **values):
            found.setdefault(member_id, []).append((group_id, display_name))
    return found


def create(
    session: Session,
    profile: Profile,
    org_id: str,
    group_id: str,
    resource: dict[str, Any],
    joining: list[str],
    act: Act,
) -> StoredGroup:
    """Store a new group and count those who are `joining`; inside a transaction.

    Their memberships are written by `add_members`.
    """
    group = StoredGroup(
        id=group_id,
        version=1,
        created_at=session.now,
        modified_at=session.now,
        block=pages.join(session, org_id, "Group"),
        member_count=len(joining),
        document=b"",
    )
    columns = _columns(profile, org_id, group, resource)
    session.execute(_INSERT, **columns)
    detail = {"displayName": resource["displayName"], **_listed("joined", joining)}
    audit.record_act(session, org_id, act, "group.created", "group", group_id, detail)
    return replace(group, document=columns["document"])


def change(
    session: Session,
    profile: Profile,
    org_id: str,
    group: StoredGroup,
    resource: dict[str, Any],
    joined: list[str],
    left: list[str],
    act: Act,
) -> StoredGroup:
    """Store a group's new attributes, and count the members that have `joined` and `left`.

    Nothing is written when nothing differs. Inside a transaction; the memberships themselves are changed by
    `add_members` and its neighbours.
    """
    old = group.resource()
    if old == resource and not joined and not left:
        return group
    changed = replace(
        group,
        version=group.version + 1,
        modified_at=session.now,
        member_count=group.member_count + len(joined) - len(left),
    )
    columns = _columns(profile, org_id, changed, resource)
    values = {name: value for name, value in columns.items() if name not in ("org_id", "id", "block")}
    session.execute(_UPDATE, key_org_id=org_id, key_id=group.id, **values)
    detail: dict[str, Any] = {}
    if old != resource:
        names = {**old, **resource}
        detail["changed"] = {
            name: (old.get(name), resource.get(name)) for name in names if old.get(name) != resource.get(name)
        }
    detail |= _listed("joined", joined) | _listed("left", left)
    audit.record_act(session, org_id, act, "group.changed", "group", group.id, detail)
    return replace(changed, document=columns["document"])


def remove(session: Session, org_id: str, group: StoredGroup, act: Act) -> None:
    """Delete a group and its memberships; inside a transaction."""
    session.execute(_CLEAR, org=org_id, group=group.id)
    leave_all(session, org_id, group.id)
    session.execute(_DELETE, org=org_id, group=group.id)
    pages.leave(session, org_id, "Group", group.block)
    name = group.resource()["displayName"]
    audit.record_act(session, org_id, act, "group.deleted", "group", group.id, {"displayName": name})


def add_members(
    session: Session, org_id: str, group_id: str, members: Iterable[tuple[str, str]]
) -> list[str]:
    """Add `(id, type)` members; answers the ids that were not in the group before."""
    return [
        member_id
        for member_id, member_type in members
        if session.execute(_ADD, org=org_id, group=group_id, member=member_id, member_type=member_type)
    ]


def remove_members(session: Session, org_id: str, group_id: str, ids: Iterable[str]) -> list[str]:
    """Remove members; answers the ids that were in the group."""
    return [
        member_id
        for member_id in ids
        if session.execute(_REMOVE, org=org_id, group=group_id, member=member_id)
    ]


def leave_all(session: Session, org_id: str, member_id: str) -> None:
    """Take a user or group out of every group; inside a transaction."""
    for (group_id,) in session.all(_GROUP_IDS_OF, org=org_id, member=member_id):
        session.execute(_SHRINK, org=org_id, group=group_id, now=session.now)
    session.execute(_LEAVE, org=org_id, member=member_id)


def _listed(word: str, ids: list[str]) -> dict[str, Any]:
    """Some ids under a word for the audit trail, only their number when they are many."""
    if not ids:
        return {}
    return {word: ids if len(ids) <= MANY else {"count": len(ids)}}


def _columns(profile: Profile, org_id: str, group: StoredGroup, resource: dict[str, Any]) -> dict[str, Any]:
    name = resource["displayName"]
    external_id = resource.get("externalId")
    return {
        "org_id": org_id,
        "id": group.id,
        "version": group.version,
        "created_at": group.created_at,
        "modified_at": group.modified_at,
        "block": group.block,
        "display_name": name,
        "display_name_hash": text_hash(fold(name)),
        "display_name_key": sort_key(name),
        "external_id": external_id,
        "external_id_hash": text_hash(external_id) if external_id else None,
        "member_count": group.member_count,
        "document": render(
            profile.group, resource, group.id, group.created_at, group.modified_at, group.version, None
        ),
        "folded": folded(profile.group, resource).decode(),
    }
