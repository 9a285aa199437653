"""What one service expects of its users: its plans, its extension, its fields and their rules."""

from __future__ import annotations

from dataclasses import dataclass

from scimconsole.domain.guide.step import Step
from scimconsole.domain.scim.schema import ResourceType, Schema, Target

LEVELS = ("required", "recommended", "optional")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the service's set-up guide and the attribute it comes from."""

    label: str
    attribute: str
    """The SCIM path as the profile writes it."""
    path: str
    """The same with the URN of its extension, as a mapping names it."""
    level: str
    example: str = ""
    note: str = ""
    allowed: tuple[str, ...] | None = None
    """Matched without regard to case, stored in this spelling; None lets any text pass."""
    default: str | None = None
    any_of: tuple[str, ...] = ()
    """Further attributes each of which meets the field as well."""
    target: Target | None = None
    """Where a field with `allowed` or `default` is stored."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Every attribute that meets the field."""
        return (self.attribute, *self.any_of)


@dataclass(frozen=True, eq=False)
class Profile:
    """A service profile, compiled: its resource types hold the tables that requests are checked with."""

    name: str
    title: str
    plans: tuple[str, ...]
    """The plans an organization can be on; empty: any."""
    token_plans: tuple[str, ...]
    """The plans that include SCIM; empty: any."""
    extension: Schema | None
    fields: tuple[Field, ...]
    user: ResourceType
    group: ResourceType
    guide: tuple[Step, ...]
    """The steps of its set-up guide; empty: the generic ones."""

    @property
    def user_types(self) -> tuple[str, ...]:
        """The values of `userType` the service tells apart; empty when it does not care."""
        for field in self.fields:
            if field.path == "userType":
                return field.allowed or ()
        return ()

    def resource_types(self) -> tuple[ResourceType, ResourceType]:
        """Both kinds of resource, users first."""
        return (self.user, self.group)
