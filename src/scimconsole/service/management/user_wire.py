"""A stored user as the management API tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from scimconsole.api import Hold, RefusedValue, User, UserDetail, UserGroup
from scimconsole.api.base import timestamp
from scimconsole.domain.status import user_state
from scimconsole.service.management.people import ActorNames
from scimconsole.service.scim.output import user_body
from scimconsole.storage import groups, holds
from scimconsole.storage.holds import HoldRow
from scimconsole.storage.session import Session
from scimconsole.storage.user_rows import StoredUser


def user_items(session: Session, org_id: str, page: Sequence[StoredUser]) -> list[User]:
    """The users of a page."""
    names = ActorNames(session, org_id)
    on_them = holds.of_users(session, org_id, [stored.id for stored in page if stored.held])
    return [
        User(**_fields(stored, orjson.loads(stored.document), on_them.get(stored.id), names))
        for stored in page
    ]


def user_detail(session: Session, org_id: str, stored: StoredUser, base: str) -> UserDetail:
    """A user with the resource as Entra reads it; `base` is the Tenant URL."""
    names = ActorNames(session, org_id)
    hold = holds.of_user(session, org_id, stored.id) if stored.held else None
    memberships = groups.groups_of(session, org_id, stored.id)
    resource = orjson.loads(user_body(stored.document, stored.id, base, memberships))
    return UserDetail(
        **_fields(stored, resource, hold, names),
        resource=resource,
        groups=[UserGroup(id=group_id, display_name=name) for group_id, name in memberships],
        refused=[
            RefusedValue(
                attribute=entry["attribute"],
                value=entry.get("value"),
                reason=entry["reason"],
                at=timestamp(entry["at"]),
                request_id=entry.get("request_id"),
            )
            for entry in stored.refused
        ],
    )


def _fields(
    stored: StoredUser, resource: Mapping[str, Any], hold: HoldRow | None, names: ActorNames
) -> dict[str, Any]:
    name = resource.get("name") or {}
    return {
        "id": stored.id,
        "user_name": resource["userName"],
        "external_id": resource.get("externalId"),
        "display_name": resource.get("displayName") or name.get("formatted"),
        "given_name": name.get("givenName"),
        "family_name": name.get("familyName"),
        "email": _main_address(resource.get("emails") or ()),
        "title": resource.get("title"),
        "user_type": resource.get("userType"),
        "state": user_state(stored.active, stored.held),
        "active": stored.active,
        "entra_active": stored.entra_active,
        "status": stored.status,
        "incomplete": bool(stored.missing),
        "missing": list(stored.missing),
        "hold": None if hold is None else Hold(reason=hold.reason, by=names[hold.by], at=timestamp(hold.at)),
        "created_at": timestamp(stored.created_at),
        "updated_at": timestamp(stored.modified_at),
        "version": stored.version,
        "withheld_at": timestamp(stored.withheld_at),
    }


def _main_address(emails: Any) -> str | None:
    """The primary address, else the one for work, else the first."""
    ranked = sorted(
        emails, key=lambda email: (not email.get("primary"), str(email.get("type", "")).lower() != "work")
    )
    return ranked[0].get("value") if ranked else None
