"""The brake on many deactivations at once: how it stands, who waits, and an owner's word."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from scimconsole.api import BrakeAlert, BrakeState, BrakeWord, Page, WithheldPerson
from scimconsole.api.base import timestamp
from scimconsole.errors import Conflict, CountMismatch
from scimconsole.service.management.acts import Acting
from scimconsole.service.management.brake_wire import brake_state
from scimconsole.service.management.paging import Cursor, Limit, decode_cursor, encode_cursor
from scimconsole.service.management.people import ActorNames
from scimconsole.service.management.sign_in import Caller, SignedIn
from scimconsole.storage import brake, withheld
from scimconsole.storage.brake import AlertRow, Outcome
from scimconsole.storage.session import Session

router = APIRouter(prefix="/brake", tags=["brake"])

AlertId = Annotated[str, Path(max_length=100, description="The alert's `id`.")]


@router.get("", response_model=BrakeState)
async def read_brake(caller: SignedIn) -> BrakeState:
    """How the brake stands, and the open alert where there is one."""
    now = time.time_ns() // 1000
    return await caller.context.database.quick(
        lambda session: brake_state(brake.state(session, caller.org_id, now))
    )


@router.get("/{alert_id}", response_model=BrakeAlert)
async def read_alert(caller: SignedIn, alert_id: AlertId) -> BrakeAlert:
    """An alert; a closed one tells how many deactivations are still to be carried out or discarded."""

    def read(session: Session) -> BrakeAlert:
        return _wire(session, caller, brake.find_alert(session, caller.org_id, alert_id))

    return await caller.context.database.quick(read)


@router.get("/{alert_id}/withheld", response_model=Page[WithheldPerson])
async def list_withheld(
    caller: SignedIn, alert_id: AlertId, limit: Limit = 100, cursor: Cursor = None
) -> Page[WithheldPerson]:
    """Who waits under an alert, longest first."""
    after = withheld.BEFORE_ALL if cursor is None else decode_cursor("withheld", cursor, int, str)

    def read(session: Session) -> Page[WithheldPerson]:
        alert = brake.find_alert(session, caller.org_id, alert_id)
        rows = withheld.page(session, caller.org_id, alert_id, (after[0], after[1]), limit + 1)
        page = rows[:limit]
        more = len(rows) > limit
        return Page[WithheldPerson](
            items=[
                WithheldPerson(
                    id=row.user_id,
                    user_name=row.user_name,
                    display_name=row.display_name,
                    at=timestamp(row.at),
                    request_id=row.request_id,
                )
                for row in page
            ],
            next_cursor=encode_cursor("withheld", page[-1].at, page[-1].user_id) if more else None,
            total=alert.withheld,
        )

    return await caller.context.database.read(read)


@router.post("/{alert_id}/confirm", response_model=BrakeAlert)
async def confirm_alert(
    request: Request, act: Acting, alert_id: AlertId, word: BrakeWord | None = None
) -> Response:
    """Close an alert: what waits under it is carried out, in the owner's name. The count begins anew.

    The service works on its own; read the alert until `withheld` is 0 to watch it. An alert under which
    nothing waits was seen, and that is all. Confirming twice is fine.
    """
    return await _close(request, act, alert_id, word or BrakeWord(), "confirmed")


@router.post("/{alert_id}/discard", response_model=BrakeAlert)
async def discard_alert(
    request: Request, act: Acting, alert_id: AlertId, word: BrakeWord | None = None
) -> Response:
    """Close an alert: whoever waits under it stays active. The count begins anew.

    Entra ID is told nothing, and takes these people for disabled: it does not send it again by itself.
    Discarding twice is fine.
    """
    return await _close(request, act, alert_id, word or BrakeWord(), "discarded")


async def _close(request: Request, act: Acting, alert_id: str, word: BrakeWord, outcome: Outcome) -> Response:
    caller = act.caller

    def work(session: Session) -> BrakeAlert:
        alert = brake.find_alert(session, caller.org_id, alert_id)
        if alert.outcome != outcome:
            _require_open(alert, outcome)
            _require_count(alert, word)
            alert = brake.close_alert(session, caller.org_id, alert, outcome, by=caller.actor)
        return _wire(session, caller, alert)

    response = await act.perform(200, work)
    request.app.state.brake.start(caller.organization)
    return response


def _require_open(alert: AlertRow, outcome: Outcome) -> None:
    if alert.outcome is not None:
        raise Conflict(
            f"This alert was {alert.outcome} before.", hint="`scimconsole brake show` names an open one."
        )
    if outcome == "discarded" and alert.withheld == 0:
        raise Conflict(
            "Nothing waits under this alert: there is nothing to discard.",
            hint="Confirm it, which says that it was seen.",
        )


def _require_count(alert: AlertRow, word: BrakeWord) -> None:
    if word.expected_count is not None and word.expected_count != alert.withheld:
        raise CountMismatch(
            f"{alert.withheld} deactivations wait; {word.expected_count} were expected. Nothing was done.",
            hint="Look at who waits, then send the right number.",
        )


def _wire(session: Session, caller: Caller, row: AlertRow) -> BrakeAlert:
    names = ActorNames(session, caller.org_id)
    return BrakeAlert(
        id=row.id,
        mode=row.mode,
        began_at=timestamp(row.began_at),
        last_at=timestamp(row.last_at),
        people=row.people,
        threshold=row.threshold,
        withheld=row.withheld,
        closed_at=timestamp(row.closed_at),
        closed_by=None if row.closed_by is None else names[row.closed_by],
        outcome=row.outcome,
    )
