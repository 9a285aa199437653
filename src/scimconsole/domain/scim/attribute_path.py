"""Names of attributes as they stand in filters, paths and query parameters (RFC 7644, 3.10)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"[A-Za-z$][A-Za-z0-9_$-]*\Z")
# A URN of a schema ends with a version and a name, so the dot of "2.0" never splits a path.
_VERSIONED_URN = re.compile(r"(urn:.+:\d+(?:\.\d+)+:[^:.\[\]]+)(?::(.*))?\Z", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class AttributePath:
    """`schema:name.sub`; as sent until resolved, then canonical, with `schema` None for the core.

    A bare extension URN has the URN in `schema` and an empty `name`.
    """

    schema: str | None
    name: str
    sub: str | None = None

    def __str__(self) -> str:
        text = self.name if self.sub is None else f"{self.name}.{self.sub}"
        if self.schema is None:
            return text
        return f"{self.schema}:{text}" if text else self.schema


def parse_attribute_path(text: str) -> AttributePath:
    """The parts of `[urn:]name[.sub]`; a URN is matched as long as possible.

    Raises ValueError with a sentence when the text is no attribute path.
    """
    schema, rest = _split_schema(text)
    if not rest:
        if schema is None:
            raise ValueError("an attribute name is missing")
        return AttributePath(schema, "")
    name, dot, sub = rest.partition(".")
    if not _NAME.match(name) or (dot and not _NAME.match(sub)):
        raise ValueError(f'"{text}" is not an attribute name')
    return AttributePath(schema, name, sub if dot else None)


def _split_schema(text: str) -> tuple[str | None, str]:
    lowered = text[:8].lower()
    if lowered.startswith("urn:"):
        versioned = _VERSIONED_URN.match(text)
        if versioned is not None:
            return versioned[1], versioned[2] or ""
    elif not lowered.startswith(("http://", "https://")):
        return None, text
    schema, _, rest = text.rpartition(":")
    if "/" in rest or schema.lower() in ("urn", "http", "https"):
        return text, ""
    return schema, rest
