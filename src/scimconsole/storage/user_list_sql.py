"""The conditions and statements of lists of users.

An engine without statistics takes the index with the most columns, so the statements leave no choice: a list
that walks an order names no other index, and one that gathers a few users sorts by an expression without one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, literal_column, select, tuple_

from scimconsole.domain.ids import least_ordered_id
from scimconsole.storage.filter_hints import USER, WORD
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import Change, Membership
from scimconsole.storage.text_keys import prefix_range
from scimconsole.storage.user_list_query import Listed, Order, Shape, Sort, Status, UserQuery
from scimconsole.storage.user_rows import COLUMNS

MEMBERSHIP: Table = Membership.__table__  # type: ignore[attr-defined]
CHANGE: Table = Change.__table__  # type: ignore[attr-defined]
STORED = tuple(USER.c[name] for name in COLUMNS)
NAMED = (USER.c.id, USER.c.user_name, USER.c.held)

Condition = ColumnElement[Any]

_SORT_COLUMNS: dict[str, ColumnElement[Any]] = {
    "user_name": USER.c.user_name_key,
    "display_name": USER.c.display_name_key,
    "created_at": USER.c.created_at,
}
# The same order by what no index has.
_GATHERED_COLUMNS: dict[str, ColumnElement[Any]] = {
    "user_name": USER.c.user_name_key + "",
    "display_name": USER.c.display_name_key + "",
    "created_at": USER.c.created_at + 0,
}
# In the words of the partial indexes: SQLite uses one only where the query repeats its condition.
IN_STATUS: dict[Status, tuple[Condition, ...]] = {
    "active": (USER.c.active,),
    "inactive": (literal_column("NOT active"), ~USER.c.held),
    "held": (literal_column("held"),),
    "incomplete": (USER.c.missing.is_not(None),),
}
# In other words, for statements that are to use another index.
_CHECKED_STATUS: dict[Status, tuple[Condition, ...]] = {
    "active": (USER.c.active,),
    "inactive": (USER.c.active.is_(False), USER.c.held.is_(False)),
    "held": (USER.c.held.is_(True),),
    "incomplete": ((USER.c.missing + "").is_not(None),),
}


def in_word_range(word: Any, number: int) -> tuple[Condition, ...]:
    """Rows of the words that begin with the prefix of this number."""
    return (
        word.c.org_id == param("org"),
        word.c.word >= param(f"low{number}"),
        word.c.word < param(f"high{number}"),
    )


def in_group() -> tuple[Condition, ...]:
    """Rows of the memberships of the group."""
    return (MEMBERSHIP.c.org_id == param("org"), MEMBERSHIP.c.group_id == param("group"))


def changed_since() -> tuple[Condition, ...]:
    """Rows of the feed since the instant."""
    return (CHANGE.c.org_id == param("org"), CHANGE.c.id >= param("since_id"))


def values_of(org_id: str, query: UserQuery) -> dict[str, Any]:
    """The values of a query's statement."""
    values: dict[str, Any] = {"org": org_id}
    for number, word in enumerate(query.words):
        values[f"low{number}"], values[f"high{number}"] = prefix_range(word)
    if query.user_type is not None:
        values["user_type"] = query.user_type
    if query.group is not None:
        values["group"] = query.group
    if query.changed_since is not None:
        values["since"] = query.changed_since
        values["since_id"] = least_ordered_id(query.changed_since)
    return values


def page(
    shape: Shape, order: Order, continued: bool, filtered: Sequence[Condition], columns: Sequence[Any]
) -> Statement:
    """A page of `columns`, led by the sort key; `filtered` are the conditions of a SCIM filter."""
    if filtered:
        return Statement(_page(shape, order, continued, filtered, tuple(columns)))
    return _plain_page(shape, order, continued, tuple(columns))


