"""Verdicts about somebody who is not stored, and of whom something was seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from scimconsole.domain.why import connection, steps
from scimconsole.domain.why.facts import Facts, RequestFact
from scimconsole.domain.why.never_asked import never_asked_for, scoping_filter
from scimconsole.domain.why.trail import CREATE, FIND, Run, directory, line_of, newest, run_of
from scimconsole.domain.why.verdict import Line, Verdict
from scimconsole.domain.why.words import is_guid, listed, sentence, shown, times, when

_TEST = re.compile(r"filter=userName(\+|%20)eq", re.IGNORECASE)
_HOLDER = re.compile(r"belongs to the \w+ (?P<holder>[^ ]+)\.$")


def judge_absent(facts: Facts) -> Verdict:
    """The weightiest thing that was seen of somebody who is not here."""
    for look in _IN_ORDER:
        found = look(facts)
        if found is not None:
            return found
    verdict = never_asked_for(facts)
    if not facts.similar:
        return verdict
    meant = f"Did you mean {listed(facts.similar, 2)}? Ask again with that name."
    return replace(verdict, next_step=f"{meant} {verdict.next_step}")


def _deleted_at(facts: Facts) -> int:
    return max((former.deleted_at for former in facts.former), default=0)


def _creates(facts: Facts) -> Run | None:
    return run_of(facts, lambda one: one.operation == CREATE, _deleted_at(facts))


def _create_refused(facts: Facts) -> Verdict | None:
    run = _creates(facts)
    if run is None:
        return None
    name, evidence = shown(facts.asked), tuple(line_of(one) for one in run.requests[:5])
    if run.newest.status >= 500:
        return Verdict(
            "create-failed-here",
            "failure",
            "service",
            f"{name} is not here: this service failed to store them {run.times_since}.",
            f"Here: look at the service's log for the request's id and at the database. {directory(facts)} "
            "tries again by itself.",
            evidence,
        )
    if run.newest.status == 409:
        holder = _HOLDER.search(run.newest.error or "")
        whom = f" of the user {holder['holder']}" if holder else " of somebody else"
        look = f"`scimconsole users show {holder['holder']}`" if holder else "the request's answer"
        return Verdict(
            "name-taken",
            "failure",
            "both",
            f"{name} is not here: create refused {run.times_since}, as the userName is that{whom}.",
            f"Here: look at {look}. In Entra: two people need different userNames; for one and the same "
            "person match on userName with precedence 1, then Provision on demand.",
            evidence,
        )
    return Verdict(
        "create-refused",
        "failure",
        "entra",
        f"{name} is not here: create refused {run.times_since}; {sentence(run.cause)}",
        run.remedy or steps.on_demand(facts),
        evidence,
    )


def _deleted(facts: Facts) -> Verdict | None:
    if not facts.former:
        return None
    former = max(facts.former, key=lambda one: one.deleted_at)
    named = shown(former.user_name)
    name = named if named == shown(facts.asked) else f"{shown(facts.asked)} ({named})"
    gone = Line(f"Deleted by {former.by}, id {former.id}.", former.deleted_at, former.request_id)
    hold = None
    if facts.waiting_hold is not None:
        hold = Line(
            f"A hold by {facts.waiting_hold.by} waits: whoever comes back under this name is held again.",
            facts.waiting_hold.at,
        )
    asked = run_of(facts, lambda one: one.resource_id == former.id, former.deleted_at + 1)
    if asked is not None and asked.newest.status == 404:
        return Verdict(
            "deleted-and-asked-for",
            "failure",
            "entra",
            f"{name} is not here: {directory(facts)} deleted them {when(former.deleted_at)} and still asks "
            f"for their id, answered 404 {asked.times_since}.",
            "In Entra: Provision on demand with this person: they are matched by name and created anew. "
            "Where many are gone, restart provisioning with cleared state.",
            (line_of(asked.newest), gone),
        ).followed_by(hold)
    sought = newest(
        facts.requests,
        lambda one: one.operation == FIND and one.at > former.deleted_at and not one.is_refused,
    )
    return Verdict(
        "deleted-by-entra",
        "fine",
        "entra",
        f"{name} is not here: {directory(facts)} deleted them {when(former.deleted_at)}.",
        f"Was that not meant? {steps.assignment(facts)}",
        (gone,),
    ).followed_by(hold, _looked_again(sought))


def _looked_again(sought: RequestFact | None) -> Line | None:
    if sought is None:
        return None
    return Line("Looked for again and not created.", sought.at, sought.id)


def _gone(facts: Facts) -> Verdict | None:
    created = newest(facts.requests, lambda one: one.operation == CREATE and not one.is_refused)
    if created is None:
        return None
    return Verdict(
        "gone",
        "failure",
        "service",
        f"{shown(facts.asked)} was created {when(created.at)} and is not here, and no deletion is on record.",
        "Here: was the database restored from a backup? In Entra: Provision on demand with this person, or "
        "restart provisioning with cleared state.",
        (line_of(created),),
    )


def _match_refused(facts: Facts) -> Verdict | None:
    run = run_of(facts, lambda one: one.operation in (FIND, "list users"))
    if run is None:
        return None
    return Verdict(
        "match-refused",
        "failure",
        "entra",
        f"{shown(facts.asked)} is not here: the search for them was refused {run.times_since}, so nobody "
        f"was created; {sentence(run.cause)}",
        run.remedy or steps.on_demand(facts),
        tuple(line_of(one) for one in run.requests[:5]),
    )


def _unknown_id(facts: Facts) -> Verdict | None:
    run = run_of(facts, lambda one: one.resource_id is not None and one.operation != CREATE)
    if run is None or run.newest.status != 404:
        return None
    return Verdict(
        "unknown-id",
        "failure",
        "entra",
        f"{shown(facts.asked)} is no id of this organization, and {directory(facts)} asked for it: answered "
        f"404 {run.times_since}.",
        "In Entra: compare the Tenant URL with the one shown here: the job was linked to another "
        "organization or service. Then restart provisioning with cleared state.",
        tuple(line_of(one) for one in run.requests[:5]),
    )


def _sought(facts: Facts) -> Verdict | None:
    finds = [one for one in facts.requests if one.operation == FIND and not one.is_refused]
    if not finds:
        return None
    last, count, name = finds[0], len(finds), shown(facts.asked)
    if is_guid(facts.asked) and _TEST.search(last.path):
        return Verdict(
            "test-connection",
            "fine",
            "nobody",
            f"{name} is nobody: {directory(facts)} tests the connection and begins each cycle by looking "
            f"for a random userName such as this, last {when(last.at)}.",
            steps.NOTHING,
            (line_of(last),),
        )
    told = times(count, at_least=not facts.is_whole)
    first = finds[-1].at if facts.is_whole or facts.oldest_at is None else facts.oldest_at
    since = f"{told} since {when(first)}, last {when(last.at)}" if count > 1 else f"once, {when(last.at)}"
    stands = connection.standing(facts)
    if stands in ("refused", "no-token", "silent"):
        return Verdict(
            "sought-then-stopped",
            "failure" if stands != "silent" else "look",
            "both" if stands != "silent" else "entra",
            f"{name} is not here: {directory(facts)} looked for them {since}, found nobody and created "
            f"nobody; {connection.clause(facts)}.",
            connection.remedy(facts),
            (line_of(last), connection.line(facts)),
        )
    return Verdict(
        "sought-not-created",
        "look",
        "entra",
        f"{name} is not here: {directory(facts)} looked for them {since}, found nobody, and did not create "
        "them: out of scope, deleted there, or left out for its own reasons.",
        steps.assignment(facts),
        (line_of(last),),
    ).followed_by(connection.line(facts), scoping_filter(facts))


def _is_group(facts: Facts) -> Verdict | None:
    if facts.group is None:
        return None
    return Verdict(
        "a-group",
        "fine",
        "nobody",
        f"{shown(facts.asked)} is a group ({shown(facts.group)}), not a person.",
        "Look at it with `scimconsole groups show`, or ask about one of its members.",
        (),
    )


def _in_groups_only(facts: Facts) -> Verdict | None:
    if not facts.groups_naming:
        return None
    groups = "the group" if len(facts.groups_naming) == 1 else "the groups"
    return Verdict(
        "in-groups-only",
        "look",
        "entra",
        f"{shown(facts.asked)} is nobody here, and {groups} {listed(facts.groups_naming)} "
        f"{'has' if len(facts.groups_naming) == 1 else 'have'} it as a member: the person was not sent, or "
        "has another id by now.",
        steps.assignment(facts),
        tuple(Line(f"A member of {shown(name)}.") for name in facts.groups_naming),
    )


def _known_before(facts: Facts) -> Verdict | None:
    if not facts.digests:
        return None
    last = max(facts.digests, key=lambda one: one.last_at)
    count = sum(one.entries for one in facts.digests)
    first = min(one.first_at for one in facts.digests)
    ended = f"{last.operation}, answered {last.status}" + (f": {shown(last.error)}" if last.error else "")
    return Verdict(
        "known-before-pruning",
        "look",
        "entra",
        f"{shown(facts.asked)} is not here. Requests about them are no longer kept: {times(count)} between "
        f"{when(first)} and {when(last.last_at)}, the last was {sentence(ended)}",
        steps.assignment(facts),
        (Line(sentence(f"The last one: {ended}"), last.last_at),),
    ).followed_by(connection.line(facts))


_IN_ORDER: tuple[Callable[[Facts], Verdict | None], ...] = (
    _create_refused,
    _deleted,
    _gone,
    _match_refused,
    _unknown_id,
    _sought,
    _is_group,
    _in_groups_only,
    _known_before,
)
