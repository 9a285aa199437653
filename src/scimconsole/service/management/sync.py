"""The state of provisioning: is it working, when does Entra ID come next, and what stands in the way."""

from __future__ import annotations

import time
from collections.abc import Iterable

from fastapi import APIRouter

from scimconsole.api import (
    Sync,
    SyncContact,
    SyncCounts,
    SyncCycle,
    SyncFailure,
    SyncForecast,
    SyncRhythm,
    SyncSilence,
)
from scimconsole.api.base import timestamp
from scimconsole.domain.causes import Cause, cause_named, in_general
from scimconsole.domain.reachability import unreachable_reason
from scimconsole.domain.sync.counting import DAY, MINUTE
from scimconsole.domain.sync.cycles import Cycle
from scimconsole.domain.sync.facts import CauseCount, SyncFacts, TokenFact, grouped
from scimconsole.domain.sync.health import today
from scimconsole.domain.sync.rhythm import Rhythm
from scimconsole.domain.sync.silence import Reason
from scimconsole.domain.sync.state import CYCLES_SHOWN, SyncState, assess, by_the_minute
from scimconsole.domain.tokens import token_state
from scimconsole.service.management.brake_wire import brake_state
from scimconsole.service.management.sign_in import Caller, SignedIn
from scimconsole.storage import brake, pruning, requests, stored_people, tokens, traffic
from scimconsole.storage.request_causes import explanation_of
from scimconsole.storage.session import Session
from scimconsole.storage.tokens import TokenRow

router = APIRouter(prefix="/sync", tags=["sync"])

_NEWEST = (2**63 - 1, "")
_TOKENS_READ = 100


@router.get("", response_model=Sync)
async def read_sync(caller: SignedIn) -> Sync:
    """Health, cycles, failures by cause and what Entra does next, by the counts of the last seven days.

    Requests show up within a second or two.
    """
    return await caller.context.database.read(lambda session: sync_of(session, caller))


def sync_of(session: Session, caller: Caller) -> Sync:
    """The state, from a bounded number of rows however long the journal is."""
    org_id = caller.org_id
    now = time.time_ns() // 1000
    facts = _gather(session, caller, now)
    state = assess(facts)
    newest = facts.minutes[::-1]
    changed_at = next((one.last_at for one in newest if one.counts.changes), None)
    forecast = state.forecast
    seen = grouped(facts.causes, now - DAY)
    return Sync(
        at=timestamp(now),
        health=state.judgement.health,
        reason=state.judgement.reason,
        last_contact=_contact(session, org_id, (one.last_id for one in newest)),
        last_test=_contact(session, org_id, (one.test_id for one in newest)),
        last_change_at=timestamp(changed_at),
        rhythm=_rhythm(state.rhythm),
        cycles=[_cycle(cycle, state, now) for cycle in reversed(state.cycles[-CYCLES_SHOWN:])],
        today=SyncCounts.model_validate(today(facts)._asdict()),
        last_hour=by_the_minute(facts),
        failures=_causes(session, org_id, seen, "failure"),
        looks=_causes(session, org_id, seen, "look"),
        forecast=SyncForecast(
            outlook=forecast.outlook,
            sentence=forecast.sentence,
            reason=forecast.reason,
            at=timestamp(forecast.at),
            to_do=forecast.to_do,
        ),
        silence=[_reason(reason) for reason in state.silence],
        remarks=[_reason(reason) for reason in state.remarks],
        brake=brake_state(brake.state(session, org_id, now)),
        pruned_until=timestamp(pruning.pruned_until(session, org_id)),
    )


def _gather(session: Session, caller: Caller, now: int) -> SyncFacts:
    org_id = caller.org_id
    plans = caller.profile.token_plans
    people = stored_people.look(session, org_id)
    since = now - traffic.LOOKED_BACK
    # The clocks of several workers may differ a little.
    until = now + MINUTE
    known = traffic.minutes(session, org_id, since, until)
    first = known[0].minute if known else since // MINUTE
    rows = tokens.list_tokens(session, org_id, _NEWEST, _TOKENS_READ)
    return SyncFacts(
        now=now,
        minutes=known,
        is_all=not traffic.is_known_before(session, org_id, first),
        is_ahead=traffic.newest_after(session, org_id, until),
        causes=traffic.causes(session, org_id, since, until),
        tokens=[_token(row, now) for row in reversed(rows)],
        people=people.users,
        groups=people.groups,
        first_person_at=people.first_at,
        external_ids=people.external_ids,
        is_incomplete=people.is_incomplete,
        is_disabled=people.is_disabled,
        plan_has_tokens=not plans or caller.organization.row.plan in plans,
        unreachable=unreachable_reason(caller.tenant_url),
    )


def _token(row: TokenRow, now: int) -> TokenFact:
    state = token_state(now, row.expires_at, row.revoked_at)
    return TokenFact(row.id, row.name, state, row.created_at, row.expires_at, row.last_used_at)


def _contact(session: Session, org_id: str, ids: Iterable[str | None]) -> SyncContact | None:
    """The first of these requests that there is."""
    request_id = next((one for one in ids if one is not None), None)
    if request_id is None:
        return None
    row = traffic.contact(session, org_id, request_id)
    return SyncContact(
        at=timestamp(row.at),
        remote_address=row.remote_address,
        token_id=row.token_id,
        request_id=row.request_id,
    )


def _reason(reason: Reason) -> SyncSilence:
    condition = reason.condition
    return SyncSilence(
        cause=condition.code,
        title=condition.title,
        side=condition.side,
        evidence=reason.evidence,
        happened=condition.happened,
        in_entra=condition.in_entra,
        here=condition.here,
    )


def _rhythm(rhythm: Rhythm) -> SyncRhythm:
    return SyncRhythm(
        usual_seconds=_seconds(rhythm.usual),
        longest_seconds=_seconds(rhythm.longest),
        cycles=rhythm.cycles,
        next_at=timestamp(rhythm.next_at),
        overdue_at=timestamp(rhythm.overdue_at),
    )


def _seconds(microseconds: int | None) -> int | None:
    return None if microseconds is None else microseconds // 1_000_000


def _cycle(cycle: Cycle, state: SyncState, now: int) -> SyncCycle:
    burst = cycle.burst
    return SyncCycle(
        kind=cycle.kind,
        began_at=timestamp(burst.began_at),
        ended_at=timestamp(burst.ended_at),
        is_open=now - burst.ended_at <= state.gap,
        counts=SyncCounts.model_validate(burst.counts._asdict()),
    )


def _causes(session: Session, org_id: str, counts: Iterable[CauseCount], weight: str) -> list[SyncFailure]:
    return [
        _failure(session, org_id, one, cause)
        for one in counts
        if (cause := cause_named(one.cause)) is not None and cause.weight == weight
    ]


def _failure(session: Session, org_id: str, count: CauseCount, cause: Cause) -> SyncFailure:
    """A cause in the words of its newest request, as far as the journal still has that."""
    row = requests.look_up(session, org_id, count.last_request_id)
    explanation = None if row is None else explanation_of(row)
    if explanation is None or explanation.cause is not cause:
        explanation = in_general(cause)
    return SyncFailure(
        cause=cause.code,
        title=cause.title,
        side=cause.side,
        requests=count.requests,
        first_at=timestamp(count.first_at),
        last_at=timestamp(count.last_at),
        last_request_id=count.last_request_id,
        happened=explanation.happened,
        in_entra=explanation.in_entra,
        here=explanation.here,
        entra_code=cause.entra_code,
    )
