"""From a schema to the document that Entra takes: a PUT of it replaces the whole schema of a job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from scimconsole.entra.schema.definitions import is_entra
from scimconsole.entra.schema.graph_json import (
    directory_json,
    object_mapping_json,
    rule_json,
    schema_json,
)
from scimconsole.entra.schema.json_object import JsonObject, Notes, spelled
from scimconsole.entra.schema.layout import shape_of
from scimconsole.entra.schema.model import AttributeDefinition, SyncSchema
from scimconsole.entra.schema.object_mappings import kind_in
from scimconsole.entra.schema.standard_definitions import (
    custom_definition,
    source_definitions,
    target_definitions,
)


def export(schema: SyncSchema) -> dict[str, Any]:
    """The whole document, as it was imported but for what was edited.

    A part of a document is completed: with the rule, the names and the definitions of both directories that a
    non-gallery application begins with.
    """
    document: dict[str, Any] = orjson.loads(orjson.dumps(schema.document))
    shape = shape_of(document)
    if shape == "object mapping":
        document = rule_json([_completed_object_mapping(document)])
    if shape != "schema":
        rule = _completed(document, rule_json([])) | {
            spelled(document, "objectMappings") or "objectMappings": [
                _completed_object_mapping(mapping) for mapping in _list(document, "objectMappings")
            ]
        }
        document = schema_json("export", [rule], [])
    if not _list(document, "directories"):
        document[spelled(document, "directories") or "directories"] = list(_directories(document))
    return document


def _completed_object_mapping(mapping: dict[str, Any]) -> dict[str, Any]:
    kind = "Group" if kind_in(_reader(mapping)) == "group" else "User"
    return _completed(mapping, object_mapping_json(kind, []))


def _completed(given: dict[str, Any], standard: Mapping[str, Any]) -> dict[str, Any]:
    """The given with what it lacks, or leaves null, from the standard."""
    absent = {name: value for name, value in standard.items() if _value(given, name) is None}
    return given | {spelled(given, name) or name: value for name, value in absent.items()}


def _directories(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The directories that the rules name, each once, with the definitions of what is mapped."""
    objects: dict[str, dict[str, dict[str, AttributeDefinition]]] = {}
    for rule in _list(document, "synchronizationRules"):
        for side, is_source in (("source", True), ("target", False)):
            directory = _value(rule, f"{side}DirectoryName") or rule_json([])[f"{side}DirectoryName"]
            for mapping in _list(rule, "objectMappings"):
                name = _value(mapping, f"{side}ObjectName") or "User"
                known = objects.setdefault(str(directory), {}).setdefault(str(name), {})
                known.update(_definitions(mapping, is_source=is_source and is_entra(str(directory))))
    for directory, named in objects.items():
        yield directory_json(directory, {name: known.values() for name, known in named.items()})


def _definitions(mapping: dict[str, Any], *, is_source: bool) -> dict[str, AttributeDefinition]:
    kind = "Group" if kind_in(_reader(mapping)) == "group" else "User"
    if is_source:
        return {definition.name: definition for definition in source_definitions(kind)}
    found = {definition.name: definition for definition in target_definitions(kind)}
    for line in _list(mapping, "attributeMappings"):
        target = _value(line, "targetAttributeName")
        if isinstance(target, str) and target.strip():
            found.setdefault(target.strip(), custom_definition(target.strip()))
    return found


def _reader(content: dict[str, Any]) -> JsonObject:
    return JsonObject(content, "", Notes())


def _value(content: Mapping[str, Any], name: str) -> Any:
    return content.get(spelled(content, name) or name)


def _list(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list that may be absent."""
    value = _value(content, name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
