from __future__ import annotations

from typing import Any

import pytest

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.projection import Projection, parse_projection, project
from tests.domain.scim.people import ENTERPRISE, GENERIC

RESOURCE: dict[str, Any] = {
    "schemas": [],
    "id": "1",
    "userName": "a",
    "name": {"givenName": "A", "familyName": "F"},
    "emails": [{"type": "work", "value": "x"}, {"type": "home", "value": "y"}],
    ENTERPRISE: {"department": "D", "manager": {"value": "3"}},
    "meta": {"version": "1"},
}


def projection(attributes: str | None = None, excluded: str | None = None) -> Projection:
    parsed = parse_projection(GENERIC.user, attributes, excluded)
    assert parsed is not None
    return parsed


def shown(attributes: str | None = None, excluded: str | None = None) -> dict[str, Any]:
    result = project(RESOURCE, projection(attributes, excluded))
    assert result.pop("id") == "1"
    assert result.pop("schemas") == []
    return result


class TestAttributes:
    """Only what was asked for is shown, and always id and schemas."""

    @pytest.mark.parametrize(
        ("attributes", "expected"),
        [
            ("userName", {"userName": "a"}),
            ("USERNAME, name.givenname", {"userName": "a", "name": {"givenName": "A"}}),
            ("name.givenName,name.familyName", {"name": {"givenName": "A", "familyName": "F"}}),
            ("emails.value", {"emails": [{"value": "x"}, {"value": "y"}]}),
            ("emails.type,emails.value", {"emails": RESOURCE["emails"]}),
            ('emails[type eq "work"]', {"emails": [{"type": "work", "value": "x"}]}),
            ('emails[type eq "a,b"],userName', {"userName": "a"}),
            ('emails[type eq "work"].value', {"emails": [{"value": "x"}]}),
            ("manager", {ENTERPRISE: {"manager": {"value": "3"}}}),
            (f"{ENTERPRISE}:department", {ENTERPRISE: {"department": "D"}}),
            (ENTERPRISE, {ENTERPRISE: RESOURCE[ENTERPRISE]}),
            ("nope,title", {}),
        ],
    )
    def test_are_shown(self, attributes: str, expected: dict[str, Any]) -> None:
        assert shown(attributes) == expected

    def test_come_as_a_list_too(self) -> None:
        parsed = parse_projection(GENERIC.user, ["userName", "emails.value"], None)
        assert parsed is not None
        assert set(project(RESOURCE, parsed)) == {"schemas", "id", "userName", "emails"}

    def test_nothing_asked_for_is_everything(self) -> None:
        assert parse_projection(GENERIC.user, None, None) is None
        assert parse_projection(GENERIC.user, "", " , ") is None

    def test_names_without_end_are_refused(self) -> None:
        with pytest.raises(ScimError, match="at most 200"):
            parse_projection(GENERIC.user, "a," * 201, None)


class TestExcludedAttributes:
    """What is not wanted is left out; id and schemas cannot be."""

    @pytest.mark.parametrize(
        ("excluded", "gone"),
        [
            ("emails,name", {"emails", "name"}),
            (f"id,schemas,META,{ENTERPRISE}", {"meta", ENTERPRISE}),
            ("nope,title", set()),
        ],
    )
    def test_are_left_out(self, excluded: str, gone: set[str]) -> None:
        assert set(RESOURCE) - {"id", "schemas"} - set(shown(None, excluded)) == gone

    def test_parts_are_left_out(self) -> None:
        left = shown(None, 'emails[type eq "work"],name.givenName,department')
        assert left["emails"] == [{"type": "home", "value": "y"}]
        assert left["name"] == {"familyName": "F"}
        assert left[ENTERPRISE] == {"manager": {"value": "3"}}
        assert shown(None, "emails.value")["emails"] == [{"type": "work"}, {"type": "home"}]

    def test_the_resource_stays_untouched(self) -> None:
        before = repr(RESOURCE)
        shown("emails.value,department", "emails.type,department")
        assert repr(RESOURCE) == before


class TestWhatNeedNotBeRead:
    """The service asks before it reads members and groups."""

    def test_members_that_are_not_wanted(self) -> None:
        parsed = parse_projection(GENERIC.group, None, "members")
        assert parsed is not None
        assert not parsed.includes("members")
        assert parsed.includes("displayName")

    def test_members_that_were_not_asked_for(self) -> None:
        parsed = parse_projection(GENERIC.group, "displayName", None)
        assert parsed is not None
        assert not parsed.includes("members")
        assert parsed.includes("id")

    def test_a_part_of_the_members_needs_them(self) -> None:
        parsed = parse_projection(GENERIC.group, None, "members.display")
        assert parsed is not None
        assert parsed.includes("members")
