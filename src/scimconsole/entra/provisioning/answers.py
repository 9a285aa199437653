"""What this project's service would answer to a request, by the very rules it applies to real ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scimconsole.domain.scim.acceptance import Accepted, accept_created, accept_patched, name_taken
from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.normalize import normalize
from scimconsole.domain.scim.patch import Patched, apply_patch
from scimconsole.domain.scim.profile_model import Profile
from scimconsole.domain.scim.refused import Refused
from scimconsole.domain.status import is_status_inactive
from scimconsole.entra.provisioning.results import Trouble
from scimconsole.entra.provisioning.target_path import CORE

__all__ = ["Foretold", "answer_to_create", "answer_to_patch", "foretell_patch"]

_OUTSIDE = frozenset({"schemas", "id", "meta", "groups", "members"})
"""What a GET answers beside the resource that is stored."""
_NAME = re.compile(r'"([^"\s]+)"')


def answer_to_create(
    profile: Profile, body: Mapping[str, Any], *, taken_by: str | None = None
) -> list[Trouble]:
    """What is wrong with the POST of a user or group; the first fatal one is the answer.

    `taken_by` is the id of who has the same userName (of a group: displayName) already.
    """
    is_group = _is_group(body)
    try:
        normalized = normalize(profile.group if is_group else profile.user, body)
        troubles = _ignored(normalized.ignored, "; an update that names it may be refused")
        if not is_group:
            accepted = accept_created(profile, normalized)
            troubles += _shortcomings(accepted)
        if taken_by is not None:
            raise _taken(is_group, normalized.resource, taken_by)
    except ScimError as error:
        return [_trouble(error, is_group)]
    return troubles


def answer_to_patch(
    profile: Profile,
    stored_resource: Mapping[str, Any],
    patch: Mapping[str, Any],
    *,
    taken_by: str | None = None,
) -> list[Trouble]:
    """What is wrong with the PATCH of a stored user or group, given as a GET answers it."""
    return foretell_patch(profile, stored_resource, patch, taken_by=taken_by).troubles


@dataclass(frozen=True, slots=True)
class Foretold:
    """The answer to a PATCH that was not sent."""

    troubles: list[Trouble]
    resource: Mapping[str, Any] | None
    """The user or group as a GET would answer it, but for holds; None where the answer is an error."""


def foretell_patch(
    profile: Profile,
    stored_resource: Mapping[str, Any],
    patch: Mapping[str, Any],
    *,
    taken_by: str | None = None,
    entra_active: bool | None = None,
) -> Foretold:
    """What a PATCH would be answered with, and what it would leave behind.

    `entra_active` is what the directory said last of `active`; None where only the answer of a GET is known.
    """
    is_group = _is_group(stored_resource)
    resource = {name: value for name, value in stored_resource.items() if name not in _OUTSIDE}
    was_active = _was_active(profile, resource) if entra_active is None else entra_active
    if not is_group:
        resource["active"] = was_active
    try:
        patched = apply_patch(profile.group if is_group else profile.user, resource, patch.get("Operations"))
        if not is_group:
            return _foretold_of_user(profile, resource, was_active, patched, taken_by)
        if taken_by is not None and "displayName" in patched.touched:
            raise _taken(True, patched.resource, taken_by)
    except ScimError as error:
        return Foretold([_trouble(error, is_group)], None)
    return Foretold(_ignored(patched.ignored), patched.resource)


def _foretold_of_user(
    profile: Profile, resource: dict[str, Any], was_active: bool, patched: Patched, taken_by: str | None
) -> Foretold:
    resource.pop("active", None)
    accepted = accept_patched(profile, resource, was_active, patched)
    if taken_by is not None and accepted.resource["userName"] != resource["userName"]:
        accepted.keep_name(resource, _taken(False, accepted.resource, taken_by))
    is_active = accepted.entra_active and not is_status_inactive(profile, accepted.resource)
    kept = accepted.resource | {"active": is_active}
    return Foretold(_ignored(patched.ignored) + _shortcomings(accepted), kept)


def _was_active(profile: Profile, resource: Mapping[str, Any]) -> bool:
    """What the directory is likely to have said, where the status explains that somebody is inactive."""
    return resource.get("active") is not False or is_status_inactive(profile, resource)


def _is_group(resource: Mapping[str, Any]) -> bool:
    return CORE["Group"] in resource.get("schemas", ())


def _taken(is_group: bool, resource: Mapping[str, Any], holder: str) -> ScimError:
    kind, attribute = ("group", "displayName") if is_group else ("user", "userName")
    return name_taken(kind, attribute, resource[attribute], holder)


def _trouble(error: ScimError, is_group: bool) -> Trouble:
    if error.status == 409:
        name = "displayName" if is_group else "userName"
        return Trouble(error.detail, name, error.status, error.scim_type, "Conflict")
    named = _NAME.search(error.detail)
    return Trouble(error.detail, named and named[1], error.status, error.scim_type)


def _ignored(names: Iterable[str], outlook: str = "") -> list[Trouble]:
    return [
        Trouble(
            f'The service knows no attribute "{name}" and leaves it out{outlook}.',
            name,
            is_fatal=False,
        )
        for name in names
    ]


def _shortcomings(accepted: Accepted) -> list[Trouble]:
    """What the service notes of a request that it takes."""
    return [_left(refused) for refused in accepted.refused] + [
        Trouble(
            f"The service expects {attribute}; without it the person is stored and marked incomplete.",
            attribute,
            is_fatal=False,
        )
        for attribute in accepted.missing
    ]


def _left(refused: Refused) -> Trouble:
    sentence = f"Left as it is, as access is taken away all the same: {refused.reason}"
    return Trouble(sentence, refused.attribute, 200, is_fatal=False)
