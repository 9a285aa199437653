"""Schemas as tables: what an attribute is, how a name finds it in any case (RFC 7643, sections 2 and 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scimconsole.domain.scim.attribute_path import AttributePath
from scimconsole.domain.scim.text import fold

TYPES = frozenset({"string", "boolean", "decimal", "integer", "dateTime", "binary", "reference", "complex"})


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """One attribute; `sub` finds a sub-attribute by its name as written or in lower case."""

    name: str
    type: str = "string"
    multi_valued: bool = False
    required: bool = False
    case_exact: bool = False
    mutability: str = "readWrite"
    returned: str = "default"
    uniqueness: str = "none"
    description: str = ""
    canonical_values: tuple[str, ...] = ()
    reference_types: tuple[str, ...] = ()
    sub_attributes: tuple[Attribute, ...] = ()
    sub: Mapping[str, Attribute] = field(init=False, repr=False)
    is_kept: bool = field(init=False, repr=False)
    """Whether a value that a client sends is stored; others are accepted and dropped."""
    is_plain_text: bool = field(init=False, repr=False)
    """Whether its value is one text, kept as sent."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sub", by_name(self.sub_attributes))
        is_kept = self.mutability != "readOnly" and self.returned != "never" and self.name != "schemas"
        object.__setattr__(self, "is_kept", is_kept)
        is_plain_text = is_kept and not self.multi_valued and self.type in ("string", "reference")
        object.__setattr__(self, "is_plain_text", is_plain_text)

    @property
    def is_complex(self) -> bool:
        """Whether its values are objects."""
        return self.type == "complex"


def by_name(attributes: Iterable[Attribute]) -> dict[str, Attribute]:
    """Attributes by their name as written and by its lower-case form, so that most lookups need one step."""
    table: dict[str, Attribute] = {}
    for attribute in attributes:
        table[attribute.name] = attribute
        table[attribute.name.lower()] = attribute
    return table


@dataclass(frozen=True, slots=True, eq=False)
class Schema:
    """A schema; `sub` finds an attribute by its name as written or in lower case."""

    urn: str
    name: str
    description: str
    attributes: tuple[Attribute, ...]
    sub: Mapping[str, Attribute] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sub", by_name(self.attributes))


COMMON_ATTRIBUTES = (
    Attribute(
        "schemas", "reference", multi_valued=True, required=True, returned="always", reference_types=("uri",)
    ),
    Attribute("id", case_exact=True, mutability="readOnly", returned="always", uniqueness="server"),
    Attribute("externalId", case_exact=True),
    Attribute(
        "meta",
        "complex",
        mutability="readOnly",
        sub_attributes=(
            Attribute("resourceType", case_exact=True, mutability="readOnly"),
            Attribute("created", "dateTime", case_exact=True, mutability="readOnly"),
            Attribute("lastModified", "dateTime", case_exact=True, mutability="readOnly"),
            Attribute(
                "location", "reference", case_exact=True, mutability="readOnly", reference_types=("uri",)
            ),
            Attribute("version", case_exact=True, mutability="readOnly"),
        ),
    ),
)
"""What every resource has (RFC 7643, 3.1)."""


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What a name means: an attribute, perhaps a sub-attribute; `attribute` is None for a whole extension."""

    extension: Schema | None
    attribute: Attribute | None
    sub: Attribute | None = None

    @property
    def path(self) -> AttributePath:
        """The canonical name: spelled as in the schema, `schema` None for the core."""
        return AttributePath(
            self.extension.urn if self.extension else None,
            self.attribute.name if self.attribute else "",
            self.sub.name if self.sub else None,
        )

    @property
    def leaf(self) -> Attribute | None:
        """The sub-attribute if one is named, else the attribute."""
        return self.sub or self.attribute


@dataclass(frozen=True, slots=True)
class StatusRule:
    """The profile's own attribute that can take access away, and the value that does."""

    schema: str | None
    name: str
    inactive: str

    def read(self, resource: Mapping[str, Any]) -> str | None:
        """The status as stored, or None."""
        holder = resource if self.schema is None else resource.get(self.schema)
        value = holder.get(self.name) if isinstance(holder, Mapping) else None
        return value if isinstance(value, str) else None

    def written(self, resource: Mapping[str, Any], status: str | None) -> dict[str, Any]:
        """The resource with this status, or without one."""
        changed = dict(resource)
        holder = changed
        if self.schema is not None:
            holder = changed[self.schema] = dict(resource.get(self.schema) or {})
        if status is None:
            holder.pop(self.name, None)
        else:
            holder[self.name] = status
        if self.schema is not None and not holder:
            del changed[self.schema]
        return changed

    def is_inactive(self, resource: Mapping[str, Any]) -> bool:
        """Whether the resource's status takes access away."""
        return self.disables(self.read(resource))

    def disables(self, status: str | None) -> bool:
        """Whether this status takes access away."""
        return status is not None and fold(status) == fold(self.inactive)


