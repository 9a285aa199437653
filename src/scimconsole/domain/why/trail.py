"""What the requests about one person come to: the last ones, and refusals in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scimconsole.domain.why.facts import ActFact, Facts, RequestFact
from scimconsole.domain.why.verdict import Line
from scimconsole.domain.why.words import sentence, shown, times, when

RUNS_WITHIN = 2 * 3_600_000_000
"""Microseconds: a job that runs is heard of every 40 minutes or so, also when it has nothing to change."""

CREATE = "create user"
DELETE = "delete user"
_FRAME = ("schemas", "meta")
"""What is in every message and says nothing of the person."""

FIND = "find user"
UPDATES = frozenset({"update user", "replace user", "disable user", "enable user"})


@dataclass(frozen=True, slots=True)
class Run:
    """Refusals of one kind in a row, the newest first, with no success after them."""

    requests: tuple[RequestFact, ...]
    is_cut: bool = False
    """It may have begun before the requests that were read."""

    @property
    def newest(self) -> RequestFact:
        """The last refusal."""
        return self.requests[0]

    @property
    def times_since(self) -> str:
        """`once, 2026-11-21 20:00 UTC` or `14 times since 2026-11-21 20:00 UTC`."""
        first = self.requests[-1].at
        if len(self.requests) == 1 and not self.is_cut:
            return f"once, {when(first)}"
        return f"{times(len(self.requests), at_least=self.is_cut)} since {when(first)}"

    @property
    def cause(self) -> str:
        """What the last refusal is due to, and what was answered."""
        found = self.newest.explanation
        if found is None:
            return self.newest.error or f"answered {self.newest.status}"
        said = self.newest.error or found.happened
        return f"{found.cause.title[:1].lower()}{found.cause.title[1:]}: {shown(said)}"

    @property
    def remedy(self) -> str | None:
        """What the cause says is to be done."""
        found = self.newest.explanation
        if found is None:
            return None
        return found.here if found.in_entra is None else in_entra(found.in_entra)


def in_entra(told: str) -> str:
    """What a cause says is to be done in Entra, as a next step that says where."""
    return f"In Entra: {told if told[1:2].isupper() else told[:1].lower() + told[1:]}"


def run_of(facts: Facts, is_meant: Callable[[RequestFact], bool], since: int = 0) -> Run | None:
    """The newest requests of a kind, when they were refused, back to the last one that was not."""
    refused: list[RequestFact] = []
    for request in facts.requests:
        if request.at < since or not is_meant(request):
            continue
        if not request.is_refused:
            break
        refused.append(request)
    else:
        return Run(tuple(refused), is_cut=not facts.is_whole) if refused else None
    return Run(tuple(refused)) if refused else None


def newest(requests: Iterable[RequestFact], is_meant: Callable[[RequestFact], bool]) -> RequestFact | None:
    """The newest that is meant."""
    return next((request for request in requests if is_meant(request)), None)


def act_that_changed(facts: Facts, name: str, before: object, after: object) -> ActFact | None:
    """The newest act on the person that changed it so."""
    person = facts.person
    return next(
        (
            act
            for act in facts.acts
            if (person is None or act.subject == person.id) and act.change_of(name) == (before, after)
        ),
        None,
    )


def creation(facts: Facts) -> ActFact | None:
    """The act that created the person who is stored."""
    person = facts.person
    return next(
        (
            act
            for act in facts.acts
            if act.action == "user.created" and (person is None or act.subject == person.id)
        ),
        None,
    )


def directory(facts: Facts) -> str:
    """Who sends: Okta where it shows itself, else Entra."""
    seen = next((request.dialect for request in facts.requests if request.dialect), facts.connection.dialect)
    return "Okta" if seen == "okta" else "Entra"


def line_of(request: RequestFact) -> Line:
    """A request as evidence."""
    told = f"{request.method} ({request.operation}) answered {request.status}"
    if request.is_refused:
        told = f"{told}: {shown(request.error)}" if request.error else told
    elif sent := [name.rpartition("extension:")[2] for name in request.received if name not in _FRAME]:
        told = f"{told}, with {shown(', '.join(sent))}"
    return Line(sentence(told), request.at, request.id)


def line_of_act(act: ActFact, told: str) -> Line:
    """An act as evidence."""
    return Line(sentence(f"{told} by {act.by}"), act.at, act.request_id)
