"""What silence may be due to, likeliest first: the causes that no request shows.

| what is known | what is likely |
|---|---|
| no token | the plan has none, or nobody generated one |
| a token, and no request ever | an address out of reach; the token not pasted; another address; a firewall |
| the last sign-in was refused | quarantine |
| tests, and nobody ever sent | the first cycle to come; then: the job off, nobody assigned, a filter |
| silence, and the token used last has ended | that |
| silence after failures | quarantine |
| silence | the job paused, quarantine, a firewall; where the rhythm was never steady: nothing to send |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scimconsole.domain.causes import Condition, all_conditions
from scimconsole.domain.sync.counting import HOUR
from scimconsole.domain.sync.cycles import Cycle
from scimconsole.domain.sync.facts import SyncFacts, TokenFact
from scimconsole.domain.sync.forecast import EXPIRY_WARNED, token_in_use
from scimconsole.domain.sync.health import Judgement
from scimconsole.domain.sync.rhythm import Rhythm
from scimconsole.domain.sync.wording import ago, clock, length, requests

FIRST_CYCLE_WITHIN = HOUR
"""After a test, while the first cycle may still be to come."""
MOST_BY_HAND = 3
"""Tests of an admin who sets up the app, at different times."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition, and what speaks for it."""

    condition: Condition
    evidence: str


def silence_of(facts: SyncFacts, cycles: list[Cycle], rhythm: Rhythm, judgement: Judgement) -> list[Reason]:
    """The reasons, likeliest first; none where requests come as they should."""
    conditions = all_conditions()
    found = _reasons(facts, cycles, rhythm, judgement)
    return [Reason(conditions[code], evidence) for code, evidence in found]


def _reasons(
    facts: SyncFacts, cycles: list[Cycle], rhythm: Rhythm, judgement: Judgement
) -> Iterator[tuple[str, str]]:
    now = facts.now
    bursts = [cycle.burst for cycle in cycles if cycle.burst.heard_at is not None]
    if judgement.refused is not None:
        since = clock(judgement.refused.first_at, now)
        yield "in-quarantine", f"{_many(judgement.refused.requests)} refused since {since}."
    elif judgement.health == "never-connected":
        yield from _before_the_first(facts)
    elif bursts and _is_testing_only(facts, cycles):
        yield from _tests_only(facts, cycles)
    elif judgement.health == "quiet":
        yield from _after_the_last(facts, cycles, rhythm)
    elif (used := token_in_use(facts)) is not None and _ends_soon(used, now):
        yield "token-about-to-end", f'"{used.name}" expires {clock(used.expires_at or 0, now)}.'


def _before_the_first(facts: SyncFacts) -> Iterator[tuple[str, str]]:
    if not facts.tokens:
        if not facts.plan_has_tokens:
            yield "plan-without-tokens", "No token can be generated."
        else:
            yield "no-token", "No token was generated."
        return
    newest = facts.tokens[-1]
    age = ago(newest.created_at, facts.now)
    if facts.unreachable is not None:
        yield "not-reachable", facts.unreachable
    yield "token-never-used", f'"{newest.name}" was generated {age}, and no request has arrived.'
    yield "wrong-tenant-url", "No request has arrived."
    if facts.unreachable is None:
        yield "not-reachable", "The address looks public, and no request has arrived."


def _is_testing_only(facts: SyncFacts, cycles: list[Cycle]) -> bool:
    heard = [cycle.burst.counts for cycle in cycles if cycle.burst.heard_at is not None]
    return facts.is_all and not facts.people and all(counts.is_probing for counts in heard)


def _tests_only(facts: SyncFacts, cycles: list[Cycle]) -> Iterator[tuple[str, str]]:
    heard = [cycle.burst for cycle in cycles if cycle.burst.heard_at is not None]
    tests = sum(burst.counts.tests for burst in heard)
    first, last = heard[0].began_at, heard[-1].heard_at or heard[-1].ended_at
    many = "1 test" if tests == 1 else f"{tests:,} tests"
    told = f"{many} came, the last {ago(last, facts.now)}, and nobody was sent."
    if facts.now - first < FIRST_CYCLE_WITHIN:
        yield "waits-for-cycle", told
    # A job that runs tests at each beginning of a cycle; by hand nobody does so for hours.
    is_running = any(cycle.kind == "cycle" for cycle in cycles) or (
        len(heard) > 3 and last - first > 2 * HOUR
    )
    if not is_running:
        yield "job-off", told
    yield "nothing-assigned", told
    yield "scope-filters-nobody", told
    if is_running:
        yield "job-paused", told


def _after_the_last(facts: SyncFacts, cycles: list[Cycle], rhythm: Rhythm) -> Iterator[tuple[str, str]]:
    now = facts.now
    heard = [cycle.burst for cycle in cycles if cycle.burst.heard_at is not None]
    last = (
        f"The last request came {ago(heard[-1].heard_at or 0, now)}" if heard else "No request came for days"
    )
    used = token_in_use(facts)
    if used is not None and used.state != "active":
        yield "token-ended", f'{last}, with the token "{used.name}", which is {used.state}.'
    counts = heard[-1].counts if heard else None
    has_failed = counts is not None and counts.failures > counts.changes
    if counts is not None and has_failed:
        yield "in-quarantine", f"{last}; {requests(counts.failures)} of that cycle failed."
    if rhythm.usual is not None and not rhythm.is_steady:
        longest = f"; the longest silence so far was {length(rhythm.longest)}" if rhythm.longest else ""
        yield "nothing-to-send", f"{last}, at no steady rhythm{longest}."
    usually = f"; usually one comes every {length(rhythm.usual)}" if rhythm.usual and rhythm.is_steady else ""
    yield "job-paused", f"{last}{usually}."
    if not has_failed:
        yield "in-quarantine", f"{last}; a job in quarantine comes once a day."
    yield (
        "not-reachable",
        facts.unreachable or f"{last}; an outage or a new rule of a firewall looks like this.",
    )


def _ends_soon(token: TokenFact, now: int) -> bool:
    return (
        token.state == "active" and token.expires_at is not None and token.expires_at - now <= EXPIRY_WARNED
    )


def _many(count: int) -> str:
    return "1 sign-in was" if count == 1 else f"{count:,} sign-ins were"
