"""The set-up guide: the profile's steps, ticked by what was received."""

from __future__ import annotations

import time

import orjson
from fastapi import APIRouter

from scimconsole.api import Guide, GuidePaste, GuideStep, SelfTest, SelfTestStep
from scimconsole.api.base import timestamp
from scimconsole.domain.guide.facts import Contact, Facts, GroupFact, PersonFact, TokenFact
from scimconsole.domain.guide.progress import StepSeen, look, minutes_left, steps_of, token_in_use
from scimconsole.domain.guide.step import Step
from scimconsole.domain.scim.profile import Profile
from scimconsole.domain.sync.counting import MINUTE
from scimconsole.domain.sync.cycles import find_bursts, learn_gap
from scimconsole.domain.sync.rhythm import learn_rhythm
from scimconsole.domain.tokens import token_state
from scimconsole.service.management.sign_in import Caller, Owner, SignedIn
from scimconsole.service.self_test import Outcome, Played, run_self_test
from scimconsole.storage import audit, guide, pages, tokens, traffic
from scimconsole.storage.guide import PersonSample, RequestSample
from scimconsole.storage.session import Session
from scimconsole.storage.tokens import TokenRow
from scimconsole.storage.transactions import write

router = APIRouter(prefix="/guide", tags=["guide"])

_NEWEST = (2**63 - 1, "")
_TOKENS_READ = 100
_LABELS = {"tenant_url": "Tenant URL", "token": "Secret Token", "schema": "schema export"}


@router.get("", response_model=Guide)
async def read_guide(caller: SignedIn) -> Guide:
    """The steps of the set-up, each with what has been seen of it; reads of SCIM show up within a second.

    Of a long journal the oldest and the newest requests are looked at, of many users the newest; `sampled`
    says so.
    """
    facts, sampled, next_cycle_at = await caller.context.database.read(
        lambda session: _gather(session, caller)
    )
    looked = look(steps_of(caller.profile), facts)
    token = token_in_use(facts)
    checked = [one for one in looked if one.sight is not None]
    return Guide(
        profile=caller.profile.name,
        title=caller.profile.title,
        tenant_url=caller.tenant_url,
        minutes=sum(one.step.minutes for one in looked),
        seen=sum(one.sight is not None and one.sight.state == "seen" for one in checked),
        checked=len(checked),
        complete=not any(one.is_open for one in looked),
        sampled=sampled,
        minutes_left=minutes_left(looked),
        users=facts.user_count,
        groups=facts.group_count,
        first_people=[one.user_name for one in facts.first_people],
        next_cycle_at=timestamp(next_cycle_at),
        token_id=None if token is None else token.id,
        token_name=None if token is None else token.name,
        token_expires_at=None if token is None else timestamp(token.expires_at),
        steps=[_wire(number, one, caller.tenant_url) for number, one in enumerate(looked, 1)],
    )


@router.post("/self-test", response_model=SelfTest)
async def self_test(caller: Owner) -> SelfTest:
    """Play Entra ID with a throw-away person against the organization's own endpoint, and clean up.

    Takes at most two seconds. Its requests stand in the journal, marked as a self test's; nothing else stays.
    """
    outcome = await run_self_test(caller.context, caller.organization)
    failed = [played.step.name for played in outcome.played if played.wrong]

    def note(session: Session) -> None:
        detail = {"passed": outcome.passed, "failed": failed, "cleaned_up": outcome.cleaned_up}
        audit.record(
            session,
            caller.org_id,
            actor=caller.actor,
            action="guide.self-tested",
            target_type="organization",
            target_id=None,
            detail=detail,
        )

    await caller.context.database.write(lambda session: write(session, caller.org_id, note))
    return _outcome(outcome)


def _outcome(outcome: Outcome) -> SelfTest:
    return SelfTest(
        passed=outcome.passed,
        user_name=outcome.user_name,
        cleaned_up=outcome.cleaned_up,
        steps=[_played(played) for played in outcome.played],
    )


def _played(played: Played) -> SelfTestStep:
    return SelfTestStep(
        name=played.step.name,
        title=played.step.title,
        passed=not played.wrong,
        status=played.status,
        expected=played.step.expected,
        seen=played.wrong or "As expected.",
        request_id=played.request_id or None,
        duration_us=played.duration_us,
    )


