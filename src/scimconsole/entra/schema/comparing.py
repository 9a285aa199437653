"""What changed from one schema to another, mapping by mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from scimconsole.entra.schema.json_object import spelled
from scimconsole.entra.schema.model import AttributeDefinition, AttributeMapping, ObjectMapping, SyncSchema
from scimconsole.entra.schema.places import parent, replaced, value_at

Kind: TypeAlias = Literal["added", "removed", "changed", "other"]

_LINE_KEYS = (
    "targetAttributeName",
    "source",
    "defaultValue",
    "flowType",
    "flowBehavior",
    "matchingPriority",
)
_MAPPING_KEYS = ("enabled", "flowTypes", "name", "scope", "attributeMappings")
_Key: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One property before and after, as texts; empty where there is none."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MappingChange:
    """One mapping that was added, removed or changed.

    Without a target it is about the object mapping itself; the kind `other` is about parts of the document
    that mean nothing here, such as metadata, or about the order of mappings.
    """

    kind: Kind
    object_mapping: str
    """Its name; empty for the document."""
    target: str = ""
    fields: tuple[FieldChange, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The change as plain data."""
        return {
            "change": self.kind,
            "object_mapping": self.object_mapping,
            "target": self.target,
            "fields": [{"field": one.field, "before": one.before, "after": one.after} for one in self.fields],
        }


def compare(before: SyncSchema, after: SyncSchema) -> list[MappingChange]:
    """The changes in the order of the later schema; what was removed comes last in its object mapping."""
    changes: list[MappingChange] = []
    old, new = _keyed(before.mappings), _keyed(after.mappings)
    for key, mapping in new.items():
        if key in old:
            changes += _object_mapping(old[key], mapping)
        else:
            changes.append(MappingChange("added", mapping.name, fields=_facts(mapping, None)))
            changes += [
                MappingChange("added", mapping.name, line.target, _line_fields(None, line))
                for line in mapping.attributes
            ]
    for key, mapping in old.items():
        if key not in new:
            changes.append(MappingChange("removed", mapping.name, fields=_facts(None, mapping)))
    if _rest(before, old, new) != _rest(after, new, old):
        changes.append(MappingChange("other", "", fields=(FieldChange("other parts", "", "changed"),)))
    return changes


def _keyed(mappings: Iterable[ObjectMapping]) -> dict[_Key, ObjectMapping]:
    """By what they map from and to; several of the same kind by their number."""
    found: dict[_Key, ObjectMapping] = {}
    for mapping in mappings:
        kind = f"{mapping.source.lower()} {mapping.target.lower()}"
        found[kind, sum(key[0] == kind for key in found)] = mapping
    return found


def _lines(mapping: ObjectMapping) -> dict[_Key, AttributeMapping]:
    """The attribute mappings by target; several onto one target by their number."""
    found: dict[_Key, AttributeMapping] = {}
    counts: dict[str, int] = {}
    for line in mapping.attributes:
        target = line.target.lower()
        number = counts.get(target, 0)
        found[target, number] = line
        counts[target] = number + 1
    return found


def _object_mapping(before: ObjectMapping, after: ObjectMapping) -> list[MappingChange]:
    changes = []
    facts = _changed(_texts(before), _texts(after))
    definitions = _definitions(before.definitions, after.definitions)
    if facts or definitions:
        changes.append(MappingChange("changed", after.name, fields=(*facts, *definitions)))
    old, new = _lines(before), _lines(after)
    for key, line in new.items():
        fields = _line_fields(old.get(key), line)
        if fields:
            kind: Kind = "changed" if key in old else "added"
            changes.append(MappingChange(kind, after.name, line.target, fields))
    changes += [
        MappingChange("removed", after.name, line.target, _line_fields(line, None))
        for key, line in old.items()
        if key not in new
    ]
    if [key for key in old if key in new] != [key for key in new if key in old]:
        order = FieldChange("order of the mappings", "", "changed")
        changes.append(MappingChange("other", after.name, fields=(order,)))
    return changes


def _facts(after: ObjectMapping | None, before: ObjectMapping | None) -> tuple[FieldChange, ...]:
    return _changed(_texts(before) if before else {}, _texts(after) if after else {})


def _texts(mapping: ObjectMapping) -> dict[str, str]:
    groups = [
        " and ".join(" ".join((one.attribute, one.operator, *one.values)) for one in group.clauses)
        for group in mapping.scope
    ]
    return {
        "name": mapping.name,
        "enabled": "yes" if mapping.enabled else "no",
        "flow types": ", ".join(sorted(mapping.flow_types)),
        "scope": "; or ".join(groups) if groups else "everybody",
        "names of scope groups": ", ".join(group.name for group in mapping.scope),
    }


def _line_fields(before: AttributeMapping | None, after: AttributeMapping | None) -> tuple[FieldChange, ...]:
    return _changed(_line_texts(before), _line_texts(after))


def _line_texts(line: AttributeMapping | None) -> dict[str, str]:
    if line is None:
        return {}
    return {
        "target": line.target,
        "type": line.type,
        "source": line.expression,
        "default": "" if line.default is None else line.default or '""',
        "apply": line.flow_type,
        "flow behavior": line.flow_behavior,
        "matching": str(line.matching or ""),
    }


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, before.get(name, ""), after.get(name, ""))
        for name in (after or before)
        if before.get(name, "") != after.get(name, "")
    )


def _definitions(
    before: Mapping[str, AttributeDefinition], after: Mapping[str, AttributeDefinition]
) -> tuple[FieldChange, ...]:
    """The definitions of target attributes that came, went or changed."""
    return tuple(
        FieldChange(f"definition of {name}", _definition(before.get(name)), _definition(after.get(name)))
        for name in dict.fromkeys((*after, *before))
        if before.get(name) != after.get(name)
    )


def _definition(definition: AttributeDefinition | None) -> str:
    if definition is None:
        return ""
    words = (
        ("required", definition.required),
        ("multi-valued", definition.multivalued),
        ("without letter case", not definition.case_exact),
        ("anchor", definition.anchor),
    )
    return ", ".join((definition.type, *(word for word, holds in words if holds)))


def _rest(
    schema: SyncSchema, mine: Mapping[_Key, ObjectMapping], others: Mapping[_Key, ObjectMapping]
) -> Mapping[str, Any]:
    """The document without what is compared elsewhere."""
    document = schema.document
    for key, mapping in mine.items():
        rest = _rest_of(document, mapping, others[key]) if key in others else None
        document = replaced(document, mapping.pointer, rest)
    siblings = parent(schema.mappings[0].pointer)
    if siblings:
        kept = [one for one in value_at(document, siblings) if one is not None]
        document = replaced(document, siblings, kept)
    if any(mine[key].definitions != others[key].definitions for key in mine if key in others):
        document = _without(document, ("directories",))
    return document


def _rest_of(document: Mapping[str, Any], mapping: ObjectMapping, other: ObjectMapping) -> dict[str, Any]:
    shared = _lines(other)
    lines = {
        f"{target} {number}": _without(value_at(document, line.pointer), _LINE_KEYS)
        for (target, number), line in _lines(mapping).items()
        if (target, number) in shared
    }
    return {"mapping": _without(value_at(document, mapping.pointer), _MAPPING_KEYS), "lines": lines}


def _without(content: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    keys = {spelled(content, name) for name in names}
    return {key: value for key, value in content.items() if key not in keys}
