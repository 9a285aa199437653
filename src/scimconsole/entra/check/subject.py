"""An object mapping as the rules see it: its lines read, their targets found in the profile's schemas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter import format_filter
from scimconsole.domain.scim.patch_path import PatchPath, compile_path
from scimconsole.domain.scim.profile_model import Field, Profile
from scimconsole.domain.scim.schema import ResourceType
from scimconsole.domain.scim.text import fold
from scimconsole.entra.check.results import Result, results_of
from scimconsole.entra.expressions import Expression, MalformedExpression, compile_expression
from scimconsole.entra.expressions.tree import Attribute, Node, attributes_of
from scimconsole.entra.schema.model import AttributeDefinition, AttributeMapping, ObjectMapping, SyncSchema


class Line:
    """One attribute mapping: its expression read, its target found."""

    def __init__(self, mapping: AttributeMapping, resource_type: ResourceType) -> None:
        self.mapping = mapping
        self.target = mapping.target
        self.expression: Expression | None = None
        """None for the type None, and for an expression that cannot be read."""
        self.malformed: MalformedExpression | None = None
        self.path: PatchPath | None = None
        """None when the service knows no such attribute."""
        self.path_error = ""
        if mapping.type != "None":
            try:
                self.expression = compile_expression(mapping.expression)
            except MalformedExpression as error:
                self.malformed = error
        try:
            self.path = compile_path(resource_type, mapping.target)
        except ScimError as error:
            self.path_error = error.detail

    @property
    def tree(self) -> Node | None:
        """The tree of its expression, None without one."""
        return self.expression.tree if self.expression is not None else None

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """What its source can give; empty without one."""
        return results_of(self.tree) if self.tree is not None else ()

    @cached_property
    def may_be_null(self) -> bool:
        """Whether its source can give nothing."""
        return self.mapping.type == "None" or any(result.kind in ("null", "skip") for result in self.results)

    @cached_property
    def sources(self) -> list[Attribute]:
        """Every source attribute it names."""
        return attributes_of(self.tree) if self.tree is not None else []

    @property
    def is_update(self) -> bool:
        """Whether it sends anything after somebody was created."""
        return self.mapping.flow_type.lower() != "objectaddonly" and self.mapping.type != "None"

    @property
    def sends(self) -> bool:
        """Whether it ever sends anything."""
        return self.mapping.type != "None" or self.mapping.default not in (None, "")

    def is_at(self, name: str) -> bool:
        """Whether it writes this attribute, or a part of it."""
        return self.path is not None and fold(self.path.name) == fold(name)

    @cached_property
    def place(self) -> tuple[str, str | None, str | None]:
        """Attribute, element and part it writes, in one spelling; equal places are the same value."""
        return place_of(self.path) if self.path is not None else (fold(self.target), None, None)


def place_of(path: PatchPath) -> tuple[str, str | None, str | None]:
    """Attribute, element and part of a path, in one spelling."""
    element = fold(format_filter(path.filter)) if path.filter is not None else None
    return fold(path.name), element, fold(path.sub.name) if path.sub is not None else None


def writes(line: tuple[str, str | None, str | None], field: tuple[str, str | None, str | None]) -> bool:
    """Whether what is written at one place gives a value to the other, or to a part of it."""
    name, element, part = line
    return (
        name == field[0]
        and (field[1] is None or element is None or element == field[1])
        and (field[2] is None or part is None or part == field[2])
    )


@dataclass(frozen=True)
class Subject:
    """One object mapping under check."""

    schema: SyncSchema
    mapping: ObjectMapping
    profile: Profile

    @property
    def is_users(self) -> bool:
        """Whether it maps users; else groups."""
        return self.mapping.source.lower() == "user"

    @property
    def resource_type(self) -> ResourceType:
        """What the service holds of them."""
        return self.profile.user if self.is_users else self.profile.group

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Its attribute mappings in their order."""
        return tuple(Line(mapping, self.resource_type) for mapping in self.mapping.attributes)

    @cached_property
    def read_lines(self) -> tuple[tuple[Line, Node], ...]:
        """Those whose source can be read, with the tree of it."""
        return tuple((line, line.tree) for line in self.lines if line.tree is not None)

    @cached_property
    def definitions(self) -> dict[str, AttributeDefinition]:
        """The target's definitions by their names without letter case."""
        return {fold(name): definition for name, definition in self.mapping.definitions.items()}

    def definition(self, line: Line) -> AttributeDefinition | None:
        """The definition of the line's target."""
        return self.definitions.get(fold(line.target))

    def lines_at(self, name: str) -> Iterator[Line]:
        """The lines that write this attribute or a part of it."""
        return (line for line in self.lines if line.is_at(name))

    def field_of(self, line: Line) -> Field | None:
        """The profile's field whose values are limited and which the line writes."""
        if not self.is_users or line.path is None or line.path.sub is not None:
            return None
        for field in self.profile.fields:
            if field.allowed and field.target is not None and fold(field.path) == fold(line.path.name):
                return field
        return None
