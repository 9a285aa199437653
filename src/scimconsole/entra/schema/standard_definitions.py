"""The definitions every non-gallery application begins with, of both directories."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scimconsole.domain.scim.profile import Profile
from scimconsole.entra.schema.definitions import TYPES
from scimconsole.entra.schema.model import AttributeDefinition, AttributeType

FOLDER = Path(__file__).parent / "starting_points"

_TYPES: dict[str, AttributeType] = {"boolean": "Boolean", "integer": "Integer", "dateTime": "DateTime"}
"""Of an extension's attributes; Entra takes no references and no lists as custom attributes."""


def source_definitions(kind: str) -> tuple[AttributeDefinition, ...]:
    """What mappings of `User` or `Group` can name as a source."""
    return _standard()["source", kind]


def target_definitions(kind: str, profile: Profile | None = None) -> tuple[AttributeDefinition, ...]:
    """What mappings of `User` or `Group` can name as a target; with a profile its own attributes too.

    Where a profile lists the allowed values, another letter case is no change: the service keeps its own.
    """
    standard = _standard()["target", kind]
    if profile is None or kind != "User":
        return standard
    extension = profile.extension
    found = {definition.name: definition for definition in standard}
    for attribute in extension.attributes if extension else ():
        name = f"{extension.urn}:{attribute.name}" if extension else attribute.name
        if not attribute.is_complex:
            found[name] = AttributeDefinition(name, _TYPES.get(attribute.type, "String"))
    for field in profile.fields:
        definition = found.get(field.path) or AttributeDefinition(field.path)
        found[field.path] = _without_case(definition) if field.allowed else definition
    return tuple(found.values())


def custom_definition(name: str) -> AttributeDefinition:
    """The definition of a target attribute by its name: the standard one, else a text."""
    lower = name.lower()
    standard = (one for kind in ("User", "Group") for one in _standard()["target", kind])
    return next((one for one in standard if one.name.lower() == lower), AttributeDefinition(name))


def _without_case(definition: AttributeDefinition) -> AttributeDefinition:
    return AttributeDefinition(
        definition.name, definition.type, definition.required, definition.multivalued, case_exact=False
    )


@lru_cache(maxsize=1)
def _standard() -> Mapping[tuple[str, str], tuple[AttributeDefinition, ...]]:
    tables = tomllib.loads((FOLDER / "directories.toml").read_text("utf-8"))
    return MappingProxyType(
        {
            (side, kind): tuple(_definitions(table))
            for side, kinds in tables.items()
            for kind, table in kinds.items()
        }
    )


def _definitions(table: Mapping[str, Any]) -> list[AttributeDefinition]:
    return [
        AttributeDefinition(
            name,
            kind,
            required=name in table["required"],
            multivalued=name in table["multivalued"],
            anchor=name == table["anchor"],
            references=tuple(table["references"]) if kind == "Reference" else (),
        )
        for kind in TYPES
        for name in table.get(kind, ())
    ]
