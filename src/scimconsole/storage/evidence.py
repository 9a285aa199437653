"""What there is to know about one person, gathered with a bounded number of rows, whatever there is.

`scimconsole.domain.why` makes a verdict of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import orjson

from scimconsole.domain.scim.text import fold
from scimconsole.storage import (
    audit_read,
    evidence_people,
    holds,
    journal_digest,
    requests,
    tokens,
    users,
    withheld,
)
from scimconsole.storage.audit_read import AuditRow
from scimconsole.storage.evidence_trail import MOST_NAMES, Trail, follow
from scimconsole.storage.holds import HoldRow
from scimconsole.storage.journal_digest import Digest
from scimconsole.storage.pruning import pruned_until
from scimconsole.storage.requests import AFTER_EVERY_ID, RequestRow
from scimconsole.storage.session import Session
from scimconsole.storage.tokens import TokenRow
from scimconsole.storage.user_rows import StoredUser
from scimconsole.storage.withheld import WithheldRow

REQUESTS_READ = 200
ACTS_READ = 100
NEWEST_READ = 300
"""Requests of anybody, to see whether the job runs."""
TOKENS_READ = 100
FORMER_READ = 5
GROUP_WRITES_READ = 10
_NEWEST = (2**63 - 1, "")
_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@dataclass(frozen=True, slots=True)
class Former:
    """An id that was deleted, with the act that did it."""

    id: str
    user_name: str
    act: AuditRow


@dataclass(slots=True)
class Evidence:
    """Rows as they are stored; lists newest first."""

    user: StoredUser | None
    also: list[str]
    """Ids of others whom the words fit."""
    asked_by: str = "name"
    """`old-name` or `old-id` where the person has another one by now."""
    trail: Trail = field(default_factory=lambda: Trail((), True, None))
    acts: list[tuple[str, AuditRow]] = field(default_factory=list)
    """Acts on one of the person's ids, each with that id."""
    former: list[Former] = field(default_factory=list)
    hold: HoldRow | None = None
    """On the person, or waiting for whoever comes under the name."""
    withheld: WithheldRow | None = None
    digests: list[Digest] = field(default_factory=list)
    newest: list[RequestRow] = field(default_factory=list)
    """Requests of anybody."""
    tokens: list[TokenRow] = field(default_factory=list)
    pruned_until: int | None = None
    sharing: list[tuple[StoredUser, str]] = field(default_factory=list)
    alike: list[StoredUser] = field(default_factory=list)
    group: str | None = None
    groups_naming: list[str] = field(default_factory=list)
    group_refusals: list[RequestRow] = field(default_factory=list)
    unknown_manager: str | None = None


def gather(session: Session, org_id: str, text: str) -> Evidence:
    """Everything about whoever is meant by `text`; nobody has to be stored."""
    text = text.strip()
    found = evidence_people.meant(session, org_id, text)
    evidence = Evidence(found[0] if found else None, [user.id for user in found[1:]])
    if evidence.user is None:
        _look_behind(session, org_id, text, evidence)
    else:
        evidence.acts = _acts_on(session, org_id, [evidence.user.id])
        names = [*_names_of(evidence.user), *_earlier_names(evidence.acts), text]
        evidence.trail = follow(session, org_id, names, REQUESTS_READ)
        _find_former(session, org_id, evidence, _other_ids(evidence.trail.rows, evidence.user.id))
        _follow_former(session, org_id, evidence, names)
    if evidence.user is not None:
        _about_stored(session, org_id, evidence, evidence.user)
    _about_everybody(session, org_id, text, evidence)
    return evidence


def _names_of(user: StoredUser) -> list[str]:
    resource = orjson.loads(user.document)
    return [name for name in (user.id, resource["userName"], resource.get("externalId")) if name]


def _earlier_names(acts: Iterable[tuple[str, AuditRow]]) -> list[str]:
    """userNames and externalIds that acts have changed."""
    names: list[str] = []
    for _, act in acts:
        if act.detail is None or '"changed"' not in act.detail:
            continue
        changed = orjson.loads(act.detail).get("changed")
        if isinstance(changed, dict):
            for attribute in ("userName", "externalId"):
                names += [name for name in changed.get(attribute) or () if isinstance(name, str)]
    return names


