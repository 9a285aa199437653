"""The profile's rules, applied to a resource in canonical form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from scimconsole.domain.scim.errors import invalid_value
from scimconsole.domain.scim.filter import compile_filter, parse_filter
from scimconsole.domain.scim.filter.matching import Predicate
from scimconsole.domain.scim.profile import Profile
from scimconsole.domain.scim.profile_model import Field
from scimconsole.domain.scim.refused import Refused, shown
from scimconsole.domain.scim.text import fold

__all__ = ["Checked", "Refused", "apply_profile", "missing_fields"]


@dataclass(slots=True)
class Checked:
    """The resource to store, what the profile requires and it lacks, and what was refused."""

    resource: dict[str, Any]
    missing: list[str] = field(default_factory=list)
    """Attributes of required fields without a value; the user is incomplete, not refused."""
    refused: list[Refused] = field(default_factory=list)
    """Values left as they were, because the request takes access away and must land."""


def apply_profile(
    profile: Profile,
    resource: Mapping[str, Any],
    previous: Mapping[str, Any] | None = None,
    disabling: bool = False,
) -> Checked:
    """Defaults set, allowed values in the profile's spelling, missing fields named; the input is untouched.

    `previous` is the resource as stored, None for a new one: a value that does not change is not judged.
    Raises ScimError 400 invalidValue for a value that is not allowed; if the request is `disabling`
    somebody, the value is left as it was in `previous` and listed in `refused` instead.
    """
    checked = Checked(dict(resource))
    for rule in _rules(profile):
        _apply(rule, checked, previous or {}, disabling)
    checked.missing = missing_fields(profile, checked.resource)
    return checked


def missing_fields(profile: Profile, resource: Mapping[str, Any]) -> list[str]:
    """The attributes of required fields that nothing in the resource meets."""
    return [
        attribute
        for attribute, predicates in _required(profile)
        if not any(predicate(resource) for predicate in predicates)
    ]


@dataclass(frozen=True, slots=True)
class _Rule:
    """Where one field is stored, and what it may be."""

    schema: str | None
    name: str
    allowed: Mapping[str, str] | None
    """The profile's spelling by the folded one."""
    default: str | None
    sentence: str

    def read(self, resource: Mapping[str, Any]) -> Any:
        holder = resource if self.schema is None else resource.get(self.schema)
        return holder.get(self.name) if holder else None


def _apply(rule: _Rule, checked: Checked, previous: Mapping[str, Any], disabling: bool) -> None:
    sent = rule.read(checked.resource)
    value = sent
    if sent is not None and rule.allowed is not None:
        stored = rule.read(previous)
        if sent != stored:
            value = rule.allowed.get(fold(sent))
            if value is None:
                reason = f'"{rule.name}" is "{shown(sent)}"; {rule.sentence}'
                if not disabling:
                    raise invalid_value(reason)
                name = rule.name if rule.schema is None else f"{rule.schema}:{rule.name}"
                checked.refused.append(Refused(name, shown(sent), reason))
                value = stored
    if value is None:
        value = rule.default
    if value != sent:
        _store(rule, checked.resource, value)


def _store(rule: _Rule, resource: dict[str, Any], value: str | None) -> None:
    if rule.schema is None:
        holder = resource
    else:
        holder = resource[rule.schema] = dict(resource.get(rule.schema, {}))
    if value is None:
        holder.pop(rule.name, None)
        if rule.schema is not None and not holder:
            del resource[rule.schema]
    else:
        holder[rule.name] = value


@lru_cache(maxsize=64)
def _rules(profile: Profile) -> tuple[_Rule, ...]:
    return tuple(_rule(field) for field in profile.fields if field.target is not None)


def _rule(field: Field) -> _Rule:
    assert field.target is not None, "only fields with a target have rules"
    path = field.target.path
    allowed = {fold(value): value for value in field.allowed} if field.allowed else None
    return _Rule(path.schema, path.name, allowed, field.default, _sentence(field.allowed or ()))


def _sentence(allowed: tuple[str, ...]) -> str:
    quoted = [f'"{value}"' for value in allowed]
    if len(quoted) == 1:
        return f"the only allowed value is {quoted[0]}."
    return f"allowed values are {', '.join(quoted[:-1])} and {quoted[-1]}." if quoted else ""


@lru_cache(maxsize=64)
def _required(profile: Profile) -> tuple[tuple[str, tuple[Predicate, ...]], ...]:
    return tuple(
        (
            field.attribute,
            tuple(compile_filter(parse_filter(f"{path} pr"), profile.user) for path in field.paths),
        )
        for field in profile.fields
        if field.level == "required"
    )
