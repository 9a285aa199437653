from __future__ import annotations

import copy
from typing import Any

import pytest

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.profile import profile_from_toml
from scimconsole.domain.scim.rules import apply_profile
from tests.domain.scim.people import COFFEES, COFFEES_URN, GENERIC, KEYCAFE, alice


def coffees(**values: Any) -> dict[str, Any]:
    return alice(**{COFFEES_URN: {"managementLevel": "Director", **values}})


class TestKeycafe:
    """`userType` is FULL unless somebody says SMARTBOX."""

    def test_a_user_without_type_is_full(self) -> None:
        assert apply_profile(KEYCAFE, alice()).resource["userType"] == "FULL"

    @pytest.mark.parametrize("sent", ["SMARTBOX", "SmartBox", "smartbox"])
    def test_values_are_stored_in_the_profiles_spelling(self, sent: str) -> None:
        assert apply_profile(KEYCAFE, alice(userType=sent)).resource["userType"] == "SMARTBOX"

    def test_a_removed_type_is_full_again(self) -> None:
        checked = apply_profile(KEYCAFE, alice(), previous=alice(userType="SMARTBOX"))
        assert checked.resource["userType"] == "FULL"

    def test_another_value_is_refused_with_a_sentence(self) -> None:
        with pytest.raises(ScimError) as caught:
            apply_profile(KEYCAFE, alice(userType="HALF"))
        assert caught.value.scim_type == "invalidValue"
        assert caught.value.detail == '"userType" is "HALF"; allowed values are "FULL" and "SMARTBOX".'

    def test_nothing_is_required(self) -> None:
        assert apply_profile(KEYCAFE, {"userName": "a"}).missing == []


class TestTenThousandCoffees:
    """Required fields mark a user as incomplete; only listed values are checked."""

    def test_a_complete_user_lacks_nothing(self) -> None:
        assert apply_profile(COFFEES, coffees()).missing == []

    def test_missing_required_fields_are_named_and_refuse_nobody(self) -> None:
        assert apply_profile(COFFEES, {"userName": "a"}).missing == [
            "name.givenName",
            "name.familyName",
            'emails[type eq "work"].value',
            "managementLevel",
        ]

    def test_an_empty_value_is_missing(self) -> None:
        assert apply_profile(COFFEES, coffees(managementLevel="")).missing == ["managementLevel"]

    def test_any_text_is_a_management_level(self) -> None:
        checked = apply_profile(COFFEES, coffees(managementLevel="Barista in chief"))
        assert checked.resource[COFFEES_URN]["managementLevel"] == "Barista in chief"

    @pytest.mark.parametrize(
        ("attribute", "sent", "stored"),
        [("peopleManager", "YES", "yes"), ("status", "Active", "active"), ("locale", "EN-us", "en-US")],
    )
    def test_listed_values_match_without_case(self, attribute: str, sent: str, stored: str) -> None:
        if attribute == "locale":
            assert apply_profile(COFFEES, coffees() | {"locale": sent}).resource["locale"] == stored
        else:
            checked = apply_profile(COFFEES, coffees(**{attribute: sent}))
            assert checked.resource[COFFEES_URN][attribute] == stored

    @pytest.mark.parametrize(
        ("resource", "sentence"),
        [
            (
                coffees(peopleManager="maybe"),
                '"peopleManager" is "maybe"; allowed values are "yes" and "no".',
            ),
            (
                coffees() | {"locale": "de-DE"},
                '"locale" is "de-DE"; allowed values are "en-US", "fr-CA", "es-ES", "ko" and "ja".',
            ),
            (
                coffees(status="on leave"),
                '"status" is "on leave"; allowed values are "active" and "inactive".',
            ),
        ],
    )
    def test_other_values_are_refused(self, resource: dict[str, Any], sentence: str) -> None:
        with pytest.raises(ScimError) as caught:
            apply_profile(COFFEES, resource)
        assert caught.value.detail == sentence

    def test_there_is_no_default_for_what_the_guide_leaves_open(self) -> None:
        assert apply_profile(COFFEES, coffees()).resource == coffees()


class TestWhatDidNotChange:
    """A value that was stored before never blocks another change."""

    def test_is_not_judged(self) -> None:
        before = coffees(peopleManager="maybe")
        after = coffees(peopleManager="maybe", office="Atlanta")
        assert apply_profile(COFFEES, after, before).resource == after

    def test_a_new_value_is(self) -> None:
        with pytest.raises(ScimError):
            apply_profile(COFFEES, coffees(peopleManager="perhaps"), coffees(peopleManager="maybe"))


class TestADeactivationLands:
    """While somebody is disabled a bad value is left as it was, and listed."""

    def test_the_value_stays_as_it_was(self) -> None:
        before = coffees(peopleManager="no")
        checked = apply_profile(COFFEES, coffees(peopleManager="maybe"), before, disabling=True)
        assert checked.resource == before
        assert [(refused.attribute, refused.value) for refused in checked.refused] == [
            (f"{COFFEES_URN}:peopleManager", "maybe")
        ]
        assert checked.refused[0].reason.startswith('"peopleManager" is "maybe"; allowed values are')

    def test_a_new_user_goes_without_it(self) -> None:
        resource = alice(**{COFFEES_URN: {"peopleManager": "maybe"}})
        checked = apply_profile(COFFEES, resource, None, disabling=True)
        assert COFFEES_URN not in checked.resource

    def test_a_default_takes_its_place(self) -> None:
        checked = apply_profile(KEYCAFE, alice(userType="HALF"), None, disabling=True)
        assert checked.resource["userType"] == "FULL"
        assert [refused.attribute for refused in checked.refused] == ["userType"]


class TestRulesAreData:
    """A profile written today is enforced without a line of code."""

    def test_any_of_several_attributes_meets_a_field(self) -> None:
        profile = profile_from_toml(
            """
            name = "tea"
            [[fields]]
            label = "Place"
            attribute = 'addresses[type eq "work"].locality'
            any_of = ['addresses[type eq "work"].country', "timezone"]
            level = "required"
            """,
            "tea.toml",
        )
        missing = ['addresses[type eq "work"].locality']
        assert apply_profile(profile, alice()).missing == missing
        assert apply_profile(profile, alice(addresses=[{"type": "home", "country": "FR"}])).missing == missing
        assert apply_profile(profile, alice(addresses=[{"type": "work", "country": "FR"}])).missing == []
        assert apply_profile(profile, alice(timezone="Europe/Paris")).missing == []

    def test_the_generic_profile_has_no_rules(self) -> None:
        checked = apply_profile(GENERIC, alice(userType="anything"))
        assert checked.resource == alice(userType="anything")
        assert (checked.missing, checked.refused) == ([], [])

    def test_the_input_stays_untouched(self) -> None:
        resource = coffees(peopleManager="YES")
        before = copy.deepcopy(resource)
        apply_profile(COFFEES, resource)
        assert resource == before
