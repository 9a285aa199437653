"""What becomes of a user's resource when a request is accepted: the order in which the rules are applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.normalize import Normalized
from scimconsole.domain.scim.patch import Patched
from scimconsole.domain.scim.profile_model import Profile
from scimconsole.domain.scim.refused import Refused
from scimconsole.domain.scim.rules import apply_profile


@dataclass(slots=True)
class Accepted:
    """The user to store: `active` stands apart, as it is one of several sources of who is active."""

    resource: dict[str, Any]
    """Canonical, without `active`."""
    entra_active: bool
    missing: tuple[str, ...]
    """Attributes of required fields without a value."""
    refused: list[Refused]
    """Values left as they were, because the request takes access away and must land."""
    disabling: bool
    """Whether the request takes access away."""

    def keep_name(self, before: Mapping[str, Any], error: ScimError) -> None:
        """Keep the earlier userName, as the new one is taken; raises `error` unless access is taken away."""
        if not self.disabling:
            raise error
        self.refused.append(Refused("userName", self.resource["userName"], error.detail))
        self.resource["userName"] = before["userName"]


def accept_created(profile: Profile, normalized: Normalized) -> Accepted:
    """A new user; raises ScimError 400 for a value that is not allowed."""
    resource = normalized.resource
    return _accepted(profile, resource, None, True, normalized.refused, profile.user.disables(resource))


def accept_patched(
    profile: Profile, before: Mapping[str, Any], entra_active: bool, patched: Patched
) -> Accepted:
    """A user after the operations of a PATCH; raises ScimError 400 for a value that is not allowed.

    `before` is the resource as stored, without `active`.
    """
    disabling = takes_access_away(profile, patched)
    return _accepted(profile, patched.resource, before, entra_active, patched.refused, disabling)


def accept_replaced(
    profile: Profile,
    before: Mapping[str, Any],
    entra_active: bool,
    resource: dict[str, Any],
    refused: Iterable[Refused],
    disabling: bool,
) -> Accepted:
    """A user after a PUT; raises ScimError 400 for a value that is not allowed."""
    return _accepted(profile, resource, before, entra_active, refused, disabling)


def takes_access_away(profile: Profile, patched: Patched) -> bool:
    """Whether the operations, not what was stored before, say that somebody is to be inactive."""
    if "active" in patched.touched and patched.resource.get("active") is False:
        return True
    rule = profile.user.status
    if rule is None or not rule.is_inactive(patched.resource):
        return False
    return (rule.name if rule.schema is None else f"{rule.schema}:{rule.name}") in patched.touched


def name_taken(kind: str, attribute: str, name: str, holder: str) -> ScimError:
    """409: the name belongs to another user or group."""
    return ScimError(409, "uniqueness", f'The {attribute} "{name}" belongs to the {kind} {holder}.')


def _accepted(
    profile: Profile,
    resource: dict[str, Any],
    before: Mapping[str, Any] | None,
    entra_active: bool,
    refused: Iterable[Refused],
    disabling: bool,
) -> Accepted:
    checked = apply_profile(profile, resource, before, disabling)
    active = checked.resource.pop("active", entra_active)
    return Accepted(checked.resource, active, tuple(checked.missing), [*refused, *checked.refused], disabling)
