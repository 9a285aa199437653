from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.entra.provisioning.target_path import parse_target
from scimconsole.errors import InvalidInput
from tests.entra.provisioning.mappings import ENTERPRISE, WORK_MAIL

CUSTOM = "urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User"
CORE = "urn:ietf:params:scim:schemas:core:2.0:User"

names = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True)
schemas = st.sampled_from(["", f"{ENTERPRISE}:", f"{CUSTOM}:", f"{CORE}:"])
filters = st.sampled_from(
    ["", '[type eq "work"]', '[primary eq "True"]', '[type eq "a b" and primary eq true]']
)
paths = st.builds(
    lambda schema, name, condition, sub: f"{schema}{name}{condition}{sub and '.' + sub}",
    schemas,
    names,
    filters,
    st.just("") | names.filter(lambda name: name.lower() not in ("type", "primary")),
)


class TestWritingIntoABody:
    """The forms of the portal's target names and what they become in a request."""

    @pytest.mark.parametrize(
        ("target", "body"),
        [
            ("userName", {"userName": "x"}),
            ("name.givenName", {"name": {"givenName": "x"}}),
            (WORK_MAIL, {"emails": [{"type": "work", "value": "x"}]}),
            ('roles[primary eq "True"].value', {"roles": [{"primary": True, "value": "x"}]}),
            ('emails[type eq "work"]', {"emails": [{"type": "work", "value": "x"}]}),
            (f"{ENTERPRISE}:department", {ENTERPRISE: {"department": "x"}}),
            (f"{ENTERPRISE}:manager.value", {ENTERPRISE: {"manager": {"value": "x"}}}),
            (f"{CUSTOM}:tag", {CUSTOM: {"tag": "x"}}),
            (f"{CORE}:role", {CORE: {"role": "x"}}),
        ],
    )
    def test_a_value_stands_where_the_path_says(self, target: str, body: dict[str, Any]) -> None:
        written: dict[str, Any] = {}
        parse_target(target).write(written, "x")
        assert written == body

    def test_mappings_with_the_same_brackets_share_an_element(self) -> None:
        body: dict[str, Any] = {}
        for part in ("locality", "country"):
            parse_target(f'addresses[type eq "work"].{part}').write(body, part)
        parse_target('addresses[type eq "home"].locality').write(body, "home")
        assert body["addresses"] == [
            {"type": "work", "locality": "locality", "country": "country"},
            {"type": "home", "locality": "home"},
        ]

    def test_a_list_is_not_shared_with_the_body(self) -> None:
        roles: list[Any] = [{"value": "Admin"}]
        body: dict[str, Any] = {}
        parse_target("roles").write(body, roles)
        parse_target('roles[primary eq "True"].value').write(body, "Guest")
        assert roles == [{"value": "Admin"}]


class TestReadingAResource:
    """Services spell names and values as they like."""

    @pytest.mark.parametrize(
        ("target", "resource", "value"),
        [
            ("userName", {"UserName": "x"}, "x"),
            ("name.givenName", {"name": {"givenname": "x"}}, "x"),
            (WORK_MAIL, {"emails": [{"type": "home"}, {"Type": "Work", "value": "x"}]}, "x"),
            ('roles[primary eq "True"].value', {"roles": [{"primary": "true", "value": "x"}]}, "x"),
            ('roles[primary eq "True"].value', {"roles": [{"primary": False, "value": "x"}]}, None),
            (f"{ENTERPRISE}:department", {ENTERPRISE.lower(): {"department": "x"}}, "x"),
            (f"{CORE}:title", {"title": "x"}, "x"),
            (f"{CORE}:role", {CORE: {"role": "x"}, "role": "y"}, "x"),
            ("emails.value", {"emails": [{"value": "x"}]}, "x"),
            ("emails", {"emails": []}, None),
            ("title", {}, None),
            (f"{ENTERPRISE}:department", {ENTERPRISE: "broken"}, None),
            (WORK_MAIL, {"emails": "broken"}, None),
        ],
    )
    def test_the_value_is_found_or_there_is_none(
        self, target: str, resource: dict[str, Any], value: str | None
    ) -> None:
        assert parse_target(target).read(resource) == value

    @given(paths, st.text(min_size=1) | st.booleans() | st.integers())
    def test_what_was_written_is_read(self, target: str, value: Any) -> None:
        body: dict[str, Any] = {}
        path = parse_target(target)
        path.write(body, value)
        assert path.read(body) == value


class TestNamesThatCannotBeMeant:
    """They are refused with a sentence, where the mapping is read."""

    @pytest.mark.parametrize(
        ("target", "said"),
        [
            ('emails[type co "w"].value', "can only compare by eq"),
            ('emails[type eq "work" or type eq "home"].value', "can only compare by eq"),
            (ENTERPRISE, "names a schema"),
            ("emails[type eq ", "cannot be read"),
            ("a b", "is not an attribute name"),
            ("", "missing"),
        ],
    )
    def test_with_a_reason(self, target: str, said: str) -> None:
        with pytest.raises(InvalidInput, match=said):
            parse_target(target)
