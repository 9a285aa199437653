"""Edits of a schema: each gives a new one whose document differs in the one place that was edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimconsole.entra.schema.definitions import object_definition
from scimconsole.entra.schema.graph_json import attribute_mapping_json, definition_json, source_json
from scimconsole.entra.schema.json_object import JsonObject, Notes, spelled
from scimconsole.entra.schema.json_text import token
from scimconsole.entra.schema.model import AttributeMapping, ObjectMapping, SyncSchema
from scimconsole.entra.schema.places import parent, replaced, value_at
from scimconsole.entra.schema.reading import read_schema
from scimconsole.entra.schema.standard_definitions import custom_definition

_Document = Mapping[str, Any]


def replace_mapping(
    schema: SyncSchema, object_mapping: ObjectMapping, index: int, changed: AttributeMapping
) -> SyncSchema:
    """The schema with another mapping at the place of one; a target without a definition gets one.

    Raises MalformedExpression for an expression that cannot be read, InvalidInput for what no schema holds.
    """
    present = object_mapping.attributes[index]
    line = dict(value_at(schema.document, present.pointer))
    for name, value in _differing(present, changed).items():
        line[spelled(line, name) or name] = value
    if _source(present) != _source(changed):
        key = spelled(line, "source") or "source"
        line[key] = _merged(line.get(key), source_json(changed))
    document = replaced(schema.document, present.pointer, line)
    return read_schema(_defined(document, object_mapping, changed.target))


def add_mapping(schema: SyncSchema, object_mapping: ObjectMapping, mapping: AttributeMapping) -> SyncSchema:
    """The schema with one more mapping, behind the others; raises as `replace_mapping` does."""
    pointer, lines = _lines(schema, object_mapping)
    document = replaced(schema.document, pointer, [*lines, attribute_mapping_json(mapping)])
    return read_schema(_defined(document, object_mapping, mapping.target))


def remove_mapping(schema: SyncSchema, object_mapping: ObjectMapping, index: int) -> SyncSchema:
    """The schema without one of its mappings; the definition of its target stays."""
    pointer, lines = _lines(schema, object_mapping)
    gone = int(object_mapping.attributes[index].pointer.rpartition("/")[2])
    return read_schema(replaced(schema.document, pointer, lines[:gone] + lines[gone + 1 :]))


def set_enabled(schema: SyncSchema, object_mapping: ObjectMapping, enabled: bool) -> SyncSchema:
    """The schema with an object mapping that is used, or left alone."""
    mapping = value_at(schema.document, object_mapping.pointer)
    key = spelled(mapping, "enabled") or "enabled"
    return read_schema(replaced(schema.document, object_mapping.pointer + token(key), enabled))


def _lines(schema: SyncSchema, object_mapping: ObjectMapping) -> tuple[str, list[Any]]:
    """Where the attribute mappings stand, and what is there."""
    mapping = value_at(schema.document, object_mapping.pointer)
    key = spelled(mapping, "attributeMappings") or "attributeMappings"
    return object_mapping.pointer + token(key), list(mapping.get(key) or [])


def _differing(present: AttributeMapping, changed: AttributeMapping) -> dict[str, Any]:
    """The properties that differ, by their name in the document; the source is not among them."""
    pairs = {
        "targetAttributeName": (present.target, changed.target),
        "defaultValue": (present.default, changed.default),
        "flowType": (present.flow_type, changed.flow_type),
        "flowBehavior": (present.flow_behavior, changed.flow_behavior),
        "matchingPriority": (present.matching, changed.matching),
    }
    return {name: after for name, (before, after) in pairs.items() if before != after}


def _source(mapping: AttributeMapping) -> tuple[str, str]:
    return (mapping.type, mapping.expression)


def _merged(present: Any, changed: dict[str, Any] | None) -> dict[str, Any] | None:
    """The changed source with what is not understood of the present one."""
    if changed is None or not isinstance(present, Mapping):
        return changed
    return {**present, **{spelled(present, name) or name: value for name, value in changed.items()}}


def _defined(document: _Document, object_mapping: ObjectMapping, target: str) -> _Document:
    """The document with a definition of the target, where its directory lists what there is."""
    known = {name.lower() for name in object_mapping.definitions}
    if not known or target.strip().lower() in known or not target.strip():
        return document
    schema = JsonObject(document, "", Notes())
    rule = JsonObject(value_at(document, parent(object_mapping.pointer, 2)), "", Notes())
    directory = rule.text("targetDirectoryName") or ""
    definition = object_definition(schema, directory, object_mapping.target, is_source=False)
    if definition is None:
        return document
    attributes = [*(definition.raw("attributes") or []), definition_json(custom_definition(target.strip()))]
    return replaced(document, definition.at("attributes"), attributes)
