"""Lists of users: filtered, searched, sorted and paged by keyset, so that a page costs the same anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, select, tuple_

from scimconsole.domain.scim.filter import Filter
from scimconsole.domain.scim.schema import ResourceType
from scimconsole.storage import pages
from scimconsole.storage.filter_hints import USER, WORD
from scimconsole.storage.filter_sql import FilterToSql
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.text_keys import prefix_range, query_words
from scimconsole.storage.user_rows import COLUMNS, StoredUser

Sort = Literal["user_name", "-user_name", "display_name", "-display_name"]
Order = Literal[Sort, "word"]
"""`word` is the order of the words that a search found."""

Driver = Literal["index", "status", "word"]

Status = Literal["active", "inactive", "held", "incomplete"]

SORTED_UP_TO = 2000
"""A word or a state that so few users have is where a search starts; more are not gathered to be sorted."""

COUNTED_UP_TO = 20_000
"""Directories up to this size are counted under any condition; larger ones where an index counts."""

_SORT_COLUMNS = {
    "user_name": USER.c.user_name_key,
    "display_name": USER.c.display_name_key,
}
# In the words of the partial indexes: SQLite uses one only where the query repeats its condition.
_NOT_ACTIVE: ColumnElement[Any] = literal_column("NOT active")
_HELD: ColumnElement[Any] = literal_column("held")
_INCOMPLETE = USER.c.missing.is_not(None)
_STATUSES: dict[str, tuple[ColumnElement[Any], ...]] = {
    "active": (USER.c.active,),
    "inactive": (_NOT_ACTIVE, ~USER.c.held),
    "held": (_HELD,),
    "incomplete": (_INCOMPLETE,),
}
_STORED = tuple(USER.c[name] for name in COLUMNS)


def _count(*conditions: ColumnElement[Any]) -> Statement:
    return Statement(select(func.count()).where(USER.c.org_id == param("org"), *conditions))


def _count_few(column: ColumnElement[Any], *conditions: ColumnElement[Any]) -> Statement:
    """Counts no further than `SORTED_UP_TO` and one more."""
    found = select(column).where(*conditions).limit(SORTED_UP_TO + 1).subquery()
    return Statement(select(func.count()).select_from(found))


_COUNT_NOT_ACTIVE = _count(_NOT_ACTIVE)
_COUNT_HELD = _count(_HELD)
_COUNT_INCOMPLETE = _count(_INCOMPLETE)
_FEW_WITH_WORD = _count_few(
    WORD.c.user_id,
    WORD.c.org_id == param("org"),
    WORD.c.word >= param("low0"),
    WORD.c.word < param("high0"),
)
_FEW_IN_STATUS = {
    status: _count_few(USER.c.id, USER.c.org_id == param("org"), *_STATUSES[status])
    for status in ("inactive", "held", "incomplete")
}


@dataclass(frozen=True, slots=True)
class UserQuery:
    """Which users: every condition that is given must hold."""

    status: Status | None = None
    user_type: str | None = None
    words: tuple[str, ...] = ()
    """Prefixes in the form of `text_keys.query_words`, each of which some word of the user begins with."""
    filter: Filter | None = None
    """A resolved SCIM filter."""

    driver: Driver = "index"
    """Where the search starts; see `prepare`."""

    @property
    def order(self) -> Order:
        """The order of the list when nobody asks for another one."""
        return "word" if self.words and self.driver == "index" else "user_name"

    @property
    def is_everybody(self) -> bool:
        """Whether nothing is asked for."""
        return self == UserQuery()


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ends: the sort key (or the word found) and the id of its last user."""

    key: str
    id: str


def prepare(session: Session, org_id: str, query: UserQuery) -> UserQuery:
    """The query with its rarest word first, and started from where few users are.

    From a state or a word that few have, those few are gathered and sorted. A search for words that many have
    walks the words in their own order, which costs the same for any number.
    """
    if not query.words:
        return query
    counts = {word: _few(session, _FEW_WITH_WORD, org_id, word) for word in query.words}
    words = tuple(sorted(query.words, key=lambda word: counts[word]))
    driver: Driver = "word" if counts[words[0]] <= SORTED_UP_TO else "index"
    if driver == "index" and query.status in _FEW_IN_STATUS:
        row = session.one(_FEW_IN_STATUS[query.status], org=org_id)
        if row is not None and row[0] <= SORTED_UP_TO:
            driver = "status"
    return replace(query, words=words, driver=driver)


