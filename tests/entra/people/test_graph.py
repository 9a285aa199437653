"""Graph's users and groups as the attributes that mappings name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.demo.directory import make_directory
from scimconsole.entra.people.attribute_names import source_name
from scimconsole.entra.people.graph import as_graph, source_group, source_user
from scimconsole.errors import InvalidInput


def attributes(**given: object) -> dict[str, Any]:
    return dict(source_user(given).attributes)


class TestNames:
    @pytest.mark.parametrize(
        ("graph", "name"),
        [
            ("id", "objectId"),
            ("mobilePhone", "mobile"),
            ("faxNumber", "facsimileTelephoneNumber"),
            ("officeLocation", "physicalDeliveryOfficeName"),
            ("onPremisesSyncEnabled", "dirSyncEnabled"),
            ("businessPhones[0]", "telephoneNumber"),
            ("onPremisesExtensionAttributes.extensionAttribute15", "extensionAttribute15"),
            ("extensionAttribute3", "extensionAttribute3"),
            ("objectId", "objectId"),
            ("UserPrincipalName", "userPrincipalName"),
            ("extension_0123456789abcdef0123456789abcdef_CostCentre",) * 2,
            ("managementLevel", "managementLevel"),
            ("onPremisesExtensionAttributes.extensionAttribute16",) * 2,
        ],
    )
    def test_of_graph_become_those_of_mappings(self, graph: str, name: str) -> None:
        assert source_name(graph) == name

    def test_of_annotations_and_of_what_entra_does_not_offer_are_dropped(self) -> None:
        given = {"@odata.type": "#microsoft.graph.user", "userType": "Member", "mail@odata.x": 1, "id": "1"}
        assert attributes(**given) == {"objectId": "1"}


class TestAPerson:
    def test_has_the_first_business_phone(self) -> None:
        assert attributes(businessPhones=["+1 425", "+1 206"])["telephoneNumber"] == "+1 425"
        assert "telephoneNumber" not in attributes(businessPhones=[])

    def test_has_the_numbered_attributes_that_are_not_null(self) -> None:
        nested = {"extensionAttribute1": "a", "extensionAttribute2": None}
        assert attributes(onPremisesExtensionAttributes=nested) == {"extensionAttribute1": "a"}

    def test_who_is_no_guest_has_one_address_under_both_names(self) -> None:
        given = attributes(userPrincipalName="ana@contoso.com")
        assert given["originalUserPrincipalName"] == given["userPrincipalName"] == "ana@contoso.com"

    def test_who_is_a_guest_has_the_address_at_home(self) -> None:
        long = "ana_maria_fabrikam.com#EXT#@contoso.onmicrosoft.com"
        person = source_user({"id": "1", "userPrincipalName": long})
        assert person.attributes["userPrincipalName"] == "ana_maria@fabrikam.com"
        assert person.attributes["originalUserPrincipalName"] == long
        assert person.name == long

    @pytest.mark.parametrize(
        "manager",
        [
            {"manager": "m-1"},
            {"manager": {"@odata.type": "#microsoft.graph.user", "id": "m-1", "mail": "m@contoso.com"}},
            {"manager@odata.bind": "https://graph.microsoft.com/v1.0/users/m-1"},
            {"manager@odata.bind": "https://graph.microsoft.com/v1.0/directoryObjects('m-1')"},
            {"manager.id": "m-1"},
        ],
    )
    def test_has_a_manager_however_it_is_written(self, manager: dict[str, Any]) -> None:
        assert source_user(manager).manager == "m-1"

    def test_without_a_manager_has_none(self) -> None:
        assert source_user({"manager": None}).manager is None

    def test_is_enabled_unless_the_account_is_not(self) -> None:
        assert source_user({}).is_enabled
        assert not source_user({"accountEnabled": False}).is_enabled
        assert not source_user({"accountEnabled": " FALSE "}).is_enabled

    def test_is_assigned_unless_the_file_says_otherwise(self) -> None:
        assert source_user({}).is_assigned
        assert not source_user({"isAssigned": "false"}).is_assigned

    def test_who_was_removed_since_the_last_delta_counts_as_deleted(self) -> None:
        assert "deletedDateTime" in attributes(id="1", **{"@removed": {"reason": "changed"}})

    def test_has_roles_as_texts_or_objects_and_none_for_access_without_one(self) -> None:
        nobody = "00000000-0000-0000-0000-000000000000"
        given = ["Admin", {"id": "r", "value": "Reader"}, {"appRoleId": nobody}, {"appRoleId": "r-2"}]
        assert attributes(appRoleAssignments=given)["appRoleAssignments"] == [
            "Admin",
            {"id": "r", "value": "Reader"},
            "r-2",
        ]
        assert "appRoleAssignments" not in attributes(appRoleAssignments=[{"appRoleId": nobody}])

    def test_has_lists_of_a_flat_file(self) -> None:
        assert attributes(otherMails="a@b; c@d")["otherMails"] == ["a@b", "c@d"]
        assert attributes(otherMails='["a@b"]')["otherMails"] == ["a@b"]

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"accountEnabled": "perhaps"}, "line 7: accountEnabled is neither true nor false."),
            ({"id": ["1"]}, "line 7: objectId is no object id."),
            ({"manager": {"mail": "a@b"}}, "line 7: manager is no object id."),
            ({"size": float("inf")}, "line 7: size is no number that JSON can hold."),
        ],
    )
    def test_with_a_value_that_cannot_be_meant_is_refused_with_the_place(
        self, given: dict[str, Any], sentence: str
    ) -> None:
        with pytest.raises(InvalidInput) as caught:
            source_user(given, "line 7")
        assert caught.value.detail == sentence
        assert caught.value.hint

    def test_with_values_nested_without_end_is_refused(self) -> None:
        nested: Any = "x"
        for _ in range(2000):
            nested = [nested]
        with pytest.raises(InvalidInput, match="nests deeper"):
            source_user({"odd": nested})


class TestAGroup:
    def test_has_its_members_once_without_those_who_left(self) -> None:
        members = [{"id": "1"}, "2", {"id": "3", "@removed": {"reason": "deleted"}}, {"id": "1"}]
        group = source_group({"id": "g", "displayName": "Sales", "members@delta": members}, "[0]")
        assert (group.kind, group.name, group.members) == ("Group", "Sales", ("1", "2"))

    def test_may_be_bound_by_addresses(self) -> None:
        bound = ["https://graph.microsoft.com/v1.0/directoryObjects/1"]
        assert source_group({"members@odata.bind": bound}).members == ("1",)


class TestWrittenAgain:
    @given(st.integers(0, 200))
    def test_an_object_reads_the_same(self, seed: int) -> None:
        directory = make_directory(12, seed)
        for user in directory.users:
            person = source_user(user)
            assert source_user(as_graph(person)) == person
        for group in directory.groups:
            found = source_group(dict(group))
            assert source_group(as_graph(found)) == found

    def test_it_keeps_guests_and_who_is_not_assigned(self) -> None:
        person = source_user({"id": "1", "userPrincipalName": "a_b.c#EXT#@d.e", "isAssigned": False})
        assert source_user(as_graph(person)) == person


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
SPECIAL = (
    "id userPrincipalName manager manager@odata.bind members businessPhones appRoleAssignments otherMails "
    "accountEnabled isAssigned onPremisesExtensionAttributes @removed"
)
KEYS = st.text(max_size=6) | st.sampled_from(sorted(SPECIAL.split()))


class TestAnyObject:
    @given(st.dictionaries(KEYS, VALUES, max_size=6))
    def test_is_read_or_refused_with_its_place(self, given_object: dict[str, Any]) -> None:
        for read in (source_user, source_group):
            refusals: list[str] = []
            try:
                assert None not in read(given_object, "[3]").attributes.values()
            except InvalidInput as error:
                refusals.append(error.detail)
            assert all(refusal.startswith("[3]: ") for refusal in refusals)
