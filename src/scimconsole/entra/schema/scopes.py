"""Scoping filters as a document holds them."""

from __future__ import annotations

from scimconsole.entra.schema.json_object import JsonObject, shown
from scimconsole.entra.schema.model import Clause, ScopingGroup

OPERATORS = (
    "EQUALS",
    "NOT EQUALS",
    "IS TRUE",
    "IS FALSE",
    "IS NULL",
    "IS NOT NULL",
    "REGEX MATCH",
    "NOT REGEX MATCH",
    "GREATER_THAN",
    "GREATER_THAN_OR_EQUALS",
    "INCLUDES",
    "ENDS_WITH",
    "&",
    "!&",
    "IsMemberOf",
)
"""As the portal spells them; documents do so in any case, with a blank, `_` or nothing between the words."""

_EXPERIMENTAL = ("inputFilterGroups", "categoryFilterGroups")
_BARE = str.maketrans("", "", " _")
_BY_BARE_NAME = {operator.translate(_BARE).lower(): operator for operator in OPERATORS}


def read_scope(mapping: JsonObject, name: str) -> tuple[ScopingGroup, ...]:
    """The groups of an object mapping's scope; what is not evaluated is remarked."""
    scope = mapping.child("scope")
    if scope is None:
        return ()
    for other in _EXPERIMENTAL:
        if scope.raw(other):
            scope.notes.remark(
                f"{shown(name)}: the scope has {other}, which Microsoft calls experimental; they are kept,"
                " but nobody is filtered by them here."
            )
    return tuple(_group(group) for group in scope.children("groups"))


def _group(group: JsonObject) -> ScopingGroup:
    return ScopingGroup(group.text("name") or "", tuple(_clause(one) for one in group.children("clauses")))


def _clause(clause: JsonObject) -> Clause:
    attribute = (clause.text("sourceOperandName") or "").strip()
    if not attribute:
        clause.problem("sourceOperandName", "The condition names no source attribute.")
    written = (clause.text("operatorName") or "").strip()
    if not written:
        clause.problem("operatorName", "The condition has no operator, such as EQUALS.")
    operand = clause.child("targetOperand")
    values = operand.texts("values") if operand else ()
    return Clause(attribute, known_operator(written) or written, values, clause.pointer)


def known_operator(written: str) -> str | None:
    """The portal's spelling of an operator, or None for an unknown one."""
    return _BY_BARE_NAME.get(written.translate(_BARE).lower())
