"""What an index can say about a filter before every row is looked at.

A hint is a condition that each match fulfils and that an index answers; the filter itself decides.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, and_, select

from scimconsole.domain.scim.attribute_path import AttributePath
from scimconsole.domain.scim.filter import And, Compare, Filter, ValueFilter
from scimconsole.storage.tables import ScimGroup, ScimUser, UserWord
from scimconsole.storage.text_keys import (
    KEY_LENGTH,
    address_word,
    longest_word,
    prefix_range,
    sort_key,
    text_hash,
)

USER: Table = ScimUser.__table__  # type: ignore[attr-defined]
GROUP: Table = ScimGroup.__table__  # type: ignore[attr-defined]
WORD: Table = UserWord.__table__  # type: ignore[attr-defined]

KEYS = {"userName": "user_name_key", "displayName": "display_name_key"}
"""The sort key of an attribute."""

_NAMES = frozenset({"givenName", "middleName", "familyName", "formatted"})


def hint(table: Table, org_id: str, compare: Compare, value: object) -> ColumnElement[bool] | None:
    """The hint for one resolved comparison; `value` is its operand, folded as the document has it."""
    path, op = compare.path, compare.op
    if op not in ("eq", "sw") or not isinstance(value, str) or not value or path.schema is not None:
        return None
    if op == "eq" and path.sub is None:
        if path.name == "externalId":
            return table.c.external_id_hash == text_hash(value)
        if table is USER and path.name == "userName":
            return table.c.user_name_hash == text_hash(value)
        if table is GROUP and path.name == "displayName":
            return table.c.display_name_hash == text_hash(value)
        if path.name == "displayName":
            return table.c.display_name_key == sort_key(value)
    key = KEYS.get(path.name)
    if key is not None and key in table.c:
        low, high = prefix_range(value[:KEY_LENGTH])
        return and_(table.c[key] >= low, table.c[key] < high)
    word = _word(path, value) if table is USER else None
    return None if word is None else _has_word(org_id, word)


def element_hint(org_id: str, filtered: ValueFilter) -> ColumnElement[bool] | None:
    """The hint for `emails[type eq "work" and value eq "..."]`."""
    word = word_of(filtered)
    return None if word is None else _has_word(org_id, word)


def word_of(tree: Filter) -> str | None:
    """The word that begins a word of everybody whom a resolved filter on users matches; None without one."""
    match tree:
        case ValueFilter(AttributePath(None, "emails", None), inner):
            value = _value_in(inner)
            return address_word(value) if value else None
        case Compare(path, "eq", str(value)) if path.schema is None and value:
            return _word(path, value)
        case _:
            return None


def is_selective(table: Table, tree: Filter) -> bool:
    """Whether few rows are left by an index, so that they are better sorted than walked to."""
    match tree:
        case And(left, right):
            return is_selective(table, left) or is_selective(table, right)
        case Compare(path, "eq"):
            return path.name in ("id", "externalId") or hint(table, "", tree, tree.value) is not None
        case ValueFilter():
            return element_hint("", tree) is not None
        case _:
            return False


def _word(path: AttributePath, value: str) -> str | None:
    if path.name == "emails" and path.sub == "value":
        return address_word(value)
    if (path.name == "name" and path.sub in _NAMES) or (path.name == "nickName" and path.sub is None):
        return longest_word(value)
    return None


def _value_in(tree: Filter) -> str | None:
    match tree:
        case And(left, right):
            return _value_in(left) or _value_in(right)
        case Compare(AttributePath(None, "value", None), "eq" | "sw", str(value)):
            return value
        case _:
            return None


def _has_word(org_id: str, word: str) -> ColumnElement[bool]:
    # A word is kept only if no longer one of the same user begins with it.
    low, high = prefix_range(word)
    found = select(WORD.c.user_id).where(WORD.c.org_id == org_id, WORD.c.word >= low, WORD.c.word < high)
    return USER.c.id.in_(found)
