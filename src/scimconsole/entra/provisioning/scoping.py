"""Whether a job provisions an object: assigned, and met by the scoping filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scimconsole.domain.scim.refused import shown
from scimconsole.entra.expressions.dotnet_regex import search_of
from scimconsole.entra.expressions.regex_classes import PatternError
from scimconsole.entra.expressions.values import integer_of, read_json, text_form
from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.provisioning.results import ScopeVerdict, Trouble
from scimconsole.entra.provisioning.scoping_operators import (
    TESTS,
    UNARY,
    Unanswerable,
    never,
    operator_of,
)
from scimconsole.entra.schema.model import AttributeDefinition, Clause, ObjectMapping, ScopingGroup

__all__ = ["Judged", "Scope", "clause_in_words", "clause_problem", "is_soft_deleted"]

_UNUSABLE = {
    "approleassignments": "App role assignments",
    "usertype": "userType",
    "manager": "The manager",
    "members": "Members of groups",
    "employeehiredate": "Dates",
    "employeeleavedatetime": "Dates",
    "createddatetime": "Dates",
    "deleteddatetime": "Dates",
    "othermails": "Attributes of many values",
    "proxyaddresses": "Attributes of many values",
    "businessphones": "Attributes of many values",
}
"""What a scoping filter cannot ask for, by the attribute's name in lower case."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict, and what is to be said about the way to it."""

    verdict: ScopeVerdict
    troubles: tuple[Trouble, ...] = ()
    remarks: tuple[str, ...] = ()


class Scope:
    """The scoping filter of one object mapping, compiled."""

    def __init__(self, mapping: ObjectMapping) -> None:
        self._is_enabled = mapping.enabled
        self._groups = tuple(
            _Group(number, group, mapping.source_definitions)
            for number, group in enumerate(mapping.scope, start=1)
        )

    def judge(self, source: SourceObject) -> Judged:
        """The verdict on one object, with the clause that decided."""
        if not self._is_enabled:
            return _SWITCHED_OFF
        if not source.is_assigned:
            return _NOT_ASSIGNED
        if is_soft_deleted(source):
            return _DELETED
        if not self._groups:
            return _EVERYBODY
        return self._filtered(source.attributes)

    def _filtered(self, attributes: Mapping[str, Any]) -> Judged:
        remarks: list[str] = []
        failures: list[tuple[_Group, _Clause]] = []
        troubles: list[Trouble] = []
        for group in self._groups:
            try:
                failed = group.first_failed(attributes, remarks)
            except Unanswerable as error:
                troubles.append(Trouble(f"The scoping filter cannot be applied: {error}"))
                continue
            if failed is None:
                return Judged(group.met, (), tuple(remarks)) if remarks else group.judged
            failures.append((group, failed))
        if not failures:
            return Judged(_UNDECIDED, tuple(troubles), tuple(remarks))
        group, clause = failures[0]
        return Judged(_outside(failures, attributes, group, clause), tuple(troubles), tuple(remarks))


def is_soft_deleted(source: SourceObject) -> bool:
    """Whether the object lies in the directory's recycle bin."""
    attributes = source.attributes
    return bool(attributes.get("deletedDateTime")) or str(attributes.get("IsSoftDeleted")).lower() == "true"


def clause_in_words(clause: Clause) -> str:
    """The clause as the portal shows it: `department EQUALS "Sales"`."""
    values = ", ".join(f'"{shown(value)}"' for value in clause.values)
    return f"{shown(clause.attribute)} {shown(clause.operator)}{' ' if values else ''}{values}"


