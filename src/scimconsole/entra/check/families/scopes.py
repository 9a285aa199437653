"""Scoping filters: who is provisioned at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scimconsole.domain.scim.refused import shown
from scimconsole.domain.scim.text import nearest
from scimconsole.entra.check.families.sources import NOT_OFFERED, is_source
from scimconsole.entra.check.results import ALWAYS_PRESENT
from scimconsole.entra.check.rule import Found, rule
from scimconsole.entra.check.subject import Subject
from scimconsole.entra.provisioning.scoping import clause_in_words, clause_problem
from scimconsole.entra.schema.model import Clause
from scimconsole.entra.schema.scopes import OPERATORS

_SUPPORTED = tuple(name for name in OPERATORS if name != "IsMemberOf")


@rule(
    "scope-clause",
    "error",
    meaning="A clause of the scoping filter cannot be answered: its operator, its attribute or its value.",
    why="Entra reports an error for everybody the clause is asked of, and provisions none of them.",
    mend="Take another attribute or operator; lists of values, references, roles and dates cannot be used.",
)
def scope_clause(subject: Subject) -> Iterator[Found]:
    """A clause without an answer."""
    for clause in _clauses(subject):
        problem = clause_problem(clause, subject.mapping.source_definitions)
        if problem is not None:
            meant = None
            if "is no operator" in problem:
                meant = nearest(re.sub(r"[_\s]+", " ", clause.operator), _SUPPORTED)
            yield Found(
                problem, pointer=clause.pointer, mend=f"Take {meant}." if meant else None, paste=meant
            )


@rule(
    "scope-unknown-attribute",
    "error",
    meaning="A scoping filter asks for an attribute that Entra does not have, or in another letter case.",
    why="An unknown attribute is null, and a clause about null is false: nobody, or everybody, is left out.",
    mend="Correct the name.",
)
def scope_unknown_attribute(subject: Subject) -> Iterator[Found]:
    """A condition on nothing."""
    for clause in _clauses(subject):
        name = clause.attribute
        if not is_source(subject, name) and name.lower() not in NOT_OFFERED:
            meant = nearest(name, subject.mapping.source_definitions)
            said = f"; did you mean {meant}?" if meant else "."
            yield Found(
                f"There is no source attribute {shown(name)}{said}", pointer=clause.pointer, paste=meant
            )


@rule(
    "scope-drops-empty",
    "advice",
    meaning="A scoping filter with NOT EQUALS or NOT REGEX MATCH on an attribute that can be empty.",
    why="A clause about an empty attribute is false: people without a value fall out of the scope as well.",
    mend="Add a group with IS NULL on the attribute, if these people are meant to be provisioned.",
)
def scope_drops_empty(subject: Subject) -> Iterator[Found]:
    """People without a value, left out by accident."""
    asked = {clause.attribute for clause in _clauses(subject) if _operator(clause) == "isnull"}
    for clause in _clauses(subject):
        is_negative = _operator(clause) in ("notequals", "notregexmatch")
        if is_negative and clause.attribute not in ALWAYS_PRESENT | asked:
            yield Found(
                f"{clause_in_words(clause)} is false for people without {shown(clause.attribute)}.",
                pointer=clause.pointer,
            )


@rule(
    "scope-everybody",
    "warning",
    meaning="A group of the scoping filter has no clause.",
    why="It is met by everybody, and one group that is met is enough: the other groups do nothing.",
    mend="Delete the empty group.",
)
def scope_everybody(subject: Subject) -> Iterator[Found]:
    """A filter that filters nobody."""
    for number, group in enumerate(subject.mapping.scope, start=1):
        if not group.clauses:
            yield Found(f'The group "{shown(group.name or f"filter {number}")}" has no clause.')


def _clauses(subject: Subject) -> Iterator[Clause]:
    for group in subject.mapping.scope:
        yield from group.clauses


def _operator(clause: Clause) -> str:
    return re.sub(r"[\s_-]", "", clause.operator).lower()
