"""Whether provisioning works, and why, in one sentence.

The first line that fits is the answer:

| health | when |
|---|---|
| failing | sign-ins were refused since the last good one, and count (see below) |
| never-connected | nobody has ever signed in |
| failing | nothing that was ever sent could be carried out |
| failing | more than half of what was sent in the newest cycles failed, three requests of one cycle or more |
| quiet | longer without a request than this connection usually is |
| quiet | test connections for an hour or longer, and nobody was ever sent |
| healthy | else |

A refused sign-in counts where nobody ever signed in, where its token has ended, and where the
cycle that was expected did not come. Who sends no token, or a user name and a password, is a stranger and not
Entra: that never counts. The newest cycles are the last three that were to change something. One person whom
Entra tries again day after day makes a failure a cycle, and nothing else need be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scimconsole.domain.causes import cause_named
from scimconsole.domain.sync.counting import DAY, HOUR, Counts, total
from scimconsole.domain.sync.cycles import Cycle
from scimconsole.domain.sync.facts import CauseCount, SyncFacts, grouped
from scimconsole.domain.sync.rhythm import Rhythm
from scimconsole.domain.sync.wording import ago, clock, length, requests

Health = Literal["healthy", "quiet", "failing", "never-connected"]

ENDED_TOKEN = frozenset({"token-expired", "token-revoked"})
STRANGERS = frozenset({"token-missing", "authorization-scheme"})
SIGN_IN = frozenset(
    {
        *ENDED_TOKEN,
        "token-unknown",
        "bearer-pasted",
        "entras-own-token",
        "api-key-pasted",
        "token-mangled",
        "another-services-secret",
    }
)
"""Causes of refused sign-ins by somebody who may be Entra."""

NEWEST = 3
"""Cycles that failures are judged by."""
LEAST_FAILURES = 3
"""In one cycle."""
TESTS_ONLY_FOR = HOUR


@dataclass(frozen=True, slots=True)
class Judgement:
    """The health, and why."""

    health: Health
    reason: str
    refused: CauseCount | None = None
    """The refused sign-in that counts, where there is one."""


def judge(facts: SyncFacts, cycles: Sequence[Cycle], rhythm: Rhythm) -> Judgement:
    """The health of a connection; `cycles` are in order of time."""
    judgement = _judge(facts, cycles, rhythm)
    if facts.is_ahead is None:
        return judgement
    ahead = length(facts.is_ahead - facts.now)
    said = f"{judgement.reason} A request bears a time {ahead} from now: a clock was moved."
    return Judgement(judgement.health, said, judgement.refused)


def _judge(facts: SyncFacts, cycles: Sequence[Cycle], rhythm: Rhythm) -> Judgement:
    now = facts.now
    heard = [cycle.burst for cycle in cycles if cycle.burst.heard_at is not None]
    last_at = heard[-1].heard_at if heard else None
    refused = refused_since(facts, last_at, rhythm)
    if refused is not None:
        title = _title(refused.cause)
        since = f"since {clock(refused.first_at, now)}" if last_at is not None else "and none ever accepted"
        return Judgement(
            "failing",
            f"Entra's last sign-in was refused {ago(refused.last_at, now)}: {title}; "
            f"{requests(refused.requests)} refused {since}.",
            refused,
        )
    if last_at is None:
        if not facts.is_all:
            return Judgement("quiet", f"Entra has not contacted us for more than {length(7 * DAY)}.")
        if any(facts.tokens):
            return Judgement("never-connected", "No request has arrived yet; a token is ready.")
        return Judgement("never-connected", "No request has arrived yet, and no token was generated.")
    failing = _failing(facts, cycles)
    if failing is not None:
        return failing
    contacted = f"Entra contacted us {ago(last_at, now)}"
    if rhythm.overdue_at is not None and now > rhythm.overdue_at:
        return Judgement("quiet", f"Entra's last request came {ago(last_at, now)}; {_usually(rhythm)}.")
    is_probing = facts.is_all and not facts.people and all(burst.counts.is_probing for burst in heard)
    if is_probing and now - heard[0].began_at > TESTS_ONLY_FOR:
        return Judgement("quiet", f"{contacted} to test the connection, and nobody was ever sent.")
    return Judgement("healthy", f"{contacted}; {_expected(rhythm, now)}.")


def refused_since(facts: SyncFacts, last_at: int | None, rhythm: Rhythm) -> CauseCount | None:
    """The newest refused sign-in by Entra after the last one that succeeded; None where none counts."""
    refused = [
        one
        for one in grouped(_after(facts.causes, last_at))
        if one.cause in SIGN_IN and one.last_at > (last_at or 0)
    ]
    ended = [one for one in refused if one.cause in ENDED_TOKEN]
    is_awaited = last_at is None or rhythm.next_at is None or facts.now > rhythm.next_at
    counting = refused if is_awaited else ended
    return max(counting, key=lambda one: one.last_at, default=None)


def _after(causes: Sequence[CauseCount], last_at: int | None) -> list[CauseCount]:
    return [one for one in causes if last_at is None or one.last_at > last_at]


def _failing(facts: SyncFacts, cycles: Sequence[Cycle]) -> Judgement | None:
    attempting = [cycle.burst for cycle in cycles if cycle.burst.counts.changes + cycle.burst.counts.failures]
    newest = attempting[-NEWEST:]
    if not newest or not newest[-1].counts.failures:
        return None
    counts = total(burst.counts for burst in newest)
    attempts = counts.changes + counts.failures
    has_ever_worked = any(burst.counts.changes for burst in attempting)
    are_many = max(burst.counts.failures for burst in newest) >= LEAST_FAILURES
    if has_ever_worked and not (are_many and counts.failures * 2 > attempts):
        return None
    seen = [one for one in grouped(facts.causes, newest[0].began_at) if one.cause not in SIGN_IN | STRANGERS]
    failures = [one for one in seen if _is_failure(one.cause)]
    why = f", mostly: {_title(failures[0].cause)}" if failures else ""
    share = "all" if not counts.changes else f"{counts.failures:,}"
    return Judgement(
        "failing",
        f"Of {requests(attempts)} in the newest {_cycles(len(newest))}, {share} failed{why}.",
    )


def _cycles(count: int) -> str:
    return "cycle" if count == 1 else f"{count} cycles"


def _title(code: str) -> str:
    cause = cause_named(code)
    title = code if cause is None else cause.title
    return title[:1].lower() + title[1:]


def _is_failure(code: str) -> bool:
    cause = cause_named(code)
    return cause is not None and cause.weight == "failure"


def _usually(rhythm: Rhythm) -> str:
    if rhythm.usual is not None and rhythm.is_steady:
        return f"it usually comes every {length(rhythm.usual)}"
    if rhythm.longest is not None:
        return f"the longest silence before was {length(rhythm.longest)}"
    return "it had come once until then"


def _expected(rhythm: Rhythm, now: int) -> str:
    if rhythm.next_at is None:
        return "it comes at no steady rhythm" if rhythm.usual else "its rhythm is not known yet"
    if rhythm.next_at >= now:
        return f"the next cycle is expected about {clock(rhythm.next_at, now)}"
    return f"the next cycle was expected about {clock(rhythm.next_at, now)}"


def today(facts: SyncFacts) -> Counts:
    """The counts of the last 24 hours."""
    since = facts.now - DAY
    return total(one.counts for one in facts.minutes if one.last_at > since)
