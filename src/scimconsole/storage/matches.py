"""Users and groups found by what a directory matches with, for many people in few statements."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import orjson
from sqlalchemy import Select, literal, select, union_all

from scimconsole.domain.scim.filter import Compare, Filter, compile_filter, format_filter
from scimconsole.domain.scim.text import fold
from scimconsole.errors import InvalidInput
from scimconsole.storage.filter_hints import is_selective, word_of
from scimconsole.storage.filter_sql import FilterToSql
from scimconsole.storage.lists import GROUPS, USERS, ResourceList
from scimconsole.storage.session import Row, Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import Membership, UserWord
from scimconsole.storage.text_keys import prefix_range, text_hash

AT_ONCE = 512
"""How many values one statement looks for in an index."""
FILTERS_AT_ONCE = 50
"""How many filters one statement answers."""
WORDS_AT_ONCE = 64
"""How many e-mail addresses or names one statement looks for."""
MOST_CANDIDATES = 1024
"""How many users with such words are read; what more have is looked for one by one."""
LONGEST_S = 10.0
"""Seconds for the filters of one kind that no index answers."""
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

_word = UserWord.__table__  # type: ignore[attr-defined]
# A look at the index for each: for an OR of ranges SQLite would read every word of the organization.
_had = union_all(
    *[
        select(_word.c.user_id, _word.c.word).where(
            _word.c.org_id == param("org"),
            _word.c.word >= param(f"low_{number}"),
            _word.c.word < param(f"high_{number}"),
        )
        for number in range(WORDS_AT_ONCE)
    ]
).subquery()
_NO_BOUNDS = [f"{side}_{number}" for number in range(WORDS_AT_ONCE) for side in ("low", "high")]
_WITH_WORDS = Statement(
    select(*USERS.stored, _had.c.word)
    .join_from(_had, USERS.table, USERS.table.c.id == _had.c.user_id)
    .where(USERS.table.c.org_id == param("org"))
    .limit(MOST_CANDIDATES + 1)
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
    """For each resolved filter the first rows that match.

    E-mail addresses and names take a statement for sixty-four of them, other texts one walk through everybody
    for all of them. Raises InvalidInput when what no index answers, a walk each, takes too long.
    """
    answers: dict[int, list[Row]] = {}
    walked: dict[str, dict[int, Filter]] = {}
    worded: dict[str, dict[int, Filter]] = {}
    indexed: list[int] = []
    others: list[int] = []
    for number, tree in enumerate(trees):
        word = word_of(tree) if kind == "User" else None
        if word is not None:
            worded.setdefault(word, {})[number] = tree
        elif is_selective(translator.table, tree):
            indexed.append(number)
        elif isinstance(tree, Compare) and translator.plain_text(tree) is not None:
            walked.setdefault(str(tree.path), {})[number] = tree
        else:
            others.append(number)
    words = sorted(worded)
    for start in range(0, len(words), WORDS_AT_ONCE):
        some_words = {word: worded[word] for word in words[start : start + WORDS_AT_ONCE]}
        with_words = _with_words(session, org_id, translator, some_words)
        if with_words is None:
            indexed += [number for alike in some_words.values() for number in alike]
        else:
            answers |= with_words
    for alike in walked.values():
        found = _walk(session, org_id, kind, translator, alike)
        if found is None:
            others += alike
        else:
            answers |= found
    for numbers, at_once in ((indexed, FILTERS_AT_ONCE), (others, 1)):
        give_up_at = time.monotonic() + LONGEST_S
        for start in range(0, len(numbers), at_once):
            some = {number: trees[number] for number in numbers[start : start + at_once]}
            answers |= _first_of_each(session, org_id, kind, translator, some)
            if time.monotonic() > give_up_at:
                raise InvalidInput(
                    f"It takes too long to look for {format_filter(trees[numbers[start]])} and its like.",
                    hint="No index answers this; match with userName, externalId or an e-mail address.",
                )
    return [answers.get(number, []) for number in range(len(trees))]


def _with_words(
    session: Session, org_id: str, translator: FilterToSql, worded: Mapping[str, Mapping[int, Filter]]
) -> dict[int, list[Row]] | None:
    """The users who have such a word, and whom the filters themselves then match; None for a multitude."""
    bounds: dict[str, str] = dict.fromkeys(_NO_BOUNDS, "")
    for number, word in enumerate(worded):
        bounds[f"low_{number}"], bounds[f"high_{number}"] = prefix_range(word)
    rows = session.all(_WITH_WORDS, org=org_id, **bounds)
    if len(rows) > MOST_CANDIDATES:
        return None
    tests = {
        number: compile_filter(tree, translator.resource_type)
        for alike in worded.values()
        for number, tree in alike.items()
    }
    found: dict[int, dict[str, Row]] = {}
    for *row, had in rows:
        resource = orjson.loads(row[-1])
        for number in (number for word, alike in worded.items() if had.startswith(word) for number in alike):
            if tests[number](resource):
                found.setdefault(number, {})[row[0]] = tuple(row)
    return {number: list(by_id.values()) for number, by_id in found.items()}


def _walk(
    session: Session, org_id: str, kind: Kind, translator: FilterToSql, trees: Mapping[int, Filter]
) -> dict[int, list[Row]] | None:
    """The rows for equalities of one and the same text; None when a value is that of a multitude."""
    resources = _resources(kind)
    wanted: dict[str, list[int]] = {}
    for number, tree in trees.items():
        sides = translator.plain_text(tree)
        assert sides is not None, "asked for such equalities only"
        expression, value = sides
        wanted.setdefault(value, []).append(number)
    query = (
        select(*resources.stored, expression)
        .where(resources.table.c.org_id == org_id, expression.in_(list(wanted)))
        .limit(MOST * len(wanted) + 1)
    )
    rows = session.all(Statement(query))
    if len(rows) > MOST * len(wanted):
        return None
    answers: dict[int, list[Row]] = {}
    for *row, value in rows:
        for number in wanted[value]:
            answers.setdefault(number, []).append(tuple(row))
    return answers


def _first_of_each(
    session: Session, org_id: str, kind: Kind, translator: FilterToSql, trees: Mapping[int, Filter]
) -> dict[int, list[Row]]:
    parts = [_first(kind, org_id, translator, tree, number) for number, tree in trees.items()]
    answers: dict[int, list[Row]] = {}
    for *row, number in session.all(Statement(union_all(*parts))):
        answers.setdefault(number, []).append(tuple(row))
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
