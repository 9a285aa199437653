"""From the value of an expression to the JSON that a target attribute takes, as its definition says."""

from __future__ import annotations

from typing import Any

from scimconsole.domain.scim.refused import shown
from scimconsole.domain.scim.text import is_storable, iso_instant
from scimconsole.entra.expressions.date_text import read_date
from scimconsole.entra.expressions.instants import Instant
from scimconsole.entra.expressions.values import Item, Value, integer_of, text_form
from scimconsole.entra.schema.model import AttributeDefinition, AttributeType

__all__ = ["BOOLEAN_TEXTS", "Unconvertible", "converted"]

BOOLEAN_TEXTS = {"true": True, "false": False}


class Unconvertible(Exception):
    """The target takes no such value; the text is the sentence that says so."""


def converted(value: Value, definition: AttributeDefinition, target: str) -> Any:
    """The JSON value, None where nothing is left of a list; raises `Unconvertible`.

    A list that holds objects stays a list whatever the definition: that is how roles arrive.
    """
    if value is None:
        return None
    if not isinstance(value, list):
        single = _one(value, definition.type, target)
        return [single] if definition.multivalued else single
    items = [_one(item, definition.type, target) for item in value]
    if definition.multivalued or any(isinstance(item, dict) for item in items):
        return items or None
    if len(items) > 1:
        raise Unconvertible(f"{target} takes one value, and there are {len(items)}.")
    return items[0] if items else None


def _one(value: Item, kind: AttributeType, target: str) -> Any:
    if isinstance(value, dict):
        return {name: _text(part, target) if isinstance(part, str) else part for name, part in value.items()}
    if kind == "Boolean":
        return _boolean(value, target)
    if kind == "Integer":
        number = integer_of(value)
        if number is None:
            raise Unconvertible(f'{target} takes a whole number, not "{shown(text_form(value))}".')
        return number
    if kind == "DateTime":
        return _time(value, target)
    return _text(text_form(value), target)


def _text(text: str, target: str) -> str:
    if not text.isascii() and not is_storable(text.replace("\0", "")):
        raise Unconvertible(f'{target}: "{shown(text)}" holds half of a character, which JSON cannot carry.')
    return text


def _boolean(value: Any, target: str) -> bool:
    if isinstance(value, bool):
        return value
    meant = BOOLEAN_TEXTS.get(text_form(value).strip().lower())
    if meant is None:
        raise Unconvertible(f'{target} takes true or false, not "{shown(text_form(value))}".')
    return meant


def _time(value: Any, target: str) -> str:
    if not isinstance(value, Instant):
        text = text_form(value)
        if iso_instant(text) is not None:
            return text
        try:
            value = read_date(text)
        except ValueError:
            raise Unconvertible(f'{target} takes a point in time, not "{shown(text)}".') from None
    return f"{value.moment.isoformat(timespec='seconds')}Z"
