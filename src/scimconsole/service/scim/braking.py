"""The brake at the SCIM endpoint: what would take access away from too many people may wait for an owner.

This is the one exception to the rule that a deactivation always lands. It is an owner's choice; without it
the brake counts and reports.
"""

from __future__ import annotations

from dataclasses import replace

from scimconsole.domain.brake import STILL_HELD_BACK, STILL_NOT_DELETED, deletion_refused, held_back
from scimconsole.domain.scim.errors import ScimError
from scimconsole.service.scim.exchange import Exchange
from scimconsole.storage import brake as brakes
from scimconsole.storage import users, withheld
from scimconsole.storage.brake import Tripped
from scimconsole.storage.user_rows import UserState
from scimconsole.storage.withheld import WithheldRow


def brake(
    exchange: Exchange, before: UserState, after: UserState, *, disabling: bool
) -> tuple[UserState, str | None]:
    """What is stored where `after` is wanted, and what the journal says of a deactivation withheld.

    Once withheld, somebody keeps access until an owner's word, or until the directory gives access back.
    """
    session, org_id, act = exchange.session, exchange.org_id, exchange.act
    waiting = _waiting(exchange, before)
    if waiting is not None:
        if after.directory_active:
            return withheld.take_back(session, org_id, waiting, after, act), None
        return after, STILL_HELD_BACK if disabling else None
    tripped = _counted(exchange) if before.active and not after.active else None
    if tripped is None or not tripped.withholds:
        return after, None
    kept = withheld.withhold(session, org_id, tripped.alert_id, before, after, act, exchange.token_id)
    return kept, held_back(tripped.threshold)


def refuse_deletion(exchange: Exchange, before: UserState) -> ScimError | None:
    """The refusal of a DELETE that is withheld, as a deactivation; None where it may be carried out.

    Its status is 409: the person's present state forbids it (RFC 9110, 15.5.10). Entra ID keeps such a person
    in escrow and tries again after 6, 12 and 24 hours, then daily; its administrator reads the sentence. A
    404 would read as "deleted", a 401 would put the whole job into quarantine, and 403, 429 or 503 speak of
    the token or of the service, which are well.
    """
    session, org_id, act = exchange.session, exchange.org_id, exchange.act
    waiting = _waiting(exchange, before)
    if waiting is not None:
        if before.active:
            return ScimError(409, None, STILL_NOT_DELETED)
        withheld.forget(session, org_id, waiting)
        return None
    tripped = _counted(exchange) if before.active else None
    if tripped is None or not tripped.withholds:
        return None
    disabled = replace(before, entra_active=False)
    kept = withheld.withhold(session, org_id, tripped.alert_id, before, disabled, act, exchange.token_id)
    users.change(session, org_id, before, kept, act)
    return ScimError(409, None, deletion_refused(tripped.threshold))


def _waiting(exchange: Exchange, before: UserState) -> WithheldRow | None:
    """The deactivation that waits for somebody."""
    if before.withheld_at is None:
        return None
    return withheld.find(exchange.session, exchange.org_id, before.id)


def _counted(exchange: Exchange) -> Tripped | None:
    """Count somebody who is about to lose access, unless that is only rehearsed."""
    if exchange.act.is_rehearsal:
        return None
    return brakes.count(exchange.session, exchange.org_id, exchange.act)
