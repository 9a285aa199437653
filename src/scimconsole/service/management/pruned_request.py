"""A request that is no longer in the journal: pruned is not the same as never received."""

from __future__ import annotations

import re

from scimconsole.domain.ids import instant_of
from scimconsole.domain.scim.text import iso_from_us
from scimconsole.errors import NotFound
from scimconsole.storage import audit_of_request, journal_digest, organization_settings, pruning
from scimconsole.storage.session import Session

_REQUEST_ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)


def not_found(session: Session, org_id: str, request_id: str, missing: NotFound) -> NotFound:
    """Why the request is not there: that it was pruned, if its id is of a time that was, else `missing`."""
    until = pruning.pruned_until(session, org_id)
    at = instant_of(request_id) if _REQUEST_ID.fullmatch(request_id) else 0
    if until is None or not 0 < at < until:
        return missing
    settings = organization_settings.read(session, org_id)
    days = "a day" if settings.retention_days == 1 else f"{settings.retention_days} days"
    return NotFound(
        f"The journal is pruned up to {_moment(until)}; request {request_id} would be of {_moment(at)}. "
        f"This organization keeps requests for {days} and {settings.retention_entries:,} at most.",
        hint=_what_is_left(session, org_id, request_id),
    )


def _what_is_left(session: Session, org_id: str, request_id: str) -> str:
    acts = audit_of_request.acts_of_request(session, org_id, request_id)
    act = next((act for act in acts if act.target_id is not None), None)
    if act is None or act.target_id is None:
        return "The audit trail has no act of it: it changed nothing, or was no request of this organization."
    kind, _, participle = act.action.partition(".")
    told = f"The audit trail has its act: the {kind} {act.target_id} was {participle}."
    digests = journal_digest.digest_of(session, org_id, [act.target_id])
    for digest in digests:
        many = "1 pruned request" if digest.entries == 1 else f"{digest.entries:,} pruned requests"
        last = _moment(digest.last_at)
        told += f" The last of {many} about it came at {last} and was answered {digest.status}."
    return told


def _moment(microseconds: int) -> str:
    return f"{iso_from_us(microseconds)[:19].replace('T', ' ')} UTC"
