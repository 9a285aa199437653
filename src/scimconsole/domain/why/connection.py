"""What is to be said about the job itself: it runs, it is silent, or its sign-ins are refused."""

from __future__ import annotations

from typing import Literal

from scimconsole.domain.why.facts import Facts
from scimconsole.domain.why.trail import RUNS_WITHIN, directory, in_entra
from scimconsole.domain.why.verdict import Line
from scimconsole.domain.why.words import ago, times, when

Standing = Literal["runs", "rests", "silent", "refused", "no-token", "never"]
"""`rests`: silent for a while, as it usually is; `silent`: for longer; `refused`: sign-ins failed after the
last good one; `no-token`: none is good, and nobody has tried."""


def standing(facts: Facts) -> Standing:
    """How the job stands."""
    connection = facts.connection
    if connection.refused:
        return "refused"
    if connection.good_tokens == 0 and (connection.tokens or connection.last_at is None):
        return "no-token"
    if connection.last_at is None:
        return "never"
    if facts.now - connection.last_at <= RUNS_WITHIN:
        return "runs"
    return "silent" if connection.is_overdue else "rests"


def is_working(facts: Facts) -> bool:
    """Whether nothing speaks against the job."""
    return standing(facts) in ("runs", "rests")


def clause(facts: Facts) -> str:
    """The same as the end of a sentence."""
    connection, sender = facts.connection, directory(facts)
    match standing(facts):
        case "runs":
            assert connection.last_at is not None, "who runs was heard of"
            return f"{sender} contacted us {ago(facts.now, connection.last_at)}, so the job runs"
        case "rests":
            assert connection.last_at is not None, "who rests was heard of"
            last = ago(facts.now, connection.last_at)
            return f"{sender} last contacted us {last}, which is nothing unusual"
        case "silent":
            assert connection.last_at is not None, "who is silent was heard of"
            return (
                f"nothing at all has come from {sender} since {when(connection.last_at)} "
                f"({ago(facts.now, connection.last_at)}), so the job is off, paused or in quarantine"
            )
        case "refused":
            count = len(connection.refused)
            first = connection.refused[-1].at
            return f"sign-ins are refused, {times(count)} since {when(first)}: {refusal(facts)}"
        case "no-token" if connection.tokens_ended_at is not None:
            return f"no token is valid since {when(connection.tokens_ended_at)}"
        case "no-token":
            return "no token was ever generated"
        case _:
            return f"{sender} has never connected"


def refusal(facts: Facts) -> str:
    """What the newest refused sign-in is due to."""
    found = facts.connection.refused[0].explanation
    title = found.cause.title if found is not None else facts.connection.refused[0].refusal or "not said"
    return f"{title[:1].lower()}{title[1:]}"


def remedy(facts: Facts) -> str:
    """What to do about a job that does not run."""
    match standing(facts):
        case "refused":
            found = facts.connection.refused[0].explanation
            told = found.in_entra if found is not None else None
            told = told or "Paste a good token into Provisioning > Admin credentials > Secret Token."
            return in_entra(told)
        case "no-token":
            return (
                "Generate a token here (`scimconsole token generate --name NAME`), paste it in Entra into "
                "Provisioning > Admin credentials > Secret Token, Test Connection, save, restart "
                "provisioning."
            )
        case "never":
            return "Follow the set-up guide: `scimconsole guide check` says which step is open."
        case _:
            if directory(facts) == "Okta":
                return "In Okta: Applications > the app > Provisioning: is it on, and what failed last?"
            return (
                "In Entra: the app > Provisioning > Overview: is provisioning on? Where it says "
                "quarantine, mend what it names and restart provisioning."
            )


def line(facts: Facts) -> Line:
    """The same as evidence."""
    connection = facts.connection
    told = clause(facts)
    told = f"{told[:1].upper()}{told[1:]}."
    if connection.refused:
        return Line(told, connection.refused[0].at, connection.refused[0].id)
    return Line(told, connection.last_at or connection.tokens_ended_at, connection.last_request_id)
