"""The wire models of the management API: the contract that the service and its clients share."""

from __future__ import annotations

from .base import Page
from .changes import Change, ChangedUser, ChangePage, ChangeType
from .deactivations import Deactivation, DeactivationResult, DeactivationState, NewDeactivation
from .groups import Group, GroupMember
from .members import KeyCreated, KeyRotation, KeyState, Member, MemberCreated, MemberKey, NewMember
from .organization import Capability, Counts, Me, NewOrganization, Organization, Role
from .problems import Problem, ProblemPlace
from .profile import Level, Profile, ProfileField
from .requests import RequestError, ScimRequest
from .tokens import NewToken, SecretHint, Token, TokenChange, TokenCreated, TokenRotation, TokenState
from .users import Hold, Reason, RefusedValue, User, UserDetail, UserEvent, UserGroup, UserState

__all__ = [
    "Capability",
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
    "Hold",
    "KeyCreated",
    "KeyRotation",
    "KeyState",
    "Level",
    "Me",
    "Member",
    "MemberCreated",
    "MemberKey",
    "NewDeactivation",
    "NewMember",
    "NewOrganization",
    "NewToken",
    "Organization",
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
    "Token",
    "TokenChange",
    "TokenCreated",
    "TokenRotation",
    "TokenState",
    "User",
    "UserDetail",
    "UserEvent",
    "UserGroup",
    "UserState",
]
