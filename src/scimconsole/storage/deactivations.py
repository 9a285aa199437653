"""Bulk deactivations: whom they name, who works them, and what became of each person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from sqlalchemy import and_, case, func, insert, null, or_, select, update

from scimconsole.domain.ids import ordered_id
from scimconsole.domain.scim.text import fold
from scimconsole.errors import NotFound
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import Deactivation, DeactivationTarget, ScimUser
from scimconsole.storage.text_keys import text_hash

CLAIM_US = 10_000_000
"""Microseconds a worker keeps its claim without renewing it."""

RESULTS_SHOWN = 1000
_BATCH = 200

State = Literal["dry-run", "queued", "running", "done", "cancelled"]
Outcome = Literal["deactivated", "already", "failed", "cancelled", "would-deactivate"]

_deactivation = Deactivation.__table__  # type: ignore[attr-defined]
_target = DeactivationTarget.__table__  # type: ignore[attr-defined]
_user = ScimUser.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named, and whether they were held already."""

    id: str
    user_name: str
    held: bool


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One person of a deactivation; `outcome` is None until it was worked."""

    position: int
    user_id: str
    user_name: str
    outcome: Outcome | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class DeactivationRow:
    """A bulk deactivation; `unmatched` is a JSON list or None, times in microseconds since the epoch."""

    id: str
    state: State
    reason: str | None
    created_at: int
    created_by: str
    finished_at: int | None
    cancel_requested: bool
    matched: int
    unmatched: str | None

    @property
    def unmatched_names(self) -> list[str]:
        """What was named and names nobody."""
        return orjson.loads(self.unmatched) if self.unmatched else []


_COLUMNS: tuple[Any, ...] = tuple(_deactivation.c[name] for name in DeactivationRow.__dataclass_fields__)
_TARGET_COLUMNS: tuple[Any, ...] = tuple(_target.c[name] for name in TargetRow.__dataclass_fields__)
_PERSON = (_user.c.id, _user.c.user_name, _user.c.held)
_slots = [param(f"value{number}") for number in range(_BATCH)]
_BY_ID = Statement(select(*_PERSON, _user.c.id).where(_user.c.org_id == param("org"), _user.c.id.in_(_slots)))
_BY_NAME = Statement(
    select(*_PERSON, _user.c.user_name_hash).where(
        _user.c.org_id == param("org"), _user.c.user_name_hash.in_(_slots)
    )
)
_one = and_(_deactivation.c.org_id == param("org"), _deactivation.c.id == param("deactivation"))
_its = and_(_target.c.org_id == param("org"), _target.c.deactivation_id == param("deactivation"))
_is_open = or_(_deactivation.c.state == "queued", _deactivation.c.state == "running")
_unclaimed = or_(_deactivation.c.claimed_until.is_(None), _deactivation.c.claimed_until < param("now"))
_ADD = Statement(insert(_deactivation))
_ADD_TARGET = Statement(insert(_target))
_FIND = Statement(select(*_COLUMNS).where(_one))
_PAGE = Statement(
    select(*_COLUMNS)
    .where(_deactivation.c.org_id == param("org"), _deactivation.c.id < param("before"))
    .order_by(_deactivation.c.id.desc())
    .limit(param("limit"))
)
_OUTCOMES = Statement(select(_target.c.outcome, func.count()).where(_its).group_by(_target.c.outcome))
_RESULTS = Statement(
    select(*_TARGET_COLUMNS)
    .where(_its, _target.c.outcome.is_not(None))
    .order_by(case((_target.c.outcome == "failed", 0), else_=1), _target.c.position)
    .limit(RESULTS_SHOWN)
)
_WAITING = Statement(
    select(_deactivation.c.id)
    .where(_deactivation.c.org_id == param("org"), _is_open, _unclaimed)
    .order_by(_deactivation.c.id)
)
_CLAIM = Statement(
    update(_deactivation)
    .where(_one, _is_open, or_(_unclaimed, _deactivation.c.claimed_by == param("worker")))
    .values(state="running", claimed_by=param("worker"), claimed_until=param("until"))
)
_UNDONE = Statement(
    select(*_TARGET_COLUMNS)
    .where(_its, _target.c.outcome.is_(None), _target.c.position > param("after"))
    .order_by(_target.c.position)
    .limit(param("limit"))
)
_SETTLE = Statement(
    update(_target)
    .where(_its, _target.c.position == param("place"))
    .values(outcome=param("result"), detail=param("said"))
)
_ASK_TO_STOP = Statement(update(_deactivation).where(_one, _is_open).values(cancel_requested=True))
_DROP_REST = Statement(update(_target).where(_its, _target.c.outcome.is_(None)).values(outcome="cancelled"))
_FINISH = Statement(
    update(_deactivation)
    .where(_one)
    .values(state=param("end"), finished_at=param("now"), claimed_by=null(), claimed_until=null())
)


def match_people(session: Session, org_id: str, named: Sequence[str]) -> tuple[list[Person], list[str]]:
    """The people whom SCIM ids or userNames name, each once and in that order, and what names nobody."""
    people: dict[str, Person] = {}
    unmatched = []
    for start in range(0, len(named), _BATCH):
        batch = named[start : start + _BATCH]
        by_id = _look_up(session, org_id, _BY_ID, batch)
        hashes = [text_hash(fold(name)) for name in batch]
        by_name = _look_up(session, org_id, _BY_NAME, hashes)
        for name, hashed in zip(batch, hashes, strict=True):
            person = by_id.get(name) or by_name.get(hashed)
            if person is None:
                unmatched.append(name)
            else:
                people.setdefault(person.id, person)
    return list(people.values()), unmatched


def add_deactivation(
    session: Session,
    org_id: str,
    *,
    people: Sequence[Person],
    unmatched: Sequence[str],
    reason: str | None,
    dry_run: bool,
    by: str,
) -> DeactivationRow:
    """Queue a deactivation, or keep what a dry run found; inside of a transaction."""
    deactivation_id = ordered_id(session.now)
    state = "dry-run" if dry_run else "queued" if people else "done"
    session.execute(
        _ADD,
        org_id=org_id,
        id=deactivation_id,
        state=state,
        reason=reason,
        created_at=session.now,
        created_by=by,
        finished_at=None if state == "queued" else session.now,
        claimed_by=None,
        claimed_until=None,
        cancel_requested=False,
        matched=len(people),
        unmatched=orjson.dumps(unmatched).decode() if unmatched else None,
    )
    session.execute_many(_ADD_TARGET, _targets(org_id, deactivation_id, people, dry_run))
    return find_deactivation(session, org_id, deactivation_id)


def find_deactivation(session: Session, org_id: str, deactivation_id: str) -> DeactivationRow:
    """The deactivation; raises NotFound."""
    row = session.one(_FIND, org=org_id, deactivation=deactivation_id)
    if row is None:
        raise NotFound(f"There is no deactivation {deactivation_id!r} here.")
    return DeactivationRow(*row)


def list_deactivations(session: Session, org_id: str, before: str, limit: int) -> list[DeactivationRow]:
    """Deactivations with an id before `before`, newest first."""
    return [DeactivationRow(*row) for row in session.all(_PAGE, org=org_id, before=before, limit=limit)]


def count_outcomes(session: Session, org_id: str, deactivation_id: str) -> dict[str | None, int]:
    """How many people there are with each outcome; None are those still to be worked."""
    rows = session.all(_OUTCOMES, org=org_id, deactivation=deactivation_id)
    return {row[0]: int(row[1]) for row in rows}


def list_results(session: Session, org_id: str, deactivation_id: str) -> list[TargetRow]:
    """The first 1,000 people that were worked, those who failed first."""
    return [TargetRow(*row) for row in session.all(_RESULTS, org=org_id, deactivation=deactivation_id)]


def waiting(session: Session, org_id: str, now: int) -> list[str]:
    """The ids of the deactivations of an organization that nobody works on, oldest first."""
    return [row[0] for row in session.all(_WAITING, org=org_id, now=now)]


def claim(session: Session, org_id: str, deactivation_id: str, worker: str) -> bool:
    """Take a deactivation, or renew the claim on it; inside of a transaction. False when another has it."""
    return bool(
        session.execute(
            _CLAIM,
            org=org_id,
            deactivation=deactivation_id,
            worker=worker,
            now=session.now,
            until=session.now + CLAIM_US,
        )
    )


def undone(session: Session, org_id: str, deactivation_id: str, after: int, limit: int) -> list[TargetRow]:
    """People still to be worked, behind the position `after`."""
    rows = session.all(_UNDONE, org=org_id, deactivation=deactivation_id, after=after, limit=limit)
    return [TargetRow(*row) for row in rows]


def settle(
    session: Session, org_id: str, deactivation_id: str, position: int, outcome: str, detail: str | None
) -> None:
    """Keep what became of one person."""
    session.execute(
        _SETTLE, org=org_id, deactivation=deactivation_id, place=position, result=outcome, said=detail
    )


def finish(session: Session, org_id: str, deactivation_id: str, *, cancelled: bool) -> None:
    """End a deactivation; when it was cancelled, so are those still to be worked."""
    if cancelled:
        session.execute(_DROP_REST, org=org_id, deactivation=deactivation_id)
    session.execute(
        _FINISH,
        org=org_id,
        deactivation=deactivation_id,
        end="cancelled" if cancelled else "done",
        now=session.now,
    )


def ask_to_stop(session: Session, org_id: str, deactivation_id: str) -> bool:
    """Ask whoever works on a deactivation to stop; False when it has ended already."""
    return bool(session.execute(_ASK_TO_STOP, org=org_id, deactivation=deactivation_id))


def _look_up(session: Session, org_id: str, statement: Statement, values: Sequence[str]) -> dict[str, Person]:
    padded = [*values, *[values[0]] * (_BATCH - len(values))]
    slots = {f"value{number}": value for number, value in enumerate(padded)}
    rows = session.all(statement, org=org_id, **slots)
    return {row[3]: Person(row[0], row[1], bool(row[2])) for row in rows}


def _targets(
    org_id: str, deactivation_id: str, people: Iterable[Person], dry_run: bool
) -> Iterator[dict[str, Any]]:
    for position, person in enumerate(people):
        foreseen = "already" if person.held else "would-deactivate"
        yield {
            "org_id": org_id,
            "deactivation_id": deactivation_id,
            "position": position,
            "user_id": person.id,
            "user_name": person.user_name,
            "outcome": foreseen if dry_run else None,
            "detail": None,
        }
