"""The whole check: what comes first, what is left in peace, what the starting points have."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.check.checking import MOST_OF_A_KIND, check
from scimconsole.entra.check.finding import SEVERITIES, Finding
from scimconsole.entra.schema.reading import read_schema
from scimconsole.entra.schema.starting_points import entra_default, options_of, starting_point
from scimconsole.errors import InvalidInput
from tests.entra.check.documents import (
    COFFEES,
    ENTERPRISE,
    GOOD_USERS,
    GROUPS,
    USERS,
    WORK,
    object_mapping,
    schema,
)

PROFILES = ("generic", "keycafe", "ten-thousand-coffees")
KEYS = "urn:ietf:params:scim:schemas:extension:keycafe:2.0:User:keyAccess"


def findings(change: dict[str, Any] | None = None, profile: str = "generic", **more: Any) -> list[Finding]:
    return list(check(schema(change, **more), load_profile(profile)).findings)


def codes(change: dict[str, Any] | None = None, profile: str = "generic", **more: Any) -> set[str]:
    found = {finding.code for finding in findings(change, profile, **more)}
    return found - {"required-unmapped", "recommended-unmapped"}


class TestEntrasDefaultMapping:
    """As a new application has it: a few true findings."""

    def test_on_a_service_without_rules(self) -> None:
        report = check(entra_default(), load_profile("generic"))
        assert [(finding.severity, finding.code) for finding in report.findings] == [
            ("warning", "external-id-mail-nickname"),
            ("advice", "mail-without-fallback"),
        ]

    def test_on_ten_thousand_coffees(self) -> None:
        report = check(entra_default(), load_profile("ten-thousand-coffees"))
        found = [(finding.severity, finding.code) for finding in report.findings]
        assert found[:3] == [
            ("error", "required-unmapped"),
            ("warning", "external-id-mail-nickname"),
            ("warning", "mail-without-fallback"),
        ]
        assert {code for _, code in found[3:]} == {"recommended-unmapped"}


class TestOurStartingPoints:
    """With none, each and all of their options: nothing above advice."""

    @pytest.mark.parametrize("name", PROFILES)
    def test_have_no_trap(self, name: str) -> None:
        profile = load_profile(name)
        options = [option.name for option in options_of(profile)]
        for chosen in [(), *((option,) for option in options), tuple(options)]:
            report = check(starting_point(profile, chosen), profile)
            assert [one for one in report.findings if one.severity != "advice"] == [], chosen

    @pytest.mark.parametrize("name", PROFILES)
    def test_with_all_options_they_map_every_field(self, name: str) -> None:
        profile = load_profile(name)
        options = [option.name for option in options_of(profile)]
        coverage = check(starting_point(profile, options), profile).coverage
        assert [field.label for field in coverage.fields if not field.mapped_by] == []


class TestManyOfAKind:
    """A hundred are told, and that there are more."""

    def test_the_rest_is_not_told(self) -> None:
        found = findings(more=[("title", "[jobTitle]") for _ in range(150)])
        alike = [finding for finding in found if finding.code == "target-twice"]
        assert len(alike) == MOST_OF_A_KIND + 1
        assert "more than 100" in alike[-1].what


class TestTheOrder:
    """By object mapping; in each the worst first."""

    def test_the_worst_comes_first(self) -> None:
        found = findings(
            {"title": "Tolower([jobTitle])", "externalId": "[mailNickname]", "nickname": "[givenName]"},
            groups={"members": ...},
        )
        order = [(finding.mapping, SEVERITIES.index(finding.severity)) for finding in found]
        assert order == sorted(order, key=lambda place: (place[0] != USERS, place[1]))
        assert [finding.code for finding in found if finding.mapping == GROUPS] == ["members-unmapped"]

    def test_as_json(self) -> None:
        report = check(schema({"title": "Tolower([jobTitle])"}), load_profile("keycafe"))
        data = json.loads(json.dumps(report.as_json()))
        assert set(data) == {"findings", "coverage"}
        assert data["findings"][0] == {
            "severity": "error",
            "code": "malformed",
            "mapping": USERS,
            "target": "title",
            "pointer": "/synchronizationRules/0/objectMappings/0/attributeMappings/8",
            "what": 'There is no function "Tolower".',
            "why": "Entra does not save it; imported by a schema, it fails for everybody.",
            "mend": "Expected: a function. Names regard letter case: write ToLower.",
            "paste": None,
            "portal": f"Provisioning > Attribute mapping > {USERS} > title",
            "expression": "Tolower([jobTitle])",
            "position": 0,
            "length": 7,
        }


class TestCoverage:
    """Which of the profile's fields are mapped, and by what."""

    def test_counts_each_level(self) -> None:
        change = {
            "title": "[jobTitle]",
            f"{COFFEES}:managementLevel": "[extensionAttribute1]",
            'addresses[type eq "work"].country': "[country]",
        }
        coverage = check(schema(change), load_profile("ten-thousand-coffees")).coverage
        assert coverage.count("required") == (4, 4)
        assert coverage.count("recommended") == (1, 5)
        assert coverage.count("optional") == (1, 3)

    def test_any_of_several_attributes_meets_a_field(self) -> None:
        change = {f"{COFFEES}:office": "[physicalDeliveryOfficeName]"}
        coverage = check(schema(change), load_profile("ten-thousand-coffees")).coverage
        (field,) = [field for field in coverage.fields if field.label == "City, country or office"]
        assert field.mapped_by == (f"{COFFEES}:office",)
        assert field.may_be_empty

    @pytest.mark.parametrize("target", ["roles", 'roles[primary eq "True"].value'])
    def test_a_part_of_the_attribute_counts(self, target: str) -> None:
        change = {target: "SingleAppRoleAssignment([appRoleAssignments])"}
        coverage = check(schema(change), load_profile("keycafe")).coverage
        (field,) = [field for field in coverage.fields if field.label == "User roles"]
        assert field.mapped_by == (target,)

    @pytest.mark.parametrize("given", [None, "Nonsense("])
    def test_what_sends_nothing_does_not_count(self, given: str | None) -> None:
        coverage = check(schema({"userType": given}), load_profile("keycafe")).coverage
        assert coverage.count("recommended") == (0, 1)

    def test_a_default_counts(self) -> None:
        change = {"userType": {"source": None, "defaultValue": "FULL"}}
        coverage = check(schema(change), load_profile("keycafe")).coverage
        assert coverage.count("recommended") == (1, 1)

    def test_a_mapping_that_is_off_covers_nothing(self) -> None:
        coverage = check(schema(enabled=False), load_profile("ten-thousand-coffees")).coverage
        assert coverage.count("required") == (0, 4)


