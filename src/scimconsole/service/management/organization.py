"""The organization and its profile."""

from __future__ import annotations

from fastapi import APIRouter

from scimconsole.api import Counts, Me, Organization, Profile, ProfileField
from scimconsole.api.base import timestamp
from scimconsole.service.management.sign_in import SignedIn
from scimconsole.storage import pages, user_list
from scimconsole.storage.session import Session

router = APIRouter(tags=["organization"])

CAPABILITIES = [
    "tokens",
    "users",
    "groups",
    "mapping",
    "members",
    "deactivations",
    "requests",
    "requests-stream",
    "changes",
    "setup-links",
    "guide",
    "sync",
    "why",
    "settings",
    "brake",
    "self-test",
]


@router.get("", response_model=Organization)
async def read_organization(caller: SignedIn) -> Organization:
    """The organization: profile, plan, Tenant URL, what the service offers, who is asking, and counts."""
    row = caller.organization.row

    return Organization(
        slug=row.slug,
        name=row.name,
        profile=row.profile,
        plan=row.plan,
        tenant_url=caller.tenant_url,
        capabilities=CAPABILITIES,
        me=Me(role=caller.role, email=caller.email, member_id=caller.member_id, key_id=caller.key_id),
        created_at=timestamp(row.created_at),
        counts=await caller.context.database.quick(lambda session: read_counts(session, caller.org_id)),
    )


def read_counts(session: Session, org_id: str) -> Counts:
    """How many users and groups there are."""
    users = user_list.count_by_status(session, org_id)
    return Counts(
        users=users.users,
        active=users.active,
        inactive=users.inactive,
        held=users.held,
        incomplete=users.incomplete,
        groups=pages.total(session, org_id, "Group"),
    )


@router.get("/profile", response_model=Profile)
async def read_profile(caller: SignedIn) -> Profile:
    """What the organization's service expects of a user, in the words of its set-up guide."""
    profile = caller.profile
    return Profile(
        name=profile.name,
        title=profile.title,
        plans=list(profile.plans),
        token_plans=list(profile.token_plans),
        extension_urn=profile.extension.urn if profile.extension else None,
        fields=[
            ProfileField.model_validate(
                {
                    "label": field.label,
                    "attribute": field.path,
                    "level": field.level,
                    "example": field.example or None,
                    "note": field.note or None,
                    "allowed": list(field.allowed) if field.allowed else None,
                    "default": field.default,
                }
            )
            for field in profile.fields
        ],
        user_types=list(profile.user_types),
    )
