from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.members import Member
from scimconsole.domain.scim.normalize import normalize
from tests.domain.scim.people import COFFEES, COFFEES_URN, CORE, ENTERPRISE, GENERIC, KEYCAFE_URN

CREATE = {
    "schemas": [CORE, ENTERPRISE],
    "externalId": "0a21f0f2-0000",
    "userName": "alice@contoso.com",
    "active": True,
    "displayName": "Alice",
    "emails": [{"primary": True, "type": "work", "value": "alice@contoso.com"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Alice A", "familyName": "A", "givenName": "Alice"},
    "roles": [],
}


def stored(**body: Any) -> dict[str, Any]:
    """What is stored of a body, without the userName it needs."""
    resource = normalize(GENERIC.user, {"userName": "a", **body}).resource
    del resource["userName"]
    return resource


def refusal(body: Any) -> ScimError:
    with pytest.raises(ScimError) as caught:
        normalize(GENERIC.user, body)
    assert caught.value.status == 400
    return caught.value


class TestWhatEntraCreates:
    """The body of Entra's POST, as it comes."""

    def test_is_stored_without_what_a_client_cannot_set(self) -> None:
        normalized = normalize(GENERIC.user, CREATE)
        assert normalized.resource == {
            key: value for key, value in CREATE.items() if key not in ("schemas", "meta", "roles")
        }
        assert normalized.ignored == []

    def test_explicit_nulls_vanish(self) -> None:
        assert stored(addresses=None, title=None, name={"givenName": None}, emails=[None]) == {}

    def test_names_are_known_in_any_case(self) -> None:
        body = {"UserName": "a", "Emails": [{"Primary": True, "VALUE": "x"}], "NAME": {"GivenName": "A"}}
        assert normalize(GENERIC.user, body).resource == {
            "userName": "a",
            "emails": [{"primary": True, "value": "x"}],
            "name": {"givenName": "A"},
        }

    @pytest.mark.parametrize(
        ("sent", "meant"), [("True", True), ("False", False), ("false", False), (False, False)]
    )
    def test_booleans_come_as_text(self, sent: Any, meant: bool) -> None:
        assert stored(active=sent) == {"active": meant}
        assert stored(emails=[{"value": "x", "primary": sent}])["emails"][0]["primary"] is meant

    @pytest.mark.parametrize(
        "sent",
        [
            "M1",
            {"value": "M1"},
            ["M1"],
            [{"value": "M1", "$ref": None}],
            {"Value": "M1", "displayName": "Boss"},
        ],
    )
    def test_a_manager_becomes_an_object(self, sent: Any) -> None:
        assert stored(**{ENTERPRISE: {"manager": sent}}) == {ENTERPRISE: {"manager": {"value": "M1"}}}

    def test_the_address_of_a_reference_is_kept_and_stands_for_its_id(self) -> None:
        sent = {"$ref": "../Users/M1"}
        manager = {"$ref": "../Users/M1", "value": "M1"}
        assert stored(**{ENTERPRISE: {"manager": sent}}) == {ENTERPRISE: {"manager": manager}}

    @pytest.mark.parametrize("sent", ["", None, {}, [], {"value": ""}, {"value": None}])
    def test_an_empty_manager_is_no_manager(self, sent: Any) -> None:
        assert stored(**{ENTERPRISE: {"manager": sent}}) == {}

    def test_an_extension_need_not_be_declared(self) -> None:
        body = {"schemas": [CORE], "userName": "a", COFFEES_URN: {"managementLevel": "Director"}}
        assert normalize(COFFEES.user, body).resource[COFFEES_URN] == {"managementLevel": "Director"}

    def test_names_come_flattened(self) -> None:
        body = {
            f"{ENTERPRISE}:department": "Retail",
            f"{CORE}:title": "Boss",
            "name.givenName": "A",
            "name.familyName": "B",
        }
        assert stored(**body) == {
            ENTERPRISE: {"department": "Retail"},
            "title": "Boss",
            "name": {"givenName": "A", "familyName": "B"},
        }

    @pytest.mark.parametrize(
        "sent",
        [
            [{"value": '{"id":"1","value":"Admin","displayName":"Administrator"}'}],
            ['{"id":"1","value":"Admin","displayName":"Administrator"}'],
            '[{"id":"1","value":"Admin","displayName":"Administrator"}]',
        ],
    )
    def test_roles_come_as_json_text(self, sent: Any) -> None:
        assert stored(roles=sent) == {"roles": [{"value": "Admin", "display": "Administrator"}]}

    def test_a_role_that_only_looks_like_json_is_kept(self) -> None:
        assert stored(roles=[{"value": "{not json"}]) == {"roles": [{"value": "{not json"}]}

    def test_single_values_of_the_oldest_dialect_are_unwrapped(self) -> None:
        assert stored(title=[{"$ref": None, "value": "Boss"}]) == {"title": "Boss"}

    def test_what_okta_echoes_is_dropped(self) -> None:
        assert stored(id="1", groups=[{"value": "g"}], password="secret", meta={}) == {}


class TestTheFormOfValues:
    """Texts stay as sent; lists are lists, and one entry at most is primary."""

    def test_texts_stay_exactly_as_sent(self) -> None:
        assert stored(displayName="  Ａ\u0301 \x1b ", phoneNumbers=[{"value": "+1 (555) 01"}]) == {
            "displayName": "  Ａ\u0301 \x1b ",
            "phoneNumbers": [{"value": "+1 (555) 01"}],
        }

    def test_a_single_entry_becomes_a_list(self) -> None:
        assert stored(emails={"value": "x"}) == {"emails": [{"value": "x"}]}
        assert stored(emails="x") == {"emails": [{"value": "x"}]}

    def test_one_entry_at_most_is_primary(self) -> None:
        emails = [{"value": str(n), "primary": True} for n in range(3)]
        assert [email["primary"] for email in stored(emails=emails)["emails"]] == [True, False, False]


class TestUnknownNames:
    """Names no schema knows are ignored and listed."""

    def test_are_listed_with_their_place(self) -> None:
        body = {
            "userName": "a",
            "shoeSize": 44,
            "emails": [{"value": "x", "colour": "red"}],
            ENTERPRISE: {"floor": 3},
            KEYCAFE_URN: {"keyAccess": "x"},
        }
        assert normalize(GENERIC.user, body).ignored == [
            "shoeSize",
            "emails.colour",
            f"{ENTERPRISE}:floor",
            KEYCAFE_URN,
        ]

    def test_are_listed_shortened_and_up_to_a_hundred(self) -> None:
        body = {"userName": "a", "urn:" + ":1.1" * 100_000: 1} | {f"unknown{n}": n for n in range(5_000)}
        ignored = normalize(GENERIC.user, body).ignored
        assert len(ignored) == 100
        assert len(ignored[0]) <= 201


class TestWhatIsRefused:
    """A value of the wrong type is 400 with a sentence that names the attribute and what it takes."""

    @pytest.mark.parametrize(
        ("body", "sentence"),
        [
            ({"title": 5}, '"title" must be text, not 5.'),
            ({"title": ["a", "b"]}, '"title" takes one value, not a list of 2.'),
            ({"active": "maybe"}, '"active" must be true or false, not "maybe".'),
            ({"name": "Alice"}, '"name" must be an object, not "Alice".'),
            ({"emails": [5]}, '"emails" must be an object, not 5.'),
            ({"emails": [{"value": {}}]}, '"value" must be text, not {}.'),
            ({"x509Certificates": [{"value": "not base64!"}]}, "must be base64 text"),
            ({ENTERPRISE: "x"}, f'"{ENTERPRISE}" must be an object'),
            ({"title": "a\0b"}, '"title" holds a NUL or a lone surrogate'),
            ({"title": "\ud800"}, '"title" holds a NUL or a lone surrogate'),
            ({"unknown": ["a\0b"]}, "holds a NUL or a lone surrogate"),
            ({"emails": [{"value": str(n)} for n in range(1_001)]}, '"emails" takes at most 1,000 values.'),
            ({"roles": json.dumps([{"value": str(n)} for n in range(1_001)])}, '"roles" takes at most 1,000'),
            ({"userName": " "}, '"userName" is required and must not be blank.'),
            ({"userName": None}, '"userName" is required'),
        ],
    )
    def test_with_invalid_value(self, body: dict[str, Any], sentence: str) -> None:
        error = refusal({"userName": "a"} | body)
        assert error.scim_type == "invalidValue"
        assert sentence in error.detail

    @pytest.mark.parametrize("body", [None, [], "x", 5])
    def test_a_body_that_is_no_object(self, body: Any) -> None:
        assert refusal(body).scim_type == "invalidSyntax"

    def test_a_body_nested_too_deeply(self) -> None:
        body: dict[str, Any] = {"userName": "a"}
        for _ in range(32):
            body = {"userName": "a", "x": body}
        assert refusal(body).scim_type == "invalidSyntax"

    def test_every_refusal_can_be_sent(self) -> None:
        assert json.dumps(refusal({"userName": "a", "active": "\ud800"}).body(), ensure_ascii=False).encode()


class TestADeactivationLands:
    """A body that takes access away is carried out even if another value in it cannot be read."""

    def test_by_active(self) -> None:
        normalized = normalize(GENERIC.user, {"userName": "a", "active": "False", "title": 5})
        assert normalized.resource == {"userName": "a", "active": False}
        assert [(refused.attribute, refused.value) for refused in normalized.refused] == [("title", "5")]

    def test_by_the_profiles_status(self) -> None:
        body = {"userName": "a", "title": 5, COFFEES_URN: {"status": "Inactive", "office": 7}}
        normalized = normalize(COFFEES.user, body)
        assert normalized.resource == {"userName": "a", COFFEES_URN: {"status": "Inactive"}}
        assert [refused.attribute for refused in normalized.refused] == ["title", f"{COFFEES_URN}:office"]

    def test_but_not_without_a_name(self) -> None:
        assert refusal({"active": False}).scim_type == "invalidValue"


class TestGroups:
    """Members are told apart from the group, in any form."""

    def test_members_are_read_and_not_stored(self) -> None:
        body = {
            "displayName": "G",
            "Members": [{"$ref": None, "value": "1"}, {"value": "2", "type": "user"}, "3", {"value": "1"}],
        }
        normalized = normalize(GENERIC.group, body)
        assert normalized.resource == {"displayName": "G"}
        assert normalized.members == (Member("1"), Member("2", "User"), Member("3"))

    def test_a_group_without_members_says_nothing_about_them(self) -> None:
        assert normalize(GENERIC.group, {"displayName": "G"}).members is None
        assert normalize(GENERIC.group, {"displayName": "G", "members": []}).members == ()

    @pytest.mark.parametrize("member", [{}, 5, {"value": ""}, {"value": "1", "type": "Device"}, "a\0"])
    def test_a_member_that_names_nobody_is_refused(self, member: Any) -> None:
        with pytest.raises(ScimError) as caught:
            normalize(GENERIC.group, {"displayName": "G", "members": [member]})
        assert caught.value.scim_type == "invalidValue"

    def test_the_adscim_schema_is_the_core_one(self) -> None:
        urn = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
        body = {"schemas": [urn], f"{urn}:displayName": "G"}
        assert normalize(GENERIC.group, body).resource == {"displayName": "G"}


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["value", "type", "Primary", "x", "givenName"]), inner, max_size=3),
    ),
    max_leaves=6,
)
bodies = st.dictionaries(
    st.one_of(
        st.sampled_from(
            [
                "name",
                "emails",
                "roles",
                "active",
                "TITLE",
                ENTERPRISE,
                f"{ENTERPRISE}:manager",
                "manager",
                "a.b",
            ]
        ),
        texts,
    ),
    json_values,
    max_size=5,
)


class TestAnyBody:
    """Whatever is sent is brought to a form that stays as it is, or refused."""

    @given(bodies)
    def test_normalizing_twice_changes_nothing(self, body: dict[str, Any]) -> None:
        try:
            once = normalize(GENERIC.user, {**body, "userName": "a"})
        except ScimError:
            return
        again = normalize(GENERIC.user, once.resource)
        assert again.resource == once.resource
        assert again.ignored == []
