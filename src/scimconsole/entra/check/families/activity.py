"""`active`: is anybody ever disabled?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from scimconsole.domain.scim.text import fold
from scimconsole.entra.check.results import Result
from scimconsole.entra.check.rule import Found, rule
from scimconsole.entra.check.subject import Line, Subject
from scimconsole.entra.expressions.values import text_form

ACTIVE = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")'
"""Entra's own mapping of `active`."""

_GONE = {
    "IsSoftDeleted": True,
    "accountEnabled": False,
    "objectId": "1",
    "userPrincipalName": "a@example.com",
}
_TRIED = 3
_STANDS = f"Map it as Entra does: {ACTIVE}"


@rule(
    "active-unmapped",
    "error",
    meaning="Nothing writes `active`, or only when somebody is created.",
    why="Disabling somebody is an update of active: whoever leaves keeps access for good.",
    mend=_STANDS,
)
def active_unmapped(subject: Subject) -> Iterator[Found]:
    """Nobody would ever be disabled."""
    if not subject.is_users:
        return
    lines = [line for line in subject.lines_at("active") if line.sends]
    if not lines:
        yield Found("No mapping writes active.", target="active", paste=ACTIVE)
    elif not any(line.is_update for line in lines):
        sentence = "active is written only when somebody is created."
        yield Found(sentence, lines[0], mend="Set Apply this mapping to Always.")


@rule(
    "active-constant",
    "error",
    meaning="`active` is always the same.",
    why="Disabling somebody is an update of active: with one value for everybody, nobody loses access.",
    mend=_STANDS,
)
def active_constant(subject: Subject) -> Iterator[Found]:
    """One value for everybody."""
    for line in _updates(subject):
        if not line.sources:
            yield Found(f"active is {line.mapping.expression} for everybody.", line, paste=ACTIVE)


@rule(
    "active-never-false",
    "error",
    meaning="`active` is not false for somebody who was removed and whose account is disabled.",
    why="Whoever is unassigned, leaves the scope or is deleted has IsSoftDeleted True, and keeps access.",
    mend=_STANDS,
)
def active_never_false(subject: Subject) -> Iterator[Found]:
    """The expression, tried with somebody who left."""
    for line in _updates(subject):
        if not line.sources or line.expression is None:
            continue
        outcome = line.expression.evaluate(_GONE)
        value = outcome.value
        if isinstance(value, list) or outcome.error is not None:
            continue
        if value is None:
            given = "gives nothing" if not outcome.skip else "is skipped"
        elif text_form(value).lower() != "false":
            given = f'is "{text_form(value)}"'
        else:
            continue
        yield Found(f"active {given} for somebody whose IsSoftDeleted is True.", line, paste=ACTIVE)


@rule(
    "active-ignores-removal",
    "error",
    meaning="`active` regards accountEnabled or another attribute, and not IsSoftDeleted.",
    why="Whoever is unassigned or leaves the scope still has an enabled account in Entra, and keeps access.",
    mend=_STANDS,
)
def active_ignores_removal(subject: Subject) -> Iterator[Found]:
    """An expression that does not look at whether the person was removed."""
    for line in _updates(subject):
        if line.sources and all(source.name != "IsSoftDeleted" for source in line.sources):
            names = ", ".join(dict.fromkeys(f"[{source.name}]" for source in line.sources))
            yield Found(f"active depends on {names} only.", line, paste=ACTIVE)


@rule(
    "not-a-boolean",
    "error",
    meaning="A constant result for a true-or-false attribute is neither True nor False.",
    why="The service refuses the whole request for it, a create as well as an update.",
    mend='Give "True" or "False".',
)
def not_a_boolean(subject: Subject) -> Iterator[Found]:
    """A text where only True and False can be."""
    for line in subject.lines:
        leaf = (line.path.sub or line.path.attribute) if line.path is not None else None
        if leaf is None or leaf.type != "boolean":
            continue
        for result in line.results:
            if _is_another(result):
                yield Found(f'{line.target} would be "{result.value}".', line, at=result.at)


def _is_another(result: Result) -> bool:
    return result.kind == "constant" and fold(result.value or "") not in ("true", "false")


def _updates(subject: Subject) -> Iterator[Line]:
    """The first mappings of `active`; each of them is tried, and a pattern can cost its time limit."""
    if subject.is_users:
        lines = (line for line in subject.lines_at("active") if line.is_update and line.tree is not None)
        yield from islice(lines, _TRIED)
