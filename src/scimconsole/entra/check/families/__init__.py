"""What the check looks for, a module for each family of rules; importing it declares them all."""

from __future__ import annotations

from scimconsole.entra.check.families import (
    activity,
    choices,
    fields,
    identities,
    language,
    matching,
    objects,
    permissions,
    scopes,
    sources,
    targets,
    values,
)
from scimconsole.entra.check.rule import RULES

__all__ = [
    "RULES",
    "activity",
    "choices",
    "fields",
    "identities",
    "language",
    "matching",
    "objects",
    "permissions",
    "scopes",
    "sources",
    "targets",
    "values",
]
