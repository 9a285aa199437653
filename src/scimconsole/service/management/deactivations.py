"""Deactivating many people at once."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Request, Response

from scimconsole.api import Deactivation, DeactivationResult, NewDeactivation, Page
from scimconsole.api.base import timestamp
from scimconsole.errors import Conflict, CountMismatch, InvalidInput
from scimconsole.service.management.acts import Acting
from scimconsole.service.management.paging import Cursor, Limit, decode_cursor, encode_cursor
from scimconsole.service.management.people import ActorNames
from scimconsole.service.management.sign_in import Caller, SignedIn
from scimconsole.service.management.users import filter_of
from scimconsole.storage import audit, deactivations, user_list
from scimconsole.storage.deactivations import DeactivationRow, Person
from scimconsole.storage.requests import AFTER_EVERY_ID
from scimconsole.storage.session import Session
from scimconsole.storage.user_list import UserQuery

router = APIRouter(prefix="/deactivations", tags=["deactivations"])

DeactivationId = Annotated[str, Path(max_length=100, description="The deactivation's `id`.")]


@router.get("", response_model=Page[Deactivation])
async def list_deactivations(
    caller: SignedIn, limit: Limit = 100, cursor: Cursor = None
) -> Page[Deactivation]:
    """Bulk deactivations and dry runs, newest first, without their results."""
    (before,) = (AFTER_EVERY_ID,) if cursor is None else decode_cursor("deactivations", cursor, str)

    def read(session: Session) -> Page[Deactivation]:
        rows = deactivations.list_deactivations(session, caller.org_id, before, limit + 1)
        page = rows[:limit]
        names = ActorNames(session, caller.org_id)
        return Page[Deactivation](
            items=[_wire(session, caller.org_id, row, names, with_results=False) for row in page],
            next_cursor=encode_cursor("deactivations", page[-1].id) if len(rows) > limit else None,
            total=None,
        )

    return await caller.context.database.read(read)


@router.post("", response_model=Deactivation, status_code=201)
async def start_deactivation(request: Request, act: Acting, new: NewDeactivation) -> Response:
    """Deactivate everybody named. The service works on its own; read the deactivation to watch it."""
    caller = act.caller
    people, unmatched = await _match(caller, new)
    if new.expected_count is not None and new.expected_count != len(people):
        raise CountMismatch(
            f"{len(people)} people match; {new.expected_count} were expected. Nobody was deactivated.",
            hint="Look at who matches with a dry run, then send the right number.",
        )

    def work(session: Session) -> Deactivation:
        row = deactivations.add_deactivation(
            session,
            caller.org_id,
            people=people,
            unmatched=unmatched,
            reason=new.reason,
            dry_run=new.dry_run,
            by=caller.actor,
        )
        if not new.dry_run:
            detail = {"matched": row.matched, "unmatched": len(unmatched), "reason": new.reason}
            _note(session, caller, "deactivation.queued", row.id, detail)
        return _wire(session, caller.org_id, row, ActorNames(session, caller.org_id), with_results=True)

    response = await act.perform(201, work)
    request.app.state.deactivations.start(caller.organization)
    return response


@router.get("/{deactivation_id}", response_model=Deactivation)
async def read_deactivation(caller: SignedIn, deactivation_id: DeactivationId) -> Deactivation:
    """How far a deactivation is, and what became of whom."""

    def read(session: Session) -> Deactivation:
        row = deactivations.find_deactivation(session, caller.org_id, deactivation_id)
        return _wire(session, caller.org_id, row, ActorNames(session, caller.org_id), with_results=True)

    return await caller.context.database.read(read)


@router.post("/{deactivation_id}/cancel", response_model=Deactivation)
async def cancel_deactivation(request: Request, act: Acting, deactivation_id: DeactivationId) -> Response:
    """Stop a deactivation before the next people; who was deactivated stays so."""
    caller = act.caller

    def work(session: Session) -> Deactivation:
        row = deactivations.find_deactivation(session, caller.org_id, deactivation_id)
        if row.state not in ("cancelled", "queued", "running"):
            raise Conflict(
                f"There is nothing left to stop: the deactivation is {row.state}.",
                hint="Reactivate whom you want back: `scimconsole users reactivate`.",
            )
        if row.state == "queued":
            deactivations.finish(session, caller.org_id, deactivation_id, cancelled=True)
        else:
            deactivations.ask_to_stop(session, caller.org_id, deactivation_id)
        if row.state != "cancelled":
            _note(session, caller, "deactivation.cancelled", deactivation_id, None)
        row = deactivations.find_deactivation(session, caller.org_id, deactivation_id)
        return _wire(session, caller.org_id, row, ActorNames(session, caller.org_id), with_results=True)

    response = await act.perform(200, work)
    request.app.state.deactivations.start(caller.organization)
    return response


async def _match(caller: Caller, new: NewDeactivation) -> tuple[list[Person], list[str]]:
    if (new.ids is None) == (new.filter is None):
        sentence = "Say whom: either `ids` or a `filter`, and not both."
        raise InvalidInput(sentence, errors=[("/ids", sentence), ("/filter", sentence)])
    profile, org_id = caller.profile, caller.org_id
    if new.ids is not None:
        named = [name for name in new.ids if name]
        return await caller.context.database.read(
            lambda session: deactivations.match_people(session, org_id, named)
        )
    query = UserQuery(filter=filter_of(profile, new.filter or "", "/filter"))

    def find(session: Session) -> list[Person]:
        found = user_list.every_user(session, profile.user, caller.tenant_url, org_id, query)
        return [Person(stored.id, orjson.loads(stored.document)["userName"], stored.held) for stored in found]

    return await caller.context.database.read(find), []


def _wire(
    session: Session, org_id: str, row: DeactivationRow, names: ActorNames, *, with_results: bool
) -> Deactivation:
    outcomes = deactivations.count_outcomes(session, org_id, row.id)
    results = deactivations.list_results(session, org_id, row.id) if with_results else []
    return Deactivation(
        id=row.id,
        state=row.state,
        reason=row.reason,
        matched=row.matched,
        deactivated=outcomes.get("deactivated", 0),
        already=outcomes.get("already", 0),
        failed=outcomes.get("failed", 0),
        unmatched=row.unmatched_names,
        results=[
            DeactivationResult(
                id=target.user_id, user_name=target.user_name, outcome=target.outcome, detail=target.detail
            )
            for target in results
            if target.outcome is not None
        ],
        created_at=timestamp(row.created_at),
        created_by=names[row.created_by],
        finished_at=timestamp(row.finished_at),
    )


def _note(
    session: Session, caller: Caller, action: str, deactivation_id: str, detail: dict[str, Any] | None
) -> None:
    audit.record(
        session,
        caller.org_id,
        actor=caller.actor,
        action=action,
        target_type="deactivation",
        target_id=deactivation_id,
        detail=detail,
    )
