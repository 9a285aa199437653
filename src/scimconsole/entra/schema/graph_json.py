"""The parts of a synchronization schema as Microsoft Graph writes them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scimconsole.entra.schema.model import AttributeDefinition, AttributeMapping
from scimconsole.entra.schema.source_tree import source_of

ENTRA = "Azure Active Directory"
"""The directory that people come from."""
APPLICATION = "customappsso"
"""What Entra calls the directory of a non-gallery application."""
OBJECT_MAPPING_NAMES = {
    "User": "Provision Microsoft Entra ID Users",
    "Group": "Provision Microsoft Entra ID Groups",
}

_IDS = uuid.UUID("0f4ee1d2-6a3c-5c1f-9d1b-6d1f0a5be7a4")


def stable_id(*parts: str) -> str:
    """An id that is the same for the same parts whenever and wherever it is made."""
    return str(uuid.uuid5(_IDS, "\n".join(parts)))


def attribute_mapping_json(mapping: AttributeMapping) -> dict[str, Any]:
    """One attribute mapping; raises MalformedExpression."""
    return {
        "defaultValue": mapping.default,
        "exportMissingReferences": False,
        "flowBehavior": mapping.flow_behavior,
        "flowType": mapping.flow_type,
        "matchingPriority": mapping.matching,
        "source": source_json(mapping),
        "targetAttributeName": mapping.target,
    }


def source_json(mapping: AttributeMapping) -> dict[str, Any] | None:
    """The source of a mapping; None for the type None. Raises MalformedExpression."""
    if mapping.type == "None":
        return None
    source = source_of(mapping.expression)
    if mapping.type == "Expression" and source["type"] != "Function":
        # The portal takes a mere attribute or text as an expression and keeps it one.
        source["type"] = "Function"
    return source


def object_mapping_json(kind: str, mappings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One object mapping of `User` or `Group`."""
    return {
        "enabled": True,
        "flowTypes": "Add, Update, Delete",
        "metadata": [],
        "name": OBJECT_MAPPING_NAMES[kind],
        "scope": None,
        "sourceObjectName": kind,
        "targetObjectName": kind,
        "attributeMappings": list(mappings),
    }


def rule_json(object_mappings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The rule out of Entra ID into the application."""
    return {
        "editable": True,
        "id": stable_id("rule"),
        "name": "USER_OUTBOUND_USER",
        "priority": 1,
        "sourceDirectoryName": ENTRA,
        "targetDirectoryName": APPLICATION,
        "metadata": [],
        "objectMappings": list(object_mappings),
    }


def directory_json(name: str, objects: Mapping[str, Iterable[AttributeDefinition]]) -> dict[str, Any]:
    """A directory with the definitions of its objects."""
    return {
        "id": stable_id("directory", name),
        "name": name,
        "discoverabilities": "None",
        "discoveryDateTime": None,
        "metadata": [],
        "readOnly": False,
        "version": None,
        "objects": [
            {
                "name": object_name,
                "metadata": [],
                "attributes": [definition_json(definition) for definition in definitions],
            }
            for object_name, definitions in objects.items()
        ],
    }


def definition_json(definition: AttributeDefinition) -> dict[str, Any]:
    """The definition of an attribute."""
    references = [
        {"referencedObjectName": name, "referencedProperty": None} for name in definition.references
    ]
    return {
        "anchor": definition.anchor,
        "caseExact": definition.case_exact,
        "defaultValue": None,
        "flowNullValues": False,
        "metadata": [],
        "multivalued": definition.multivalued,
        "mutability": "ReadOnly" if definition.anchor else "ReadWrite",
        "name": definition.name,
        "referencedObjects": references,
        "required": definition.required,
        "type": definition.type,
    }


def schema_json(
    identity: str, rules: Sequence[Mapping[str, Any]], directories: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A whole document; `identity` is what its id is made of."""
    return {
        "id": stable_id("schema", identity),
        "version": "1",
        "synchronizationRules": list(rules),
        "directories": list(directories),
    }
