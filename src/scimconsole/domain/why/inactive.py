"""Verdicts about somebody who is stored and has no access."""

from __future__ import annotations

from dataclasses import replace

from scimconsole.domain.why import connection, steps
from scimconsole.domain.why.facts import ActFact, Facts, PersonFact
from scimconsole.domain.why.trail import (
    UPDATES,
    act_that_changed,
    creation,
    directory,
    line_of,
    line_of_act,
    run_of,
)
from scimconsole.domain.why.verdict import Line, Verdict
from scimconsole.domain.why.words import sentence, shown, when


def judge_inactive(facts: Facts, person: PersonFact) -> Verdict:
    """Who took the access away, and who can give it back."""
    if person.hold is not None:
        return _held(facts, person)
    if person.entra_active:
        return _while_the_job_stands(facts, _by_status(facts, person))
    return _enable_refused(facts, person) or _while_the_job_stands(facts, _disabled(facts, person))


def _while_the_job_stands(facts: Facts, verdict: Verdict) -> Verdict:
    """Whoever waits to be enabled again waits for a job that runs."""
    if connection.is_working(facts):
        return verdict
    clause = connection.clause(facts)
    return replace(
        verdict,
        sentence=f"{verdict.sentence} {clause[:1].upper()}{clause[1:]}; no enable could arrive.",
        next_step=f"{verdict.next_step} Before that: {connection.remedy(facts)}",
    )


def _held(facts: Facts, person: PersonFact) -> Verdict:
    hold, name = person.hold, shown(person.user_name)
    assert hold is not None, "asked about somebody who is held"
    why = f" ({shown(hold.reason)})" if hold.reason else ""
    held = f"{hold.by} deactivated them {when(hold.at)}{why}"
    placed = Line(f"Held by {hold.by}.", hold.at)
    lift = f"An owner lifts the hold: `scimconsole users reactivate {name}`, or the key a on the person."
    disabled = _disabling(facts) if not person.entra_active else None
    if not person.entra_active or person.is_status_inactive:
        what = "has disabled them, too" if not person.entra_active else "says inactive in their status, too"
        verdict = Verdict(
            "held-and-inactive",
            "fine",
            "both",
            f"{name} is held: {held}, and {directory(facts)} {what}.",
            f"{lift} That alone gives no access back: {_back_in_directory(facts, person)}",
            (placed,),
        )
        return verdict.followed_by(disabled)
    if hold.at < person.created_at:
        created = creation(facts)
        anew = Line(f"{directory(facts)} created the person anew.", person.created_at)
        verdict = Verdict(
            "held-again",
            "look",
            "service",
            f"{name} is held again: {held}, and the hold followed the person when {directory(facts)} "
            f"created them anew {when(person.created_at)}.",
            lift,
            (placed,),
        )
        return verdict.followed_by(line_of_act(created, "Created anew") if created else anew)
    return Verdict(
        "held",
        "fine",
        "service",
        f"{name} is held: {held}, while {directory(facts)} says active.",
        lift,
        (placed,),
    )


def _back_in_directory(facts: Facts, person: PersonFact) -> str:
    return steps.assignment(facts) if not person.entra_active else steps.mapping_of("the status", facts)


def _disabling_act(facts: Facts) -> ActFact | None:
    return act_that_changed(facts, "entra_active", True, False)


def _disabling(facts: Facts) -> Line | None:
    act = _disabling_act(facts)
    return line_of_act(act, "Disabled") if act is not None else None


def _enable_refused(facts: Facts, person: PersonFact) -> Verdict | None:
    """A request that was to give access back, and whose other values were refused with it."""
    disabled = _disabling_act(facts)
    since = disabled.at if disabled is not None else 0
    run = run_of(
        facts,
        lambda request: (
            request.operation in UPDATES
            and request.resource_id == person.id
            and any(name.lower() == "active" for name in request.received)
        ),
        since + 1,
    )
    if run is None:
        return None
    return Verdict(
        "enable-refused",
        "failure",
        "entra",
        f"{shown(person.user_name)} is inactive: {directory(facts)} tried to enable them and was refused "
        f"{run.times_since}; {sentence(run.cause)}",
        run.remedy or steps.on_demand(facts),
        tuple(line_of(request) for request in run.requests[:5]),
    ).followed_by(_disabling(facts))


def _disabled(facts: Facts, person: PersonFact) -> Verdict:
    name, sender = shown(person.user_name), directory(facts)
    act = _disabling_act(facts)
    also = None
    if person.is_status_inactive:
        also = Line(f'Their status says "{shown(person.status or "")}", too.', person.modified_at)
    if act is not None:
        request = next((one for one in facts.requests if one.id == act.request_id), None)
        return Verdict(
            "disabled-by-entra",
            "fine",
            "entra",
            f"{name} is inactive: {sender} disabled them {when(act.at)}.",
            f"Was that not meant? {steps.assignment(facts)}",
            (line_of_act(act, "Disabled"),),
        ).followed_by(line_of(request) if request is not None else None, also)
    created = creation(facts)
    if created is not None and created.detail.get("active") is False:
        return Verdict(
            "created-disabled",
            "look",
            "entra",
            f"{name} is inactive: {sender} created them so {when(created.at)} and has not enabled them "
            "since.",
            "In Entra: look whether the account is enabled (Users > the person > Account status), and at "
            "what goes to active (the app > Provisioning > Mappings).",
            (line_of_act(created, "Created inactive"),),
        ).followed_by(also)
    return Verdict(
        "disabled-by-entra",
        "fine",
        "entra",
        f"{name} is inactive: {sender} disabled them; when is not on record any more.",
        f"Was that not meant? {steps.assignment(facts)}",
        (Line("Last changed here.", person.modified_at),),
    ).followed_by(also)


def _by_status(facts: Facts, person: PersonFact) -> Verdict:
    act = act_that_changed(facts, "active", True, False) or creation(facts)
    since = f" since {when(act.at)}" if act is not None else ""
    status = shown(person.status or "inactive")
    return Verdict(
        "inactive-by-status",
        "fine",
        "entra",
        f'{shown(person.user_name)} is inactive: their status says "{status}"{since}, while '
        f"{directory(facts)} itself says active.",
        f"Is the person back? {steps.mapping_of('the status', facts)}",
        (line_of_act(act, "Set") if act is not None else Line("Last changed here.", person.modified_at),),
    )