class ResourceType:
    """A kind of resource: its core schema, its extensions, and one table of all names at its top.

    An unqualified name finds the core first, then the extensions in their order: clients leave the URN of
    the enterprise extension away (`manager eq "..."`).
    """

    def __init__(
        self,
        name: str,
        endpoint: str,
        core: Schema,
        extensions: tuple[Schema, ...] = (),
        aliases: tuple[str, ...] = (),
        status: StatusRule | None = None,
    ) -> None:
        self.name = name
        self.endpoint = endpoint
        self.core = core
        self.extensions = extensions
        self.status = status
        self.members = core.sub.get("members")
        """The attribute kept in a table of its own, never in the resource."""
        self.required = tuple(attribute for attribute in core.attributes if attribute.required)
        self.top: dict[str, Target] = {}
        """By name as written and in lower case; a core attribute wins over one of an extension."""
        self.by_urn: dict[str, Schema | None] = {urn.lower(): None for urn in (core.urn, *aliases)}
        """Extension by its URN in lower case; None for the core's own URN and its aliases."""
        self._core_names = by_name((*COMMON_ATTRIBUTES, *core.attributes))
        for extension in reversed(extensions):
            self.by_urn[extension.urn.lower()] = extension
            self.top |= {name: Target(extension, attribute) for name, attribute in extension.sub.items()}
        self.top |= {name: Target(None, attribute) for name, attribute in self._core_names.items()}

    def __repr__(self) -> str:
        return f"ResourceType({self.name!r}, extensions={[extension.urn for extension in self.extensions]!r})"

    def locate(self, path: AttributePath) -> Target | None:
        """What the path names in any case, or None when no schema knows it."""
        if path.schema is None:
            found = self.top.get(path.name) or self.top.get(path.name.lower())
        else:
            found = self._locate_qualified(path.schema, path.name)
            if found is None and path.name and path.sub is None:
                # A URN without a version cannot be told from "URN:attribute" by its form.
                found = self._locate_qualified(f"{path.schema}:{path.name}", "")
        if found is None or path.sub is None:
            return found
        attribute = found.attribute
        sub = attribute.sub.get(path.sub) or attribute.sub.get(path.sub.lower()) if attribute else None
        return Target(found.extension, attribute, sub) if sub else None

    def _locate_qualified(self, urn: str, name: str) -> Target | None:
        urn = urn.lower()
        if urn not in self.by_urn:
            return None
        extension = self.by_urn[urn]
        if not name:
            return Target(extension, None) if extension else None
        table = extension.sub if extension else self._core_names
        attribute = table.get(name) or table.get(name.lower())
        return Target(extension, attribute) if attribute else None

    def disables(self, resource: Mapping[str, Any]) -> bool:
        """Whether the resource as sent takes access away, by `active` or by the profile's status."""
        if resource.get("active") is False:
            return True
        return self.status is not None and self.status.is_inactive(resource)

    def known_names(self) -> list[str]:
        """Every name a path may begin with, for suggestions."""
        names = [attribute.name for attribute in (*COMMON_ATTRIBUTES, *self.core.attributes)]
        for extension in self.extensions:
            names += [f"{extension.urn}:{attribute.name}" for attribute in extension.attributes]
            names += [attribute.name for attribute in extension.attributes]
        return names
