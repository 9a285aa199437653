"""Where what is stored differs from what a request sent, told from its kept body and the audit trail.

Nothing is noted for this when a request is answered. The state it left behind is the present one with every
later act taken back; the body is read by the functions that stored it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from scimconsole.api import RequestDifference
from scimconsole.domain.ids import least_ordered_id
from scimconsole.domain.scim.acceptance import accept_created, accept_patched, accept_replaced
from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.members import Member
from scimconsole.domain.scim.normalize import normalize
from scimconsole.domain.scim.patch import apply_patch
from scimconsole.domain.scim.profile import Profile
from scimconsole.domain.scim.refused import Refused
from scimconsole.domain.scim.sent_and_stored import (
    Difference,
    Sent,
    defaults_given,
    differences,
    sent_in_body,
    sent_in_operations,
)
from scimconsole.domain.status import effective_active, is_status_inactive
from scimconsole.service.scim.redaction import REDACTED, is_cut
from scimconsole.storage import groups, users
from scimconsole.storage.audit_of_request import acts_of_request
from scimconsole.storage.audit_read import list_acts_on
from scimconsole.storage.requests import AFTER_EVERY_ID, RequestRow
from scimconsole.storage.session import Session

MOST_ACTS = 500
"""Later acts that are taken back; with more than these the difference cannot be told."""

MOST_MEMBERS = 50
"""Members of one request that are looked up."""

_STANDING = ("entra_active", "held", "active")
_UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class _States:
    """What was stored before and after the request, in canonical form with what makes somebody active."""

    before: dict[str, Any]
    after: dict[str, Any]

    def knows(self, sent: Sequence[Sent]) -> bool:
        """Whether the value of everything that was sent can be told."""
        unknown = {name for name, value in self.after.items() if value is _UNKNOWN}
        unknown |= {name for name, value in self.before.items() if value is _UNKNOWN}
        return not any(_top(one) in unknown for one in sent)

    def resource(self, which: str) -> dict[str, Any]:
        """The resource `before` or `after`."""
        state: dict[str, Any] = getattr(self, which)
        return {
            name: value for name, value in state.items() if name not in _STANDING and value is not _UNKNOWN
        }


def difference_of(
    session: Session, org_id: str, profile: Profile, row: RequestRow, body: bytes | None
) -> list[RequestDifference] | None:
    """Where they differ, an empty list when nothing does, None when that cannot be told."""
    sent_body = _readable(row, body)
    if sent_body is None or row.resource_id is None:
        return None
    found: list[Difference] | None = None
    try:
        if row.resource_type == "User":
            found = _of_user(session, org_id, profile, row, sent_body)
        elif row.resource_type == "Group":
            found = _of_group(session, org_id, profile, row, sent_body)
    except ScimError:
        # The profile has changed since: today's rules do not read what was carried out then.
        return None
    if found is None:
        return None
    return [
        RequestDifference(attribute=one.attribute, sent=one.sent, stored=one.stored, why=one.why)
        for one in found
    ]


def _readable(row: RequestRow, body: bytes | None) -> dict[str, Any] | None:
    if row.status >= 300 or row.method not in ("POST", "PUT", "PATCH") or body is None or is_cut(body):
        return None
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _operations(body: Mapping[str, Any]) -> list[Any]:
    found: Any = next((value for name, value in body.items() if name.lower() == "operations"), [])
    return found if isinstance(found, list) else [found]


def _of_user(
    session: Session, org_id: str, profile: Profile, row: RequestRow, body: dict[str, Any]
) -> list[Difference] | None:
    resource_type = profile.user
    is_patch = row.method == "PATCH"
    sent = (
        sent_in_operations(resource_type, _operations(body))
        if is_patch
        else sent_in_body(resource_type, body)
    )
    if row.method == "POST":
        states: _States | None = _created(session, org_id, profile, row, body)
    else:
        states = _user_states(session, org_id, profile, row)
    if states is None or not states.knows(sent):
        return None
    before, after = states.resource("before"), states.resource("after")
    refused = _refused(profile, row, body, before, bool(states.before.get("entra_active", True)))
    others = [one for one in sent if one.name != "active"]
    found = differences(others, before, after, refused, REDACTED)
    for one in sent:
        if one.name == "active" and (difference := _of_active(profile, row, one.value, states.after)):
            found.append(difference)
    if not is_patch:
        found += defaults_given(profile, sent, after)
    return found


def _created(
    session: Session, org_id: str, profile: Profile, row: RequestRow, body: dict[str, Any]
) -> _States:
    accepted = accept_created(profile, normalize(profile.user, body))
    act = next(
        (act for act in acts_of_request(session, org_id, row.id) if act.action == "user.created"), None
    )
    detail = _detail(act.detail) if act is not None else {}
    held = bool(detail.get("held"))
    active = effective_active(accepted.entra_active, is_status_inactive(profile, accepted.resource), held)
    standing = {"entra_active": accepted.entra_active, "held": held, "active": active}
    return _States({}, {**accepted.resource, **standing})


def _user_states(session: Session, org_id: str, profile: Profile, row: RequestRow) -> _States | None:
    assert row.resource_id is not None, "asked for a resource"
    stored = users.find(session, org_id, row.resource_id)
    if stored is None:
        return None
    state = stored.opened(profile)
    standing = {"entra_active": state.entra_active, "held": state.held, "active": state.active}
    return _taken_back(session, org_id, row, {**state.resource, **standing})


def _taken_back(session: Session, org_id: str, row: RequestRow, present: dict[str, Any]) -> _States | None:
    """The states around a request: what was done since is taken back, the newest first."""
    assert row.resource_id is not None, "asked for a resource"
    acts = list_acts_on(session, org_id, row.resource_id, AFTER_EVERY_ID, MOST_ACTS + 1)
    state, since = dict(present), least_ordered_id(row.at)
    for act in acts[:MOST_ACTS]:
        is_own = act.request_id == row.id
        if not is_own and act.id < since:
            return _States(state, state)
        after = dict(state)
        changed = _detail(act.detail).get("changed") or {}
        for name in changed:
            state[name] = changed[name][0] if isinstance(changed, dict) else _UNKNOWN
            if state[name] is None:
                del state[name]
        if is_own:
            return _States(state, after)
    return _States(state, state) if len(acts) <= MOST_ACTS else None


def _refused(
    profile: Profile, row: RequestRow, body: dict[str, Any], before: dict[str, Any], entra_active: bool
) -> list[Refused]:
    """What was left out of the request, by the functions that did it."""
    if row.error is None:
        return []
    if row.method == "PATCH":
        patched = apply_patch(profile.user, {**before, "active": entra_active}, _operations(body))
        accepted = accept_patched(profile, before, entra_active, patched)
    else:
        normalized = normalize(profile.user, body)
        disabling = profile.user.disables(normalized.resource)
        accepted = accept_replaced(
            profile, before, entra_active, normalized.resource, normalized.refused, disabling
        )
    # Whether a name is taken is no rule of the profile; the journal has the sentence.
    return [*accepted.refused, Refused("userName", "", row.error)]


def _of_active(profile: Profile, row: RequestRow, value: Any, after: Mapping[str, Any]) -> Difference | None:
    wanted = str(value).lower() == "true"
    if wanted == after.get("active"):
        return None
    if not wanted:
        return Difference("active", value, True, row.error or "left as it was")
    if after.get("held"):
        why = "the owner holds this person: only lifting the hold gives access again"
    elif is_status_inactive(profile, after):
        why = "the status of this person takes access away"
    else:
        why = "left as it was"
    return Difference("active", value, False, why)


def _of_group(
    session: Session, org_id: str, profile: Profile, row: RequestRow, body: dict[str, Any]
) -> list[Difference] | None:
    assert row.resource_id is not None, "asked for a resource"
    stored = groups.find(session, org_id, row.resource_id)
    if stored is None:
        return None
    states = _taken_back(session, org_id, row, stored.resource())
    resource_type = profile.group
    is_patch = row.method == "PATCH"
    sent = (
        sent_in_operations(resource_type, _operations(body))
        if is_patch
        else sent_in_body(resource_type, body)
    )
    others = [one for one in sent if one.path is None or one.path.attribute is not resource_type.members]
    if states is None or not states.knows(others):
        return None
    before, after = states.resource("before"), states.resource("after")
    found = differences(others, before, after, (), REDACTED)
    joining: list[Member] = []
    leaving: list[Member] = []
    if is_patch:
        for change in apply_patch(resource_type, before or after, _operations(body)).members:
            (leaving if change.kind == "remove" else joining).extend(change.members)
    else:
        joining.extend(normalize(resource_type, body).members or ())
    return found + _of_members(session, org_id, row, joining, leaving)


def _of_members(
    session: Session, org_id: str, row: RequestRow, joining: Sequence[Member], leaving: Sequence[Member]
) -> list[Difference]:
    found = [
        Difference("members", member.value, member.value, "kept, though nobody has this id (any more)")
        for member in joining[:MOST_MEMBERS]
        if groups.kind_of_member(session, org_id, member.value) is None
    ]
    left: set[str] = set()
    for act in acts_of_request(session, org_id, row.id):
        ids = _detail(act.detail).get("left", [])
        if not isinstance(ids, list):
            return found
        left.update(ids)
    found += [
        Difference("members", member.value, None, "to be removed, and was no member")
        for member in leaving[:MOST_MEMBERS]
        if member.value not in left
    ]
    return found


def _top(one: Sent) -> str | None:
    """The name under which the state keeps what was sent."""
    if one.path is None or one.path.attribute is None:
        return None
    return one.path.extension.urn if one.path.extension is not None else one.path.attribute.name


def _detail(text: str | None) -> dict[str, Any]:
    return orjson.loads(text) if text else {}
