from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scimconsole.entra.provisioning.results import ScopeVerdict
from scimconsole.entra.provisioning.scoping import Scope, clause_in_words
from scimconsole.entra.schema.model import AttributeDefinition, ObjectMapping, ScopingGroup
from tests.entra.provisioning.mappings import ana, clause

DELETED = "Deleted in the directory (in its recycle bin)."


def scope(*groups: list[Any], **fields: Any) -> Scope:
    named = enumerate(map(tuple, groups), start=1)
    filters = tuple(ScopingGroup(f"filter {number}", one) for number, one in named)
    return Scope(ObjectMapping("Users", "User", "User", scope=filters, **fields))


def judged(operator: str, given: Any, *values: str) -> bool:
    found = scope([clause("city", operator, *values)]).judge(ana(city=given))
    assert found.troubles == ()
    return found.verdict.in_scope


class TestEveryOperator:
    """What each does with a value, and that none but IS NULL is met by an empty one."""

    @pytest.mark.parametrize(
        ("operator", "met", "unmet", "values"),
        [
            ("EQUALS", "Paris", "paris", ["Paris"]),
            ("NOT EQUALS", "paris", "Paris", ["Paris"]),
            ("IS TRUE", True, False, []),
            ("IS TRUE", "True", "yes", []),
            ("IS FALSE", False, True, []),
            ("IS NOT NULL", "x", None, []),
            ("REGEX MATCH", "42", "420", ["([1-9][0-9])"]),
            ("REGEX MATCH", "Paris", "paris", ["P.*"]),
            ("NOT REGEX MATCH", "420", "42", ["([1-9][0-9])"]),
            ("GREATER_THAN", "11", "10", ["10"]),
            ("GREATER_THAN_OR_EQUALS", 10, 9, ["10"]),
            ("INCLUDES", "New York", "new york", ["York"]),
            ("ENDS_WITH", "Paris", "pariS", ["is"]),
            ("&", "ari", "Rome", ["Paris"]),
            ("!&", "Rome", "ari", ["Paris"]),
        ],
    )
    def test_what_it_is_met_by(self, operator: str, met: Any, unmet: Any, values: list[str]) -> None:
        assert judged(operator, met, *values)
        assert not judged(operator, unmet, *values)
        assert not judged(operator, None, *values)
        assert not judged(operator, "", *values)

    @pytest.mark.parametrize("nothing", [None, "", []])
    def test_is_null_is_met_by_nothing(self, nothing: Any) -> None:
        assert judged("IS NULL", nothing)
        assert not judged("IS NULL", "x")

    @pytest.mark.parametrize("spelling", ["Greater_Than", "greater than", "GREATER_THAN", "GreaterThan"])
    def test_names_are_taken_in_any_spelling(self, spelling: str) -> None:
        assert judged(spelling, "11", "10")

    def test_one_of_several_values_is_enough(self) -> None:
        assert judged("EQUALS", "Rome", "Paris", "Rome")
        assert not judged("NOT EQUALS", "Rome", "Paris", "Rome")


