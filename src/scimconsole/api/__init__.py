"""The wire models of the management API: the contract that the service and its clients share."""

from __future__ import annotations

from scimconsole.api.base import Page
from scimconsole.api.changes import Change, ChangedUser, ChangePage, ChangeType
from scimconsole.api.deactivations import (
    Deactivation,
    DeactivationResult,
    DeactivationState,
    NewDeactivation,
    Outcome,
)
from scimconsole.api.groups import Group, GroupMember
from scimconsole.api.guide import Guide, GuidePaste, GuideState, GuideStep
from scimconsole.api.mapping import (
    LARGEST_PREVIEW,
    MappingFinding,
    MappingPreview,
    MappingReport,
    MappingToCheck,
    MappingVersion,
    NewMapping,
    NewPreview,
    StoredMapping,
    SyncSchemaDocument,
)
from scimconsole.api.members import (
    KeyCreated,
    KeyRotation,
    KeyState,
    Member,
    MemberCreated,
    MemberKey,
    NewMember,
)
from scimconsole.api.organization import Counts, Me, NewOrganization, Organization, Role
from scimconsole.api.problems import Problem, ProblemPlace
from scimconsole.api.profile import Level, Profile, ProfileField
from scimconsole.api.requests import RequestError, ScimRequest
from scimconsole.api.setup_links import NewSetupLink, SetupLink, SetupLinkCreated, SetupLinkState
from scimconsole.api.tokens import (
    NewToken,
    SecretHint,
    Token,
    TokenChange,
    TokenCreated,
    TokenRotation,
    TokenState,
)
from scimconsole.api.users import (
    Hold,
    Reason,
    RefusedValue,
    User,
    UserDetail,
    UserEvent,
    UserGroup,
    UserSort,
    UserState,
    UserStatus,
)

__all__ = [
    "LARGEST_PREVIEW",
    "Change",
    "ChangePage",
    "ChangeType",
    "ChangedUser",
    "Counts",
    "Deactivation",
    "DeactivationResult",
    "DeactivationState",
    "Group",
    "GroupMember",
    "Guide",
    "GuidePaste",
    "GuideState",
    "GuideStep",
    "Hold",
    "KeyCreated",
    "KeyRotation",
    "KeyState",
    "Level",
    "MappingFinding",
    "MappingPreview",
    "MappingReport",
    "MappingToCheck",
    "MappingVersion",
    "Me",
    "Member",
    "MemberCreated",
    "MemberKey",
    "NewDeactivation",
    "NewMapping",
    "NewMember",
    "NewOrganization",
    "NewPreview",
    "NewSetupLink",
    "NewToken",
    "Organization",
    "Outcome",
    "Page",
    "Problem",
    "ProblemPlace",
    "Profile",
    "ProfileField",
    "Reason",
    "RefusedValue",
    "RequestError",
    "Role",
    "ScimRequest",
    "SecretHint",
    "SetupLink",
    "SetupLinkCreated",
    "SetupLinkState",
    "StoredMapping",
    "SyncSchemaDocument",
    "Token",
    "TokenChange",
    "TokenCreated",
    "TokenRotation",
    "TokenState",
    "User",
    "UserDetail",
    "UserEvent",
    "UserGroup",
    "UserSort",
    "UserState",
    "UserStatus",
]