def _few(session: Session, statement: Statement, org_id: str, word: str) -> int:
    low, high = prefix_range(word)
    row = session.one(statement, org=org_id, low0=low, high0=high)
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
    continued = after is not None
    if order == "word":
        statement = _by_word(session, resource_type, base, org_id, query, continued)
    else:
        statement = _by_column(session, resource_type, base, org_id, query, order, continued)
    values: dict[str, Any] = {"org": org_id, "limit": limit, **_word_values(query)}
    if query.user_type is not None:
        values["user_type"] = query.user_type
    if after is not None:
        values |= {"after": after.key, "after_id": after.id}
    rows = session.all(statement, **values)
    return [(Place(row[0], row[1]), StoredUser.from_row(row[1:])) for row in rows]


def count_users(
    session: Session, resource_type: ResourceType, base: str, org_id: str, query: UserQuery
) -> int | None:
    """How many users the query finds; None where counting would read a large directory."""
    total = pages.total(session, org_id, "User")
    if query.is_everybody:
        return total
    if query.status is not None and query == UserQuery(status=query.status):
        count: int = getattr(count_by_status(session, org_id), query.status)
        return count
    if total > COUNTED_UP_TO:
        return None
    clause = select(func.count()).where(*_conditions(session, resource_type, base, org_id, query))
    values: dict[str, Any] = {"org": org_id, **_word_values(query)}
    if query.user_type is not None:
        values["user_type"] = query.user_type
    row = session.one(Statement(clause), **values)
    return int(row[0]) if row else 0


def count_by_status(session: Session, org_id: str) -> UserCounts:
    """How many users there are in all, inactive without being held, held, and incomplete."""
    not_active, held, incomplete = (
        int((session.one(statement, org=org_id) or (0,))[0])
        for statement in (_COUNT_NOT_ACTIVE, _COUNT_HELD, _COUNT_INCOMPLETE)
    )
    return UserCounts(pages.total(session, org_id, "User"), not_active - held, held, incomplete)


def every_user(
    session: Session, resource_type: ResourceType, base: str, org_id: str, query: UserQuery
) -> Iterator[StoredUser]:
    """All users the query finds, read page by page."""
    after: Place | None = None
    while True:
        page = list_users(session, resource_type, base, org_id, query, "user_name", after, 1000)
        for place, user in page:
            after = place
            yield user
        if len(page) < 1000:
            return


def words_asked(text: str) -> tuple[str, ...]:
    """What is searched for, as `UserQuery.words`."""
    return tuple(query_words(text))


def _by_column(
    session: Session,
    resource_type: ResourceType,
    base: str,
    org_id: str,
    query: UserQuery,
    sort: Sort,
    continued: bool,
) -> Statement:
    if query.filter is None:
        typed = query.user_type is not None
        return _plain_by_column(query.status, typed, len(query.words), query.driver, sort, continued)
    conditions = _conditions(session, resource_type, base, org_id, query)
    return Statement(_sorted(conditions, query.driver, sort, continued))


@lru_cache(maxsize=512)
def _plain_by_column(
    status: Status | None, typed: bool, words: int, driver: Driver, sort: Sort, continued: bool
) -> Statement:
    return Statement(_sorted(_plain_conditions(status, typed, words, driver), driver, sort, continued))


def _sorted(conditions: list[ColumnElement[Any]], driver: Driver, sort: Sort, continued: bool) -> Select[Any]:
    column: ColumnElement[Any] = _SORT_COLUMNS[sort.removeprefix("-")]
    if driver == "word":
        # An expression that no index has: SQLite would rather walk the index of everybody than sort a few.
        column = column + ""
    key = tuple_(column, USER.c.id)
    last = tuple_(param("after"), param("after_id"))
    descending = sort.startswith("-")
    if continued:
        conditions = [*conditions, key < last if descending else key > last]
    order = (column.desc(), USER.c.id.desc()) if descending else (column, USER.c.id)
    return select(column, *_STORED).where(*conditions).order_by(*order).limit(param("limit"))


