"""Whom somebody may mean by a few words: by id, userName, externalId or e-mail address, stored or deleted.

Every look goes along an index and reads a bounded number of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import and_, select

from scimconsole.domain.scim.text import fold
from scimconsole.storage import users
from scimconsole.storage.holds import HoldRow
from scimconsole.storage.session import Row, Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import Change, Hold, Membership, ScimGroup, UserWord
from scimconsole.storage.text_keys import address_word, prefix_range, query_words, text_hash
from scimconsole.storage.user_rows import StoredUser, words_in

MOST_ALIKE = 20
"""People who share an externalId or an e-mail address that are read."""
FEED_READ = 5_000
"""Entries of the changes feed that are read for somebody whose requests are no longer kept."""
_SHORTEST_BEGINNING = 3

_user = users.USER
_word = UserWord.__table__  # type: ignore[attr-defined]
_hold = Hold.__table__  # type: ignore[attr-defined]
_change = Change.__table__  # type: ignore[attr-defined]
_group = ScimGroup.__table__  # type: ignore[attr-defined]
_membership = Membership.__table__  # type: ignore[attr-defined]

_BY_EXTERNAL_ID = Statement(
    select(*users.STORED)
    .where(
        _user.c.org_id == param("org"),
        _user.c.external_id_hash == param("hash"),
        _user.c.external_id == param("external_id"),
    )
    .limit(MOST_ALIKE)
)
_beginning = and_(_word.c.word >= param("low"), _word.c.word < param("high"))
_with_word = (
    select(_word.c.user_id).where(_word.c.org_id == param("org"), _beginning).limit(MOST_ALIKE).subquery()
)
_BY_WORD = Statement(
    select(*users.STORED)
    .join_from(_with_word, _user, _user.c.id == _with_word.c.user_id)
    .where(_user.c.org_id == param("org"))
    .limit(MOST_ALIKE)
)
_WAITING = (_hold.c.id, _hold.c.user_id, _hold.c.reason, _hold.c.created_by, _hold.c.created_at)
_HOLD_BY_NAME = Statement(
    select(*_WAITING).where(_hold.c.org_id == param("org"), _hold.c.user_name_hash == param("hash")).limit(1)
)
_feed = (
    select(_change.c.at, _change.c.type, _change.c.user_id, _change.c.user_name, _change.c.external_id)
    .where(_change.c.org_id == param("org"))
    .order_by(_change.c.id.desc())
    .limit(FEED_READ)
    .subquery()
)
_DELETED = Statement(
    select(_feed.c.user_id, _feed.c.user_name, _feed.c.external_id).where(_feed.c.type == "user.deleted")
)
_GROUP = (_group.c.id, _group.c.display_name)
_GROUP_BY_ID = Statement(select(*_GROUP).where(_group.c.org_id == param("org"), _group.c.id == param("id")))
_GROUP_BY_NAME = Statement(
    select(*_GROUP).where(_group.c.org_id == param("org"), _group.c.display_name_hash == param("hash"))
)
_GROUP_BY_EXTERNAL_ID = Statement(
    select(*_GROUP)
    .where(_group.c.org_id == param("org"), _group.c.external_id_hash == param("hash"))
    .limit(1)
)
_GROUPS_NAMING = Statement(
    select(_group.c.display_name)
    .join_from(
        _membership,
        _group,
        and_(_group.c.org_id == _membership.c.org_id, _group.c.id == _membership.c.group_id),
    )
    .where(_membership.c.org_id == param("org"), _membership.c.member_id == param("member"))
    .order_by(_membership.c.group_id)
    .limit(MOST_ALIKE)
)


def meant(session: Session, org_id: str, text: str) -> list[StoredUser]:
    """Everybody the words fit, the likeliest first: id, userName, externalId, then e-mail address."""
    rows = [
        *users.rows_by_id(session, org_id, text),
        *users.rows_by_name(session, org_id, fold(text)),
        *_by_external_id(session, org_id, text),
    ]
    found = {row[0]: StoredUser.from_row(row) for row in rows}
    by_address = with_address(session, org_id, text)
    # Who has access is meant more often than who has lost it.
    by_address.sort(key=lambda user: (not user.active, -user.created_at, user.id))
    for user in by_address:
        found.setdefault(user.id, user)
    return list(found.values())


def with_address(session: Session, org_id: str, address: str) -> list[StoredUser]:
    """Users who have this e-mail address, in whatever case."""
    word = address_word(address) if "@" in address else None
    if word is None:
        return []
    low, high = prefix_range(word)
    rows = session.all(_BY_WORD, org=org_id, low=low, high=high)
    return [user for user in map(StoredUser.from_row, rows) if fold(address.strip()) in addresses_of(user)]


def addresses_of(user: StoredUser) -> set[str]:
    """A user's e-mail addresses, folded."""
    emails: Iterable[Mapping[str, Any]] = orjson.loads(user.document).get("emails") or ()
    return {fold(str(email["value"]).strip()) for email in emails if email.get("value")}


