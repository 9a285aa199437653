"""Lists of users: filtered, searched, sorted and paged by keyset, so that a page costs the same anywhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, select

from scimconsole.domain.scim.schema import ResourceType
from scimconsole.storage import pages
from scimconsole.storage.filter_hints import USER, WORD
from scimconsole.storage.filter_sql import FilterToSql
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.text_keys import prefix_range, query_words
from scimconsole.storage.user_list_query import (
    Driver,
    Order,
    Place,
    Shape,
    Sort,
    Status,
    UserQuery,
    turned_round,
)
from scimconsole.storage.user_list_sql import (
    CHANGE,
    IN_STATUS,
    MEMBERSHIP,
    NAMED,
    STORED,
    changed_since,
    conditions,
    in_group,
    in_word_range,
    page,
    values_of,
)
from scimconsole.storage.user_rows import StoredUser

__all__ = [
    "Driver",
    "Order",
    "Place",
    "Sort",
    "Status",
    "UserCounts",
    "UserQuery",
    "count_by_status",
    "count_users",
    "list_users",
    "name_users",
    "prepare",
    "turned_round",
    "words_asked",
]

SORTED_UP_TO = 2000
"""What so few users meet is gathered and sorted in a search for words, which need no order of their own."""

GATHERED_UP_TO = 5000
"""The same in every other list."""

LISTED_UP_TO = 50_000
"""So many are listed before an order is walked; more are looked up one by one, because many are met soon."""

COUNTED_UP_TO = 20_000
"""Directories up to this size are counted under any condition, what an index lists of others as far."""


def _count(*wanted: ColumnElement[Any]) -> Statement:
    return Statement(select(func.count()).where(USER.c.org_id == param("org"), *wanted))


def _count_few(column: ColumnElement[Any], *wanted: ColumnElement[Any]) -> Statement:
    found = select(column).where(*wanted).limit(param("most")).subquery()
    return Statement(select(func.count()).select_from(found))


_COUNT_NOT_ACTIVE = _count(IN_STATUS["inactive"][0])
_COUNT_HELD = _count(*IN_STATUS["held"])
_COUNT_IN_GROUP = _count(USER.c.id.in_(select(MEMBERSHIP.c.member_id).where(*in_group())))
_COUNT_OF_TYPE = _count(USER.c.user_type == param("user_type"))
_COUNT_WITH_WORD = Statement(select(func.count(WORD.c.user_id.distinct())).where(*in_word_range(WORD, 0)))
_COUNT_INCOMPLETE = _count(*IN_STATUS["incomplete"])
_FEW_WITH_WORD = _count_few(WORD.c.user_id, *in_word_range(WORD, 0))
_FEW_IN_GROUP = _count_few(MEMBERSHIP.c.member_id, *in_group())
_FEW_CHANGES = _count_few(CHANGE.c.id, *changed_since())
_FEW_OF_TYPE = _count_few(USER.c.id, USER.c.org_id == param("org"), USER.c.user_type == param("user_type"))
_FEW_IN_STATUS: dict[str, Statement] = {
    status: _count_few(USER.c.id, USER.c.org_id == param("org"), *IN_STATUS[status])
    for status in ("inactive", "held", "incomplete")
}


@dataclass(frozen=True, slots=True)
class UserCounts:
    """How many users there are, and how many of them need a look."""

    users: int
    inactive: int
    held: int
    incomplete: int

    @property
    def active(self) -> int:
        """Those who are neither inactive nor held."""
        return self.users - self.inactive - self.held


def prepare(session: Session, org_id: str, query: UserQuery, sort: Sort | None = None) -> UserQuery:
    """The query with its rarest word first, and started from where the fewest users are.

    Where few are, those are gathered and sorted. A search for words that many have walks the words in their
    own order, which costs the same for any number; a condition that many meet is checked along the way.
    """
    is_search = sort is None and query == UserQuery(words=query.words)
    few = SORTED_UP_TO if is_search else GATHERED_UP_TO
    starts: list[tuple[int, Driver]] = []
    words = query.words
    if words:
        most = LISTED_UP_TO if sort else few
        counts = {word: _with_word(session, org_id, word, most) for word in words}
        words = tuple(sorted(words, key=lambda word: counts[word]))
        starts.append((counts[words[0]], "word"))
    values = values_of(org_id, query)
    if query.group is not None:
        starts.append((_few(session, _FEW_IN_GROUP, values, LISTED_UP_TO), "group"))
    if query.changed_since is not None:
        starts.append((_few(session, _FEW_CHANGES, values, LISTED_UP_TO), "changes"))
    if query.user_type is not None:
        starts.append((_few(session, _FEW_OF_TYPE, values, few), "type"))
    if query.status in _FEW_IN_STATUS:
        starts.append((_few(session, _FEW_IN_STATUS[query.status], values, few), "status"))
    count, driver = min(starts, default=(few + 1, "index"))
    if count <= few:
        return replace(query, words=words, driver=driver)
    if session.dialect != "sqlite":
        # It would read a list that does not fit its memory again at each step, and gathers words quickly.
        is_gathered = sort is not None and driver == "word" and count <= LISTED_UP_TO
        return replace(query, words=words, driver="word" if is_gathered else "index")
    listed = {name for count, name in starts if few < count <= LISTED_UP_TO}
    return replace(query, words=words, listed=frozenset(listed & {"word", "group", "changes"}))  # type: ignore[arg-type]


def _with_word(session: Session, org_id: str, word: str, most: int) -> int:
    low, high = prefix_range(word)
    return _few(session, _FEW_WITH_WORD, {"org": org_id, "low0": low, "high0": high}, most)


def _few(session: Session, statement: Statement, values: dict[str, Any], most: int) -> int:
    """How many, counted no further than `most` and one more."""
    row = session.one(statement, **values, most=most + 1)
    return int(row[0]) if row else 0


def list_users(
    session: Session,
    resource_type: ResourceType,
    base: str,
    org_id: str,
    query: UserQuery,
    order: Order,
    after: Place | None,
    limit: int,
) -> list[tuple[Place, StoredUser]]:
    """Users behind `after`, at most `limit`, each with its own place.

    `query` is a prepared one; the order `word` is for searches only. `base` is the Tenant URL that filters
    compare with.
    """
    filtered = _filter_conditions(session, resource_type, base, org_id, query)
    statement = page(Shape.of(query), order, after is not None, filtered, STORED)
    values = {**values_of(org_id, query), "limit": limit}
    if after is not None:
        values |= {"after": after.key, "after_id": after.id}
    rows = session.all(statement, **values)
    return [(Place(row[0], row[1]), StoredUser.from_row(row[1:])) for row in rows]


def name_users(
    session: Session, resource_type: ResourceType, base: str, org_id: str, query: UserQuery, limit: int
) -> list[tuple[str, str, bool]]:
    """Id, userName and whether they are held of at most `limit` users, in the order of userNames."""
    filtered = _filter_conditions(session, resource_type, base, org_id, query)
    statement = page(Shape.of(query), "user_name", False, filtered, NAMED)
    rows = session.all(statement, **values_of(org_id, query), limit=limit)
    return [(row[1], row[2], bool(row[3])) for row in rows]


def count_users(
    session: Session, resource_type: ResourceType, base: str, org_id: str, query: UserQuery
) -> int | None:
    """How many users a prepared query finds; None where counting would read a large directory."""
    total = pages.total(session, org_id, "User")
    asked = replace(query, driver="index", listed=frozenset())
    if asked.is_everybody:
        return total
    if query.status is not None and asked == UserQuery(status=query.status):
        count: int = getattr(count_by_status(session, org_id), query.status)
        return count
    values = values_of(org_id, query)
    alone = _counted_alone(asked)
    if alone is not None:
        few, count_all = alone
        if _few(session, few, values, COUNTED_UP_TO) > COUNTED_UP_TO:
            return None
        row = session.one(count_all, **values)
        return int(row[0]) if row else 0
    if total > COUNTED_UP_TO and query.driver == "index":
        return None
    filtered = _filter_conditions(session, resource_type, base, org_id, query)
    # A column that no index has: an engine would rather read a whole index that holds all that is asked for.
    counted = func.count(USER.c.version)
    clause = select(counted).where(*conditions(Shape.of(query)), *filtered)
    row = session.one(Statement(clause), **values)
    return int(row[0]) if row else 0


def _counted_alone(asked: UserQuery) -> tuple[Statement, Statement] | None:
    """What counts a single condition by its index, no further than a few and in all; None for others."""
    if asked == UserQuery(group=asked.group):
        return _FEW_IN_GROUP, _COUNT_IN_GROUP
    if asked == UserQuery(user_type=asked.user_type):
        return _FEW_OF_TYPE, _COUNT_OF_TYPE
    if len(asked.words) == 1 and asked == UserQuery(words=asked.words):
        return _FEW_WITH_WORD, _COUNT_WITH_WORD
    return None


def count_by_status(session: Session, org_id: str) -> UserCounts:
    """How many users there are in all, inactive without being held, held, and incomplete."""
    not_active, held, incomplete = (
        int((session.one(statement, org=org_id) or (0,))[0])
        for statement in (_COUNT_NOT_ACTIVE, _COUNT_HELD, _COUNT_INCOMPLETE)
    )
    return UserCounts(pages.total(session, org_id, "User"), not_active - held, held, incomplete)


def words_asked(text: str) -> tuple[str, ...]:
    """What is searched for, as `UserQuery.words`."""
    return tuple(query_words(text))


def _filter_conditions(
    session: Session, resource_type: ResourceType, base: str, org_id: str, query: UserQuery
) -> list[ColumnElement[Any]]:
    if query.filter is None:
        return []
    return [FilterToSql(resource_type, org_id, session.dialect, base).condition(query.filter)]