class TestWhatIsLeftInPeace:
    """Good mappings that look like traps."""

    @pytest.mark.parametrize(
        ("target", "given"),
        [
            ("active", "Not([IsSoftDeleted])"),
            ("active", 'IIF([IsSoftDeleted] = "True", "False", "True")'),
            ("externalId", 'Coalesce([objectId], "none")'),
            ("title", 'IIF(Coalesce([city], "-") = "Rome", "Capo", [jobTitle])'),
            ("title", {"source": 'Switch([city], "x", "Rome", "Capo")', "flowType": "ObjectAddOnly"}),
            ("nickName", {"source": "Guid()", "flowType": "ObjectAddOnly"}),
            ("nickName", 'IIF(DateDiff("d", Now(), CDate("2030-01-01")) > 0, "a", "b")'),
            (f"{ENTERPRISE}:department", "[department]"),
            ("urn:ietf:params:scim:schemas:core:2.0:User:title", "[jobTitle]"),
            (WORK, "Coalesce([mail], Item([otherMails], 1), [userPrincipalName])"),
            ('phoneNumbers[type eq "mobile"].value', "[mobile]"),
            ("title", "[extension_0123456789abcdef0123456789abcdef_jobTitle]"),
            ("roles", "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])"),
        ],
    )
    def test_nothing_is_said(self, target: str, given: Any) -> None:
        assert codes({target: given}) == set()

    @pytest.mark.parametrize("constant", ["FULL", "full", "SmartBox"])
    def test_allowed_values_in_any_case(self, constant: str) -> None:
        definitions: list[dict[str, Any]] = [{"name": name} for name in GOOD_USERS]
        definitions.append({"name": "userType", "caseExact": False})
        found = codes({"userType": f'"{constant}"'}, "keycafe", definitions=definitions)
        assert found == set()

    def test_key_access_that_says_none(self) -> None:
        assert codes({KEYS: 'Coalesce([extensionAttribute6], ";")'}, "keycafe") == set()

    def test_two_entries_of_one_list(self) -> None:
        home = ('emails[type eq "home"].value', "[userPrincipalName]")
        assert codes(more=[home]) == set()

    def test_scopes_of_every_good_kind(self) -> None:
        clauses = [
            {"sourceOperandName": "department", "operatorName": "EQUALS", "targetOperand": {"values": ["x"]}},
            {"sourceOperandName": "accountEnabled", "operatorName": "IS TRUE"},
            {"sourceOperandName": "city", "operatorName": "IS NOT NULL"},
            {
                "sourceOperandName": "employeeId",
                "operatorName": "Greater_Than",
                "targetOperand": {"values": ["5"]},
            },
            {
                "sourceOperandName": "city",
                "operatorName": "REGEX MATCH",
                "targetOperand": {"values": ["R.*"]},
            },
        ]
        assert codes(scope={"groups": [{"name": "g", "clauses": clauses}]}) == set()


