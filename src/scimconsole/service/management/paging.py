"""Pages of a list: how many, and the opaque cursor that says where the next one starts."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any

import orjson
from fastapi import Query

from scimconsole.domain.scim.text import is_storable
from scimconsole.errors import InvalidInput

Limit = Annotated[int, Query(ge=1, le=1000, description="How many at most, 1 to 1,000.")]
Cursor = Annotated[
    str | None,
    Query(max_length=4000, description="`next_cursor` of the page before; omitted for the first page."),
]

_LARGEST = 2**63 - 1


def encode_cursor(kind: str, *parts: str | int) -> str:
    """The place behind `parts` in lists of the given kind, as text without meaning to others."""
    return base64.urlsafe_b64encode(orjson.dumps([kind, *parts])).decode().rstrip("=")


def decode_cursor(kind: str, cursor: str, *types: type[str] | type[int]) -> tuple[Any, ...]:
    """The parts that a cursor of this kind was made of; raises InvalidInput for any other text."""
    try:
        data = cursor.encode("ascii")
        values = orjson.loads(base64.b64decode(data + b"=" * (-len(data) % 4), b"-_", validate=True))
    except (UnicodeEncodeError, binascii.Error, orjson.JSONDecodeError):
        raise _unknown_cursor() from None
    if not isinstance(values, list) or len(values) != len(types) + 1 or values[0] != kind:
        raise _unknown_cursor()
    for value, wanted in zip(values[1:], types, strict=True):
        if type(value) is not wanted:
            raise _unknown_cursor()
        if isinstance(value, int) and abs(value) > _LARGEST:
            raise _unknown_cursor()
        if isinstance(value, str) and not is_storable(value):
            raise _unknown_cursor()
    return tuple(values[1:])


def _unknown_cursor() -> InvalidInput:
    sentence = "This is no cursor of this list: send `next_cursor` of the page before, unchanged, or none."
    return InvalidInput(sentence, errors=[("?cursor", sentence)])
