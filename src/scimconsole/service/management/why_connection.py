"""How the provisioning job stands, for a verdict: by the newest requests, the tokens, and its rhythm."""

from __future__ import annotations

from scimconsole.domain.sync.counting import MINUTE
from scimconsole.domain.sync.cycles import find_bursts, learn_gap
from scimconsole.domain.sync.rhythm import UNKNOWN_PATIENCE, learn_rhythm
from scimconsole.domain.tokens import token_state
from scimconsole.domain.why.facts import Connection
from scimconsole.domain.why.trail import RUNS_WITHIN
from scimconsole.service.management.why_facts import request_fact
from scimconsole.storage import traffic
from scimconsole.storage.evidence import Evidence
from scimconsole.storage.requests import RequestRow
from scimconsole.storage.session import Session
from scimconsole.storage.tokens import TokenRow


def connection_of(session: Session, org_id: str, evidence: Evidence, now: int) -> Connection:
    """The job at `now` (microseconds); its rhythm is looked up where it has been silent for a while."""
    good = next((row for row in evidence.newest if row.signed_in), None)
    used = [token.last_used_at for token in evidence.tokens if token.last_used_at is not None]
    last_at = good.at if good is not None else max(used, default=None)
    is_overdue = last_at is not None and _is_overdue(session, org_id, last_at, now)
    refused = []
    for row in evidence.newest:
        if row.signed_in:
            break
        if _counts(row, is_expected=last_at is not None and not is_overdue):
            refused.append(request_fact(row))
    states = [token_state(now, token.expires_at, token.revoked_at) for token in evidence.tokens]
    good_tokens = states.count("active")
    return Connection(
        last_at=last_at,
        last_request_id=None if good is None else good.id,
        dialect=None if good is None else good.dialect,
        is_overdue=is_overdue,
        refused=tuple(refused),
        tokens=len(evidence.tokens),
        good_tokens=good_tokens,
        tokens_ended_at=None if good_tokens else max(map(_ended_at, evidence.tokens), default=None),
        pruned_until=evidence.pruned_until,
    )


def _is_overdue(session: Session, org_id: str, last_at: int, now: int) -> bool:
    """Whether the silence is longer than this connection's silences are."""
    if now - last_at <= RUNS_WITHIN:
        return False
    minutes = traffic.minutes(session, org_id, now - traffic.LOOKED_BACK, now + MINUTE)
    rhythm = learn_rhythm(find_bursts(minutes, learn_gap(minutes)))
    overdue_at = last_at + UNKNOWN_PATIENCE if rhythm.overdue_at is None else rhythm.overdue_at
    return now > overdue_at


def _counts(row: RequestRow, *, is_expected: bool) -> bool:
    """Whether a refused sign-in tells of the job, not of a stranger, a browser or a monitor that came by."""
    return not is_expected or row.refusal in ("expired", "revoked")


def _ended_at(token: TokenRow) -> int:
    ends = [at for at in (token.revoked_at, token.expires_at) if at is not None]
    return min(ends, default=token.created_at)
