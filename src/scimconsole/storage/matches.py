"""Users and groups found by what a directory matches with, for many people in few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from sqlalchemy import Select, literal, select, union_all

from scimconsole.domain.scim.filter import Filter
from scimconsole.domain.scim.text import fold
from scimconsole.storage.filter_sql import FilterToSql
from scimconsole.storage.lists import GROUPS, USERS, ResourceList
from scimconsole.storage.session import Row, Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import Membership
from scimconsole.storage.text_keys import text_hash

AT_ONCE = 512
"""How many values one statement looks for in an index."""
FILTERS_AT_ONCE = 50
"""How many filters one statement answers."""
MOST = 2
"""How many rows are read for a value: a second one says that the first is not the only one."""

Kind: TypeAlias = Literal["User", "Group"]
Found: TypeAlias = dict[str, list[Row]]
"""Rows of the kind's `STORED` columns by the value that found them; values that found nobody are absent."""

_member = Membership.__table__  # type: ignore[attr-defined]
_MEMBERS = Statement(
    select(_member.c.group_id, _member.c.member_id, _member.c.member_type)
    .where(
        _member.c.org_id == param("org"),
        _member.c.group_id.in_([param(f"value_{number}") for number in range(AT_ONCE)]),
    )
    .order_by(_member.c.group_id, _member.c.member_id)
    .limit(param("most"))
)


def named(session: Session, org_id: str, kind: Kind, names: Iterable[str]) -> Found:
    """Users by userName, groups by displayName; by the folded name."""
    column = "user_name_hash" if kind == "User" else "display_name_hash"
    return _by_hash(session, org_id, kind, column, {fold(name) for name in names})


def with_external_id(session: Session, org_id: str, kind: Kind, external_ids: Iterable[str]) -> Found:
    """Users or groups by their externalId, which need not be unique."""
    return _by_hash(session, org_id, kind, "external_id_hash", set(external_ids))


def filtered(
    session: Session, org_id: str, kind: Kind, translator: FilterToSql, trees: Sequence[Filter]
) -> list[list[Row]]:
    """For each resolved filter the first rows that match."""
    answers: list[list[Row]] = []
    for start in range(0, len(trees), FILTERS_AT_ONCE):
        some = trees[start : start + FILTERS_AT_ONCE]
        parts = [_first(kind, org_id, translator, tree, number) for number, tree in enumerate(some)]
        found: dict[int, list[Row]] = {}
        for *row, number in session.all(Statement(union_all(*parts))):
            found.setdefault(number, []).append(tuple(row))
        answers += [found.get(number, []) for number in range(len(some))]
    return answers


def members_of(
    session: Session, org_id: str, group_ids: Sequence[str], limit: int
) -> dict[str, list[tuple[str, str]]] | None:
    """The `(id, type)` of each group's members; None when they are more than `limit` together."""
    found: dict[str, list[tuple[str, str]]] = {group_id: [] for group_id in group_ids}
    left = limit
    for start in range(0, len(group_ids), AT_ONCE):
        some = _slots(group_ids[start : start + AT_ONCE], AT_ONCE)
        for group_id, member_id, member_type in session.stream(_MEMBERS, org=org_id, most=left + 1, **some):
            if left == 0:
                return None
            left -= 1
            found[group_id].append((member_id, member_type))
    return found


def _by_hash(session: Session, org_id: str, kind: Kind, column: str, values: set[str]) -> Found:
    by_hash = {text_hash(value): value for value in values}
    hashes = list(by_hash)
    found: Found = {}
    for start in range(0, len(hashes), AT_ONCE):
        some = hashes[start : start + AT_ONCE]
        rows = session.all(_with_any(kind, column, AT_ONCE), org=org_id, **_slots(some, AT_ONCE))
        if len(rows) > MOST * AT_ONCE:
            # Some value is that of a multitude, which has pushed others out.
            rows = [
                row
                for each in some
                for row in session.all(_with_any(kind, column, 1), org=org_id, **_slots([each], 1))[:MOST]
            ]
        for *row, key in rows:
            found.setdefault(by_hash[key], []).append(tuple(row))
    return found


def _slots(values: Sequence[str], slots: int) -> Mapping[str, str]:
    """As many values as the statement has places, the first one again where there are fewer."""
    padded = [*values, *[values[0]] * (slots - len(values))]
    return {f"value_{number}": value for number, value in enumerate(padded)}


@lru_cache(maxsize=16)
def _with_any(kind: Kind, column: str, slots: int) -> Statement:
    resources = _resources(kind)
    wanted = resources.table.c[column]
    places = [param(f"value_{number}") for number in range(slots)]
    return Statement(
        select(*resources.stored, wanted)
        .where(resources.table.c.org_id == param("org"), wanted.in_(places))
        .limit(MOST * slots + 1)
    )


def _first(kind: Kind, org_id: str, translator: FilterToSql, tree: Filter, number: int) -> Select[Any]:
    resources = _resources(kind)
    few = (
        select(*resources.stored)
        .where(resources.table.c.org_id == org_id, translator.condition(tree))
        .limit(MOST)
        .subquery()
    )
    return select(*few.c, literal(number))


def _resources(kind: Kind) -> ResourceList:
    return USERS if kind == "User" else GROUPS
