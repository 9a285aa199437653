"""Paths of PATCH operations (RFC 7644, figure 7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from scimconsole.domain.scim.attribute_path import AttributePath, parse_attribute_path
from scimconsole.domain.scim.errors import ScimError, invalid_path
from scimconsole.domain.scim.filter.parser import FilterParser
from scimconsole.domain.scim.filter.tree import Filter, format_filter

MAX_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class Path:
    """`attribute[filter].sub`; without a filter the sub-attribute stands in `sub`, never in `attribute`."""

    attribute: AttributePath
    filter: Filter | None = None
    sub: str | None = None

    def __str__(self) -> str:
        text = str(self.attribute)
        if self.filter is not None:
            text += f"[{format_filter(self.filter)}]"
        return text if self.sub is None else f"{text}.{self.sub}"


@lru_cache(maxsize=2_048)
def parse_path(text: str) -> Path:
    """The parts of a path; a bare extension URN gives an attribute with an empty name.

    Raises ScimError 400 invalidPath.
    """
    if len(text) > MAX_LENGTH:
        raise invalid_path(f"The path has {len(text)} characters; at most {MAX_LENGTH:,} are read.")
    text = text.strip()
    bracket = text.find("[")
    try:
        if bracket < 0:
            plain = parse_attribute_path(text)
            return Path(AttributePath(plain.schema, plain.name), None, plain.sub)
        attribute = parse_attribute_path(text[:bracket])
        if attribute.sub is not None or not attribute.name:
            raise ValueError(f'"{attribute}" cannot take a filter in brackets')
        parser = FilterParser(text, bracket)
        inner = parser.bracketed()
        return Path(attribute, inner, _sub_after(text, parser.position))
    except ValueError as error:
        raise invalid_path(f'The path "{text}" cannot be read: {error}.') from None
    except ScimError as error:
        raise invalid_path(f'The path "{text}" cannot be read: {error.detail}') from None


def _sub_after(text: str, position: int) -> str | None:
    if position == len(text):
        return None
    if text[position] != ".":
        raise ValueError(f'"{text[position:]}" follows the bracket where "." is expected')
    sub = parse_attribute_path(text[position + 1 :])
    if sub.schema is not None or sub.sub is not None:
        raise ValueError(f'"{sub}" is not a sub-attribute')
    return sub.name
