"""Attribute mappings, scopes and definitions, as a synchronization schema holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

MappingType: TypeAlias = Literal["Direct", "Constant", "Expression", "None"]
"""What the portal calls the kinds of mapping; `None` has no source."""
AttributeType: TypeAlias = Literal["String", "Integer", "Reference", "Binary", "Boolean", "DateTime"]


@dataclass(frozen=True, slots=True)
class AttributeDefinition:
    """An attribute of a directory's object, as its definition there says."""

    name: str
    type: AttributeType = "String"
    required: bool = False
    multivalued: bool = False
    case_exact: bool = True
    """Whether another letter case is a change; true where the document is silent."""
    anchor: bool = False
    references: tuple[str, ...] = ()
    """Names of the objects that a Reference can point to."""


@dataclass(frozen=True, slots=True)
class AttributeMapping:
    """One line of the portal's table of mappings."""

    target: str
    """The SCIM path, such as `emails[type eq "work"].value`."""
    type: MappingType
    expression: str = ""
    """What is evaluated: `[mail]`, `"FULL"`, `Join(" ", ...)`; empty for the type None."""
    name: str = ""
    """The source attribute of a Direct mapping, the text of a Constant, the outermost function."""
    default: str | None = None
    """What a new object gets when the source is null; never sent in an update."""
    flow_type: str = "Always"
    """`Always`, `ObjectAddOnly`, `MultiValueAddOnly`, or another word of the document."""
    flow_behavior: str = "FlowWhenChanged"
    matching: int = 0
    """0: not a matching attribute; else its precedence, lowest first."""
    pointer: str = ""
    """Where it stands in the document (RFC 6901)."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a scoping filter; `operator` in the portal's words, such as `NOT EQUALS`."""

    attribute: str
    operator: str
    values: tuple[str, ...] = ()
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class ScopingGroup:
    """Conditions that must all be met."""

    name: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class ObjectMapping:
    """How one kind of source object becomes one kind of target object."""

    name: str
    source: str
    """`User` or `Group`."""
    target: str
    enabled: bool = True
    flow_types: frozenset[str] = frozenset({"Add", "Update", "Delete"})
    scope: tuple[ScopingGroup, ...] = ()
    """Groups of which one must be met; empty: everybody."""
    attributes: tuple[AttributeMapping, ...] = ()
    definitions: Mapping[str, AttributeDefinition] = field(default_factory=lambda: MappingProxyType({}))
    """The target's attributes by name; empty when the document has no directories."""
    source_definitions: Mapping[str, AttributeDefinition] = field(
        default_factory=lambda: MappingProxyType({})
    )
    pointer: str = ""

    @cached_property
    def matching(self) -> tuple[AttributeMapping, ...]:
        """The matching attributes in the order in which they are tried."""
        found = [mapping for mapping in self.attributes if mapping.matching > 0]
        return tuple(sorted(found, key=lambda mapping: mapping.matching))


@dataclass(frozen=True)
class SyncSchema:
    """A document that was read: what it means, and the JSON it came as, which export gives back."""

    document: Mapping[str, Any]
    """As imported, with everything that is not understood; never changed in place."""
    mappings: tuple[ObjectMapping, ...]
    remarks: tuple[str, ...] = ()
    """What was not understood or contradicts itself, a sentence each."""

    @cached_property
    def users(self) -> ObjectMapping | None:
        """The mapping of users; the first of several."""
        return next((mapping for mapping in self.mappings if mapping.source.lower() == "user"), None)

    @cached_property
    def groups(self) -> ObjectMapping | None:
        """The mapping of groups, or None."""
        return next((mapping for mapping in self.mappings if mapping.source.lower() == "group"), None)
