"""A person or a group of the directory, with the attributes that mappings name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SourceObject:
    """One object of the source directory."""

    kind: str
    """`User` or `Group`."""
    id: str | None
    """The object id; None where the file has none."""
    name: str
    """How people know it: userPrincipalName of a user, displayName of a group; empty without."""
    attributes: Mapping[str, Any]
    """By the names that mappings use (`objectId`, `mobile`, `extensionAttribute1`, ...); no nulls needed."""
    is_assigned: bool = True
    """Whether the person or group is assigned to the application."""
    is_enabled: bool = True
    """`accountEnabled`; a group is always enabled."""
    manager: str | None = None
    """Object id of the manager."""
    members: tuple[str, ...] = field(default=())
    """Object ids of a group's members."""
    place: str = ""
    """Where it stands in the file: `line 4`, `value[3]`."""
