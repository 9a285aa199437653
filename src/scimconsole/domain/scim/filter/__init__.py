"""Filters (RFC 7644, 3.4.2.2): the tree, its parser and printer, and what a filter matches."""

from __future__ import annotations

from scimconsole.domain.scim.attribute_path import AttributePath
from scimconsole.domain.scim.filter.matching import (
    compile_filter,
    element_predicate,
    matches,
    operand,
    resolve,
    resolve_element,
)
from scimconsole.domain.scim.filter.parser import parse_filter
from scimconsole.domain.scim.filter.tree import (
    And,
    Compare,
    Filter,
    Literal,
    Not,
    Or,
    Present,
    ValueFilter,
    format_filter,
)

__all__ = [
    "And",
    "AttributePath",
    "Compare",
    "Filter",
    "Literal",
    "Not",
    "Or",
    "Present",
    "ValueFilter",
    "compile_filter",
    "element_predicate",
    "format_filter",
    "matches",
    "operand",
    "parse_filter",
    "resolve",
    "resolve_element",
]
