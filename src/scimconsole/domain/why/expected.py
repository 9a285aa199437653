"""Verdicts about somebody active with whom nothing is wrong, and why no disable has come."""

from __future__ import annotations

from scimconsole.domain.why import connection, steps
from scimconsole.domain.why.facts import Facts, PersonFact
from scimconsole.domain.why.trail import (
    CREATE,
    RUNS_WITHIN,
    creation,
    directory,
    line_of,
    line_of_act,
    newest,
)
from scimconsole.domain.why.verdict import Line, Verdict
from scimconsole.domain.why.words import DAY, ago, shown, when


def as_expected(facts: Facts, person: PersonFact) -> Verdict:
    """Active as it should be; and, for whoever expected a disable, why none has come."""
    name, clause = shown(person.user_name), connection.clause(facts)
    stands = connection.standing(facts)
    last = newest(facts.requests, lambda one: one.resource_id in (None, person.id))
    last_write = newest(facts.requests, lambda one: one.resource_id == person.id and one.is_write)
    heard = (
        f"Last request about this person {when(last.at)}." if last is not None else _not_kept(facts, person)
    )
    seen = tuple(line_of(one) for one in (last_write, last) if one is not None)
    if stands in ("refused", "no-token"):
        return Verdict(
            "sign-in-refused" if stands == "refused" else "no-good-token",
            "failure",
            "both",
            f"{name} is active, and a disable could not arrive: {clause}. {heard}",
            connection.remedy(facts),
            (connection.line(facts), *seen),
        )
    if stands == "silent":
        return Verdict(
            "job-silent",
            "look",
            "entra",
            f"{name} is active. No disable received, and {clause}. {heard}",
            connection.remedy(facts),
            (connection.line(facts), *seen),
        )
    changed_at = last_write.at if last_write is not None else person.modified_at
    if facts.now - changed_at <= RUNS_WITHIN:
        return _lately(facts, person, changed_at, seen)
    if last is not None and not last.is_write and facts.now - last.at <= DAY:
        return Verdict(
            "only-read",
            "fine",
            "nobody",
            f"{name} is active. {directory(facts)} read them {ago(facts.now, last.at)} and changed nothing: "
            f"no disable received, the last change was {when(changed_at)}.",
            f"Should they be inactive? {steps.assignment(facts)}",
            seen,
        )
    return Verdict(
        "no-disable-received",
        "fine",
        "nobody",
        f"{name} is active: no disable received. {heard} {clause[:1].upper()}{clause[1:]}: look at "
        "assignment and scope.",
        f"Should they be inactive? {steps.assignment(facts)}",
        (*seen, connection.line(facts)),
    )


_DONE = {CREATE: "created them", "enable user": "enabled them"}


def _lately(facts: Facts, person: PersonFact, changed_at: int, seen: tuple[Line, ...]) -> Verdict:
    created = creation(facts)
    last = newest(facts.requests, lambda one: one.resource_id == person.id and one.is_write)
    what = _DONE.get(last.operation if last is not None else CREATE, "last changed them")
    return Verdict(
        "active",
        "fine",
        "nobody",
        f"{shown(person.user_name)} is here and active; {directory(facts)} {what} "
        f"{ago(facts.now, changed_at)}.",
        steps.NOTHING,
        seen or ((line_of_act(created, "Created"),) if created is not None else ()),
    )


def _not_kept(facts: Facts, person: PersonFact) -> str:
    if facts.digests:
        return f"Last request about this person {when(max(one.last_at for one in facts.digests))}."
    return f"No request about this person is kept; they were last changed {when(person.modified_at)}."
