"""What a list request asks for, by address or SearchRequest (RFC 7644, 3.4.2 and 3.4.3; RFC 9865)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from scimconsole.domain.scim.errors import ScimError, invalid_value
from scimconsole.domain.scim.text import is_storable

DEFAULT_COUNT = 100
LARGEST_COUNT = 1000
LARGEST_INDEX = 2**53
"""Beyond any list; engines cannot count to any number that a client can write."""

Key = tuple[Any, str]


@dataclass(frozen=True, slots=True)
class Query:
    """A list request; `cursor` is None for index pagination, empty for the first page by cursor."""

    filter: str | None = None
    sort_by: str | None = None
    descending: bool = False
    start_index: int = 1
    count: int = DEFAULT_COUNT
    cursor: str | None = None
    attributes: str | None = None
    excluded: str | None = None

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str]) -> Query:
        """The query of an address; names in lower case. Raises ScimError 400 invalidValue or invalidCount."""
        return cls(
            filter=parameters.get("filter") or None,
            sort_by=parameters.get("sortby") or None,
            descending=_is_descending(parameters.get("sortorder")),
            start_index=min(max(1, _number("startIndex", parameters.get("startindex"), 1)), LARGEST_INDEX),
            count=_count(_number("count", parameters.get("count"), DEFAULT_COUNT)),
            cursor=parameters.get("cursor"),
            attributes=parameters.get("attributes") or None,
            excluded=parameters.get("excludedattributes") or None,
        )

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> Query:
        """A SearchRequest; lists of names become the text that an address would have."""
        by_lower = {name.lower(): value for name, value in message.items()}
        texts: dict[str, str] = {}
        for name in ("filter", "sortby", "sortorder", "startindex", "count", "cursor"):
            value = by_lower.get(name)
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise invalid_value(f'"{name}" in the search must be text or a number.')
            texts[name] = str(value)
        for name in ("attributes", "excludedattributes"):
            value = by_lower.get(name)
            if isinstance(value, list):
                value = ",".join(str(item) for item in value)
            if isinstance(value, str):
                texts[name] = value
        return cls.from_parameters(texts)

    @property
    def parameters(self) -> dict[str, str]:
        """The projection's part, as `projection_of` takes it."""
        found = {"attributes": self.attributes, "excludedattributes": self.excluded}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def _digest(self) -> str:
        text = f"{self.filter}\0{self.sort_by}\0{self.descending}"
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()

    def cursor_for(self, kind: str, key: Key) -> str:
        """The cursor of the page behind `key`; it is good for the same filter and order only."""
        return base64.urlsafe_b64encode(orjson.dumps([self._digest, kind, *key])).decode().rstrip("=")

    def after(self, kind: str, *, by_number: bool) -> Key | None:
        """Where the cursor points to in the list of `kind`; None for the first page.

        `by_number` says whether the list is in the order of a number or a time.

        Raises ScimError 400 invalidCursor (RFC 9865, section 2.4).
        """
        if not self.cursor:
            return None
        refusal = ScimError(
            400,
            "invalidCursor",
            "The cursor is not one this service gave for this filter and order; start anew.",
        )
        try:
            padded = self.cursor + "=" * (-len(self.cursor) % 4)
            parts = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (binascii.Error, ValueError):
            raise refusal from None
        if not (isinstance(parts, list) and len(parts) == 4 and parts[:2] == [self._digest, kind]):
            raise refusal
        value, last_id = parts[2:]
        if not isinstance(last_id, str) or not isinstance(value, str | int | float):
            raise refusal
        if not is_storable(f"{last_id}{value}") or by_number == isinstance(value, str):
            raise refusal
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise refusal
        return value, last_id


def _is_descending(order: str | None) -> bool:
    if not order or order.lower() == "ascending":
        return False
    if order.lower() == "descending":
        return True
    raise invalid_value(f'"sortOrder" is "{order[:50]}"; allowed values are "ascending" and "descending".')


def _number(name: str, text: str | None, default: int) -> int:
    if text is None or not text.strip():
        return default
    try:
        return int(text)
    except ValueError:
        kind = "invalidCount" if name == "count" else "invalidValue"
        raise ScimError(400, kind, f'"{name}" is "{text[:50]}"; a whole number is expected.') from None


def _count(number: int) -> int:
    return min(max(0, number), LARGEST_COUNT)
