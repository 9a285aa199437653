"""The body of a POST or PUT in one canonical form, whatever dialect it came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from scimconsole.domain.scim.attribute_path import parse_attribute_path
from scimconsole.domain.scim.errors import ScimError, invalid_syntax, invalid_value
from scimconsole.domain.scim.members import Member, read_members
from scimconsole.domain.scim.refused import Refused, shown
from scimconsole.domain.scim.schema import ResourceType, Schema, Target
from scimconsole.domain.scim.text import is_storable
from scimconsole.domain.scim.values import check_depth, coerce, note_ignored

_LONGEST_NAME = 256


@dataclass(slots=True)
class Normalized:
    """A resource as it is stored, and what of the body is not in it."""

    resource: dict[str, Any] = field(default_factory=dict)
    """Canonical; without id, meta, schemas, groups, members and everything else a client cannot set."""
    ignored: list[str] = field(default_factory=list)
    """Names no schema knows."""
    refused: list[Refused] = field(default_factory=list)
    """Values left out because they cannot be read; only where the body takes access away."""
    members: tuple[Member, ...] | None = None
    """The members of a group, None when the body does not name them."""


def normalize(resource_type: ResourceType, body: Any) -> Normalized:
    """The body in canonical form: any case of names, `"True"` for true, no nulls, flattened names unfolded.

    Raises ScimError 400: invalidSyntax for what is no object or nested too deeply, invalidValue for a
    value of the wrong type or a missing name. A body that takes access away is never refused for another
    value in it: that value is left out and listed in `refused`.
    """
    if type(body) is not dict:
        raise invalid_syntax(f"The body must be a JSON object that describes a {resource_type.name}.")
    check_depth(body)
    normalized = Normalized()
    errors: list[ScimError] = []
    _read_top(resource_type, body, normalized, errors)
    resource = normalized.resource
    if errors and not resource_type.disables(resource):
        raise errors[0]
    check_required(resource_type, resource)
    return normalized


def check_required(resource_type: ResourceType, resource: Mapping[str, Any]) -> None:
    """Refuse a resource without the name it is known by (400 invalidValue)."""
    for attribute in resource_type.required:
        value = resource.get(attribute.name)
        if value is None or (type(value) is str and not value.strip()):
            raise invalid_value(f'"{attribute.name}" is required and must not be blank.')


def _read_top(
    resource_type: ResourceType, body: Mapping[str, Any], normalized: Normalized, errors: list[ScimError]
) -> None:
    top, resource = resource_type.top, normalized.resource
    for key, value in body.items():
        target = top.get(key) or _locate(resource_type, key)
        if target is None:
            if key.lower() == resource_type.core.urn.lower() and type(value) is dict:
                _read_top(resource_type, value, normalized, errors)
            else:
                note_ignored(key, value, normalized.ignored)
            continue
        attribute, extension = target.attribute, target.extension
        if value is None:
            continue
        if attribute is None:
            if extension is not None:
                _read_extension(extension, value, normalized, errors)
        elif attribute.is_plain_text and extension is None and type(value) is str and is_storable(value):
            resource[attribute.name] = value
        elif attribute is resource_type.members:
            normalized.members = read_members(value)
        else:
            holder = resource if extension is None else resource.setdefault(extension.urn, {})
            _read_value(target, value, holder, normalized, errors)
            if not holder and extension is not None:
                del resource[extension.urn]


def _read_extension(extension: Schema, value: Any, normalized: Normalized, errors: list[ScimError]) -> None:
    if type(value) is not dict:
        error = invalid_value(f'"{extension.urn}" must be an object, not {shown(value)}.')
        _refuse(extension.urn, value, error, normalized, errors)
        return
    holder = normalized.resource.get(extension.urn, {})
    for key, item in value.items():
        attribute = extension.sub.get(key) or extension.sub.get(key.lower())
        if attribute is None:
            note_ignored(f"{extension.urn}:{key}", item, normalized.ignored)
        elif item is not None:
            _read_value(Target(extension, attribute), item, holder, normalized, errors)
    if holder:
        normalized.resource[extension.urn] = holder


def _read_value(
    target: Target, value: Any, holder: dict[str, Any], normalized: Normalized, errors: list[ScimError]
) -> None:
    attribute, sub = target.attribute, target.sub
    assert attribute is not None, "extensions are read as a whole"
    if not attribute.is_kept:
        return
    try:
        canonical = coerce(attribute, value if sub is None else {sub.name: value}, normalized.ignored)
    except ScimError as error:
        _refuse(str(target.path), value, error, normalized, errors)
        return
    if canonical is None:
        return
    present = holder.get(attribute.name)
    if sub is not None and type(present) is dict:
        present.update(canonical)
    else:
        holder[attribute.name] = canonical


def _refuse(name: str, value: Any, error: ScimError, normalized: Normalized, errors: list[ScimError]) -> None:
    errors.append(error)
    normalized.refused.append(Refused(name, shown(value), error.detail))


def _locate(resource_type: ResourceType, key: str) -> Target | None:
    return _locate_short(resource_type, key) if len(key) <= _LONGEST_NAME else None


@lru_cache(maxsize=4_096)
def _locate_short(resource_type: ResourceType, key: str) -> Target | None:
    try:
        return resource_type.locate(parse_attribute_path(key))
    except ValueError:
        return None
