"""Places of a JSON document by their pointer (RFC 6901), and copies in which one place differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimconsole.entra.schema.json_text import token


def value_at(document: Any, pointer: str) -> Any:
    """What stands at the pointer; raises KeyError or IndexError when nothing does."""
    for step in _steps(pointer):
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def replaced(document: Mapping[str, Any], pointer: str, value: Any) -> Mapping[str, Any]:
    """The document with another value at the pointer; everything beside the way there is shared."""
    changed: Mapping[str, Any] = _replaced(document, _steps(pointer), value)
    return changed


def parent(pointer: str, levels: int = 1) -> str:
    """The pointer of what holds the place."""
    return "".join(token(step) for step in _steps(pointer)[:-levels])


def _replaced(inner: Any, steps: list[str], value: Any) -> Any:
    if not steps:
        return value
    step, *rest = steps
    if isinstance(inner, list):
        elements = list(inner)
        elements[int(step)] = _replaced(elements[int(step)], rest, value)
        return elements
    return {**inner, step: _replaced(inner.get(step), rest, value)}


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
