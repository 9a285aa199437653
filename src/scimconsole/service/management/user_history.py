"""What an audit entry says, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

LONGEST_VALUE = 60

_NAMES = {"entra_active": "active in Entra ID"}
_IMPLIED = ("schemas", "meta")
"""Attributes that change only because others do."""


def sentence_of(detail: str | None) -> str | None:
    """The detail of an audit entry about a user, as one line of text; None when there is nothing to say."""
    if detail is None:
        return None
    said: dict[str, Any] = orjson.loads(detail)
    parts = []
    changed = said.get("changed")
    if isinstance(changed, list):
        parts.append("changed: " + ", ".join(name for name in changed if name not in _IMPLIED))
    elif isinstance(changed, dict):
        for name, (before, after) in changed.items():
            if name not in _IMPLIED:
                parts.extend(_changes(name, before, after))
    if said.get("held"):
        parts.append("held again: the hold on this person was still there")
    if said.get("reason"):
        parts.append(str(said["reason"]))
    return "; ".join(parts) or None


def _changes(name: str, before: Any, after: Any) -> Iterator[str]:
    """What changed in an attribute; in an object, or an extension, each of its attributes by itself."""
    if isinstance(before or after, dict) and isinstance(after or before, dict):
        old, new = before or {}, after or {}
        prefix = "" if name.startswith("urn:") else f"{name}."
        for key in {**old, **new}:
            if old.get(key) != new.get(key):
                yield from _changes(f"{prefix}{key}", old.get(key), new.get(key))
        return
    yield f"{_NAMES.get(name, name)}: {_shown(before)} -> {_shown(after)}"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(one, dict) and "value" in one for one in value):
        value = ", ".join(str(one["value"]) for one in value)
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