def _by_word(
    session: Session, resource_type: ResourceType, base: str, org_id: str, query: UserQuery, continued: bool
) -> Statement:
    if query.filter is None:
        return _plain_by_word(query.status, query.user_type is not None, len(query.words), continued)
    conditions = _plain_conditions(query.status, query.user_type is not None, 0, "index")
    conditions += _filter_conditions(session, resource_type, base, org_id, query)
    return Statement(_found(conditions, len(query.words), continued))


@lru_cache(maxsize=512)
def _plain_by_word(status: Status | None, typed: bool, words: int, continued: bool) -> Statement:
    return Statement(_found(_plain_conditions(status, typed, 0, "index"), words, continued))


def _found(conditions: list[ColumnElement[Any]], words: int, continued: bool) -> Select[Any]:
    """Users in the order of the first word that begins with the first prefix; each stands there once."""
    earlier = WORD.alias()
    found = [
        WORD.c.org_id == param("org"),
        WORD.c.word >= param("low0"),
        WORD.c.word < param("high0"),
        *(_has_word(number, WORD.c.user_id) for number in range(1, words)),
        ~exists(
            select(earlier.c.word).where(
                earlier.c.org_id == param("org"),
                earlier.c.user_id == WORD.c.user_id,
                earlier.c.word >= param("low0"),
                earlier.c.word < WORD.c.word,
            )
        ),
    ]
    if continued:
        found.append(tuple_(WORD.c.word, WORD.c.user_id) > tuple_(param("after"), param("after_id")))
    joined = WORD.join(USER, and_(USER.c.org_id == WORD.c.org_id, USER.c.id == WORD.c.user_id))
    return (
        select(WORD.c.word, *_STORED)
        .select_from(joined)
        .where(*found, *conditions)
        .order_by(WORD.c.word, WORD.c.user_id)
        .limit(param("limit"))
    )


def _conditions(
    session: Session, resource_type: ResourceType, base: str, org_id: str, query: UserQuery
) -> list[ColumnElement[Any]]:
    typed = query.user_type is not None
    return [
        *_plain_conditions(query.status, typed, len(query.words), query.driver),
        *_filter_conditions(session, resource_type, base, org_id, query),
    ]


def _filter_conditions(
    session: Session, resource_type: ResourceType, base: str, org_id: str, query: UserQuery
) -> list[ColumnElement[Any]]:
    if query.filter is None:
        return []
    return [FilterToSql(resource_type, org_id, session.dialect, base).condition(query.filter)]


def _plain_conditions(
    status: Status | None, typed: bool, words: int, driver: Driver
) -> list[ColumnElement[Any]]:
    conditions: list[ColumnElement[Any]] = [USER.c.org_id == param("org")]
    if status is not None:
        conditions.extend(_STATUSES[status])
    if typed:
        conditions.append(USER.c.user_type == param("user_type"))
    for number in range(words):
        if number == 0 and driver == "word":
            word = WORD.alias()
            conditions.append(USER.c.id.in_(select(word.c.user_id).where(*_in_range(word, 0))))
        else:
            conditions.append(_has_word(number, USER.c.id))
    return conditions


def _has_word(number: int, user_id: ColumnElement[Any]) -> ColumnElement[bool]:
    word = WORD.alias()
    return exists(select(word.c.word).where(*_in_range(word, number), word.c.user_id == user_id))


def _in_range(word: Any, number: int) -> tuple[ColumnElement[bool], ...]:
    return (
        word.c.org_id == param("org"),
        word.c.word >= param(f"low{number}"),
        word.c.word < param(f"high{number}"),
    )


def _word_values(query: UserQuery) -> dict[str, str]:
    values = {}
    for number, word in enumerate(query.words):
        values[f"low{number}"], values[f"high{number}"] = prefix_range(word)
    return values
