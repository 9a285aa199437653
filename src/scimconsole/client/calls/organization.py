"""The organization, its profile, settings and members."""

from __future__ import annotations

from scimconsole.api import (
    KeyCreated,
    KeyRotation,
    Member,
    MemberCreated,
    NewMember,
    Organization,
    OrganizationSettings,
    Profile,
    SettingsChange,
)
from scimconsole.client.call import Call, ListCall
from scimconsole.client.calls.making import get, list_of, part, post


def organization() -> Call[Organization]:
    """The organization: profile, plan, Tenant URL, capabilities, who is asking, counts."""
    return get("", Organization)


def profile() -> Call[Profile]:
    """The service profile the organization follows."""
    return get("/profile", Profile)


def organization_settings() -> Call[OrganizationSettings]:
    """The brake, how long requests are kept, how long new tokens live."""
    return get("/settings", OrganizationSettings)


def change_settings(change: SettingsChange, *, if_match: str | None = None) -> Call[OrganizationSettings]:
    """Set what the change names; what it leaves out stays."""
    return Call(
        "PATCH", "/settings", OrganizationSettings.model_validate_json, body=change, if_match=if_match
    )


def members(*, limit: int | None = None, cursor: str | None = None) -> ListCall[Member]:
    """The people who may use the organization's API, with their keys."""
    return list_of("/members", Member, limit=limit, cursor=cursor)


def add_member(new: NewMember) -> Call[MemberCreated]:
    """Add a member; the answer holds the API key, the only time it is shown."""
    return post("/members", MemberCreated, new)


def remove_member(member_id: str) -> Call[None]:
    """Remove a member and end the member's keys."""
    return Call("DELETE", f"/members/{part(member_id)}", lambda _: None)


def rotate_member_key(member_id: str, rotation: KeyRotation) -> Call[KeyCreated]:
    """Give a member a new API key and end the old ones."""
    return post(f"/members/{part(member_id)}/key", KeyCreated, rotation)
