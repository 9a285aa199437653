"""The people of a bulk deactivation: who was named, who is still to be worked, what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import and_, insert, literal, null, select, update

from scimconsole.domain.scim.text import fold
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import DeactivationTarget, ScimUser
from scimconsole.storage.text_keys import text_hash

RESULTS_SHOWN = 1000
_BATCH = 200

Outcome = Literal["deactivated", "already", "failed", "cancelled", "would-deactivate", "reactivated", "left"]
TROUBLES: tuple[Outcome, ...] = ("failed", "left")
"""What people look for first among the results."""

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
    """One person; `outcome` is None until it was worked, `hold_id` the hold placed or to be lifted."""

    position: int
    user_id: str
    user_name: str
    outcome: Outcome | None
    detail: str | None
    hold_id: str | None


_COLUMNS: tuple[Any, ...] = tuple(_target.c[name] for name in TargetRow.__dataclass_fields__)
_PERSON = (_user.c.id, _user.c.user_name, _user.c.held)
_slots = [param(f"value{number}") for number in range(_BATCH)]
_BY_ID = Statement(select(*_PERSON, _user.c.id).where(_user.c.org_id == param("org"), _user.c.id.in_(_slots)))
_BY_NAME = Statement(
    select(*_PERSON, _user.c.user_name_hash).where(
        _user.c.org_id == param("org"), _user.c.user_name_hash.in_(_slots)
    )
)
_its = and_(_target.c.org_id == param("org"), _target.c.deactivation_id == param("deactivation"))
# An expression that no index has, so that people come in the order of the key and are not sorted.
_worked = _target.c.outcome + literal("")
_is_behind = _target.c.position > param("after")
_ADD = Statement(insert(_target))
_TAKE_OVER = Statement(
    insert(_target).from_select(
        ["org_id", "deactivation_id", "position", "user_id", "user_name", "outcome", "detail", "hold_id"],
        select(
            _target.c.org_id,
            param("undo"),
            _target.c.position,
            _target.c.user_id,
            _target.c.user_name,
            null(),
            null(),
            _target.c.hold_id,
        ).where(_its, _target.c.outcome == "deactivated"),
    )
)
_WITH_OUTCOME = Statement(
    select(*_COLUMNS)
    .where(_its, _is_behind, _target.c.outcome == param("wanted"))
    .order_by(_target.c.position)
    .limit(param("limit"))
)
_WITH_ANY_OUTCOME = Statement(
    select(*_COLUMNS)
    .where(_its, _is_behind, _worked.is_not(None))
    .order_by(_target.c.position)
    .limit(param("limit"))
)
_WITHOUT_TROUBLE = Statement(
    select(*_COLUMNS)
    .where(_its, *(_worked != outcome for outcome in TROUBLES))
    .order_by(_target.c.position)
    .limit(param("limit"))
)
_UNWORKED = Statement(
    select(*_COLUMNS)
    .where(_its, _is_behind, _target.c.outcome.is_(None))
    .order_by(_target.c.position)
    .limit(param("limit"))
)
_SETTLE = Statement(
    update(_target)
    .where(_its, _target.c.position == param("place"))
    .values(outcome=param("result"), detail=param("said"), hold_id=param("hold"))
)
_DROP_REST = Statement(update(_target).where(_its, _target.c.outcome.is_(None)).values(outcome="cancelled"))


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


def add_targets(
    session: Session, org_id: str, deactivation_id: str, people: Iterable[Person], *, dry_run: bool
) -> None:
    """Name the people of a deactivation; a dry run foresees what would become of each."""
    session.execute_many(_ADD, _rows(org_id, deactivation_id, people, dry_run))


def take_over_targets(session: Session, org_id: str, deactivation_id: str, undo_id: str) -> int:
    """Name in an undo those whom the deactivation has deactivated; answers how many they are."""
    return session.execute(_TAKE_OVER, org=org_id, deactivation=deactivation_id, undo=undo_id)


def list_results(session: Session, org_id: str, deactivation_id: str) -> list[TargetRow]:
    """The first 1,000 people that were worked, those in trouble first."""
    found: list[TargetRow] = []
    for outcome in TROUBLES:
        left = RESULTS_SHOWN - len(found)
        found += page_results(session, org_id, deactivation_id, outcome, -1, left)
    rows = session.all(
        _WITHOUT_TROUBLE, org=org_id, deactivation=deactivation_id, limit=RESULTS_SHOWN - len(found)
    )
    return [*found, *(TargetRow(*row) for row in rows)]


def page_results(
    session: Session, org_id: str, deactivation_id: str, outcome: Outcome | None, after: int, limit: int
) -> list[TargetRow]:
    """People behind the position `after` that were worked; only those with the outcome, if one is named."""
    values = {"org": org_id, "deactivation": deactivation_id, "after": after, "limit": limit}
    if outcome is None:
        rows = session.all(_WITH_ANY_OUTCOME, **values)
    else:
        rows = session.all(_WITH_OUTCOME, **values, wanted=outcome)
    return [TargetRow(*row) for row in rows]


def unworked(session: Session, org_id: str, deactivation_id: str, after: int, limit: int) -> list[TargetRow]:
    """People still to be worked, behind the position `after`."""
    rows = session.all(_UNWORKED, org=org_id, deactivation=deactivation_id, after=after, limit=limit)
    return [TargetRow(*row) for row in rows]


def settle(
    session: Session,
    org_id: str,
    deactivation_id: str,
    position: int,
    outcome: Outcome,
    detail: str | None,
    hold_id: str | None = None,
) -> None:
    """Keep what became of one person, and the hold that was placed or was to be lifted."""
    session.execute(
        _SETTLE,
        org=org_id,
        deactivation=deactivation_id,
        place=position,
        result=outcome,
        said=detail,
        hold=hold_id,
    )


def drop_rest(session: Session, org_id: str, deactivation_id: str) -> int:
    """Cancel those still to be worked; answers how many they were."""
    return session.execute(_DROP_REST, org=org_id, deactivation=deactivation_id)


def _look_up(session: Session, org_id: str, statement: Statement, values: Sequence[str]) -> dict[str, Person]:
    padded = [*values, *[values[0]] * (_BATCH - len(values))]
    slots = {f"value{number}": value for number, value in enumerate(padded)}
    rows = session.all(statement, org=org_id, **slots)
    return {row[3]: Person(row[0], row[1], bool(row[2])) for row in rows}


def foreseen(person: Person) -> Outcome:
    """What would become of somebody."""
    return "already" if person.held else "would-deactivate"


def _rows(
    org_id: str, deactivation_id: str, people: Iterable[Person], dry_run: bool
) -> Iterator[dict[str, Any]]:
    for position, person in enumerate(people):
        yield {
            "org_id": org_id,
            "deactivation_id": deactivation_id,
            "position": position,
            "user_id": person.id,
            "user_name": person.user_name,
            "outcome": foreseen(person) if dry_run else None,
            "detail": None,
            "hold_id": None,
        }
