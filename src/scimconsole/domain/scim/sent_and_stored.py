"""What a request sent beside what is stored since, attribute by attribute, and why they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.patch_path import PatchPath, compile_path
from scimconsole.domain.scim.profile_model import Profile
from scimconsole.domain.scim.refused import Refused
from scimconsole.domain.scim.schema import ResourceType
from scimconsole.domain.scim.text import fold
from scimconsole.domain.scim.values import coerce

_ENVELOPE = frozenset({"schemas", "id", "meta"})
"""What every resource is wrapped in; clients send it back, and nobody means to change it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One attribute that is not stored as it was sent."""

    attribute: str
    sent: Any
    stored: Any
    why: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One attribute as it was sent; `path` is None where no schema knows it."""

    name: str
    op: str
    value: Any
    path: PatchPath | None


def sent_in_body(resource_type: ResourceType, body: Mapping[str, Any]) -> list[Sent]:
    """What the body of a POST or PUT sends."""
    found = (sent for name, value in body.items() for sent in _sent(resource_type, "replace", name, value))
    # A filter in brackets belongs into a PATCH; in a body it is a name like any other that nobody knows.
    return _last_of_each(
        replace(sent, path=None) if sent.path is not None and sent.path.filter is not None else sent
        for sent in found
    )


def sent_in_operations(resource_type: ResourceType, operations: Sequence[Any]) -> list[Sent]:
    """What the operations of a PATCH send; the last word on an attribute counts."""
    return _last_of_each(_of_operations(resource_type, operations))


def _of_operations(resource_type: ResourceType, operations: Sequence[Any]) -> Iterator[Sent]:
    for operation in operations:
        parts = {name.lower(): part for name, part in operation.items()}
        op, path, value = str(parts.get("op")).lower(), parts.get("path"), parts.get("value")
        if path:
            yield from _sent(resource_type, op, path, value)
        elif isinstance(value, dict):
            for name, item in value.items():
                yield from _sent(resource_type, op, name, item)


def _last_of_each(found: Iterable[Sent]) -> list[Sent]:
    return list({fold(sent.name): sent for sent in found}.values())


def _sent(resource_type: ResourceType, op: str, name: str, value: Any) -> Iterator[Sent]:
    if name.lower() == resource_type.core.urn.lower() and isinstance(value, dict):
        for key, item in value.items():
            yield from _sent(resource_type, op, key, item)
        return
    try:
        path = compile_path(resource_type, name)
    except ScimError:
        yield Sent(name, op, value, None)
        return
    attribute = path.attribute
    if attribute is None:
        if path.extension is not None and isinstance(value, dict):
            for key, item in value.items():
                yield from _sent(resource_type, op, f"{path.extension.urn}:{key}", item)
        return
    is_one_object = attribute.is_complex and not attribute.multi_valued and "$ref" not in attribute.sub
    if is_one_object and path.sub is None and isinstance(value, dict):
        for key, item in value.items():
            yield from _sent(resource_type, op, f"{name}.{key}", item)
        return
    shown = name if path.filter is not None else f"{path.name}.{path.sub.name}" if path.sub else path.name
    yield Sent(shown, op, value, path)


def differences(
    sent: Iterable[Sent],
    before: Mapping[str, Any],
    stored: Mapping[str, Any],
    refused: Sequence[Refused] = (),
    hidden: str | None = None,
) -> list[Difference]:
    """Where `stored` is not what was sent; other ways to write the same value are no difference.

    `before` and `stored` are resources in canonical form, `refused` what was left out of the request, and
    `hidden` what stands in the place of a secret that was not kept.
    """
    found: list[Difference] = []
    for one in sent:
        if one.path is None:
            if one.value is not None and one.name.lower() not in _ENVELOPE:
                found.append(Difference(one.name, one.value, None, "no schema knows it"))
            continue
        difference = _of_one(one, one.path, before, stored, refused, hidden)
        if difference is not None:
            found.append(difference)
    return found


