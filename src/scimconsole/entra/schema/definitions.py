"""Definitions of attributes, as the directories of a document hold them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scimconsole.entra.schema.json_object import JsonObject, shown
from scimconsole.entra.schema.model import AttributeDefinition, AttributeType

TYPES: tuple[AttributeType, ...] = ("String", "Integer", "Reference", "Binary", "Boolean", "DateTime")
SOURCE_NAMES = ("Azure Active Directory", "Microsoft Entra ID", "Azure AD", "Entra ID", "AAD")
"""What documents call the directory that people come from; the first is what exports of today say."""

_CORE = "urn:ietf:params:scim:schemas:core:2.0:"
_NONE: Mapping[str, AttributeDefinition] = MappingProxyType({})


def is_entra(name: str) -> bool:
    """Whether a directory of this name is Entra ID itself."""
    return name.strip().lower() in {known.lower() for known in SOURCE_NAMES}


def object_definition(
    schema: JsonObject, directory_name: str, object_name: str, *, is_source: bool
) -> JsonObject | None:
    """The definition of an object in a directory; None when the document has none."""
    directory = _directory(list(schema.children("directories")), directory_name, is_source=is_source)
    if directory is None:
        return None
    wanted = object_name.strip().lower()
    objects = list(directory.children("objects"))
    for name in (wanted, wanted.rpartition(":")[2]):
        for one in objects:
            if (one.text("name") or "").strip().lower() in (name, _CORE + name):
                return one
    return None


def read_definitions(definition: JsonObject | None) -> Mapping[str, AttributeDefinition]:
    """The attributes of an object's definition by name; the first of several of one name."""
    if definition is None:
        return _NONE
    found: dict[str, AttributeDefinition] = {}
    for attribute in definition.children("attributes"):
        name = (attribute.text("name") or "").strip()
        if not name:
            attribute.problem("name", "The definition of this attribute has no name.")
        elif name not in found:
            found[name] = _definition(attribute, name)
    return MappingProxyType(found)


def _directory(directories: list[JsonObject], name: str, *, is_source: bool) -> JsonObject | None:
    """The one of that name, else the only one that is or is not Entra ID."""
    named = {(one.text("name") or "").strip().lower(): one for one in reversed(directories)}
    if name and name.strip().lower() in named:
        return named[name.strip().lower()]
    others = [one for key, one in named.items() if is_entra(key) is is_source]
    return others[0] if len(others) == 1 else None


def _definition(attribute: JsonObject, name: str) -> AttributeDefinition:
    kind = attribute.word("type", TYPES, "String")
    if kind not in TYPES:
        attribute.notes.remark(
            f'{shown(name)} is defined with the unknown type "{shown(kind)}"; it is taken as String.'
        )
        kind = "String"
    references = [one.text("referencedObjectName") for one in attribute.children("referencedObjects")]
    return AttributeDefinition(
        name,
        kind,  # type: ignore[arg-type]
        required=attribute.boolean("required", False),
        multivalued=attribute.boolean("multivalued", False),
        case_exact=attribute.boolean("caseExact", True),
        anchor=attribute.boolean("anchor", False),
        references=tuple(reference for reference in references if reference),
    )
