"""Verdicts about somebody who is stored and has access: what is wrong, or not as expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scimconsole.domain.scim.text import fold
from scimconsole.domain.why import steps
from scimconsole.domain.why.expected import as_expected
from scimconsole.domain.why.facts import Facts, PersonFact
from scimconsole.domain.why.trail import (
    CREATE,
    DELETE,
    UPDATES,
    directory,
    in_entra,
    line_of,
    newest,
    run_of,
)
from scimconsole.domain.why.verdict import Line, Verdict
from scimconsole.domain.why.words import listed, sentence, shown, when

SERVICE_FAILED = 500


def judge_active(facts: Facts, person: PersonFact) -> Verdict:
    """The first thing that is wrong; else that nothing is, and what is known of a disable."""
    for look in _IN_ORDER:
        found = look(facts, person)
        if found is not None:
            # Whoever asks may have expected somebody without access, whatever else there is to say.
            told = f"{found.sentence} No disable received." if found.weight == "look" else found.sentence
            return replace(found, sentence=told)
    return as_expected(facts, person)


def _withheld(facts: Facts, person: PersonFact) -> Verdict | None:
    if facts.withheld is None:
        return None
    at, request_id = facts.withheld
    return Verdict(
        "withheld-by-brake",
        "failure",
        "service",
        f"{shown(person.user_name)} is still active: {directory(facts)} asked to take their access away "
        f"{when(at)}, and the brake on many deactivations at once holds that back until an owner confirms.",
        "An owner decides here: `scimconsole brake show` lists who waits, `scimconsole brake confirm` "
        "takes their access away.",
        (Line("What is held back.", at, request_id),),
    )


def _update_refused(facts: Facts, person: PersonFact) -> Verdict | None:
    run = run_of(
        facts,
        lambda request: (
            (request.operation in UPDATES or request.operation == DELETE)
            and request.resource_id == person.id
            # Somebody's precondition: nothing was wrong with the person.
            and request.status != 412
        ),
    )
    if run is None:
        return None
    name, evidence = shown(person.user_name), tuple(line_of(request) for request in run.requests[:5])
    if run.newest.status >= SERVICE_FAILED:
        return Verdict(
            "update-failed-here",
            "failure",
            "service",
            f"{name} is active with what was sent before: this service failed to store their updates "
            f"{run.times_since}.",
            f"Here: look at the service's log for the request's id and at the database. {directory(facts)} "
            "tries again by itself.",
            evidence,
        )
    if run.newest.operation == DELETE:
        return Verdict(
            "delete-refused",
            "failure",
            "both",
            f"{name} is still here: {directory(facts)} deleted them and was refused {run.times_since}; "
            f"{sentence(run.cause)}",
            run.remedy or steps.on_demand(facts),
            evidence,
        )
    return Verdict(
        "update-refused",
        "failure",
        "entra",
        f"{name} is active with what was sent before: updates were refused {run.times_since}; "
        f"{sentence(run.cause)}",
        run.remedy or steps.on_demand(facts),
        evidence,
    )


def _created_again(facts: Facts, person: PersonFact) -> Verdict | None:
    own = fold(person.user_name)
    run = run_of(
        facts,
        lambda request: (
            request.operation == CREATE and request.sought is not None and fold(request.sought) == own
        ),
        person.created_at,
    )
    if run is None or run.newest.status != 409:
        return None
    return Verdict(
        "create-conflict",
        "failure",
        "entra",
        f"{shown(person.user_name)} is here and active, and {directory(facts)} tries to create them once "
        f"more: refused {run.times_since}, as the userName is theirs already.",
        "In Entra: two people with one userName need different ones. Is it one and the same: the app > "
        "Provisioning > Mappings: match on userName with precedence 1, so that they are found and linked; "
        "then restart provisioning. Changes and disables do not arrive until then.",
        tuple(line_of(request) for request in run.requests[:5]),
    )


def _stale_link(facts: Facts, person: PersonFact) -> Verdict | None:
    """The directory asks for an id that the person no longer has."""
    old_ids = {former.id for former in facts.former}
    run = run_of(facts, lambda request: request.resource_id in old_ids, person.created_at)
    if run is None or run.newest.status != 404:
        return None
    return Verdict(
        "stale-link",
        "failure",
        "entra",
        f"{shown(person.user_name)} is active, and {directory(facts)} still asks for the id they had "
        f"before: answered 404 {run.times_since}.",
        "In Entra: Provision on demand with this person finds them by name again. Where many are affected, "
        "restart provisioning with cleared state.",
        tuple(line_of(request) for request in run.requests[:5]),
    )


def _value_left_out(facts: Facts, person: PersonFact) -> Verdict | None:
    if not person.marks:
        return None
    mark = max(person.marks, key=lambda one: one.at)
    more = f" and {len(person.marks) - 1} more" if len(person.marks) > 1 else ""
    return Verdict(
        "value-left-out",
        "look",
        "entra",
        f'{shown(person.user_name)} is active, and {mark.attribute}{more} is not what was sent: "'
        f'{shown(mark.value)}" was left out {when(mark.at)} of a request that took access away.',
        steps.mapping_of(mark.attribute, facts),
        tuple(Line(sentence(one.reason), one.at, one.request_id) for one in person.marks),
    )


def _incomplete(facts: Facts, person: PersonFact) -> Verdict | None:
    if not person.missing:
        return None
    return Verdict(
        "incomplete",
        "look",
        "entra",
        f"{shown(person.user_name)} is active and incomplete: {facts.service} requires "
        f"{listed(person.missing)}, which {_never_came(facts, person)}.",
        steps.mapping_of(person.missing[0], facts),
        (Line(f"Missing: {listed(person.missing, 10)}.", person.modified_at),),
    )


def _never_came(facts: Facts, person: PersonFact) -> str:
    if facts.connection.pruned_until is not None and person.created_at < facts.connection.pruned_until:
        return "came with no request that is kept"
    return "was never sent" if len(person.missing) == 1 else "were never sent"


def _by_default(facts: Facts, person: PersonFact) -> Verdict | None:
    """A user type that nobody sent."""
    default = facts.default_user_type
    if default is None or person.user_type != default or not facts.is_whole:
        return None
    created = newest(
        facts.requests,
        lambda one: one.operation == CREATE and one.resource_id == person.id and not one.is_refused,
    )
    sent = any(
        name.rpartition(":")[2].lower() == "usertype"
        for request in facts.requests
        if request.resource_id == person.id and not request.is_refused
        for name in request.received
    )
    if created is None or sent:
        return None
    return Verdict(
        "user-type-default",
        "look",
        "entra",
        f"{shown(person.user_name)} is active as {default}, which is the default: no userType was ever sent "
        "for them.",
        "In Entra: the app > Provisioning > Mappings > Add New Mapping: type Constant (or an expression), "
        f'value such as "{default}", target attribute userType; then Provision on demand.',
        (line_of(created),),
    )


def _double(facts: Facts, person: PersonFact) -> Verdict | None:
    if not facts.doubles:
        return None
    double = facts.doubles[0]
    return Verdict(
        "double",
        "look",
        "both",
        f"{shown(person.user_name)} is active, and {shown(double.user_name)} has the same {double.shared}: "
        "one person twice, or a value that two people share.",
        "Compare the two here: `scimconsole users show`. In Entra: match on a value that is unique and "
        "stays (objectId to externalId), and take the wrong one out of scope.",
        tuple(Line(f"{shown(one.user_name)} ({one.id}): same {one.shared}.") for one in facts.doubles),
    )


def _unknown_manager(facts: Facts, person: PersonFact) -> Verdict | None:
    if person.unknown_manager is None:
        return None
    return Verdict(
        "manager-unknown",
        "look",
        "entra",
        f"{shown(person.user_name)} is active, and their manager {shown(person.unknown_manager)} is nobody "
        "here.",
        "In Entra: is the manager in scope of provisioning? They must be here first; then restart "
        "provisioning, as references are not sent again by themselves.",
        (Line(f"manager is {shown(person.unknown_manager)}.", person.modified_at),),
    )


def _group_refused(facts: Facts, person: PersonFact) -> Verdict | None:
    if not facts.group_refusals:
        return None
    last = facts.group_refusals[0]
    found = last.explanation
    why = found.cause.title if found is not None else last.error or f"answered {last.status}"
    return Verdict(
        "group-refused",
        "failure",
        "entra",
        f"{shown(person.user_name)} is active, and a change of the group "
        f"{shown(last.sought or last.resource_id or 'named in the request')} that names them was refused "
        f"{when(last.at)}: {sentence(why[:1].lower() + why[1:])}",
        in_entra(
            found.in_entra if found is not None and found.in_entra else "Provision the group on demand."
        ),
        tuple(line_of(one) for one in facts.group_refusals[:5]),
    )


_IN_ORDER: tuple[Callable[[Facts, PersonFact], Verdict | None], ...] = (
    _withheld,
    _update_refused,
    _created_again,
    _stale_link,
    _group_refused,
    _value_left_out,
    _incomplete,
    _by_default,
    _double,
    _unknown_manager,
)
