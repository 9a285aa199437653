from __future__ import annotations

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.provisioning.comparing import lacking
from scimconsole.entra.provisioning.deciding import decide
from scimconsole.entra.provisioning.mapping import compile_mapping
from scimconsole.entra.provisioning.results import Stored
from scimconsole.entra.provisioning.wire import decision_json
from scimconsole.entra.schema.model import (
    AttributeDefinition,
    AttributeMapping,
    Clause,
    ObjectMapping,
    ScopingGroup,
)
from tests.domain.scim.people import COFFEES
from tests.entra.provisioning.mappings import defined

NAMES = ("a", "b", "manager", "members", "appRoleAssignments", "IsSoftDeleted", "deletedDateTime")
TARGETS = (
    "userName",
    "active",
    "roles",
    "members",
    "name.givenName",
    'emails[type eq "work"].value',
    'roles[primary eq "True"].type',
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
    "schemas",
    "meta",
)
EXPRESSIONS = (
    "[a]",
    "[b]",
    "[manager]",
    "",
    '"x"',
    "Item([a], 1)",
    "Split([a], [b])",
    "CDate([a])",
    "Redact([b])",
    "IgnoreFlowIfNullOrEmpty([a])",
    "AppRoleAssignmentsComplex([appRoleAssignments])",
    "AssertiveAppRoleAssignmentsComplex([a])",
    "IIF([a], IgnoreObjectFlow, [b])",
    "Nonsense([a",
)
OPERATORS = ("EQUALS", "NOT EQUALS", "IS TRUE", "IS NULL", "REGEX MATCH", "GREATER_THAN", "&", "!&", "Others")

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(max_size=6)
    | st.sampled_from(["True", "2026-01-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "id", "x"]), inner),
    max_leaves=6,
)
sources = st.builds(
    SourceObject,
    kind=st.just("User"),
    id=st.none() | st.text(max_size=3),
    name=st.text(max_size=3),
    attributes=st.dictionaries(st.sampled_from(NAMES), values),
    is_assigned=st.booleans(),
    is_enabled=st.booleans(),
    manager=st.none() | st.text(max_size=3),
    members=st.lists(st.text(max_size=3)).map(tuple),
)
lines = st.builds(
    AttributeMapping,
    target=st.sampled_from(TARGETS) | st.text(max_size=5),
    type=st.sampled_from(["Direct", "Constant", "Expression", "None"]),
    expression=st.sampled_from(EXPRESSIONS),
    name=st.sampled_from(NAMES),
    default=st.none() | st.text(max_size=3),
    flow_type=st.sampled_from(["Always", "ObjectAddOnly", "MultiValueAddOnly", "Other"]),
    flow_behavior=st.sampled_from(["FlowWhenChanged", "FlowAlways"]),
    matching=st.integers(0, 2),
)
types = st.sampled_from(["String", "Integer", "Reference", "Binary", "Boolean", "DateTime"])
definitions = st.dictionaries(
    st.sampled_from(TARGETS),
    st.builds(AttributeDefinition, st.just(""), types, required=st.booleans(), multivalued=st.booleans()),
)
clauses = st.builds(
    Clause,
    attribute=st.sampled_from(NAMES),
    operator=st.sampled_from(OPERATORS),
    values=st.lists(st.text(max_size=3), max_size=2).map(tuple),
)
scopes = st.lists(
    st.builds(ScopingGroup, st.text(max_size=3), st.lists(clauses, max_size=2).map(tuple)), max_size=2
)
tables = st.builds(
    ObjectMapping,
    name=st.just("Users"),
    source=st.sampled_from(["User", "Group"]),
    target=st.just("User"),
    enabled=st.booleans(),
    scope=scopes.map(tuple),
    attributes=st.lists(lines, max_size=5).map(tuple),
    definitions=definitions,
)
resources = st.dictionaries(
    st.sampled_from(["userName", "active", "Active", "roles", "emails", "name", "schemas", "id"]), values
)


class TestAnyMappingOfAnybody:
    """Whatever a document and a directory hold, there is a decision, and it can be written as JSON."""

    @given(
        tables, sources, st.none() | st.lists(st.builds(Stored, st.text(max_size=3), resources), max_size=2)
    )
    def test_there_is_a_decision(
        self, table: ObjectMapping, source: SourceObject, found: list[Stored] | None
    ) -> None:
        compiled = compile_mapping(table)
        evaluated = compiled.evaluate(source)
        assert all(isinstance(value, str) for _, value in compiled.matches(evaluated))
        profile = None if found else COFFEES
        item = decision_json(compiled, decide(compiled, evaluated, found, profile))
        assert orjson.loads(orjson.dumps(item))["action"] == item["action"]


class TestLongLists:
    """A list of many values costs no more than its length."""

    def test_ten_thousand_values_against_as_many(self) -> None:
        many: list[Any] = [{"value": str(number)} for number in range(10_000)]
        assert lacking(many[1:], many[::-1], defined("roles")) == [{"value": "0"}]