class TestTheVerdict:
    """Whether and why, with the clause that decided."""

    def test_without_a_filter_everybody_assigned_is_in_scope(self) -> None:
        assert scope().judge(ana()).verdict == ScopeVerdict(True, "Assigned; there is no scoping filter.")

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"is_assigned": False}, "Not assigned to the application."),
            ({"attributes": {"deletedDateTime": "2026-11-01"}}, DELETED),
            ({"attributes": {"IsSoftDeleted": True}}, DELETED),
        ],
    )
    def test_what_comes_before_any_filter(self, changes: dict[str, Any], reason: str) -> None:
        filtered = scope([clause("department", "EQUALS", "Sales")])
        assert filtered.judge(replace(ana(), **changes)).verdict == ScopeVerdict(False, reason)

    def test_a_disabled_account_stays_in_scope(self) -> None:
        assert scope().judge(ana(accountEnabled=False)).verdict.in_scope

    def test_clauses_of_a_group_are_all_needed(self) -> None:
        both = scope([clause("department", "EQUALS", "Sales"), clause("city", "EQUALS", "Paris")])
        assert both.judge(ana(city="Paris")).verdict == ScopeVerdict(
            True,
            'Meets the scoping filter "filter 1".',
            "filter 1",
            'department EQUALS "Sales" and city EQUALS "Paris"',
        )
        assert both.judge(ana(city="Rome")).verdict == ScopeVerdict(
            False,
            'Filtered out: city EQUALS "Paris" is not met, city is "Rome".',
            "filter 1",
            'city EQUALS "Paris"',
        )

    def test_one_group_is_enough(self) -> None:
        either = scope([clause("city", "EQUALS", "Paris")], [clause("department", "EQUALS", "Sales")])
        assert either.judge(ana()).verdict.group == "filter 2"
        verdict = either.judge(ana(department="IT")).verdict
        assert verdict.reason == (
            'Filtered out: city EQUALS "Paris" is not met, city is empty; '
            'department EQUALS "Sales" is not met, department is "IT".'
        )

    def test_a_mapping_that_is_switched_off_takes_nobody(self) -> None:
        verdict = scope(enabled=False).judge(ana()).verdict
        assert verdict == ScopeVerdict(False, "The mapping of these objects is switched off.")

    def test_a_pattern_that_would_match_a_part_is_remarked(self) -> None:
        found = scope([clause("city", "REGEX MATCH", "[0-9]+")]).judge(ana(city="a1"))
        assert not found.verdict.in_scope
        assert [remark for remark in found.remarks if "must match the whole value" in remark]

    def test_a_clause_in_words(self) -> None:
        assert clause_in_words(clause("city", "IS NULL")) == "city IS NULL"


class TestFiltersThatHaveNoAnswer:
    """Nobody is taken for out of scope by them: that would disable people."""

    @pytest.mark.parametrize(
        ("bad", "said"),
        [
            (clause("city", "LIKE", "P"), '"LIKE" is no operator of scoping filters.'),
            (clause("city", "IsMemberOf", "x"), "not supported"),
            (clause("city", "EQUALS"), "compares with nothing"),
            (clause("city", "GREATER_THAN", "ten"), "what is no whole number"),
            (clause("department", "GREATER_THAN", "10"), '"Sales" is no whole number.'),
            (clause("department", "REGEX MATCH", "(a"), "cannot be read"),
            (clause("manager", "IS NULL"), "The manager cannot be used"),
            (clause("userType", "EQUALS", "Guest"), "userType cannot be used"),
            (clause("appRoleAssignments", "IS NOT NULL"), "App role assignments cannot be used"),
            (clause("hired", "IS NULL"), "Dates cannot be used"),
            (clause("otherMails", "INCLUDES", "@"), "Attributes of many values cannot be used"),
            (clause("tags", "INCLUDES", "a"), "Attributes of many values cannot be used"),
        ],
    )
    def test_the_object_has_a_trouble(self, bad: Any, said: str) -> None:
        definitions = {"hired": AttributeDefinition("hired", "DateTime")}
        found = scope([bad], source_definitions=definitions).judge(ana(city="Paris", tags=["a", "b"]))
        assert not found.verdict.in_scope
        assert len(found.troubles) == 1
        assert said in found.troubles[0].detail
        assert found.troubles[0].is_fatal

    def test_a_pattern_without_end_is_stopped(self) -> None:
        pattern = r"(\w|\w\w)*"
        found = scope([clause("city", "REGEX MATCH", pattern)]).judge(ana(city="a" * 80 + "!"))
        assert "did not come to an end" in found.troubles[0].detail

    def test_another_group_that_is_met_is_enough(self) -> None:
        found = scope([clause("city", "LIKE", "P")], [clause("department", "EQUALS", "Sales")]).judge(ana())
        assert found.verdict.in_scope
        assert found.troubles == ()
