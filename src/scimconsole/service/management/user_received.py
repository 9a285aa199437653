"""For every attribute that the profile or the mapping knows: what is stored of a user, and what came last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import orjson

from scimconsole.api import ReceivedValue
from scimconsole.api.base import timestamp
from scimconsole.domain.scim.profile import Profile
from scimconsole.entra.provisioning.target_path import TargetPath, parse_target
from scimconsole.errors import InvalidInput
from scimconsole.service.management.sent_values import SentValues
from scimconsole.storage import pruning, request_search, requests
from scimconsole.storage.request_search import RequestQuery
from scimconsole.storage.requests import AFTER_EVERY_ID, RequestRow
from scimconsole.storage.session import Session
from scimconsole.storage.user_rows import StoredUser

if TYPE_CHECKING:
    from scimconsole.entra.schema.model import ObjectMapping

MOST_REQUESTS = 200
"""Requests about the person that are looked at, newest first."""
_ALWAYS = ("userName", "externalId", "active")
_WRITES = ("POST", "PUT", "PATCH")


def received_values(
    session: Session,
    org_id: str,
    profile: Profile,
    mapping: ObjectMapping | None,
    stored: StoredUser,
) -> list[ReceivedValue]:
    """One entry per attribute, the profile's fields first, then what else `mapping` sends."""
    open_paths = dict(_wanted(profile, mapping))
    resource: dict[str, Any] = orjson.loads(stored.document)
    may_be_pruned = stored.created_at < (pruning.pruned_until(session, org_id) or 0)
    found: dict[str, tuple[RequestRow, Any]] = {}
    for row, sent in _writes(session, org_id, stored.id):
        for text, (path, _) in open_paths.items():
            if text in found:
                continue
            value = sent.of(path)
            if value is not None or sent.takes_away(path) or _is_named(row, text, sent):
                found[text] = row, value
        if len(found) == len(open_paths):
            break
    return [
        _told(text, label, path.read(resource), found.get(text), may_be_pruned)
        for text, (path, label) in open_paths.items()
    ]


def _wanted(
    profile: Profile, mapping: ObjectMapping | None
) -> Iterator[tuple[str, tuple[TargetPath, str | None]]]:
    labels = {field.path: field.label for field in profile.fields}
    targets = () if mapping is None else tuple(line.target for line in mapping.attributes)
    seen = set()
    for text in (*_ALWAYS, *labels, *targets):
        try:
            path = parse_target(text)
        except InvalidInput:
            continue
        if text.lower() not in seen:
            seen.add(text.lower())
            yield text, (path, labels.get(text))


def _writes(session: Session, org_id: str, user_id: str) -> Iterator[tuple[RequestRow, SentValues]]:
    """The requests that were carried out, newest first, with what they sent."""
    query = RequestQuery(user=user_id, highest=399)
    for row in request_search.search(session, org_id, query, AFTER_EVERY_ID, MOST_REQUESTS).rows:
        if row.method in _WRITES and row.resource_type == "User":
            body, _ = requests.bodies_of(session, org_id, row.id)
            yield row, SentValues(row.method, body)


def _is_named(row: RequestRow, text: str, sent: SentValues) -> bool:
    """Whether a body that is not there whole is known to have named the attribute."""
    if sent.is_readable or not row.received:
        return False
    names: list[str] = orjson.loads(row.received)
    return text.lower() in (name.lower() for name in names)


def _told(
    text: str, label: str | None, stored: Any, found: tuple[RequestRow, Any] | None, may_be_pruned: bool
) -> ReceivedValue:
    if found is None:
        state = "pruned" if may_be_pruned else "never"
        return ReceivedValue.model_validate(
            {"attribute": text, "label": label, "stored": stored, "state": state}
        )
    row, value = found
    return ReceivedValue(
        attribute=text,
        label=label,
        stored=stored,
        received=value,
        at=timestamp(row.at),
        request_id=row.id,
        state="received",
    )