def _look_behind(session: Session, org_id: str, text: str, evidence: Evidence) -> None:
    """Somebody who is not stored under these words: by now under others, or deleted, or never here."""
    evidence.trail = follow(session, org_id, [text], REQUESTS_READ)
    ids = _other_ids(evidence.trail.rows, None)
    _find_former(session, org_id, evidence, dict.fromkeys([text, *ids]))
    created = next((row for row in evidence.trail.rows if row.operation == "create user"), None)
    # Whom nobody could create under the name is not whoever had it before.
    is_free = created is None or created.status < 400
    for user_id in ids if is_free else ():
        user = users.find(session, org_id, user_id)
        if user is not None:
            evidence.user, evidence.asked_by = user, "old-name"
            break
    if evidence.user is None and not evidence.former:
        lately = evidence_people.lately_deleted(session, org_id, text)
        _find_former(session, org_id, evidence, [user_id for user_id, _ in lately])
    if evidence.user is None:
        for former in evidence.former:
            again = users.rows_by_name(session, org_id, fold(former.user_name))
            if again:
                evidence.user = StoredUser.from_row(again[0])
                evidence.asked_by = "old-id" if former.id == text else "old-name"
                break
    names = [text]
    if evidence.user is not None:
        evidence.acts = [*_acts_on(session, org_id, [evidence.user.id]), *evidence.acts]
        names = [*_names_of(evidence.user), *_earlier_names(evidence.acts), text]
    _follow_former(session, org_id, evidence, names, known={fold(text)})


def _other_ids(rows: Iterable[RequestRow], user_id: str | None) -> list[str]:
    """The ids of users that requests about the names have created or changed."""
    ids: dict[str, None] = {}
    for row in rows:
        if row.resource_type == "User" and row.status < 400 and row.resource_id not in (None, user_id):
            ids[str(row.resource_id)] = None
    return list(ids)[:FORMER_READ]


def _find_former(session: Session, org_id: str, evidence: Evidence, ids: Iterable[str]) -> None:
    known = {former.id for former in evidence.former}
    for user_id in list(ids)[:FORMER_READ]:
        if user_id in known:
            continue
        acts = audit_read.list_acts_on(session, org_id, user_id, AFTER_EVERY_ID, ACTS_READ)
        deleted = next((act for act in acts if act.action == "user.deleted"), None)
        if deleted is None:
            continue
        detail = orjson.loads(deleted.detail) if deleted.detail else {}
        evidence.former.append(Former(user_id, str(detail.get("userName") or user_id), deleted))
        evidence.acts += [(user_id, act) for act in acts]


def _follow_former(
    session: Session,
    org_id: str,
    evidence: Evidence,
    names: Sequence[str],
    known: set[str] | None = None,
) -> None:
    """Look once more, for what requests said of ids and names that only the first look has brought."""
    asked = known if known is not None else {fold(name) for name in names}
    more = [*names, *(name for former in evidence.former for name in (former.id, former.user_name))]
    more = list(dict.fromkeys(more))[:MOST_NAMES]
    if any(fold(name) not in asked for name in more):
        evidence.trail = follow(session, org_id, more, REQUESTS_READ)


def _acts_on(session: Session, org_id: str, ids: Iterable[str]) -> list[tuple[str, AuditRow]]:
    return [
        (user_id, act)
        for user_id in ids
        for act in audit_read.list_acts_on(session, org_id, user_id, AFTER_EVERY_ID, ACTS_READ)
    ]


def _about_stored(session: Session, org_id: str, evidence: Evidence, user: StoredUser) -> None:
    resource = orjson.loads(user.document)
    evidence.hold = holds.of_user(session, org_id, user.id) if user.held else None
    evidence.withheld = withheld.find(session, org_id, user.id)
    evidence.sharing = evidence_people.sharing(session, org_id, user, resource.get("externalId"))
    manager = (resource.get(_ENTERPRISE) or {}).get("manager")
    manager_id = manager.get("value") if isinstance(manager, dict) else None
    if manager_id and users.find(session, org_id, manager_id) is None:
        evidence.unknown_manager = str(manager_id)


def _about_everybody(session: Session, org_id: str, text: str, evidence: Evidence) -> None:
    user = evidence.user
    evidence.newest = requests.list_requests(session, org_id, AFTER_EVERY_ID, NEWEST_READ)
    evidence.tokens = tokens.list_tokens(session, org_id, _NEWEST, TOKENS_READ)
    evidence.pruned_until = pruned_until(session, org_id)
    if evidence.pruned_until is not None:
        names = [text] if user is None else [*_names_of(user), *_earlier_names(evidence.acts), text]
        former = [name for one in evidence.former for name in (one.id, one.user_name)]
        asked = list(dict.fromkeys([*names, *former]))[:MOST_NAMES]
        evidence.digests = journal_digest.digest_of(session, org_id, asked)
    if user is None:
        evidence.group = evidence_people.group_meant(session, org_id, text)
        evidence.groups_naming = evidence_people.groups_naming(session, org_id, text)
        evidence.alike = evidence_people.beginning_alike(session, org_id, text)
        name = evidence.former[0].user_name if evidence.former else text
        evidence.hold = evidence_people.waiting_hold(session, org_id, name)
        return
    # A group's requests are filed under the group: whom they name only their bodies say.
    refused = [
        row
        for row in evidence.newest
        if row.resource_type == "Group" and row.status >= 400 and row.method in ("POST", "PUT", "PATCH")
    ]
    for row in refused[:GROUP_WRITES_READ]:
        sent, _ = requests.bodies_of(session, org_id, row.id)
        if sent is not None and user.id.encode() in sent:
            evidence.group_refusals.append(row)
