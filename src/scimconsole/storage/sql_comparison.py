"""Comparisons as SQL, with one meaning on both engines."""

from __future__ import annotations

import operator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Numeric, and_, cast, false, func, literal, literal_column, or_
from sqlalchemy import Text as SqlText

Condition = ColumnElement[bool]

_ORDER = {"gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le}


def pg_text(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """The text in any JSON value of PostgreSQL, in the collation that sorts by bytes."""
    # `#>> '{}'` takes the text out of any JSON value; "C" sorts it by its bytes, as SQLite does.
    text = value.op("#>>", return_type=SqlText())(literal_column("'{}'"))
    return text.collate("C")


def has_text(value: ColumnElement[Any]) -> Condition:
    """Whether a text is there and not empty."""
    return and_(value.is_not(None), value != "")


def has_object(value: ColumnElement[Any]) -> Condition:
    """Whether an object is there and not empty."""
    return and_(value.is_not(None), value != "{}")


def is_filled(value: ColumnElement[Any]) -> Condition:
    """Whether a value is there, and not empty where it is text."""
    if isinstance(value.type, Numeric):
        return value.is_not(None)
    return and_(value.is_not(None), cast(value, SqlText) != "")


def compared(column: ColumnElement[Any], op: str, value: str | int | float | bool, dialect: str) -> Condition:
    """`column op value`, false or true as `domain.scim.filter` has it, also where the column is absent."""
    if isinstance(value, bool):
        wanted = literal(value)
        return column == wanted if op == "eq" else or_(column.is_(None), column != wanted)
    if not isinstance(value, str):
        return compared_numbers(column, op, value)
    size = len(value)
    filled = column != ""
    match op:
        case "eq":
            return column == value if value else false()
        case "ne":
            return or_(column.is_(None), column == "", column != value)
        case "co":
            position = func.instr(column, value) if dialect == "sqlite" else func.strpos(column, value)
            return position > 0 if value else filled
        case "sw":
            return func.substr(column, 1, size) == value if value else filled
        case "ew":
            return func.substr(column, func.length(column) - size + 1) == value if value else filled
        case _:
            return and_(filled, _ordered(column, op, value))


def compared_numbers(column: ColumnElement[Any], op: str, value: int | float) -> Condition:
    """`compared` for numbers and times."""
    match op:
        case "eq":
            return column == value
        case "ne":
            return or_(column.is_(None), column != value)
        case _:
            return _ordered(column, op, value)


def _ordered(column: ColumnElement[Any], op: str, value: Any) -> Condition:
    condition: Condition = _ORDER[op](column, value)
    return condition


def microseconds(instant: str) -> int:
    """An instant in ISO form as microseconds since the epoch."""
    moment = datetime.fromisoformat(instant)
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond
