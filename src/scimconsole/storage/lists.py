"""Lists of users or groups as SCIM asks for them: by position, by filter and order, by cursor."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Float, Integer, Table, and_, func, literal, or_, select

from scimconsole.storage import groups, pages, users
from scimconsole.storage.session import Row, Session
from scimconsole.storage.statements import Statement, param

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by (the id decides among equals); values that are absent come last."""

    by: ColumnElement[Any]
    descending: bool = False

    @property
    def is_by_number(self) -> bool:
        """Whether it is the order of numbers, which instants are as well."""
        return isinstance(self.by.type, Integer | Float)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of the kind's `STORED` columns; `after` is where the next page begins, None at the end."""

    rows: list[Row]
    after: tuple[Any, str] | None


class ResourceList:
    """The lists of one kind of resource (`User` or `Group`)."""

    def __init__(self, resource_type: str, table: Table, stored: Sequence[Column[Any]]) -> None:
        self.resource_type = resource_type
        self.table = table
        self.stored = tuple(stored)
        self.position = Order(table.c.created_at)
        """The order that never changes."""
        self.gathered = Order(table.c.created_at + 0)
        """The same order by a key that no index has, for conditions that leave few rows to be sorted.

        Given the index of the order, an engine would rather walk all rows."""
        self._since = Statement(
            select(*self.stored)
            .where(table.c.org_id == param("org"), table.c.created_at >= param("since"))
            .order_by(table.c.created_at, table.c.id)
            .limit(param("limit"))
            .offset(param("skip"))
        )

    def slice(self, session: Session, org_id: str, position: int, limit: int) -> tuple[list[Row], int]:
        """`limit` rows from number `position` (from 0) in the unchanging order, and the count of all."""
        since, skip, total = pages.locate(session, org_id, self.resource_type, position)
        if limit == 0 or position >= total:
            return [], total
        return session.all(self._since, org=org_id, since=since, skip=skip, limit=limit), total

    def page(
        self,
        session: Session,
        org_id: str,
        condition: Condition | None,
        order: Order,
        limit: int,
        after: tuple[Any, str] | None = None,
        skip: int = 0,
    ) -> Page:
        """The rows that match, from behind `after`; `skip` is for clients that count positions."""
        table = self.table
        key = func.coalesce(order.by, literal(_last_of(order))) if _may_lack(order.by) else order.by
        query = select(*self.stored, key.label("sort_key")).where(table.c.org_id == org_id)
        if condition is not None:
            query = query.where(condition)
        if after is not None:
            value, last_id = after
            beyond = key < value if order.descending else key > value
            behind = table.c.id < last_id if order.descending else table.c.id > last_id
            query = query.where(or_(beyond, and_(key == value, behind)))
        if order.descending:
            query = query.order_by(key.desc(), table.c.id.desc())
        else:
            query = query.order_by(key, table.c.id)
        query = query.limit(limit + 1)
        if skip:
            query = query.offset(skip)
        return self._page(session.all(Statement(query)), limit)

    def count(self, session: Session, org_id: str, condition: Condition | None) -> int:
        """How many match."""
        if condition is None:
            return pages.total(session, org_id, self.resource_type)
        query = select(func.count()).select_from(self.table).where(self.table.c.org_id == org_id, condition)
        row = session.one(Statement(query))
        return row[0] if row else 0

    def _page(self, rows: list[Row], limit: int) -> Page:
        width = len(self.stored)
        found = [row[:width] for row in rows[:limit]]
        more = len(rows) > limit and limit > 0
        return Page(found, (rows[limit - 1][width], found[-1][0]) if more else None)


def _last_of(order: Order) -> str | float:
    """What sorts behind every value."""
    return sys.float_info.max if order.is_by_number else "\U0010ffff"


def _may_lack(column: ColumnElement[Any]) -> bool:
    return not isinstance(column, Column) or bool(column.nullable)


USERS = ResourceList("User", users.USER, users.STORED)
GROUPS = ResourceList("Group", groups.GROUP, groups.STORED)