def _of_one(
    one: Sent,
    path: PatchPath,
    before: Mapping[str, Any],
    stored: Mapping[str, Any],
    refused: Sequence[Refused],
    hidden: str | None,
) -> Difference | None:
    attribute = path.attribute
    assert attribute is not None, "extensions are taken apart"
    if path.extension is None and attribute.name in _ENVELOPE:
        return None
    if not attribute.is_kept:
        if one.value in (None, "", [], {}):
            return None
        is_read_only = attribute.mutability == "readOnly"
        why = "read-only: it follows from other data" if is_read_only else "never kept"
        return Difference(one.name, one.value, None, why)
    if hidden is not None and isinstance(one.value, str) and hidden in one.value:
        return None
    now = value_at(path, stored)
    try:
        meant = None if one.op == "remove" else _meant(path, one.value)
    except ScimError as error:
        return Difference(one.name, one.value, now, f"left as it was: {error.detail}")
    if _is_met(one, attribute.multi_valued and path.sub is None, meant, now):
        if isinstance(now, dict) and isinstance(one.value, str):
            return Difference(one.name, one.value, now, "a bare id, kept as a reference")
        return None
    return Difference(one.name, one.value, now, _why(one, path, meant, now, before, refused))


def _is_met(one: Sent, is_list: bool, meant: Any, now: Any) -> bool:
    if is_list and one.op == "remove":
        return True
    if is_list and one.op == "add" and isinstance(meant, list):
        return all(element in (now or []) for element in meant)
    if isinstance(meant, dict) and isinstance(now, dict):
        return meant.items() <= now.items()
    return bool(meant == now) or (meant in (None, [], {}) and now in (None, [], {}))


def _why(
    one: Sent,
    path: PatchPath,
    meant: Any,
    now: Any,
    before: Mapping[str, Any],
    refused: Sequence[Refused],
) -> str:
    reasons = [mark.reason for mark in refused if fold(mark.attribute) in (fold(path.name), fold(one.name))]
    if reasons:
        return f"left as it was: {reasons[0]}"
    if isinstance(meant, str) and isinstance(now, str) and fold(meant) == fold(now):
        return "the profile's spelling"
    if meant is None and now is not None:
        return "the profile's default"
    if now == value_at(path, before):
        return "left as it was"
    return "kept in the schema's own form"


def defaults_given(profile: Profile, sent: Iterable[Sent], stored: Mapping[str, Any]) -> list[Difference]:
    """Defaults of the profile that stand where nothing was sent at all."""
    named = {one.path.name for one in sent if one.path is not None}
    found: list[Difference] = []
    for field in profile.fields:
        if field.target is None or field.default is None:
            continue
        path = compile_path(profile.user, str(field.target.path))
        if path.name not in named and value_at(path, stored) == field.default:
            found.append(Difference(path.name, None, field.default, "not sent: the profile's default"))
    return found


def value_at(path: PatchPath, resource: Mapping[str, Any]) -> Any:
    """What a resource in canonical form has at a path; of several values that a filter picks, the first."""
    assert path.attribute is not None, "a value is an attribute's"
    holder = resource if path.extension is None else resource.get(path.extension.urn) or {}
    value = holder.get(path.attribute.name)
    if path.picks is not None:
        picked = [element for element in value or [] if path.picks(element)]
        value = picked[0] if picked else None
    if path.sub is None or value is None:
        return value
    if isinstance(value, list):
        return value[0].get(path.sub.name) if value else None
    return value.get(path.sub.name)


def _meant(path: PatchPath, value: Any) -> Any:
    """The value in canonical form; raises ScimError for one that cannot be read."""
    attribute, sub = path.attribute, path.sub
    assert attribute is not None, "a value is an attribute's"
    meant = coerce(attribute, value if sub is None else {sub.name: value}, [])
    if isinstance(meant, list) and (path.picks is not None or sub is not None):
        meant = meant[0] if meant else None
    return meant if sub is None or meant is None else meant.get(sub.name)
