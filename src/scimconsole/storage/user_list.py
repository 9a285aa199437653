"""Lists of users: filtered, searched, sorted and paged by keyset, so that a page costs the same anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, select, tuple_

from scimconsole.domain.scim.filter import Filter
from scimconsole.domain.scim.schema import ResourceType
from scimconsole.storage import pages
from scimconsole.storage.filter_sql import USER, WORD, FilterToSql
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.text_keys import prefix_range, query_words
from scimconsole.storage.user_rows import COLUMNS, StoredUser

Sort = Literal["user_name", "-user_name", "display_name", "-display_name", "updated_at", "-updated_at"]
Order = Literal[Sort, "word"]
"""`word` is the order of the words that a search found."""

Status = Literal["active", "inactive", "held", "incomplete"]

SORTED_UP_TO = 2000
"""Searches that find up to so many words are sorted by userName; for more, sorting would take too long."""

COUNTED_UP_TO = 20_000
"""Directories up to this size are counted under any condition; larger ones where an index counts."""

_SORT_COLUMNS = {
    "user_name": USER.c.user_name_key,
    "display_name": USER.c.display_name_key,
    "updated_at": USER.c.modified_at,
}
# In the words of the partial indexes: SQLite uses one only where the query repeats its condition.
_NOT_ACTIVE: ColumnElement[Any] = literal_column("NOT active")
_HELD: ColumnElement[Any] = literal_column("held")
_STATUSES: dict[str, tuple[ColumnElement[Any], ...]] = {
    "active": (USER.c.active,),
    "inactive": (_NOT_ACTIVE, ~USER.c.held),
    "held": (_HELD,),
    "incomplete": (USER.c.missing.is_not(None),),
}
_STORED = tuple(USER.c[name] for name in COLUMNS)
_COUNT_NOT_ACTIVE = Statement(select(func.count()).where(USER.c.org_id == param("org"), _NOT_ACTIVE))
_COUNT_HELD = Statement(select(func.count()).where(USER.c.org_id == param("org"), _HELD))
_COUNT_INCOMPLETE = Statement(
    select(func.count()).where(USER.c.org_id == param("org"), USER.c.missing.is_not(None))
)

_COUNT_WORDS = Statement(
    select(func.count()).select_from(
        select(WORD.c.user_id)
        .where(WORD.c.org_id == param("org"), WORD.c.word >= param("low"), WORD.c.word < param("high"))
        .limit(SORTED_UP_TO + 1)
        .subquery()
    )
)


@dataclass(frozen=True, slots=True)
class UserQuery:
    """Which users: every condition that is given must hold."""

    status: Status | None = None
    user_type: str | None = None
    words: tuple[str, ...] = ()
    """Prefixes in the form of `text_keys.query_words`, each of which some word of the user begins with."""
    filter: Filter | None = None
    """A resolved SCIM filter."""

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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ends: the sort key (or the word found) and the id of its last user."""

    key: str | int
    id: str


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

    The order `word` is for searches only. `base` is the Tenant URL that filters compare with.
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


def order_for(session: Session, org_id: str, query: UserQuery) -> Order:
    """The order of a list that nobody asked another order of.

    A search that finds much comes in the order of the words found, which costs the same for any number.
    """
    if not query.words:
        return "user_name"
    low, high = prefix_range(query.words[0])
    row = session.one(_COUNT_WORDS, org=org_id, low=low, high=high)
    return "word" if row and row[0] > SORTED_UP_TO else "user_name"


def count_users(
    session: Session, resource_type: ResourceType, base: str, org_id: str, query: UserQuery
) -> int | None:
    """How many users the query finds; None where counting would read a large directory."""
    total = pages.total(session, org_id, "User")
    if query.is_everybody:
        return total
    if query in (UserQuery(status="inactive"), UserQuery(status="held"), UserQuery(status="incomplete")):
        counts = count_by_status(session, org_id)
        return {"inactive": counts.inactive, "held": counts.held}.get(query.status or "", counts.incomplete)
    if total > COUNTED_UP_TO:
        return None
    clause = select(func.count()).where(*_conditions(session, resource_type, base, org_id, query, 0))
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
        return _plain_by_column(query.status, query.user_type is not None, len(query.words), sort, continued)
    conditions = _conditions(session, resource_type, base, org_id, query, 0)
    return Statement(_sorted(conditions, sort, continued))


@lru_cache(maxsize=512)
def _plain_by_column(
    status: Status | None, typed: bool, words: int, sort: Sort, continued: bool
) -> Statement:
    return Statement(_sorted(_plain_conditions(status, typed, words, 0), sort, continued))


def _sorted(conditions: list[ColumnElement[Any]], sort: Sort, continued: bool) -> Select[Any]:
    column = _SORT_COLUMNS[sort.removeprefix("-")]
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
    return Statement(_found(_conditions(session, resource_type, base, org_id, query, 1), continued))


@lru_cache(maxsize=512)
def _plain_by_word(status: Status | None, typed: bool, words: int, continued: bool) -> Statement:
    return Statement(_found(_plain_conditions(status, typed, words, 1), continued))


def _found(conditions: list[ColumnElement[Any]], continued: bool) -> Select[Any]:
    """Users in the order of the first word that begins with the first prefix; each stands there once."""
    earlier = WORD.alias()
    found = [
        WORD.c.org_id == param("org"),
        WORD.c.word >= param("low0"),
        WORD.c.word < param("high0"),
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
    session: Session,
    resource_type: ResourceType,
    base: str,
    org_id: str,
    query: UserQuery,
    first_word: int,
) -> list[ColumnElement[Any]]:
    conditions = _plain_conditions(query.status, query.user_type is not None, len(query.words), first_word)
    if query.filter is not None:
        translate = FilterToSql(resource_type, org_id, session.dialect, base)
        conditions.append(translate.condition(query.filter))
    return conditions


def _plain_conditions(
    status: Status | None, typed: bool, words: int, first_word: int
) -> list[ColumnElement[Any]]:
    conditions: list[ColumnElement[Any]] = [USER.c.org_id == param("org")]
    if status is not None:
        conditions.extend(_STATUSES[status])
    if typed:
        conditions.append(USER.c.user_type == param("user_type"))
    for number in range(first_word, words):
        word = WORD.alias()
        in_range = and_(
            word.c.org_id == param("org"),
            word.c.word >= param(f"low{number}"),
            word.c.word < param(f"high{number}"),
        )
        if first_word == 0 and number == 0:
            # The most selective word: its users are gathered first, then sorted.
            conditions.append(USER.c.id.in_(select(word.c.user_id).where(in_range)))
        else:
            conditions.append(exists(select(word.c.word).where(in_range, word.c.user_id == USER.c.id)))
    return conditions


def _word_values(query: UserQuery) -> dict[str, str]:
    values = {}
    for number, word in enumerate(query.words):
        values[f"low{number}"], values[f"high{number}"] = prefix_range(word)
    return values
