"""Who is active: three sources that can each take access away and only all together give it.

    Entra says active   status inactive   held     SCIM active   state
    yes                 no                no       true          active
    yes                 yes               no       false         inactive
    no                  no                no       false         inactive
    no                  yes               no       false         inactive
    yes                 no                yes      false         held
    yes                 yes               yes      false         held
    no                  no                yes      false         held
    no                  yes               yes      false         held

Entra speaks through `active`, the service's own directory through the profile's status attribute, the
owner of the organization through a hold.

Where the brake withholds a deactivation, SCIM answers what the directory has asked for, so that an enable is
sent if it was a mistake, and the person has access until an owner's word; unless somebody holds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from scimconsole.domain.scim.profile import Profile

State = Literal["active", "inactive", "held"]


def effective_active(entra_active: bool, status_inactive: bool, held: bool) -> bool:
    """The `active` that SCIM answers, by the table above."""
    return entra_active and not status_inactive and not held


def has_access(scim_active: bool, held: bool, is_withheld: bool) -> bool:
    """Whether somebody may use the service: SCIM's `active`, or a deactivation that still waits."""
    return scim_active or (is_withheld and not held)


def user_state(active: bool, held: bool) -> State:
    """The word people read for SCIM's `active`: a hold shows first, as only it can be lifted here."""
    if held:
        return "held"
    return "active" if active else "inactive"


def read_status(profile: Profile, resource: Mapping[str, Any]) -> str | None:
    """The value of the profile's status attribute, or None when there is neither."""
    rule = profile.user.status
    return rule.read(resource) if rule else None


def is_status_inactive(profile: Profile, resource: Mapping[str, Any]) -> bool:
    """Whether the profile's status attribute takes access away."""
    rule = profile.user.status
    return rule.is_inactive(resource) if rule else False
