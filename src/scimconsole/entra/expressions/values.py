"""The values of the language, and how one kind reads as another.

Null, text, whole number, Boolean, point in time, and lists of these; an item of a list can also be an object,
as the roles of a person are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from scimconsole.entra.expressions.instants import Instant

Scalar: TypeAlias = str | int | bool | Instant
Item: TypeAlias = Scalar | dict[str, Any]
Value: TypeAlias = Scalar | list[Item] | None

_INTEGER = re.compile(r"-?[0-9]{1,19}\Z")
_LARGEST, _SMALLEST = 2**63 - 1, -(2**63)


def read_json(given: object) -> Value:
    """The value of an attribute as it came from a directory: an empty list is null, an object its text."""
    if given is None or isinstance(given, (str, bool)):
        return given
    if isinstance(given, int):
        return given if _SMALLEST <= given <= _LARGEST else _digits(given)
    if isinstance(given, float):
        return _number_text(given)
    if isinstance(given, Instant):
        return given
    if isinstance(given, Mapping):
        return reference_text(given)
    if isinstance(given, (list, tuple)):
        return [item for item in map(_read_item, given) if item is not None] or None
    return str(given)


def _read_item(given: object) -> Item | None:
    if isinstance(given, Mapping):
        return dict(given)
    value = read_json(given)
    return json.dumps(given, ensure_ascii=False, default=str) if isinstance(value, list) else value


def _number_text(number: float) -> Scalar:
    if number.is_integer() and abs(number) < 1e15:
        return int(number)
    return repr(number)


def _digits(number: int) -> str:
    """Far too large a number; Python writes no more than 4,300 digits of one."""
    try:
        return str(number)
    except ValueError:
        return hex(number)


def reference_text(reference: Mapping[Any, Any]) -> str:
    """The text form of an object: the id of a reference such as a manager, else the JSON."""
    identity = reference.get("id")
    if isinstance(identity, str):
        return identity
    return json.dumps(dict(reference), ensure_ascii=False, default=str, skipkeys=True)


def text_form(value: Scalar) -> str:
    """The text of a single value: `True`, `7`, `7/4/2022 9:00:00 AM`."""
    return value if isinstance(value, str) else str(value)


def integer_of(value: Value) -> int | None:
    """The whole number that the value is or reads as, of at most 64 bits; None when it reads as none."""
    if value.__class__ is int:
        return value
    if isinstance(value, str) and _INTEGER.match(value):
        number = int(value)
        return number if _SMALLEST <= number <= _LARGEST else None
    return None


def wire_form(value: Value) -> Any:
    """The value as JSON has it: points in time become texts."""
    if isinstance(value, list):
        return [str(item) if isinstance(item, Instant) else item for item in value]
    return str(value) if isinstance(value, Instant) else value


def described(value: Value) -> str:
    """The value for a sentence, shortened."""
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = text_form(value)
    shown = text if len(text) <= 40 else text[:37] + "..."
    return json.dumps(shown, ensure_ascii=False) if isinstance(value, str) else shown
