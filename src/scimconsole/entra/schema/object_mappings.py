"""Object mappings and the attribute mappings in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scimconsole.entra.schema.definitions import object_definition, read_definitions
from scimconsole.entra.schema.json_object import JsonObject, shown
from scimconsole.entra.schema.model import AttributeDefinition, AttributeMapping, ObjectMapping
from scimconsole.entra.schema.scopes import read_scope
from scimconsole.entra.schema.source_reading import ReadSource, read_source

FLOW_TYPES = ("Always", "ObjectAddOnly", "MultiValueAddOnly", "ValueAddOnly", "AttributeAddOnly")
FLOW_BEHAVIORS = ("FlowWhenChanged", "FlowAlways")
CHANGES = ("Add", "Update", "Delete")
"""What the flowTypes of an object mapping can name."""


@dataclass(frozen=True, slots=True)
class Directories:
    """Where the definitions of a rule's attributes stand; `schema` is None for a part of a document."""

    schema: JsonObject | None = None
    source: str = ""
    target: str = ""
    _read: dict[str, Mapping[str, AttributeDefinition]] = field(default_factory=dict)

    def definitions(self, object_name: str, *, is_source: bool) -> Mapping[str, AttributeDefinition]:
        """The attributes of an object on one side, read once; empty where there is no definition."""
        name = self.source if is_source else self.target
        found = self.schema and object_definition(self.schema, name, object_name, is_source=is_source)
        if found is None:
            return read_definitions(None)
        if found.pointer not in self._read:
            self._read[found.pointer] = read_definitions(found)
        return self._read[found.pointer]


def kind_in(mapping: JsonObject) -> str:
    """`user`, `group`, or another kind of source object in small letters; without one, what the name says."""
    source = (mapping.text("sourceObjectName") or "").strip()
    if not source:
        target = (mapping.text("targetObjectName") or mapping.text("name") or "").lower()
        source = "group" if target.endswith(("group", "groups")) else "user"
    return source.lower()


def read_object_mapping(mapping: JsonObject, directories: Directories) -> ObjectMapping:
    """One object mapping with all in it; mistakes go to the notes."""
    kind = kind_in(mapping)
    source = {"user": "User", "group": "Group"}.get(kind, mapping.text("sourceObjectName") or kind)
    target = (mapping.text("targetObjectName") or "").strip() or source
    name = mapping.text("name") or f"{source}s"
    if mapping.key("attributeMappings") is None:
        mapping.problem("attributeMappings", f"{shown(name)} has no attributeMappings.")
    return ObjectMapping(
        name,
        source,
        target,
        enabled=mapping.boolean("enabled", True),
        flow_types=_flow_types(mapping, name),
        scope=read_scope(mapping, name),
        attributes=tuple(_attribute_mapping(one) for one in mapping.children("attributeMappings")),
        definitions=directories.definitions(target, is_source=False),
        source_definitions=directories.definitions(source, is_source=True),
        pointer=mapping.pointer,
    )


def _flow_types(mapping: JsonObject, name: str) -> frozenset[str]:
    written = mapping.raw("flowTypes")
    if written is None:
        return frozenset(CHANGES)
    words = written.split(",") if isinstance(written, str) else mapping.texts("flowTypes")
    known = {change.lower(): change for change in CHANGES}
    found = set()
    for word in words:
        if word.strip().lower() in known:
            found.add(known[word.strip().lower()])
        elif word.strip():
            mapping.notes.remark(
                f"{shown(name)}: flowTypes names {shown(word.strip())}, none of {', '.join(CHANGES)}."
            )
    return frozenset(found)


def _attribute_mapping(mapping: JsonObject) -> AttributeMapping:
    target = (mapping.text("targetAttributeName") or "").strip()
    if not target:
        mapping.problem("targetAttributeName", "The mapping names no target attribute.")
    source = mapping.child("source")
    read = read_source(source, target) if source is not None else ReadSource("None")
    return AttributeMapping(
        target,
        read.type,
        read.expression,
        read.name,
        default=mapping.text("defaultValue"),
        flow_type=_word(mapping, "flowType", FLOW_TYPES, target),
        flow_behavior=_word(mapping, "flowBehavior", FLOW_BEHAVIORS, target),
        matching=mapping.number("matchingPriority", 0),
        pointer=mapping.pointer,
    )


def _word(mapping: JsonObject, name: str, words: tuple[str, ...], target: str) -> str:
    word = mapping.word(name, words, words[0])
    if word not in words:
        mapping.notes.remark(
            f'{shown(target)}: {name} is "{shown(word)}", which is none of {", ".join(words)}.'
        )
    return word
