"""The tables. `org_id` leads every key; times are microseconds since the epoch, UTC; ids are made in Python.

Long text is unique and searchable through a 128-bit hash (`*_hash`) and sortable through a folded, bounded
prefix (`*_key`), because no engine indexes text of any length.
"""

from __future__ import annotations

from scimconsole.storage.tables.brake import (
    BrakeAlert,
    DisableMinute,
    OrganizationSettings,
    WithheldDisable,
)
from scimconsole.storage.tables.deactivations import (
    Deactivation,
    DeactivationTarget,
)
from scimconsole.storage.tables.directory import (
    Hold,
    Membership,
    PageBlock,
    ScimGroup,
    ScimUser,
    UserWord,
)
from scimconsole.storage.tables.keeping import JournalDigest, JournalPruning
from scimconsole.storage.tables.mappings import MappingVersion
from scimconsole.storage.tables.organization import (
    ApiKey,
    Organization,
    OrganizationClock,
    OrganizationMember,
    ScimToken,
)
from scimconsole.storage.tables.records import (
    AuditEntry,
    Change,
    IdempotentAnswer,
    JournalEntry,
    JournalSubject,
)
from scimconsole.storage.tables.setup_links import SetupLink
from scimconsole.storage.tables.traffic import TrafficCause, TrafficMinute

__all__ = [
    "ApiKey",
    "AuditEntry",
    "BrakeAlert",
    "Change",
    "Deactivation",
    "DeactivationTarget",
    "DisableMinute",
    "Hold",
    "IdempotentAnswer",
    "JournalDigest",
    "JournalEntry",
    "JournalPruning",
    "JournalSubject",
    "MappingVersion",
    "Membership",
    "Organization",
    "OrganizationClock",
    "OrganizationMember",
    "OrganizationSettings",
    "PageBlock",
    "ScimGroup",
    "ScimToken",
    "ScimUser",
    "SetupLink",
    "TrafficCause",
    "TrafficMinute",
    "UserWord",
    "WithheldDisable",
]