def sharing(
    session: Session, org_id: str, user: StoredUser, external_id: str | None
) -> list[tuple[StoredUser, str]]:
    """Other users with the same externalId or e-mail address, and which of the two it is."""
    others: dict[str, tuple[StoredUser, str]] = {}
    if external_id:
        for row in _by_external_id(session, org_id, external_id):
            others.setdefault(row[0], (StoredUser.from_row(row), "externalId"))
    for address in sorted(addresses_of(user))[:3]:
        for other in with_address(session, org_id, address):
            others.setdefault(other.id, (other, "e-mail address"))
    others.pop(user.id, None)
    return list(others.values())


def beginning_alike(session: Session, org_id: str, text: str) -> list[StoredUser]:
    """People whose names or addresses begin as the words do, each of them up to an @."""
    beginnings = query_words(text.partition("@")[0])
    if not beginnings or len(beginnings[0]) < _SHORTEST_BEGINNING:
        return []
    low, high = prefix_range(beginnings[0])
    rows = session.all(_BY_WORD, org=org_id, low=low, high=high)
    found = {row[0]: StoredUser.from_row(row) for row in rows}
    return [user for user in found.values() if _has_all(user, beginnings)]


def _has_all(user: StoredUser, beginnings: list[str]) -> bool:
    words = words_in(orjson.loads(user.document))
    return all(any(word.startswith(beginning) for word in words) for beginning in beginnings)


def waiting_hold(session: Session, org_id: str, user_name: str) -> HoldRow | None:
    """The hold that waits for whoever is created under this userName."""
    row = session.one(_HOLD_BY_NAME, org=org_id, hash=text_hash(fold(user_name)))
    return None if row is None else HoldRow(*row)


def lately_deleted(session: Session, org_id: str, text: str) -> list[tuple[str, str]]:
    """Id and userName of deleted users of the newest changes whom the words fit."""
    wanted = fold(text)
    rows = session.all(_DELETED, org=org_id)
    return [(row[0], row[1]) for row in rows if fold(row[1]) == wanted or row[2] == text]


def group_meant(session: Session, org_id: str, text: str) -> str | None:
    """The name of the group that has the words as its id, displayName or externalId."""
    looks = (
        (_GROUP_BY_ID, {"id": text}),
        (_GROUP_BY_NAME, {"hash": text_hash(fold(text))}),
        (_GROUP_BY_EXTERNAL_ID, {"hash": text_hash(text)}),
    )
    for statement, values in looks:
        row = session.one(statement, org=org_id, **values)
        if row is not None:
            return str(row[1])
    return None


def groups_naming(session: Session, org_id: str, member_id: str) -> list[str]:
    """The groups that have this id as a member, whether anybody has it or not."""
    return [row[0] for row in session.all(_GROUPS_NAMING, org=org_id, member=member_id)]


def _by_external_id(session: Session, org_id: str, external_id: str) -> list[Row]:
    return session.all(_BY_EXTERNAL_ID, org=org_id, hash=text_hash(external_id), external_id=external_id)
