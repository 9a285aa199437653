"""Deactivating many people at once, and undoing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from scimconsole.api import Deactivation, DeactivationResult, NewDeactivation, Outcome, Page, Reason
from scimconsole.api.base import timestamp
from scimconsole.errors import Conflict, CountMismatch, InvalidInput
from scimconsole.service.management.acts import Acting
from scimconsole.service.management.paging import Cursor, Limit, decode_cursor, encode_cursor
from scimconsole.service.management.people import ActorNames
from scimconsole.service.management.sign_in import Caller, SignedIn
from scimconsole.service.management.user_query import Conditions, query_of, require_group
from scimconsole.storage import audit, deactivation_targets, deactivations, user_list
from scimconsole.storage.deactivation_targets import Person, TargetRow
from scimconsole.storage.deactivations import DeactivationRow
from scimconsole.storage.requests import AFTER_EVERY_ID
from scimconsole.storage.session import Session

router = APIRouter(prefix="/deactivations", tags=["deactivations"])

MOST_PEOPLE = 100_000
"""As many as can be named by their ids: one transaction queues them."""

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
            detail: dict[str, Any] = {
                "matched": row.matched,
                "unmatched": len(unmatched),
                "reason": new.reason,
            }
            _note(session, caller, "deactivation.queued", row.id, detail)
        return _wire(session, caller.org_id, row, ActorNames(session, caller.org_id), with_results=True)

    response = await act.perform(201, work)
    request.app.state.deactivations.start(caller.organization)
    return response


@router.get("/{deactivation_id}", response_model=Deactivation)
async def read_deactivation(
    caller: SignedIn,
    deactivation_id: DeactivationId,
    results: Annotated[
        bool, Query(description="Whether `results` are told; leave them out to watch the progress.")
    ] = True,
) -> Deactivation:
    """How far a deactivation is, and what became of whom."""

    def read(session: Session) -> Deactivation:
        row = deactivations.find_deactivation(session, caller.org_id, deactivation_id)
        names = ActorNames(session, caller.org_id)
        return _wire(session, caller.org_id, row, names, with_results=results)

    return await caller.context.database.read(read)


@router.get("/{deactivation_id}/results", response_model=Page[DeactivationResult])
async def list_results(
    caller: SignedIn,
    deactivation_id: DeactivationId,
    outcome: Annotated[
        Outcome | None, Query(description="Only those of whom this became, such as `failed`.")
    ] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[DeactivationResult]:
    """What became of whom, in the order in which people were named."""
    (after,) = (-1,) if cursor is None else decode_cursor("deactivation-results", cursor, int)

    def read(session: Session) -> Page[DeactivationResult]:
        row = deactivations.find_deactivation(session, caller.org_id, deactivation_id)
        rows = deactivation_targets.page_results(
            session, caller.org_id, deactivation_id, outcome, after, limit + 1
        )
        page = rows[:limit]
        more = len(rows) > limit
        counts = row.outcome_counts
        return Page[DeactivationResult](
            items=_results(page),
            next_cursor=encode_cursor("deactivation-results", page[-1].position) if more else None,
            total=counts.total() if outcome is None else counts[outcome],
        )

    return await caller.context.database.read(read)


@router.post("/{deactivation_id}/undo", response_model=Deactivation, status_code=201)
async def undo_deactivation(
    request: Request, act: Acting, deactivation_id: DeactivationId, reason: Reason | None = None
) -> Response:
    """Lift the holds that a deactivation placed and that are still the same.

    It answers a new deactivation that `undoes` the other one, to be watched and cancelled like it. Who was
    reactivated or held anew in the meantime is left so, and the results say it.
    """
    caller = act.caller

    def work(session: Session) -> Deactivation:
        undone = deactivations.find_deactivation(session, caller.org_id, deactivation_id)
        _require_undoable(undone)
        said = reason.reason if reason else None
        row = deactivations.add_undo(session, caller.org_id, undone, reason=said, by=caller.actor)
        detail = {"undoes": undone.id, "matched": row.matched, "reason": said}
        _note(session, caller, "deactivation.undo-queued", row.id, detail)
        return _wire(session, caller.org_id, row, ActorNames(session, caller.org_id), with_results=True)

    response = await act.perform(201, work)
    request.app.state.deactivations.start(caller.organization)
    return response


def _require_undoable(row: DeactivationRow) -> None:
    if row.state == "dry-run":
        raise Conflict("This was a dry run: there is nothing to undo.")
    if row.state in ("queued", "running"):
        raise Conflict(
            f"The deactivation is still {row.state}.",
            hint="Cancel it, or wait until it is done; then undo it.",
        )
    if row.undoes is not None:
        raise Conflict(
            "This is an undo itself, and is not undone.",
            hint="Deactivate the people again: its results name them.",
        )
    if row.undone_by is not None:
        raise Conflict(
            f"This deactivation was undone before, by {row.undone_by}.",
            hint="The results of that undo say who was left as they were, and why.",
        )


@router.post("/{deactivation_id}/cancel", response_model=Deactivation)
async def cancel_deactivation(request: Request, act: Acting, deactivation_id: DeactivationId) -> Response:
    """Stop a deactivation before the next people; who was deactivated stays so."""
    caller = act.caller

    def work(session: Session) -> Deactivation:
        row = deactivations.find_deactivation(session, caller.org_id, deactivation_id)
        if row.state not in ("cancelled", "queued", "running"):
            raise Conflict(
                f"There is nothing left to stop: the deactivation is {row.state}.",
                hint=f"`scimconsole users undo {row.id}` lifts its holds." if row.state == "done" else None,
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
    asked = Conditions(new.q, new.filter, new.status, new.user_type, new.group, new.changed_since)
    if (new.ids is None) == asked.is_empty:
        sentence = "Say whom: either `ids`, or a `filter` or other conditions, and not both."
        raise InvalidInput(sentence, errors=[("/ids", sentence), ("/filter", sentence)])
    profile, org_id = caller.profile, caller.org_id
    if new.ids is not None:
        named = [name for name in new.ids if name]
        return await caller.context.database.read(
            lambda session: deactivation_targets.match_people(session, org_id, named)
        )
    query = query_of(profile, asked, "/")

    def find(session: Session) -> list[Person]:
        require_group(session, org_id, query, "/")
        prepared = user_list.prepare(session, org_id, query, "user_name")
        found = user_list.name_users(
            session, profile.user, caller.tenant_url, org_id, prepared, MOST_PEOPLE + 1
        )
        return [Person(*row) for row in found]

    people = await caller.context.database.read(find)
    if len(people) > MOST_PEOPLE:
        raise InvalidInput(
            f"More than {MOST_PEOPLE:,} people match, and so many are not deactivated at once.",
            hint="Narrow the conditions and go on in parts, for example by user type or group.",
        )
    return people, []


def _wire(
    session: Session, org_id: str, row: DeactivationRow, names: ActorNames, *, with_results: bool
) -> Deactivation:
    counts = row.outcome_counts
    results = deactivation_targets.list_results(session, org_id, row.id) if with_results else []
    return Deactivation(
        id=row.id,
        state=row.state,
        reason=row.reason,
        undoes=row.undoes,
        undone_by=row.undone_by,
        matched=row.matched,
        worked=0 if row.state == "dry-run" else counts.total() - counts["cancelled"],
        deactivated=counts["deactivated"],
        already=counts["already"],
        failed=counts["failed"],
        reactivated=counts["reactivated"],
        left=counts["left"],
        unmatched=row.unmatched_names,
        results=_results(results),
        created_at=timestamp(row.created_at),
        created_by=names[row.created_by],
        finished_at=timestamp(row.finished_at),
    )


def _results(targets: Sequence[TargetRow]) -> list[DeactivationResult]:
    return [
        DeactivationResult(
            id=target.user_id, user_name=target.user_name, outcome=target.outcome, detail=target.detail
        )
        for target in targets
        if target.outcome is not None
    ]


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
