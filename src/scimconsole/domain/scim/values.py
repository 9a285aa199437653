"""From what clients send to one canonical form of every value (RFC 7643, 2.3; Entra's and Okta's dialects).

Names get the schema's spelling, `"True"` becomes true, nulls vanish, a reference sent as text or list
becomes `{"value": ...}`, roles sent as JSON text become objects. Texts stay exactly as sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import orjson

from scimconsole.domain.scim.errors import ScimError, invalid_syntax, invalid_value
from scimconsole.domain.scim.refused import shown
from scimconsole.domain.scim.schema import Attribute
from scimconsole.domain.scim.text import is_storable, iso_instant

MAX_DEPTH = 32
MAX_VALUES = 1_000
MAX_IGNORED = 100

_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\s]*={0,2}\s*\Z")
# The oldest dialect wraps single values as it wraps references: [{"$ref": null, "value": "False"}].
_WRAPPING = frozenset({"value", "$ref"})
_BOOLEANS = {"true": True, "false": False}


def coerce(attribute: Attribute, value: Any, ignored: list[str]) -> Any:
    """The value in canonical form, or None when nothing is left to keep.

    Names no schema knows are added to `ignored`. Raises ScimError 400 invalidValue that names the attribute
    and what it takes.
    """
    if value is None:
        return None
    if attribute.multi_valued:
        return _many(attribute, value, ignored)
    if type(value) is list:
        if len(value) > 1:
            raise invalid_value(f'"{attribute.name}" takes one value, not a list of {len(value)}.')
        if not value or value[0] is None:
            return None
        value = value[0]
    if attribute.type == "complex":
        return _object(attribute, value, ignored)
    if type(value) is dict and "value" in value and value.keys() <= _WRAPPING:
        value = value["value"]
    return None if value is None else _SIMPLE[attribute.type](attribute, value)


def check_depth(value: Any, depth: int = 1) -> None:
    """Refuse a body nested deeper than 32 levels (400 invalidSyntax)."""
    if depth > MAX_DEPTH:
        raise invalid_syntax(f"The body is nested deeper than {MAX_DEPTH} levels.")
    children = value.values() if type(value) is dict else value
    for child in children:
        if type(child) is dict or type(child) is list:
            check_depth(child, depth + 1)


def note_ignored(name: str, value: Any, ignored: list[str]) -> None:
    """Remember one of the first 100 names no schema knows.

    What no engine could keep is refused even then (400 invalidValue).
    """
    if not is_storable(name) or not _is_storable_tree(value):
        raise invalid_value("The body holds a NUL or a lone surrogate; neither can be kept.")
    if len(ignored) < MAX_IGNORED:
        ignored.append(shown(name))


def keep_one_primary(elements: list[Any]) -> None:
    """Leave at most the first primary element primary (RFC 7643, 2.4)."""
    seen = False
    for element in elements:
        if type(element) is dict and element.get("primary") is True:
            if seen:
                element["primary"] = False
            seen = True


def too_many_values(attribute: Attribute) -> ScimError:
    """400 invalidValue: an attribute takes at most 1,000 values."""
    return invalid_value(f'"{attribute.name}" takes at most {MAX_VALUES:,} values.')


def reference_id(value: dict[str, Any]) -> str | None:
    """The id in a reference: its `value`, else the last part of its `$ref`; None when both are blank."""
    for key in ("value", "$ref"):
        text = value.get(key)
        if isinstance(text, str) and text.strip():
            return text if key == "value" else text.rstrip("/").rpartition("/")[2]
    return None


def _is_storable_tree(value: Any) -> bool:
    if isinstance(value, str):
        return is_storable(value)
    if isinstance(value, dict):
        return all(is_storable(key) and _is_storable_tree(child) for key, child in value.items())
    return all(map(_is_storable_tree, value)) if isinstance(value, list) else True


def _many(attribute: Attribute, value: Any, ignored: list[str]) -> list[Any] | None:
    elements = value if type(value) is list else [value]
    if attribute.name == "roles" and len(elements) <= MAX_VALUES:
        elements = _roles(elements)
    if len(elements) > MAX_VALUES:
        raise too_many_values(attribute)
    if attribute.type != "complex":
        one = _SIMPLE[attribute.type]
        return [one(attribute, element) for element in elements if element is not None] or None
    kept = []
    for element in elements:
        if element is not None:
            canonical = _object(attribute, element, ignored)
            if canonical is not None:
                kept.append(canonical)
    if len(kept) > 1:
        keep_one_primary(kept)
    return kept or None


def _object(attribute: Attribute, value: Any, ignored: list[str]) -> dict[str, Any] | None:
    table = attribute.sub
    if type(value) is not dict:
        if type(value) is str and "value" in table:
            return _object(attribute, {"value": value}, ignored) if value.strip() else None
        raise invalid_value(f'"{attribute.name}" must be an object, not {_quoted(value)}.')
    kept: dict[str, Any] = {}
    for key, item in value.items():
        sub = table.get(key) or table.get(key.lower())
        if sub is None:
            note_ignored(f"{attribute.name}.{key}", item, ignored)
        elif item is not None and sub.is_kept:
            if sub.is_plain_text and type(item) is str:
                kept[sub.name] = _text(sub, item)
            else:
                canonical = coerce(sub, item, ignored)
                if canonical is not None:
                    kept[sub.name] = canonical
    if "$ref" in table:
        identifier = reference_id(kept)
        return kept | {"value": identifier} if identifier else None
    return kept or None


def _roles(elements: list[Any]) -> list[Any]:
    """Roles with JSON text in place of objects, as AppRoleAssignmentsComplex sends them."""
    roles: list[Any] = []
    for element in elements:
        text = element.get("value") if type(element) is dict else element
        parsed = _json_roles(text) if type(text) is str else None
        if parsed is None:
            roles.append(element)
        else:
            rest = {k: v for k, v in element.items() if k != "value"} if type(element) is dict else {}
            roles += [rest | role for role in parsed]
    return roles


def _json_roles(text: str) -> list[dict[str, Any]] | None:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        parsed = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    objects = parsed if isinstance(parsed, list) else [parsed]
    if not all(isinstance(role, dict) for role in objects):
        return None
    return [_role(role) for role in objects] or None


def _role(parsed: dict[str, Any]) -> dict[str, Any]:
    by_lower = {key.lower(): value for key, value in parsed.items()}
    role = {
        "value": by_lower.get("value") or by_lower.get("displayname") or by_lower.get("id"),
        "display": by_lower.get("displayname") or by_lower.get("display"),
        "type": by_lower.get("type"),
        "primary": by_lower.get("primary"),
    }
    return {key: value for key, value in role.items() if value is not None}


def _text(attribute: Attribute, value: Any) -> str:
    if type(value) is not str:
        raise invalid_value(f'"{attribute.name}" must be text, not {_quoted(value)}.')
    if not is_storable(value):
        raise invalid_value(f'"{attribute.name}" holds a NUL or a lone surrogate; neither can be kept.')
    return value


def _boolean(attribute: Attribute, value: Any) -> bool:
    if type(value) is bool:
        return value
    if type(value) is str:
        meant = _BOOLEANS.get(value.strip().lower())
        if meant is not None:
            return meant
    raise invalid_value(f'"{attribute.name}" must be true or false, not {_quoted(value)}.')


def _integer(attribute: Attribute, value: Any) -> int:
    if type(value) is int and -(2**63) <= value < 2**63:
        return value
    raise invalid_value(f'"{attribute.name}" must be a whole number of 64 bits, not {_quoted(value)}.')


def _decimal(attribute: Attribute, value: Any) -> int | float:
    if type(value) is float:
        return value
    if type(value) is int:
        return _integer(attribute, value)
    raise invalid_value(f'"{attribute.name}" must be a number, not {_quoted(value)}.')


def _time(attribute: Attribute, value: Any) -> str:
    text = _text(attribute, value)
    if iso_instant(text) is None:
        raise invalid_value(
            f'"{attribute.name}" must be a time such as 2026-11-21T20:00:00Z, not {_quoted(value)}.'
        )
    return text


def _binary(attribute: Attribute, value: Any) -> str:
    text = _text(attribute, value)
    if not _BASE64.match(text):
        raise invalid_value(f'"{attribute.name}" must be base64 text, not {_quoted(value)}.')
    return text


def _quoted(value: Any) -> str:
    return f'"{shown(value)}"' if isinstance(value, str) else shown(value)


_SIMPLE: dict[str, Callable[[Attribute, Any], Any]] = {
    "string": _text,
    "reference": _text,
    "boolean": _boolean,
    "integer": _integer,
    "decimal": _decimal,
    "dateTime": _time,
    "binary": _binary,
}
