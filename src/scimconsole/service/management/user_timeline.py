"""What happened to a user: acts of the audit trail, and requests that led to none, in one order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scimconsole.api import UserEvent
from scimconsole.api.base import timestamp
from scimconsole.service.management.people import ActorNames
from scimconsole.service.management.user_history import sentence_of
from scimconsole.storage import audit_read, pruning, request_search
from scimconsole.storage.audit_read import AuditRow
from scimconsole.storage.journal_digest import digest_of
from scimconsole.storage.request_search import RequestQuery
from scimconsole.storage.request_subjects import subjects_of
from scimconsole.storage.requests import RequestRow
from scimconsole.storage.session import Session

READS = ("GET", "HEAD")


def timeline(
    session: Session, org_id: str, user_id: str, before: str, limit: int
) -> tuple[list[UserEvent], str | None]:
    """At most `limit` events before the entry `before`, newest first, and the entry before which it goes on.

    Requests of the same kind in a row are one event. There may be fewer events, or none, although it goes on.
    """
    acts = audit_read.list_acts_on(session, org_id, user_id, before, limit + 1)
    found = request_search.search(session, org_id, RequestQuery(user=user_id), before, limit)
    # What is older than the older end of either is not known of both yet.
    known_to = max(acts[-1].id if len(acts) > limit else "", found.onward or "")
    requests = {row.id: row for row in found.rows if row.id >= known_to}
    acted = audit_read.requests_acted_on(session, org_id, user_id, list(requests))
    entries: list[AuditRow | RequestRow] = [act for act in acts if act.id >= known_to]
    entries += [row for row in requests.values() if row.id not in acted]
    entries.sort(key=lambda entry: entry.id, reverse=True)
    page = entries[:limit]
    onward = page[-1].id if len(entries) > limit else known_to or None
    names = ActorNames(session, org_id)
    events = list(_folded(_events(page, requests, names)))
    if onward is None:
        events += _pruned(session, org_id, user_id)
    return events, onward


def _events(
    page: Iterable[AuditRow | RequestRow], requests: Mapping[str, RequestRow], names: ActorNames
) -> Iterator[UserEvent]:
    for entry in page:
        if isinstance(entry, AuditRow):
            yield _act(entry, requests.get(entry.request_id or ""), names)
        else:
            yield _request(entry, names)


def _act(act: AuditRow, request: RequestRow | None, names: ActorNames) -> UserEvent:
    told = [sentence_of(act.detail)]
    if request is not None and request.error is not None:
        told.append(f"left out: {request.error}")
    return UserEvent(
        at=timestamp(act.at),
        action=act.action,
        by=names[act.actor],
        detail="; ".join(filter(None, told)) or None,
        request_id=act.request_id,
    )


def _request(row: RequestRow, names: ActorNames) -> UserEvent:
    if row.method in READS or row.operation.startswith("find"):
        action, detail = "user.sought", row.operation
    elif row.status >= 400:
        action, detail = "user.refused", f"{row.operation}: {row.error or row.status}"
    else:
        action, detail = "user.unchanged", f"{row.operation}: nothing in it was new"
    return UserEvent(
        at=timestamp(row.at),
        action=action,
        by=names[f"token:{row.token_id}"] if row.token_id else row.remote_address or "not signed in",
        detail=detail,
        request_id=row.id,
    )


def _pruned(session: Session, org_id: str, user_id: str) -> Iterator[UserEvent]:
    """What is still known of requests that are no longer kept, as the oldest event."""
    pruned_until = pruning.pruned_until(session, org_id)
    known = digest_of(session, org_id, subjects_of(session, org_id, user_id)) if pruned_until else []
    if known:
        last = known[0]
        count = max(digest.entries for digest in known)
        are = "request is" if count == 1 else "requests are"
        first = timestamp(min(digest.first_at for digest in known))[:16].replace("T", " ")
        yield UserEvent(
            at=timestamp(last.last_at),
            action="requests.pruned",
            by="the service",
            detail=f"{count:,} older {are} no longer kept; the first came {first} UTC, "
            f"the last was {last.operation}, answered {last.status}",
        )


def _folded(events: Iterable[UserEvent]) -> Iterator[UserEvent]:
    last: UserEvent | None = None
    for event in events:
        if last is not None and _is_like(last, event):
            last = last.model_copy(update={"times": last.times + 1})
            continue
        if last is not None:
            yield last
        last = event
    if last is not None:
        yield last


def _is_like(newer: UserEvent, older: UserEvent) -> bool:
    if newer.action != older.action or newer.by != older.by:
        return False
    return newer.action == "user.sought" or (
        newer.action in ("user.refused", "user.unchanged") and newer.detail == older.detail
    )
