"""The brake at the SCIM endpoint: what would take access away from too many people may wait for an owner.

This is the one exception to the rule that a deactivation always lands. It is an owner's choice; without it
the brake counts and reports.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scimconsole.domain.brake import (
    STILL_HELD_BACK,
    STILL_NOT_DELETED,
    deletion_refused,
    held_back,
)
from scimconsole.domain.scim.errors import ScimError
from scimconsole.service.scim.exchange import Exchange
from scimconsole.storage import brake as brakes
from scimconsole.storage import withheld
from scimconsole.storage.brake import Tripped
from scimconsole.storage.user_rows import StoredUser, UserState
from scimconsole.storage.withheld import WithheldRow


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be changed: `before` as stored, `wanted` as the directory knows them.

    The two differ only while a deactivation waits; a request is always applied to what the directory knows.
    """

    stored: StoredUser
    before: UserState
    wanted: UserState
    waiting: WithheldRow | None


def opened(exchange: Exchange, stored: StoredUser) -> Person:
    """The stored user, taken apart."""
    before = stored.opened(exchange.profile)
    waiting = None
    if stored.withheld_at is not None:
        waiting = withheld.find(exchange.session, exchange.org_id, stored.id)
    return Person(stored, before, before if waiting is None else waiting.wanted(before), waiting)


def brake(
    exchange: Exchange, person: Person, after: UserState, *, disabling: bool
) -> tuple[UserState, str | None]:
    """What is stored where `after` is wanted, and what the journal says of a deactivation withheld.

    Once withheld, somebody stays active until an owner's word, or until the directory gives access back.
    """
    session, org_id, act = exchange.session, exchange.org_id, exchange.act
    if person.waiting is not None:
        if after.directory_active:
            withheld.take_back(session, org_id, person.waiting, act)
            return after, None
        withheld.renew(session, org_id, person.waiting, after)
        return _kept(person.before, after), STILL_HELD_BACK if disabling else None
    if not person.before.active or after.active:
        return after, None
    tripped = _counted(exchange)
    if tripped is None or not tripped.withholds:
        return after, None
    withheld.withhold(session, org_id, after.id, tripped.alert_id, after, act, exchange.token_id)
    return _kept(person.before, after), held_back(tripped.threshold)


def refuse_deletion(exchange: Exchange, person: Person) -> ScimError | None:
    """The refusal of a DELETE that is withheld; None where it may be carried out.

    Its status is 409: the person's present state forbids it (RFC 9110, 15.5.10). Entra ID keeps such a person
    in escrow and tries again after 6, 12 and 24 hours, then daily; its administrator reads the sentence. A
    404 would read as "deleted", a 401 would put the whole job into quarantine, and 403, 429 or 503 speak of
    the token or of the service, which are well.
    """
    session, org_id = exchange.session, exchange.org_id
    if person.waiting is not None:
        if person.before.active:
            return ScimError(409, None, STILL_NOT_DELETED)
        withheld.drop(session, org_id, person.waiting)
        return None
    tripped = _counted(exchange) if person.before.active else None
    if tripped is None or not tripped.withholds:
        return None
    withheld.withhold(
        session, org_id, person.stored.id, tripped.alert_id, None, exchange.act, exchange.token_id
    )
    return ScimError(409, None, deletion_refused(tripped.threshold))


def _counted(exchange: Exchange) -> Tripped | None:
    """Count somebody who is about to lose access, unless that is only rehearsed."""
    if exchange.act.is_rehearsal:
        return None
    return brakes.count(exchange.session, exchange.org_id, exchange.act)


def _kept(before: UserState, after: UserState) -> UserState:
    """`after` with the sources of access as they were."""
    rule = after.profile.user.status
    resource = after.resource
    if rule is not None and rule.is_inactive(resource):
        resource = rule.written(resource, before.status)
    return replace(after, resource=resource, entra_active=before.entra_active)
