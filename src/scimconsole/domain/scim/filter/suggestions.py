"""What can stand at one place of a filter: names of attributes, operators, values, words that join."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from scimconsole.domain.scim.filter.operators import MEANINGS
from scimconsole.domain.scim.schema import COMMON_ATTRIBUTES, Attribute, ResourceType

Kind = Literal["attribute", "list", "operator", "value", "word", "bracket"]
"""`list` opens the brackets of an attribute with many values."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that could come next, what it is and what it means."""

    text: str
    kind: Kind
    note: str


_USED_MOST = ("userName", "active", "userType", "displayName", "name.familyName", "name.givenName")
_WORDS_OF_TYPES = {
    "boolean": "true or false",
    "integer": "a whole number",
    "decimal": "a number",
    "dateTime": "a time",
    "binary": "binary",
    "reference": "an address",
}
_OPERATORS = {
    "boolean": ("eq", "ne", "pr"),
    "integer": ("eq", "ne", "gt", "ge", "lt", "le", "pr"),
    "decimal": ("eq", "ne", "gt", "ge", "lt", "le", "pr"),
    "dateTime": ("ge", "lt", "gt", "le", "eq", "ne", "pr"),
    "binary": ("eq", "ne", "pr"),
}
NOT = Candidate("not (", "word", "everybody else")
OPEN = Candidate("(", "bracket", "together")
AND = Candidate("and", "word", "both")
OR = Candidate("or", "word", "one of them at least")
CLOSE_GROUP = Candidate(")", "bracket", "the end of what stands together")
CLOSE_LIST = Candidate("]", "bracket", "the end of what one element meets")


@lru_cache(maxsize=16)
def attribute_names(resource_type: ResourceType) -> tuple[Candidate, ...]:
    """Every name of a resource type, those used most first, qualified ones last."""
    found: list[Candidate] = []
    for attribute in (*COMMON_ATTRIBUTES, *resource_type.core.attributes):
        found += _names_of(attribute, "")
    qualified: list[Candidate] = []
    for extension in resource_type.extensions:
        for attribute in extension.attributes:
            if resource_type.top[attribute.name].extension is extension:
                found += _names_of(attribute, "")
            qualified += _names_of(attribute, f"{extension.urn}:")
    rank = {name: number for number, name in enumerate(_USED_MOST)}
    found.sort(key=lambda candidate: rank.get(candidate.text, len(rank)))
    return (*found, *qualified)


def element_names(attribute: Attribute) -> tuple[Candidate, ...]:
    """The names inside the brackets of an attribute, or behind them."""
    return tuple(
        Candidate(sub.name, "attribute", _note(sub))
        for sub in attribute.sub_attributes
        if sub.returned != "never"
    )


def operators_for(attribute: Attribute) -> Iterator[Candidate]:
    """The operators that have a meaning for an attribute."""
    leaf = compared_leaf(attribute)
    names = ("pr",) if leaf is None else _OPERATORS.get(leaf.type, tuple(MEANINGS))
    for name in names:
        yield Candidate(name, "operator", MEANINGS[name])


def values_for(attribute: Attribute) -> Iterator[Candidate]:
    """The values an attribute is known to take, or the form of one."""
    leaf = compared_leaf(attribute)
    if leaf is None or leaf.type in ("integer", "decimal"):
        return
    if leaf.type == "boolean":
        yield Candidate("true", "value", _note(leaf))
        yield Candidate("false", "value", _note(leaf))
        return
    for value in leaf.canonical_values:
        yield Candidate(json.dumps(value, ensure_ascii=False), "value", _note(leaf))
    if leaf.type == "dateTime":
        yield Candidate('"2026-01-01T00:00:00Z"', "value", "a time, in this form")


def compared_leaf(attribute: Attribute) -> Attribute | None:
    """What a comparison compares: the attribute, or the `value` of an object; None without one."""
    return attribute.sub.get("value") if attribute.is_complex else attribute


def ranked(candidates: Iterable[Candidate], typed: str) -> list[Candidate]:
    """Those that fit what was typed: beginning so first, then with a part that does, then holding it."""
    wanted = typed.lower()
    fitting = [(_distance(candidate.text.lower(), wanted), candidate) for candidate in candidates]
    return [candidate for distance, candidate in sorted(fitting, key=lambda pair: pair[0]) if distance < _FAR]


_FAR = 4


def _distance(text: str, wanted: str) -> int:
    if not wanted:
        # Qualified names are for whoever asks for them.
        return _FAR if text.startswith("urn:") else 0
    if text.startswith(wanted) or text.lstrip('"').startswith(wanted):
        return 0
    if text.startswith("urn:"):
        return 3 if text.rpartition(":")[2].startswith(wanted) else _FAR
    if text.rpartition(".")[2].startswith(wanted):
        return 1
    return 2 if len(wanted) > 1 and wanted in text else _FAR


def _names_of(attribute: Attribute, prefix: str) -> Iterator[Candidate]:
    name = f"{prefix}{attribute.name}"
    if attribute.returned == "never":
        return
    if not attribute.is_complex or "value" in attribute.sub or attribute.multi_valued:
        yield Candidate(name, "attribute", _note(attribute))
    for sub in attribute.sub_attributes:
        if sub.returned != "never":
            yield Candidate(f"{name}.{sub.name}", "attribute", _note(sub))
    if attribute.is_complex and attribute.multi_valued:
        yield Candidate(f"{name}[", "list", "one of them meets all of [...]")


def _note(attribute: Attribute) -> str:
    kind = _WORDS_OF_TYPES.get(attribute.type)
    if not attribute.description:
        return kind or ("text" if attribute.type == "string" else "")
    return f"{attribute.description} ({kind})" if kind else attribute.description
