"""Undoing one person's part of a bulk deactivation: lift that very hold, or say why it was left."""

from __future__ import annotations

from scimconsole.api.base import timestamp
from scimconsole.domain.scim.profile import Profile
from scimconsole.service.management.hold_user import release_user
from scimconsole.service.management.people import ActorNames
from scimconsole.storage import holds, users
from scimconsole.storage.deactivation_targets import Outcome, TargetRow
from scimconsole.storage.session import Session

Settled = tuple[Outcome, str | None]
"""What became of somebody, and a sentence on why."""


def lift_hold(
    session: Session, profile: Profile, org_id: str, target: TargetRow, reason: str | None, actor: str
) -> Settled:
    """Lift the hold that the deactivation placed on somebody, if it is still there. In a transaction."""
    hold = holds.find(session, org_id, target.hold_id) if target.hold_id else None
    if hold is None:
        return "left", _why_left(session, org_id, target.user_id)
    # A hold follows its person, who may have been deleted and created anew.
    stored = users.find(session, org_id, hold.user_id)
    if stored is None:
        holds.drop(session, org_id, hold.id)
        return "reactivated", "Deleted in the meantime; the hold no longer waits for this person."
    released = release_user(session, profile, org_id, stored, reason, actor)
    return (
        "reactivated",
        None if released.active else "Stays inactive: Entra, or the profile's status, says so.",
    )


def _why_left(session: Session, org_id: str, user_id: str) -> str:
    stored = users.find(session, org_id, user_id)
    if stored is None:
        return "Deleted in the meantime, and no longer held."
    other = holds.of_user(session, org_id, user_id) if stored.held else None
    if other is None:
        return "Reactivated in the meantime."
    by, at = ActorNames(session, org_id)[other.by], timestamp(other.at)
    return f"Held anew by {by} at {at[:16].replace('T', ' ')} UTC."
