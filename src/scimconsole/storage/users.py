"""Users: found, created, changed and deleted, each change with its audit entry and its place in the feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import and_, delete, insert, select, union_all, update

from scimconsole.domain.ids import ordered_id
from scimconsole.domain.scim.profile import Profile
from scimconsole.storage import audit, groups, pages
from scimconsole.storage.act import Act
from scimconsole.storage.session import Row, Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import Change, Hold, Membership, ScimGroup, ScimUser, UserWord
from scimconsole.storage.text_keys import text_hash
from scimconsole.storage.user_rows import COLUMNS, SEARCHED, StoredUser, UserState

LONGEST_DIFFERENCE = 4096
"""Bytes of an audit entry's before-and-after; a larger one names the attributes only."""

USER = ScimUser.__table__  # type: ignore[attr-defined]
STORED = tuple(USER.c[name] for name in COLUMNS)
_membership = Membership.__table__  # type: ignore[attr-defined]
_group = ScimGroup.__table__  # type: ignore[attr-defined]
_CREATED = COLUMNS.index("created_at")
_word = UserWord.__table__  # type: ignore[attr-defined]
_hold = Hold.__table__  # type: ignore[attr-defined]
_change = Change.__table__  # type: ignore[attr-defined]

_this = and_(USER.c.org_id == param("org"), USER.c.id == param("user"))
_FIND = Statement(select(*STORED).where(_this))
_FIND_BY_NAME = Statement(
    select(*STORED).where(USER.c.org_id == param("org"), USER.c.user_name_hash == param("hash"))
)
_NAME_TAKEN = Statement(
    select(USER.c.id).where(USER.c.org_id == param("org"), USER.c.user_name_hash == param("hash"))
)
_FIND_BY_EXTERNAL = Statement(
    select(*STORED).where(
        USER.c.org_id == param("org"),
        USER.c.external_id_hash == param("hash"),
        USER.c.external_id == param("external_id"),
    )
)
_DOCUMENT = Statement(select(USER.c.document, USER.c.version).where(_this))
_DOCUMENT_WITH_GROUPS = Statement(
    select(USER.c.document, USER.c.version, _group.c.id, _group.c.display_name)
    .select_from(
        USER.outerjoin(
            _membership,
            and_(_membership.c.org_id == USER.c.org_id, _membership.c.member_id == USER.c.id),
        ).outerjoin(
            _group, and_(_group.c.org_id == _membership.c.org_id, _group.c.id == _membership.c.group_id)
        )
    )
    .where(_this)
    .order_by(_membership.c.group_id)
)
_INSERT = Statement(insert(USER))
_DELETE = Statement(delete(USER).where(_this))
_ADD_WORD = Statement(insert(_word))
_DROP_WORD = Statement(
    delete(_word).where(
        _word.c.org_id == param("org_id"), _word.c.word == param("word"), _word.c.user_id == param("user_id")
    )
)
# Two looks at two indexes: for an OR of both SQLite would read every hold of the organization.
_HELD_AGAIN = Statement(
    union_all(
        select(_hold.c.id).where(_hold.c.org_id == param("org"), _hold.c.user_name_hash == param("name")),
        select(_hold.c.id).where(
            _hold.c.org_id == param("org"), _hold.c.external_id_hash == param("external")
        ),
    ).limit(1)
)
_HOLD_FOLLOWS = Statement(
    update(_hold)
    .where(_hold.c.org_id == param("org"), _hold.c.user_id == param("old"))
    .values(user_id=param("user"), user_name_hash=param("name"), external_id_hash=param("external"))
)
_HOLD_FOLLOWS_BY_ID = Statement(
    update(_hold)
    .where(_hold.c.org_id == param("org"), _hold.c.id == param("hold"))
    .values(user_id=param("user"), user_name_hash=param("name"), external_id_hash=param("external"))
)
_ADD_CHANGE = Statement(insert(_change))


@lru_cache(maxsize=256)
def _update_of(names: frozenset[str]) -> Statement:
    """The update of these columns and no others: an engine touches every index that the statement names."""
    key = and_(USER.c.org_id == param("key_org_id"), USER.c.id == param("key_id"))
    return Statement(update(USER).where(key).values({USER.c[name]: param(name) for name in names}))


def find(session: Session, org_id: str, user_id: str) -> StoredUser | None:
    """The user with this SCIM id."""
    row = session.one(_FIND, org=org_id, user=user_id)
    return None if row is None else StoredUser.from_row(row)


def rows_by_id(session: Session, org_id: str, user_id: str) -> list[Row]:
    """The row of `STORED` columns with this id."""
    return session.all(_FIND, org=org_id, user=user_id)


def rows_by_name(session: Session, org_id: str, folded_name: str) -> list[Row]:
    """The row of `STORED` columns with this userName, given folded."""
    return session.all(_FIND_BY_NAME, org=org_id, hash=text_hash(folded_name))


def rows_by_external_id(session: Session, org_id: str, external_id: str) -> list[Row]:
    """The rows of `STORED` columns with this externalId, which need not be unique, in the order of pages."""
    rows = session.all(_FIND_BY_EXTERNAL, org=org_id, hash=text_hash(external_id), external_id=external_id)
    # Sorted here: asked for an order, SQLite would walk the index of pages instead of the one of externalId.
    return sorted(rows, key=lambda row: (row[_CREATED], row[0]))


def document(
    session: Session, org_id: str, user_id: str, *, with_groups: bool
) -> tuple[bytes, int, list[tuple[str, str]]] | None:
    """The rendered document, its version, and the `(id, displayName)` of the user's groups if wanted."""
    rows = session.all(_DOCUMENT_WITH_GROUPS if with_groups else _DOCUMENT, org=org_id, user=user_id)
    if not rows:
        return None
    groups_of = [(row[2], row[3]) for row in rows if row[2] is not None] if with_groups else []
    return rows[0][0], rows[0][1], groups_of


