"""Which attributes of a resource a client asked for (RFC 7644, 3.9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scimconsole.domain.scim.errors import ScimError, invalid_value
from scimconsole.domain.scim.patch_path import PatchPath, compile_path
from scimconsole.domain.scim.schema import ResourceType

MAX_NAMES = 200

_ALWAYS = frozenset({"id", "schemas"})


@dataclass(frozen=True, slots=True)
class Projection:
    """The paths asked for, None for all, and the paths not wanted."""

    wanted: tuple[PatchPath, ...] | None
    unwanted: tuple[PatchPath, ...]

    def includes(self, name: str) -> bool:
        """Whether something of the core attribute is to be shown."""
        if name in _ALWAYS:
            return True
        if any(_is_whole(path, name) for path in self.unwanted):
            return False
        return self.wanted is None or any(_is_core(path, name) for path in self.wanted)


def parse_projection(
    resource_type: ResourceType,
    attributes: str | Iterable[str] | None,
    excluded: str | Iterable[str] | None,
) -> Projection | None:
    """The projection of `attributes` and `excludedAttributes`, as one text with commas or as a list.

    Names no schema knows are passed over; None when the whole resource is asked for. Raises ScimError 400
    invalidValue for more than 200 names.
    """
    wanted = _paths(resource_type, attributes)
    unwanted = _paths(resource_type, excluded) or ()
    if wanted is None and not unwanted:
        return None
    return Projection(wanted, unwanted)


def project(resource: Mapping[str, Any], projection: Projection) -> dict[str, Any]:
    """The part of a rendered resource that was asked for; always with `id` and `schemas`."""
    shown: dict[str, Any]
    if projection.wanted is None:
        shown = dict(resource)
    else:
        shown = {}
        for path in projection.wanted:
            _add(shown, resource, path)
        shown = _without_gaps(shown)
        shown = {key: shown.get(key, resource[key]) for key in resource if key in shown or key in _ALWAYS}
    for path in projection.unwanted:
        _drop(shown, path)
    return shown


def _paths(resource_type: ResourceType, names: str | Iterable[str] | None) -> tuple[PatchPath, ...] | None:
    if names is None:
        return None
    listed = _split(names) if isinstance(names, str) else [part for name in names for part in _split(name)]
    if not listed:
        return None
    if len(listed) > MAX_NAMES:
        raise invalid_value(f"{len(listed)} attributes are named; at most {MAX_NAMES} are read.")
    paths = []
    for name in listed:
        try:
            paths.append(compile_path(resource_type, name))
        except ScimError:
            continue
    return tuple(paths)


def _split(text: str) -> list[str]:
    """The names between the commas that stand in neither brackets nor quotes."""
    parts, depth, quoted, start = [], 0, False, 0
    for index, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "[]":
            depth += 1 if character == "[" else -1
        elif character == "," and depth <= 0 and not quoted:
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _is_core(path: PatchPath, name: str) -> bool:
    return path.extension is None and path.attribute is not None and path.attribute.name == name


def _is_whole(path: PatchPath, name: str) -> bool:
    return _is_core(path, name) and path.sub is None and path.picks is None


def _add(shown: dict[str, Any], resource: Mapping[str, Any], path: PatchPath) -> None:
    if path.extension is not None:
        source = resource.get(path.extension.urn)
        if not isinstance(source, Mapping):
            return
        if path.attribute is None:
            shown[path.extension.urn] = source
            return
        part: dict[str, Any] = dict(shown.get(path.extension.urn, {}))
        _add_attribute(part, source, path)
        if part:
            shown[path.extension.urn] = part
    else:
        _add_attribute(shown, resource, path)


def _add_attribute(shown: dict[str, Any], source: Mapping[str, Any], path: PatchPath) -> None:
    assert path.attribute is not None, "whole extensions are added before"
    name = path.attribute.name
    if name not in source:
        return
    value = source[name]
    if isinstance(value, list) and path.attribute.is_complex:
        before = shown.get(name) or [None] * len(value)
        merged = [_part(old, element, path) for old, element in zip(before, value, strict=True)]
        shown[name] = merged
    else:
        shown[name] = _part(shown.get(name), value, path)


def _without_gaps(shown: dict[str, Any]) -> dict[str, Any]:
    """Without what has no part that was asked for; its place kept several paths of one attribute aligned."""
    closed: dict[str, Any] = {}
    for name, value in shown.items():
        if isinstance(value, list):
            value = [element for element in value if element not in (None, {})]
        elif ":" in name and isinstance(value, dict):
            value = _without_gaps(value)
        if value not in ([], {}):
            closed[name] = value
    return closed


def _part(before: Any, value: Any, path: PatchPath) -> Any:
    """What is shown of one value: what was asked for before, and what this path adds."""
    if path.picks is not None and not path.picks(value):
        return before
    if path.sub is None or not isinstance(value, Mapping):
        return value
    name = path.sub.name
    return {**(before or {}), **({name: value[name]} if name in value else {})}


def _drop(shown: dict[str, Any], path: PatchPath) -> None:
    holder = shown
    if path.extension is not None:
        urn = path.extension.urn
        if urn not in shown:
            return
        if path.attribute is None:
            del shown[urn]
            return
        holder = shown[urn] = dict(shown[urn])
    attribute = path.attribute
    if attribute is None or attribute.name not in holder or attribute.name in _ALWAYS:
        return
    kept = _without(holder[attribute.name], path)
    if kept:
        holder[attribute.name] = kept
    else:
        del holder[attribute.name]


def _without(value: Any, path: PatchPath) -> Any:
    if isinstance(value, list) and (path.picks is not None or path.sub is not None):
        kept = [
            element if path.picks and not path.picks(element) else _cut(element, path) for element in value
        ]
        return [element for element in kept if element]
    return _cut(value, path)


def _cut(value: Any, path: PatchPath) -> Any:
    if path.sub is None or not isinstance(value, Mapping):
        return None
    return {key: part for key, part in value.items() if key != path.sub.name}
