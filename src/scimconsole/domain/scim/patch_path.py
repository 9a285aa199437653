"""The path of a PATCH operation, understood: what it names, which elements it picks, what it would create."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from scimconsole.domain.scim.attribute_path import AttributePath
from scimconsole.domain.scim.errors import ScimError, invalid_path
from scimconsole.domain.scim.filter import And, Compare, Filter, element_predicate, resolve_element
from scimconsole.domain.scim.filter.matching import Predicate
from scimconsole.domain.scim.path import parse_path
from scimconsole.domain.scim.schema import Attribute, ResourceType, Schema, Target
from scimconsole.domain.scim.text import did_you_mean, nearest


@dataclass(frozen=True, slots=True, eq=False)
class PatchPath:
    """A compiled path; `attribute` is None for a whole extension."""

    extension: Schema | None
    attribute: Attribute | None
    sub: Attribute | None
    name: str
    """The canonical name of the attribute, with the URN of its extension."""
    filter: Filter | None = None
    """Resolved."""
    picks: Predicate | None = None
    """Whether an element is one of those the filter in brackets names; None without a filter."""
    wanted: dict[str, Any] | None = None
    """What a new element must have to be picked; None if the filter says more than `eq`."""


@lru_cache(maxsize=2_048)
def compile_path(resource_type: ResourceType, text: str) -> PatchPath:
    """Understand a path once for each resource type.

    Raises ScimError 400 invalidPath, naming the nearest attribute for one no schema knows.
    """
    path = parse_path(text)
    sent = AttributePath(path.attribute.schema, path.attribute.name, path.sub)
    target = resource_type.locate(sent)
    if target is None:
        meant = nearest(str(sent), _names(resource_type, sent))
        raise invalid_path(
            f'No schema of {resource_type.name} has an attribute "{sent}"{did_you_mean(meant)}'
        )
    attribute = target.attribute
    name = str(Target(target.extension, attribute).path)
    if path.filter is None:
        return PatchPath(target.extension, attribute, target.sub, name)
    if attribute is None or not (attribute.is_complex and attribute.multi_valued):
        raise invalid_path(f'"{name}" has no list of objects, so its path takes no filter in brackets.')
    try:
        resolved = resolve_element(path.filter, attribute)
        picks = element_predicate(path.filter, attribute)
    except ScimError as error:
        raise invalid_path(f'The path "{text}" cannot be read: {error.detail}') from None
    return PatchPath(target.extension, attribute, target.sub, name, resolved, picks, _wanted(resolved))


def _names(resource_type: ResourceType, sent: AttributePath) -> list[str]:
    attribute = resource_type.locate(AttributePath(sent.schema, sent.name))
    if attribute is None or attribute.attribute is None:
        return resource_type.known_names()
    return [f"{attribute.path}.{sub.name}" for sub in attribute.attribute.sub_attributes]


def _wanted(tree: Filter) -> dict[str, Any] | None:
    match tree:
        case Compare(path, "eq", value):
            return {path.name: value}
        case And(left, right):
            first, second = _wanted(left), _wanted(right)
            return None if first is None or second is None else first | second
    return None
