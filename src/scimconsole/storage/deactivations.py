"""Bulk deactivations and their undoing: what was asked for, who works on it, how far it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import orjson
from sqlalchemy import and_, func, insert, null, or_, select, update

from scimconsole.domain.ids import ordered_id
from scimconsole.errors import NotFound
from scimconsole.storage.deactivation_targets import (
    Outcome,
    Person,
    add_targets,
    drop_rest,
    foreseen,
    take_over_targets,
)
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import Deactivation

CLAIM_US = 10_000_000
"""Microseconds a worker keeps its claim without renewing it."""

State = Literal["dry-run", "queued", "running", "done", "cancelled"]

_deactivation = Deactivation.__table__  # type: ignore[attr-defined]
_undo = _deactivation.alias()


@dataclass(frozen=True, slots=True)
class DeactivationRow:
    """A bulk deactivation or an undo of one; times in microseconds since the epoch.

    `unmatched` is a JSON list, `outcomes` a JSON object of counts, each None when empty; `undone_by` is the
    last undo that was not cancelled.
    """

    id: str
    state: State
    reason: str | None
    created_at: int
    created_by: str
    finished_at: int | None
    cancel_requested: bool
    matched: int
    unmatched: str | None
    undoes: str | None
    outcomes: str | None
    undone_by: str | None = None

    @property
    def unmatched_names(self) -> list[str]:
        """What was named and names nobody."""
        return orjson.loads(self.unmatched) if self.unmatched else []

    @property
    def outcome_counts(self) -> Counter[Outcome]:
        """How many people there are with each outcome."""
        return Counter(orjson.loads(self.outcomes) if self.outcomes else {})


_STORED = [name for name in DeactivationRow.__dataclass_fields__ if name != "undone_by"]
_COLUMNS: tuple[Any, ...] = (
    *(_deactivation.c[name] for name in _STORED),
    select(func.max(_undo.c.id))
    .where(_undo.c.org_id == param("org"), _undo.c.undoes == _deactivation.c.id, _undo.c.state != "cancelled")
    .scalar_subquery(),
)
_one = and_(_deactivation.c.org_id == param("org"), _deactivation.c.id == param("deactivation"))
_is_open = or_(_deactivation.c.state == "queued", _deactivation.c.state == "running")
_unclaimed = or_(_deactivation.c.claimed_until.is_(None), _deactivation.c.claimed_until < param("now"))
_ADD = Statement(insert(_deactivation))
_FIND = Statement(select(*_COLUMNS).where(_one))
_PAGE = Statement(
    select(*_COLUMNS)
    .where(_deactivation.c.org_id == param("org"), _deactivation.c.id < param("before"))
    .order_by(_deactivation.c.id.desc())
    .limit(param("limit"))
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
_NOTE_OUTCOMES = Statement(update(_deactivation).where(_one).values(outcomes=param("counts")))
_ASK_TO_STOP = Statement(update(_deactivation).where(_one, _is_open).values(cancel_requested=True))
_FINISH = Statement(
    update(_deactivation)
    .where(_one)
    .values(state=param("end"), finished_at=param("now"), claimed_by=null(), claimed_until=null())
)


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
    counts = Counter(foreseen(person) for person in people) if dry_run else Counter[Outcome]()
    state: State = "dry-run" if dry_run else "queued" if people else "done"
    deactivation_id = _add(
        session, org_id, state, reason, by, matched=len(people), unmatched=unmatched, counts=counts
    )
    add_targets(session, org_id, deactivation_id, people, dry_run=dry_run)
    return find_deactivation(session, org_id, deactivation_id)


def add_undo(
    session: Session, org_id: str, undone: DeactivationRow, *, reason: str | None, by: str
) -> DeactivationRow:
    """Queue the lifting of the holds that a deactivation has placed; inside of a transaction."""
    matched = undone.outcome_counts["deactivated"]
    state: State = "queued" if matched else "done"
    undo_id = _add(session, org_id, state, reason, by, matched=matched, undoes=undone.id, counts={})
    take_over_targets(session, org_id, undone.id, undo_id)
    return find_deactivation(session, org_id, undo_id)


def _add(
    session: Session,
    org_id: str,
    state: State,
    reason: str | None,
    by: str,
    *,
    matched: int,
    unmatched: Sequence[str] = (),
    undoes: str | None = None,
    counts: Mapping[Outcome, int],
) -> str:
    deactivation_id = ordered_id(session.now)
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
        matched=matched,
        unmatched=orjson.dumps(unmatched).decode() if unmatched else None,
        undoes=undoes,
        outcomes=_counted(counts),
    )
    return deactivation_id


def find_deactivation(session: Session, org_id: str, deactivation_id: str) -> DeactivationRow:
    """The deactivation; raises NotFound."""
    row = session.one(_FIND, org=org_id, deactivation=deactivation_id)
    if row is None:
        raise NotFound(f"There is no deactivation {deactivation_id!r} here.")
    return DeactivationRow(*row)


def list_deactivations(session: Session, org_id: str, before: str, limit: int) -> list[DeactivationRow]:
    """Deactivations with an id before `before`, newest first."""
    return [DeactivationRow(*row) for row in session.all(_PAGE, org=org_id, before=before, limit=limit)]


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


def note_outcomes(session: Session, org_id: str, row: DeactivationRow, more: Counter[Outcome]) -> None:
    """Count what became of further people, in the transaction that `row` was read in."""
    session.execute(
        _NOTE_OUTCOMES, org=org_id, deactivation=row.id, counts=_counted(row.outcome_counts + more)
    )


def finish(session: Session, org_id: str, deactivation_id: str, *, cancelled: bool) -> None:
    """End a deactivation; when it was cancelled, so are those still to be worked."""
    if cancelled:
        dropped: Counter[Outcome] = Counter({"cancelled": drop_rest(session, org_id, deactivation_id)})
        note_outcomes(session, org_id, find_deactivation(session, org_id, deactivation_id), dropped)
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


def _counted(counts: Mapping[Outcome, int]) -> str | None:
    found = {outcome: count for outcome, count in counts.items() if count}
    return orjson.dumps(found).decode() if found else None
