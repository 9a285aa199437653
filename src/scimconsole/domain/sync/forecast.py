"""Whether Entra is about to stop, by the rules that Microsoft publishes.

| Entra does this | when | its word for it |
|---|---|---|
| quarantine at once | the sign-in is refused (401) | EncounteredQuarantineException |
| quarantine at once | the test filter is answered with 404 | EncounteredQuarantineException |
| quarantine | 5,000 failures or more, and more than 40 % of all | EncounteredEscrowProportionThreshold |
| quarantine | more than 40,000 failures | EncounteredBaseEscrowThreshold |
| quarantine | 60,000 failures, those of references among them | EncounteredTotalEscrowThreshold |
| one attempt a day | in quarantine | |
| the job is disabled | four weeks in quarantine | |

What failed is tried again after 6, 12 and 24 hours, then daily for 28 days; so the failures of a day stand
for what Entra holds back. Thresholds of deletion that an admin set in Entra are not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scimconsole.domain.sync.counting import DAY, HOUR, Counts, Minute, total
from scimconsole.domain.sync.cycles import Cycle
from scimconsole.domain.sync.facts import CauseCount, SyncFacts, TokenFact, grouped
from scimconsole.domain.sync.wording import clock, length

Outlook = Literal["clear", "at-risk", "quarantined"]

AT_ONCE = "EncounteredQuarantineException"
LEAST_FAILURES, LEAST_SHARE = 5_000, 0.4
MOST_FAILURES = 40_000
DISABLED_AFTER = 28 * DAY
EXPIRY_WARNED = 30 * DAY
FORESEEN = 7 * DAY
"""How far ahead failures are thought on."""
INCOMPATIBLE = frozenset({"wrong-address"})
"""Causes that answer the test filter with 404."""

_CREDENTIALS = "In Entra: Enterprise applications > the app > Provisioning > Admin credentials"
_RESTART = (
    "Test Connection, Save; then Restart provisioning, or Microsoft Graph: POST "
    ".../synchronization/jobs/{job}/restart "
    '{"criteria":{"resetScope":"Watermark, Escrows, QuarantineState"}}.'
)
NEW_TOKEN = f"Generate a token here. {_CREDENTIALS}: paste it into Secret Token, {_RESTART}"
RIGHT_ADDRESS = f"{_CREDENTIALS}: paste the Tenant URL shown here, unchanged, {_RESTART}"
FEWER_FAILURES = (
    "Mend the causes of the failures, the most frequent first; what failed is tried again by itself, and "
    "Provisioning > Restart provisioning does it at once."
)
ROTATE = "Rotate the token: its successor lives beside it, and Entra goes on while the admin pastes it."


@dataclass(frozen=True, slots=True)
class Forecast:
    """What comes; `at` is when Entra stops, or stopped, in microseconds."""

    outlook: Outlook
    sentence: str
    reason: str | None = None
    at: int | None = None
    to_do: str | None = None


def foresee(facts: SyncFacts, cycles: Sequence[Cycle], refused: CauseCount | None) -> Forecast:
    """What Entra does next; `refused` is the sign-in that was refused after the last good one."""
    now = facts.now
    heard = [cycle.burst for cycle in cycles if cycle.burst.counts.accepted]
    if refused is not None:
        return _quarantined(refused.first_at, now, "the sign-in was refused", NEW_TOKEN)
    lost = [one for one in grouped(facts.causes) if one.cause in INCOMPATIBLE]
    if heard and lost and _is_all_failure(heard[-1].counts) and lost[0].last_at >= heard[-1].began_at:
        return _quarantined(lost[0].first_at, now, "the test was answered with 404", RIGHT_ADDRESS)
    return _by_volume(facts, cycles) or _by_expiry(facts) or Forecast("clear", _clear(facts))


def _quarantined(at: int, now: int, why: str, to_do: str) -> Forecast:
    disabled_at = at + DISABLED_AFTER
    then = "is disabled by Entra" if now < disabled_at else "was disabled by Entra"
    return Forecast(
        "quarantined",
        f"Entra stopped about {clock(at, now)}, because {why}. It tries once a day; the job {then} on "
        f"{clock(disabled_at, now)}.",
        AT_ONCE,
        at,
        to_do,
    )


def _is_all_failure(counts: Counts) -> bool:
    return counts.failures > 0 and counts.failures == counts.accepted


def _by_volume(facts: SyncFacts, cycles: Sequence[Cycle]) -> Forecast | None:
    now = facts.now
    minutes = [one for one in facts.minutes if one.last_at > now - DAY]
    counts = total(one.counts for one in minutes)
    failures, attempts = counts.failures, counts.changes + counts.failures
    if not failures:
        return None
    share = failures / attempts
    threshold = LEAST_FAILURES if share > LEAST_SHARE else MOST_FAILURES
    reason = (
        "EncounteredEscrowProportionThreshold"
        if threshold == LEAST_FAILURES
        else "EncounteredBaseEscrowThreshold"
    )
    told = f"{failures:,} of {attempts:,} changes failed in the last 24 hours ({share:.0%})"
    if failures >= threshold:
        at = _reached(minutes, threshold)
        return Forecast(
            "quarantined",
            f"{told}: from {threshold:,} on Entra puts the job into quarantine and tries once a day.",
            reason,
            at,
            FEWER_FAILURES,
        )
    first_at = next(one.first_at for one in minutes if one.counts.failures)
    last = next(
        (
            cycle.burst
            for cycle in reversed(cycles)
            if cycle.burst.counts.changes or cycle.burst.counts.failures
        ),
        None,
    )
    if last is None or not last.counts.failures:
        return None
    elapsed = max(now - first_at, HOUR)
    left = round((threshold - failures) / failures * elapsed)
    if left > FORESEEN:
        return None
    return Forecast(
        "at-risk",
        f"{told}. At this rate Entra stops in {length(left)}: from {threshold:,} failures on it puts the job "
        "into quarantine.",
        reason,
        now + left,
        FEWER_FAILURES,
    )


def _reached(minutes: Sequence[Minute], threshold: int) -> int | None:
    count = 0
    for one in minutes:
        count += one.counts.failures
        if count >= threshold:
            return one.last_at
    return None


def token_in_use(facts: SyncFacts) -> TokenFact | None:
    """The token that was used last."""
    used = [(one.last_used_at, one) for one in facts.tokens if one.last_used_at is not None]
    return max(used, key=lambda pair: pair[0], default=(0, None))[1]


def _by_expiry(facts: SyncFacts) -> Forecast | None:
    used = token_in_use(facts)
    if used is None or used.state != "active" or used.expires_at is None:
        return None
    left = used.expires_at - facts.now
    if left > EXPIRY_WARNED:
        return None
    return Forecast(
        "at-risk",
        f'The token "{used.name}", which Entra uses, expires in {length(left)}: from then on every sign-in '
        "is refused, and Entra stops at once.",
        AT_ONCE,
        used.expires_at,
        ROTATE
        if not _has_successor(facts, used)
        else "Paste the newer token into Entra, and test the connection.",
    )


def _has_successor(facts: SyncFacts, used: TokenFact) -> bool:
    return any(one.state == "active" and one.created_at > used.created_at for one in facts.tokens)


def _clear(facts: SyncFacts) -> str:
    if not facts.minutes and facts.is_all:
        return "Nothing to foretell: no request has arrived yet."
    nothing = "Nothing that would make Entra stop."
    if any(one.counts.failures for one in facts.minutes if one.last_at > facts.now - DAY):
        return f"{nothing} What failed is tried again after 6, 12 and 24 hours, then daily, for 28 days."
    return nothing