class TestTrapsInOtherClothes:
    """The same trap, seen through an expression, a definition, another spelling."""

    @pytest.mark.parametrize(
        ("target", "given", "code"),
        [
            ("userType", 'Switch([city], "FULL", "Rome", "SMARTBOXES")', "value-not-allowed"),
            ("userType", 'ToUpper(IIF([accountEnabled] = "True", "fulls", "full"))', "value-not-allowed"),
            ("userType", {"source": None, "defaultValue": "SMART"}, "value-not-allowed"),
            ("userType", {"source": '"FULL"', "defaultValue": "SMART"}, "value-not-allowed"),
            ("userType", 'Append("FU", [city])', "values-open"),
            ("USERTYPE", '"SMART"', "value-not-allowed"),
            ("userType", "[UserType]", "not-a-source"),
            ("externalId", "ToLower([mailNickname])", "external-id-mail-nickname"),
            ("active", '"False"', "active-constant"),
            ("active", {"source": "[accountEnabled]", "flowType": "ObjectAddOnly"}, "active-unmapped"),
            ("active", "[IsSoftDeleted]", "active-never-false"),
            ("active", 'Switch([IsSoftDeleted], , "False", "True")', "switch-no-default"),
            (KEYS, "Coalesce([extensionAttribute6], [extensionAttribute7])", "key-access-stays"),
            (KEYS, {"source": None, "defaultValue": ";"}, "key-access-stays"),
            ("meta.location", "[city]", "read-only-target"),
            ("password", "RandomString(12, 1, 1, 1, 1)", "read-only-target"),
            ("emails.value", "[userPrincipalName]", "target-shape"),
            ("emails", "[userPrincipalName]", "target-twice"),
            ("name", "[displayName]", "target-shape"),
            ("manager", "[mail]", "reference-misplaced"),
            (f"{COFFEES}:managerEmail", "ToLower([manager])", "reference-misplaced"),
            ("emails[type = work].value", "[mail]", "unknown-target"),
            ("title", "[mobilePhone]", "unknown-source"),
            ("title", "[sAMAccountName]", "not-a-source"),
            (
                "nickName",
                {"source": 'FormatDateTime(Now(), , "M/d/yyyy h:mm:ss tt", "yyyy")'},
                "changes-every-time",
            ),
            ("title", " [jobTitle", "malformed"),
        ],
    )
    def test_is_found(self, target: str, given: Any, code: str) -> None:
        assert code in codes({target: given}, "keycafe" if COFFEES not in target else "ten-thousand-coffees")

    def test_the_list_of_source_attributes_is_the_documents(self) -> None:
        names = ("objectId", "userPrincipalName", "displayName", "givenName")
        known: list[dict[str, Any]] = [{"name": name} for name in names]
        known += [{"name": "surname"}, {"name": "mail"}, {"name": "manager", "type": "Reference"}]
        found = findings({"title": "[jobTitel]"}, source_definitions=[*known, {"name": "jobTitle"}])
        assert [(one.code, one.paste) for one in found] == [("unknown-source", "[jobTitle]")]

    def test_definitions_say_what_is_a_list_or_a_reference(self) -> None:
        names = ("objectId", "userPrincipalName", "displayName", "givenName")
        known: list[dict[str, Any]] = [{"name": name} for name in names]
        known += [{"name": "surname"}, {"name": "mail"}, {"name": "manager", "type": "Reference"}]
        known += [{"name": "tags", "multivalued": True}, {"name": "boss", "type": "Reference"}]
        change = {"title": "[tags]", "nickName": "[boss]"}
        assert codes(change, source_definitions=known) == {"list-to-single", "reference-misplaced"}

    @pytest.mark.parametrize(
        ("clause", "words"),
        [
            ({"sourceOperandName": "proxyAddresses", "operatorName": "IS NULL"}, "many values"),
            ({"sourceOperandName": "manager", "operatorName": "IS NULL"}, "manager"),
            (
                {
                    "sourceOperandName": "city",
                    "operatorName": "IsMemberOf",
                    "targetOperand": {"values": ["x"]},
                },
                "IsMemberOf",
            ),
            ({"sourceOperandName": "city", "operatorName": "EQUALS"}, "compares with nothing"),
            (
                {
                    "sourceOperandName": "city",
                    "operatorName": "REGEX MATCH",
                    "targetOperand": {"values": ["(a"]},
                },
                "cannot be read",
            ),
            (
                {
                    "sourceOperandName": "city",
                    "operatorName": "GREATER_THAN",
                    "targetOperand": {"values": ["x"]},
                },
                "whole number",
            ),
            ({"sourceOperandName": "userType", "operatorName": "IS NULL"}, "userType"),
        ],
    )
    def test_clauses_without_an_answer(self, clause: dict[str, Any], words: str) -> None:
        found = findings(scope={"groups": [{"name": "g", "clauses": [clause]}]})
        assert [one.code for one in found] == ["scope-clause"]
        assert words in found[0].what
        assert found[0].pointer.endswith("/scope/groups/0/clauses/0")


class TestAnyMapping:
    """Whatever stands in the document, the check comes to an end with places that are right."""

    @given(
        st.text(max_size=20)
        | st.sampled_from(["active", "userType", WORK, "roles", "[", "a.b.c", "urn:x:y"]),
        st.text(max_size=30)
        | st.sampled_from(["[a]", '"x"', "IIF([a], , )", 'Switch([a], , "", )', "Guid()"]),
        st.sampled_from(["Always", "ObjectAddOnly", "MultiValueAddOnly"]),
        st.integers(0, 2),
        st.sampled_from(PROFILES),
    )
    def test_is_answered(self, target: str, text: str, flow: str, matching: int, profile: str) -> None:
        extra = (target, {"source": "x", "flowType": flow, "matchingPriority": matching})
        document = object_mapping(USERS, GOOD_USERS, [extra])
        document["attributeMappings"][-1]["source"] = {"type": "Function", "expression": text}
        try:
            made = read_schema(document)
        except InvalidInput:
            reject()
        for finding in check(made, load_profile(profile)).findings:
            if finding.position is not None:
                assert finding.expression is not None
                assert 0 <= finding.position <= len(finding.expression)
                assert finding.length > 0
