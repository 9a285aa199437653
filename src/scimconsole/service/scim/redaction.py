"""Passwords out of what the journal keeps: clients send them, and nobody needs them here."""

from __future__ import annotations

from typing import Any

import orjson

REDACTED = "(redacted)"


def redacted(body: bytes) -> bytes:
    """A body without the values of passwords, wherever they stand; as it is when it has none."""
    if b"password" not in body.lower() and b"\\u00" not in body:
        return body
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return REDACTED.encode()
    return orjson.dumps(_without(found))


def redacted_query(query: bytes) -> str:
    """The query of an address, unless it may compare a password."""
    text = query.decode("latin-1")
    return REDACTED if "password" in text.lower() else text


def _without(value: Any) -> Any:
    if isinstance(value, list):
        return [_without(item) for item in value]
    if not isinstance(value, dict):
        return value
    names = [name for name, item in value.items() if name.lower() == "path" and _is_about(item)]
    hidden = {"value"} if names else set()
    return {
        name: REDACTED
        if _is_about(name) or name.lower() in hidden or _compares(name, item)
        else _without(item)
        for name, item in value.items()
    }


def _is_about(name: Any) -> bool:
    return isinstance(name, str) and "password" in name.lower()


def _compares(name: str, value: Any) -> bool:
    return name.lower() in ("filter", "path") and _is_about(value) and '"' in value
