"""The tree of a filter and its one printed form."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from scimconsole.domain.scim.attribute_path import AttributePath

Literal: TypeAlias = str | int | float | bool | None

OPERATORS = frozenset({"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"})


class Offsets(NamedTuple):
    """Where the parts of a comparison begin in the text that it was read from."""

    path: int
    op: int | None = None
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """`path op value`; `op` in lower case."""

    path: AttributePath
    op: str
    value: Literal
    at: Offsets | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Present:
    """`path pr`."""

    path: AttributePath
    at: Offsets | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    """Both match."""

    left: Filter
    right: Filter


@dataclass(frozen=True, slots=True)
class Or:
    """One matches at least."""

    left: Filter
    right: Filter


@dataclass(frozen=True, slots=True)
class Not:
    """`not (operand)`."""

    operand: Filter


@dataclass(frozen=True, slots=True)
class ValueFilter:
    """`path[filter]`: one element matches all of the filter, whose paths are sub-attributes."""

    path: AttributePath
    filter: Filter
    at: Offsets | None = field(default=None, compare=False, repr=False)


Filter: TypeAlias = Compare | Present | And | Or | Not | ValueFilter


def format_filter(tree: Filter) -> str:
    """The filter as text; parsing it gives an equal tree."""
    match tree:
        case Compare(path, op, value):
            return f"{path} {op} {json.dumps(value, ensure_ascii=False)}"
        case Present(path):
            return f"{path} pr"
        case ValueFilter(path, inner):
            return f"{path}[{format_filter(inner)}]"
        case Not(operand):
            return f"not ({format_filter(operand)})"
        case And(left, right):
            return f"{_grouped(left, (Or,))} and {_grouped(right, (Or, And))}"
        case Or(left, right):
            return f"{format_filter(left)} or {_grouped(right, (Or,))}"


def _grouped(tree: Filter, looser: tuple[type[And] | type[Or], ...]) -> str:
    text = format_filter(tree)
    return f"({text})" if isinstance(tree, looser) else text
