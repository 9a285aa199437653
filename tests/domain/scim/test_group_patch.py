from __future__ import annotations

from typing import Any

import pytest

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter import parse_filter
from scimconsole.domain.scim.members import Member, MemberChange
from scimconsole.domain.scim.patch import apply_patch
from tests.domain.scim.people import GENERIC

GROUP = {"displayName": "Designers"}


def changes(*operations: dict[str, Any]) -> list[MemberChange]:
    return apply_patch(GENERIC.group, GROUP, list(operations)).members


class TestMembers:
    """Members change one by one; nothing ever rewrites the list, nothing empties it by accident."""

    @pytest.mark.parametrize(
        "value", [[{"$ref": None, "value": "1"}], {"value": "1"}, "1", [{"Value": "1"}], ["1"]]
    )
    def test_are_added(self, value: Any) -> None:
        operation = {"op": "Add", "path": "members", "value": value}
        assert changes(operation) == [MemberChange("add", (Member("1"),))]

    def test_several_are_added_at_once(self) -> None:
        value = [{"value": "1", "type": "User"}, {"value": "2"}, {"value": "2"}]
        operation = {"op": "add", "path": "Members", "value": value}
        assert changes(operation) == [MemberChange("add", (Member("1", "User"), Member("2")))]

    def test_remove_with_a_list_means_only_the_listed(self) -> None:
        operation = {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": "1"}]}
        assert changes(operation) == [MemberChange("remove", (Member("1"),))]

    def test_remove_with_an_empty_list_removes_nobody(self) -> None:
        assert changes({"op": "Remove", "path": "members", "value": []}) == [MemberChange("remove", ())]

    @pytest.mark.parametrize(
        ("path", "removed"),
        [
            ('members[value eq "1"]', (Member("1"),)),
            ('members[value eq "1" or VALUE eq "2"]', (Member("1"), Member("2"))),
        ],
    )
    def test_remove_by_a_filter_names_members(self, path: str, removed: tuple[Member, ...]) -> None:
        assert changes({"op": "remove", "path": path}) == [MemberChange("remove", removed)]

    def test_any_other_filter_is_left_to_the_membership_table(self) -> None:
        assert changes({"op": "remove", "path": 'members[TYPE eq "User"]'}) == [
            MemberChange("filter", filter=parse_filter('type eq "User"'))
        ]

    def test_remove_without_value_removes_all(self) -> None:
        assert changes({"op": "remove", "path": "members"}) == [MemberChange("clear")]

    @pytest.mark.parametrize(
        "operation",
        [
            {"op": "replace", "path": "members", "value": [{"value": "1"}]},
            {"op": "replace", "value": {"members": [{"value": "1"}]}},
        ],
    )
    def test_are_replaced(self, operation: dict[str, Any]) -> None:
        assert changes(operation) == [MemberChange("replace", (Member("1"),))]

    def test_okta_removes_and_adds_in_one_request(self) -> None:
        assert changes(
            {"op": "remove", "path": 'members[value eq "1"]'},
            {"op": "add", "path": "members", "value": [{"value": "2"}]},
        ) == [MemberChange("remove", (Member("1"),)), MemberChange("add", (Member("2"),))]

    def test_never_are_in_the_resource(self) -> None:
        patched = apply_patch(
            GENERIC.group, GROUP, [{"op": "add", "path": "members", "value": [{"value": "1"}]}]
        )
        assert patched.resource == GROUP
        assert patched.touched == {"members"}

    @pytest.mark.parametrize(
        ("operation", "scim_type"),
        [
            ({"op": "add", "path": 'members[value eq "1"]', "value": {"value": "1"}}, "invalidPath"),
            ({"op": "replace", "path": 'members[value eq "1"].display', "value": "x"}, "mutability"),
            ({"op": "replace", "path": "members.value", "value": "x"}, "mutability"),
            ({"op": "add", "path": "members", "value": [{}]}, "invalidValue"),
            ({"op": "remove", "path": 'members[vale eq "1"]'}, "invalidPath"),
        ],
    )
    def test_what_is_not_understood_is_refused(self, operation: dict[str, Any], scim_type: str) -> None:
        with pytest.raises(ScimError) as caught:
            changes(operation)
        assert caught.value.scim_type == scim_type


class TestGroups:
    """A group is renamed by Entra and by Okta, each in its way."""

    @pytest.mark.parametrize(
        "operation",
        [
            {"op": "Replace", "path": "displayName", "value": "Architects"},
            {"op": "replace", "value": {"id": "1", "displayName": "Architects"}},
        ],
    )
    def test_are_renamed(self, operation: dict[str, Any]) -> None:
        assert apply_patch(GENERIC.group, GROUP, [operation]).resource == {"displayName": "Architects"}

    def test_keep_their_name(self) -> None:
        with pytest.raises(ScimError, match='"displayName" is required'):
            apply_patch(GENERIC.group, GROUP, [{"op": "remove", "path": "displayName"}])