def clause_problem(clause: Clause, definitions: Mapping[str, AttributeDefinition]) -> str | None:
    """Why no object can be judged by the clause, in a sentence; None for a good one."""
    operator = operator_of(clause.operator)
    if operator == "ISMEMBEROF":
        return "IsMemberOf is listed among the operators, but not supported."
    if operator not in TESTS and operator not in UNARY:
        return f'"{shown(clause.operator)}" is no operator of scoping filters.'
    if operator in TESTS and not clause.values:
        return f"{clause_in_words(clause)} compares with nothing."
    unusable = _UNUSABLE.get(clause.attribute.lower())
    definition = definitions.get(clause.attribute)
    if unusable is None and definition is not None:
        if definition.multivalued:
            unusable = "Attributes of many values"
        elif definition.type == "Reference":
            unusable = "References"
        elif definition.type == "DateTime":
            unusable = "Dates"
    if unusable is not None:
        return f"{unusable} cannot be used in a scoping filter (here {shown(clause.attribute)})."
    if operator in ("REGEXMATCH", "NOTREGEXMATCH"):
        for value in clause.values:
            try:
                search_of(value)
            except PatternError as error:
                return f'The pattern "{shown(value)}" cannot be read: {error.sentence}'
    if operator in ("GREATERTHAN", "GREATERTHANOREQUALS") and any(
        integer_of(value) is None for value in clause.values
    ):
        return f"{clause_in_words(clause)} compares with what is no whole number."
    return None


class _Group:
    """Conditions that must all be met, and the verdict when they are."""

    def __init__(
        self, number: int, group: ScopingGroup, definitions: Mapping[str, AttributeDefinition]
    ) -> None:
        self.name = group.name or f"filter {number}"
        self.clauses = tuple(_Clause(clause, definitions) for clause in group.clauses)
        words = " and ".join(clause.words for clause in self.clauses)
        reason = f'Meets the scoping filter "{shown(self.name)}".'
        self.met = ScopeVerdict(True, reason, self.name, words or None)
        self.judged = Judged(self.met)

    def first_failed(self, attributes: Mapping[str, Any], remarks: list[str]) -> _Clause | None:
        for clause in self.clauses:
            if not clause.holds(attributes, remarks):
                return clause
        return None


class _Clause:
    """One condition; raises `Unanswerable` where Entra would report an error."""

    def __init__(self, clause: Clause, definitions: Mapping[str, AttributeDefinition]) -> None:
        self.attribute = clause.attribute
        self.words = clause_in_words(clause)
        self._values = clause.values
        self._problem = clause_problem(clause, definitions)
        operator = operator_of(clause.operator)
        self._unary = UNARY.get(operator)
        self._test = TESTS.get(operator, never)

    def holds(self, attributes: Mapping[str, Any], remarks: list[str]) -> bool:
        if self._problem is not None:
            raise Unanswerable(self._problem)
        given = attributes.get(self.attribute)
        value = given if given.__class__ is str else read_json(given)
        if isinstance(value, list):
            raise Unanswerable(
                "Attributes of many values cannot be used in a scoping filter"
                f" (here {shown(self.attribute)})."
            )
        if self._unary is not None:
            return self._unary(value)
        if value is None or value == "":
            return False
        return self._test(value, self._values, remarks)


def _outside(
    failures: Iterable[tuple[_Group, _Clause]], attributes: Mapping[str, Any], group: _Group, clause: _Clause
) -> ScopeVerdict:
    parts = []
    for _, failed in failures:
        value = read_json(attributes.get(failed.attribute))
        if isinstance(value, list):
            present = f"has {len(value)} values"
        elif value is None or value == "":
            present = "is empty"
        else:
            present = f'is "{shown(text_form(value))}"'
        parts.append(f"{failed.words} is not met, {shown(failed.attribute)} {present}")
    return ScopeVerdict(False, f"Filtered out: {'; '.join(parts)}.", group.name, clause.words)


_EVERYBODY = Judged(ScopeVerdict(True, "Assigned; there is no scoping filter."))
_NOT_ASSIGNED = Judged(ScopeVerdict(False, "Not assigned to the application."))
_DELETED = Judged(ScopeVerdict(False, "Deleted in the directory (in its recycle bin)."))
_SWITCHED_OFF = Judged(ScopeVerdict(False, "The mapping of these objects is switched off."))
_UNDECIDED = ScopeVerdict(False, "The scoping filter has no answer.")
