"""Holding somebody, with the reason in the audit trail."""

from __future__ import annotations

from scimconsole.domain.scim.profile import Profile
from scimconsole.storage import audit, holds
from scimconsole.storage.act import Act
from scimconsole.storage.session import Session
from scimconsole.storage.user_rows import StoredUser


def hold_user(
    session: Session,
    profile: Profile,
    org_id: str,
    stored: StoredUser,
    reason: str | None,
    actor: str,
    hold_id: str | None = None,
) -> StoredUser:
    """Hold a user; a hold that is there stays as it is. Inside of a transaction."""
    if stored.held:
        return stored
    held = holds.place(session, profile, org_id, stored, reason, Act(actor), hold_id)
    _note(session, org_id, actor, "user.held", stored.id, reason)
    return held


def release_user(
    session: Session, profile: Profile, org_id: str, stored: StoredUser, reason: str | None, actor: str
) -> StoredUser:
    """Lift the hold on a user; raises NotHeld without one. Inside of a transaction."""
    released = holds.lift(session, profile, org_id, stored, Act(actor))
    _note(session, org_id, actor, "user.released", stored.id, reason)
    return released


def _note(session: Session, org_id: str, actor: str, action: str, user_id: str, reason: str | None) -> None:
    audit.record(
        session,
        org_id,
        actor=actor,
        action=action,
        target_type="user",
        target_id=user_id,
        detail={"reason": reason} if reason else None,
    )