def conditions(shape: Shape, sort: Sort = "user_name") -> list[Condition]:
    """What the query asks for, but for its filter."""
    driver = shape.driver
    found: list[Condition] = [USER.c.org_id == param("org")]
    by_name = sort.removeprefix("-") == "user_name"
    if shape.status is not None:
        is_walked = driver == "status" or (driver == "index" and by_name)
        found.extend((IN_STATUS if is_walked else _CHECKED_STATUS)[shape.status])
    if shape.is_typed:
        is_walked = driver == "type" or (driver == "index" and by_name)
        column = USER.c.user_type if is_walked else USER.c.user_type + ""
        found.append(column == param("user_type"))
    if shape.is_grouped:
        members = select(MEMBERSHIP.c.member_id).where(*in_group())
        found.append(_among(members, shape, "group", _is_member()))
    if shape.is_dated:
        changed = select(CHANGE.c.user_id).where(*changed_since())
        # Every change of a user sets its time and enters the feed together, so either tells the same.
        found.append(_among(changed, shape, "changes", USER.c.modified_at >= param("since")))
    if shape.words:
        word = WORD.alias()
        with_word = select(word.c.user_id).where(*in_word_range(word, 0))
        found.append(_among(with_word, shape, "word", _has_word(0, USER.c.id)))
    return [*found, *(_has_word(number, USER.c.id) for number in range(1, shape.words))]


def _among(users: Select[Any], shape: Shape, condition: Listed, one_by_one: Condition) -> Condition:
    """Whether a user meets a condition: one of those gathered by it, one of its list, or looked up."""
    if shape.driver == condition:
        return USER.c.id.in_(users)
    if condition in shape.listed:
        # The key without its index: the list is made once, and asked at each step of the order.
        return (USER.c.id + "").in_(users)
    return one_by_one


@lru_cache(maxsize=1024)
def _plain_page(shape: Shape, order: Order, continued: bool, columns: tuple[Any, ...]) -> Statement:
    return Statement(_page(shape, order, continued, (), columns))


def _page(
    shape: Shape, order: Order, continued: bool, filtered: Sequence[Condition], columns: tuple[Any, ...]
) -> Select[Any]:
    if order == "word" or order == "-word":
        return _by_word(shape, order == "-word", continued, filtered, columns)
    return _by_column(shape, order, continued, filtered, columns)


def _by_column(
    shape: Shape, sort: Sort, continued: bool, filtered: Sequence[Condition], columns: tuple[Any, ...]
) -> Select[Any]:
    name = sort.removeprefix("-")
    # The indexes of a state and of a type are in the order of userNames.
    is_walked = shape.driver == "index" or (shape.driver in ("status", "type") and name == "user_name")
    column = (_SORT_COLUMNS if is_walked else _GATHERED_COLUMNS)[name]
    wanted = [*conditions(shape, sort), *filtered]
    descending = sort.startswith("-")
    if continued:
        key, last = tuple_(column, USER.c.id), tuple_(param("after"), param("after_id"))
        wanted.append(key < last if descending else key > last)
    order = (column.desc(), USER.c.id.desc()) if descending else (column, USER.c.id)
    return select(column, *columns).where(*wanted).order_by(*order).limit(param("limit"))


def _by_word(
    shape: Shape, descending: bool, continued: bool, filtered: Sequence[Condition], columns: tuple[Any, ...]
) -> Select[Any]:
    """Users in the order of the first word that begins with the first prefix; each stands there once."""
    earlier = WORD.alias()
    found: list[Condition] = [
        *in_word_range(WORD, 0),
        *(_has_word(number, WORD.c.user_id) for number in range(1, shape.words)),
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
        key, last = tuple_(WORD.c.word, WORD.c.user_id), tuple_(param("after"), param("after_id"))
        found.append(key < last if descending else key > last)
    rest = replace(shape, words=0, driver="word")
    joined = WORD.join(USER, and_(USER.c.org_id == WORD.c.org_id, USER.c.id == WORD.c.user_id))
    order = (WORD.c.word.desc(), WORD.c.user_id.desc()) if descending else (WORD.c.word, WORD.c.user_id)
    return (
        select(WORD.c.word, *columns)
        .select_from(joined)
        .where(*found, *conditions(rest), *filtered)
        .order_by(*order)
        .limit(param("limit"))
    )


def _has_word(number: int, user_id: ColumnElement[Any]) -> Condition:
    word = WORD.alias()
    return exists(select(word.c.word).where(*in_word_range(word, number), word.c.user_id == user_id))


def _is_member() -> Condition:
    return exists(select(MEMBERSHIP.c.member_id).where(*in_group(), MEMBERSHIP.c.member_id == USER.c.id))
