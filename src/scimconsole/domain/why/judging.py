"""The verdict about one person, from what is known."""

from __future__ import annotations

from dataclasses import replace

from scimconsole.domain.scim.text import fold
from scimconsole.domain.why import connection
from scimconsole.domain.why.absent import judge_absent
from scimconsole.domain.why.active import judge_active
from scimconsole.domain.why.facts import Facts, PersonFact, RequestFact
from scimconsole.domain.why.inactive import judge_inactive
from scimconsole.domain.why.trail import act_that_changed, creation, line_of, line_of_act
from scimconsole.domain.why.verdict import Line, Verdict
from scimconsole.domain.why.words import MINUTE, listed, sentence, shown, times, when


def judge(facts: Facts) -> Verdict:
    """One verdict, with the weightiest evidence first."""
    person = facts.person
    if person is None:
        verdict = judge_absent(facts)
    else:
        verdict = judge_active(facts, person) if person.active else judge_inactive(facts, person)
        verdict = _known_otherwise(facts, person, verdict)
        verdict = verdict.followed_by(*_about_the_person(facts, person))
    return verdict.followed_by(*_in_general(facts))


def _known_otherwise(facts: Facts, person: PersonFact, verdict: Verdict) -> Verdict:
    """Somebody who was asked for by a name or an id they no longer have."""
    now = f"{shown(person.user_name)} ({person.id})"
    if facts.asked_by == "old-name":
        line = _renaming(facts) or Line(f"Now called {now}.", person.modified_at)
        told, code = f"{shown(facts.asked)} is {shown(person.user_name)} now", "renamed"
    elif facts.asked_by == "old-id":
        former = next((one for one in facts.former if one.id == facts.asked), None)
        gone = f" (deleted {when(former.deleted_at)})" if former is not None else ""
        line = Line(f"Created anew as {now}.", person.created_at)
        told, code = (
            f"The id {shown(facts.asked)} is gone{gone}, the person is here under {person.id}",
            "created-anew",
        )
    else:
        return verdict
    # What is wrong with somebody weighs more than what they were called.
    is_fine = verdict.code in ("active", "no-disable-received", "only-read")
    return replace(
        verdict,
        code=code if is_fine else verdict.code,
        sentence=f"{told}. {verdict.sentence}",
        evidence=(line, *verdict.evidence) if is_fine else (*verdict.evidence, line),
    )


def _renaming(facts: Facts) -> Line | None:
    for act in facts.acts:
        names = act.change_of("userName")
        if names is not None and fold(str(names[0])) == fold(facts.asked):
            return Line(f"Renamed to {shown(str(names[1]))} by {act.by}.", act.at, act.request_id)
    return None


def _ignored(request: RequestFact) -> Line:
    # Apart from the request itself, which may be told for something else.
    return Line(f"Not kept, as no schema here has it: {listed(request.ignored)}.", request.at)


def _renamings(facts: Facts) -> list[Line]:
    found = [(act, act.change_of("userName")) for act in facts.acts]
    return [
        line_of_act(act, f"Renamed from {shown(str(names[0]))} to {shown(str(names[1]))}")
        for act, names in found
        if names is not None
    ][:3]


def _about_the_person(facts: Facts, person: PersonFact) -> list[Line | None]:
    marks = [
        Line(f"{one.attribute} was left out: {sentence(one.reason)}", one.at, one.request_id)
        for one in person.marks[:3]
    ]
    missing = Line(f"Missing: {listed(person.missing)}.", person.modified_at) if person.missing else None
    doubles = [
        Line(f"{shown(one.user_name)} ({one.id}) has the same {one.shared}.") for one in facts.doubles[:2]
    ]
    last = next((line_of(one) for one in facts.requests if one.resource_id == person.id), None)
    created = creation(facts)
    ids = {former.id: former for former in facts.former}
    before = [
        Line(f"Was here before as {one.id}, deleted by {one.by}.", one.deleted_at, one.request_id)
        for one in ids.values()
        if one.id != facts.asked
    ]
    enabled = act_that_changed(facts, "entra_active", False, True)
    ignoring = next((one for one in facts.requests if one.resource_id == person.id and one.ignored), None)
    return [
        *marks,
        missing,
        None if ignoring is None else _ignored(ignoring),
        *doubles,
        last,
        line_of_act(enabled, "Enabled again") if enabled is not None else None,
        *_renamings(facts),
        line_of_act(created, "Created") if created is not None else None,
        *before,
    ]


def _in_general(facts: Facts) -> list[Line | None]:
    ahead = [one for one in facts.requests if one.at > facts.now + 5 * MINUTE]
    clock = None
    if ahead:
        clock = Line(
            f"{times(len(ahead)).capitalize()} a request is dated in the future: this computer's clock was "
            "wrong, then or now.",
            ahead[0].at,
        )
    similar = None
    if facts.similar:
        similar = Line(f"People here whose name begins alike: {listed(facts.similar, 5)}.")
    digest = None
    if facts.digests and facts.person is not None:
        count = sum(one.entries for one in facts.digests)
        last = max(one.last_at for one in facts.digests)
        digest = Line(f"{times(count).capitalize()} more a request came that is no longer kept.", last)
    return [clock, similar, digest, connection.line(facts)]