def name_holder(session: Session, org_id: str, name_hash: str) -> str | None:
    """The id of the user who has this userName, whatever its case."""
    row = session.one(_NAME_TAKEN, org=org_id, hash=name_hash)
    return None if row is None else row[0]


def create(session: Session, org_id: str, state: UserState, act: Act) -> StoredUser:
    """Store a new user, held again if a hold was left on the person; inside a transaction.

    `state` gives the resource, Entra's word and the marks; block, version, times and hold are set here.
    """
    hold = _hold_left(session, org_id, state)
    state = replace(
        state,
        version=1,
        created_at=session.now,
        modified_at=session.now,
        block=pages.join(session, org_id, "User"),
        held=hold is not None,
    )
    columns = state.columns(org_id)
    session.execute(_INSERT, **columns)
    _add_words(session, org_id, state.id, state.words)
    if hold is not None:
        session.execute(
            _HOLD_FOLLOWS_BY_ID,
            org=org_id,
            hold=hold,
            user=state.id,
            name=state.user_name_hash,
            external=state.external_id_hash,
        )
    _publish(session, org_id, state, "user.created", act)
    detail = {"userName": state.user_name, "active": state.active} | ({"held": True} if hold else {})
    audit.record_act(session, org_id, act, "user.created", "user", state.id, detail)
    return _stored(state, columns["document"])


def change(session: Session, org_id: str, before: UserState, after: UserState, act: Act) -> StoredUser | None:
    """Store what differs; None when nothing does. Inside a transaction.

    The caller has made sure that a changed userName is free.
    """
    if before.is_same(after):
        return None
    after = replace(after, version=before.version + 1, modified_at=session.now)
    columns = after.changed_columns(before)
    session.execute(_update_of(frozenset(columns)), key_org_id=org_id, key_id=after.id, **columns)
    if after.differs_in(before, SEARCHED):
        old_words, new_words = before.words, after.words
        _drop_words(session, org_id, after.id, old_words - new_words)
        _add_words(session, org_id, after.id, new_words - old_words)
    if after.held and after.differs_in(before, ("userName", "externalId")):
        session.execute(
            _HOLD_FOLLOWS,
            org=org_id,
            old=after.id,
            user=after.id,
            name=after.user_name_hash,
            external=after.external_id_hash,
        )
    kind = _kind_of(before.active, after.active)
    _publish(session, org_id, after, kind, act)
    audit.record_act(session, org_id, act, kind, "user", after.id, _difference(before, after))
    return _stored(after, columns["document"])


def remove(session: Session, profile: Profile, org_id: str, stored: StoredUser, act: Act) -> None:
    """Delete a user, who leaves all groups; a hold stays for whoever comes again. Inside a transaction."""
    state = stored.opened(profile)
    groups.leave_all(session, org_id, state.id)
    _drop_words(session, org_id, state.id, state.words)
    session.execute(_DELETE, org=org_id, user=state.id)
    pages.leave(session, org_id, "User", state.block)
    _publish(session, org_id, replace(state, entra_active=False), "user.deleted", act)
    audit.record_act(session, org_id, act, "user.deleted", "user", state.id, {"userName": state.user_name})


def _hold_left(session: Session, org_id: str, state: UserState) -> str | None:
    row = session.one(_HELD_AGAIN, org=org_id, name=state.user_name_hash, external=state.external_id_hash)
    return None if row is None else row[0]


def _add_words(session: Session, org_id: str, user_id: str, words: set[str]) -> None:
    rows = [{"org_id": org_id, "word": word, "user_id": user_id} for word in sorted(words)]
    session.execute_many(_ADD_WORD, rows)


def _drop_words(session: Session, org_id: str, user_id: str, words: set[str]) -> None:
    rows = [{"org_id": org_id, "word": word, "user_id": user_id} for word in words]
    session.execute_many(_DROP_WORD, rows)


def _kind_of(was_active: bool, is_active: bool) -> str:
    if was_active == is_active:
        return "user.changed"
    return "user.reactivated" if is_active else "user.deactivated"


def _publish(session: Session, org_id: str, state: UserState, kind: str, act: Act) -> None:
    if act.is_rehearsal:
        return
    session.execute(
        _ADD_CHANGE,
        org_id=org_id,
        id=ordered_id(session.now),
        at=session.now,
        type=kind,
        user_id=state.id,
        user_name=state.user_name,
        external_id=state.resource.get("externalId"),
        active=state.active,
        user_type=state.resource.get("userType"),
    )


def _difference(before: UserState, after: UserState) -> dict[str, Any]:
    changed: dict[str, Sequence[Any]] = {
        name: (before.resource.get(name), after.resource.get(name))
        for name in {**before.resource, **after.resource}
        if before.resource.get(name) != after.resource.get(name)
    }
    for name in ("entra_active", "held", "active"):
        if getattr(before, name) != getattr(after, name):
            changed[name] = (getattr(before, name), getattr(after, name))
    if len(orjson.dumps(changed)) > LONGEST_DIFFERENCE:
        return {"changed": sorted(changed)}
    return {"changed": changed}


def _stored(state: UserState, document: bytes) -> StoredUser:
    return StoredUser(
        id=state.id,
        version=state.version,
        created_at=state.created_at,
        modified_at=state.modified_at,
        block=state.block,
        entra_active=state.entra_active,
        status=state.status,
        held=state.held,
        active=state.active,
        missing=state.missing,
        refused=state.refused,
        withheld_at=state.withheld_at,
        document=document,
    )