def _gather(session: Session, caller: Caller) -> tuple[Facts, str | None, int | None]:
    org_id = caller.org_id
    now = time.time_ns() // 1000
    contacts, whole = guide.sample_requests(session, org_id)
    people = guide.newest_people(session, org_id)
    user_count = pages.total(session, org_id, "User")
    incomplete = guide.missing_fields(session, org_id)
    first = guide.first_people(session, org_id)
    group = guide.first_group(session, org_id)
    rows = tokens.list_tokens(session, org_id, _NEWEST, _TOKENS_READ)
    facts = Facts(
        tenant_url=caller.tenant_url,
        extension_urn=caller.profile.extension.urn if caller.profile.extension else None,
        default_user_type=_default_user_type(caller.profile),
        tokens=tuple(_token(row, now) for row in reversed(rows)),
        contacts=tuple(map(_contact, contacts)),
        people=tuple(map(_person, people)),
        first_people=tuple(map(_person, first)),
        user_count=user_count,
        incomplete=tuple(incomplete[: guide.MOST_INCOMPLETE]),
        incomplete_is_whole=len(incomplete) <= guide.MOST_INCOMPLETE,
        first_group=None if group is None else GroupFact(*group),
        group_count=pages.total(session, org_id, "Group"),
        disabled_at=guide.first_disable(session, org_id),
    )
    # Before anybody arrived there is no rhythm to look for.
    next_cycle_at = _next_cycle(session, org_id, now) if user_count else None
    return facts, _sampled(whole, user_count > len(people)), next_cycle_at


def _next_cycle(session: Session, org_id: str, now: int) -> int | None:
    """When Entra is expected next, unless that is over."""
    minutes = traffic.minutes(session, org_id, now - traffic.LOOKED_BACK, now + MINUTE)
    next_at = learn_rhythm(find_bursts(minutes, learn_gap(minutes))).next_at
    return next_at if next_at is not None and next_at >= now else None


def _sampled(whole_journal: bool, more_people: bool) -> str | None:
    looked_at = []
    if not whole_journal:
        looked_at.append(f"the oldest {guide.AT_EITHER_END} and the newest {guide.AT_EITHER_END} requests")
    if more_people:
        looked_at.append(f"the newest {guide.NEWEST_PEOPLE} users")
    return f"Looked at {' and '.join(looked_at)}." if looked_at else None


def _default_user_type(profile: Profile) -> str | None:
    return next((field.default for field in profile.fields if field.path == "userType"), None)


def _token(row: TokenRow, now: int) -> TokenFact:
    state = token_state(now, row.expires_at, row.revoked_at)
    return TokenFact(row.id, row.name, row.last_four, state, row.created_at, row.expires_at)


def _contact(row: RequestSample) -> Contact:
    return Contact(
        at=row.at,
        token_id=row.token_id,
        address=row.remote_address,
        operation=row.operation,
        sought=row.sought,
        status=row.status,
        received=tuple(orjson.loads(row.received)) if row.received else (),
        error=row.error,
        refusal=row.refusal,
    )


def _person(row: PersonSample) -> PersonFact:
    return PersonFact(row.user_name, row.created_at, row.external_id, row.user_type)


def _wire(number: int, looked: StepSeen, tenant_url: str | None) -> GuideStep:
    step, sight = looked.step, looked.sight
    return GuideStep(
        number=number,
        title=step.title,
        place=step.place,
        do=list(step.do),
        paste=_pastes(step, tenant_url),
        trap=step.trap or None,
        minutes=step.minutes,
        source=step.source,
        dated=step.dated,
        check=step.check,
        optional=step.optional,
        state=None if sight is None else sight.state,
        evidence=None if sight is None else sight.evidence,
        at=None if sight is None else timestamp(sight.at),
    )


def _pastes(step: Step, tenant_url: str | None) -> list[GuidePaste]:
    named = [
        GuidePaste(name=name, label=_LABELS[name], value=tenant_url if name == "tenant_url" else None)
        for name in step.paste
    ]
    return [*named, *(GuidePaste(name="text", label="text", value=text) for text in step.texts)]
