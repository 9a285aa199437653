from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.normalize import normalize
from scimconsole.domain.scim.patch import Patched, apply_patch
from tests.domain.scim.people import COFFEES, COFFEES_URN, CORE, ENTERPRISE, GENERIC, alice

USER = GENERIC.user


def op(name: str, path: str | None = None, value: Any = ...) -> dict[str, Any]:
    operation: dict[str, Any] = {"op": name}
    if path is not None:
        operation["path"] = path
    if value is not ...:
        operation["value"] = value
    return operation


def patch(person: dict[str, Any], *operations: dict[str, Any]) -> dict[str, Any]:
    return apply_patch(USER, person, list(operations)).resource


def refusal(person: dict[str, Any], *operations: Any) -> ScimError:
    with pytest.raises(ScimError) as caught:
        apply_patch(USER, person, list(operations))
    assert caught.value.status == 400
    return caught.value


class TestEntraWithoutItsFlag:
    """One operation an attribute, names and operations capitalised, booleans as text."""

    def test_an_update_as_entra_sends_it(self) -> None:
        patched = patch(
            alice(),
            op("Replace", "displayName", "Pvlo"),
            op("Replace", 'emails[type eq "work"].value', "t@x.com"),
            op("Add", "nickName", "Babs"),
            op("Add", f"{ENTERPRISE}:department", "Wholesale"),
        )
        assert patched == alice(
            displayName="Pvlo",
            nickName="Babs",
            emails=[{"type": "work", "value": "t@x.com", "primary": True}],
            **{ENTERPRISE: {"department": "Wholesale"}},
        )

    @pytest.mark.parametrize("name", ["Replace", "Add", "replace", "REPLACE"])
    @pytest.mark.parametrize("path", ["active", "Active", f"{CORE}:active"])
    @pytest.mark.parametrize(
        "value", ["False", "false", False, ["False"], [{"$ref": None, "value": "False"}]]
    )
    def test_every_form_disables(self, name: str, path: str, value: Any) -> None:
        assert patch(alice(), op(name, path, value))["active"] is False

    @pytest.mark.parametrize("value", ["True", "true", True])
    def test_every_form_enables(self, value: Any) -> None:
        assert patch(alice(active=False), op("Replace", "active", value))["active"] is True

    def test_members_of_an_operation_are_known_in_any_case(self) -> None:
        assert patch(alice(), {"OP": "Replace", "Path": "title", "VALUE": "Boss"})["title"] == "Boss"

    @pytest.mark.parametrize(
        "path",
        ["role", f"{CORE}:title", f"{CORE.upper()}:TITLE", "TITLE"],
    )
    def test_custom_attributes_come_with_the_core_urn(self, path: str) -> None:
        if path == "role":
            assert refusal(alice(), op("Add", f"{CORE}:role", "x")).scim_type == "invalidPath"
        else:
            assert patch(alice(), op("Add", path, "Boss"))["title"] == "Boss"


class TestEntraWithItsFlag:
    """One operation without a path, its keys flattened paths."""

    def test_an_update_as_entra_sends_it(self) -> None:
        value = {"displayName": "Bjfe", "name.givenName": "Kkom", f"{ENTERPRISE}:employeeNumber": "Aklq"}
        assert patch(alice(), op("replace", None, value)) == alice(
            displayName="Bjfe",
            name={"givenName": "Kkom", "familyName": "A"},
            **{ENTERPRISE: {"department": "Retail", "employeeNumber": "Aklq"}},
        )

    def test_a_whole_extension_is_merged(self) -> None:
        for operation in (
            op("replace", None, {ENTERPRISE: {"division": "North"}}),
            op("add", ENTERPRISE, {"Division": "North"}),
        ):
            assert patch(alice(), operation)[ENTERPRISE] == {"department": "Retail", "division": "North"}

    def test_a_core_urn_may_stand_alone(self) -> None:
        assert patch(alice(), op("replace", CORE, {"title": "Boss"}))["title"] == "Boss"

    def test_names_are_known_in_any_case(self) -> None:
        assert patch(alice(), op("replace", None, {"ACTIVE": "False"}))["active"] is False

    def test_filtered_paths_may_stand_as_keys(self) -> None:
        patched = patch(alice(), op("add", None, {'emails[type eq "work"].value': "n@x"}))
        assert patched["emails"][0]["value"] == "n@x"


class TestOkta:
    """Whole echoes with what a client cannot set among it."""

    def test_active_without_a_path(self) -> None:
        assert patch(alice(), op("replace", None, {"active": False}))["active"] is False

    def test_read_only_keys_beside_others_are_passed_over(self) -> None:
        value = {"id": "1", "schemas": [CORE], "meta": {}, "groups": [], "displayName": "N"}
        assert patch(alice(), op("replace", None, value)) == alice(displayName="N")

    def test_a_password_is_accepted_and_not_kept(self) -> None:
        assert patch(alice(), op("replace", None, {"password": "secret"})) == alice()


class TestAbsentEntries:
    """Add and Replace create the entry they name, because Entra chooses between them badly."""

    @pytest.mark.parametrize("name", ["Add", "Replace"])
    def test_an_absent_work_address_is_created(self, name: str) -> None:
        without = alice()
        del without["emails"]
        assert patch(without, op(name, 'emails[type eq "work"].value', "a@x"))["emails"] == [
            {"type": "work", "value": "a@x"}
        ]

    def test_the_parts_of_an_address_meet_in_one_entry(self) -> None:
        patched = patch(
            alice(),
            op("Add", 'addresses[type eq "work"].locality', "Oslo"),
            op("Add", 'addresses[type eq "work"].country', "NO"),
        )
        assert patched["addresses"] == [{"type": "work", "locality": "Oslo", "country": "NO"}]

    def test_types_are_the_same_in_any_case(self) -> None:
        patched = patch(alice(), op("Replace", 'emails[Type eq "WORK"].value', "n@x"))
        assert patched["emails"] == [{"type": "work", "value": "n@x", "primary": True}]

    def test_a_filter_that_says_more_than_eq_creates_nothing(self) -> None:
        assert refusal(alice(), op("Replace", 'emails[value co "z"].value', "x")).scim_type == "noTarget"

    def test_a_value_that_its_own_filter_would_not_find_again_is_not_created(self) -> None:
        assert refusal(alice(), op("Replace", 'emails[value eq "a"].value', "b")).scim_type == "noTarget"
        patched = patch(alice(), op("Replace", 'emails[value eq "ALICE@contoso.com"].value', "b"))
        assert patched["emails"][0]["value"] == "b"

    def test_all_entries_that_match_are_replaced(self) -> None:
        emails = [
            {"type": "work", "value": "a"},
            {"type": "home", "value": "b"},
            {"type": "work", "value": "c"},
        ]
        patched = patch(alice(emails=emails), op("Replace", 'emails[type eq "work"].display', "D"))
        assert [email.get("display") for email in patched["emails"]] == ["D", None, "D"]

    def test_a_replaced_entry_keeps_what_picked_it(self) -> None:
        patched = patch(alice(), op("Replace", 'emails[type eq "work"]', {"value": "n@x"}))
        assert patched["emails"] == [{"type": "work", "value": "n@x"}]

    def test_an_entry_that_is_added_to_keeps_its_other_parts(self) -> None:
        patched = patch(alice(), op("Add", 'emails[type eq "work"]', {"display": "D"}))
        assert patched["emails"] == [
            {"type": "work", "value": "alice@contoso.com", "primary": True, "display": "D"}
        ]


class TestManagers:
    """A reference comes as text, list or object and is answered as an object."""

    @pytest.mark.parametrize("path", ["manager", f"{ENTERPRISE}:manager", f"{ENTERPRISE}:manager.value"])
    def test_a_bare_id(self, path: str) -> None:
        assert patch(alice(), op("Add", path, "M1"))[ENTERPRISE]["manager"] == {"value": "M1"}

    def test_the_old_form(self) -> None:
        value = [{"$ref": "http://x/Users/M1", "value": "M1"}]
        assert patch(alice(), op("Add", "manager", value))[ENTERPRISE]["manager"] == value[0]

    def test_another_id_takes_the_old_address_with_it(self) -> None:
        person = alice(**{ENTERPRISE: {"manager": {"$ref": "http://x/Users/M1", "value": "M1"}}})
        for path in ("manager", "manager.value"):
            assert patch(person, op("Replace", path, "M2"))[ENTERPRISE]["manager"] == {"value": "M2"}

    @pytest.mark.parametrize("value", ["", None, {}, [], {"value": ""}])
    def test_an_empty_one_removes(self, value: Any) -> None:
        person = alice(**{ENTERPRISE: {"manager": {"value": "M1"}}})
        assert ENTERPRISE not in patch(person, op("Replace", f"{ENTERPRISE}:manager", value))

    def test_remove_with_the_old_value_removes(self) -> None:
        person = alice(**{ENTERPRISE: {"manager": {"value": "M1"}}})
        assert ENTERPRISE not in patch(person, op("Remove", f"{ENTERPRISE}:manager", "M1"))


class TestRoles:
    """Roles come as JSON in a text, and by a boolean compared with a text."""

    ADMIN = json.dumps({"id": "1", "value": "Admin", "displayName": "Administrator"})

    def test_a_single_role_is_the_primary_one(self) -> None:
        once = patch(alice(), op("Replace", 'roles[primary eq "True"].value', "Admin"))
        assert once["roles"] == [{"primary": True, "value": "Admin"}]
        twice = patch(once, op("Replace", 'roles[primary eq "True"].value', "User"))
        assert twice["roles"] == [{"primary": True, "value": "User"}]

    def test_added_json_text_becomes_an_object_once(self) -> None:
        operation = op("Add", "roles", [{"value": self.ADMIN}])
        once = patch(alice(), operation)
        assert once["roles"] == [{"value": "Admin", "display": "Administrator"}]
        assert patch(once, operation) == once

    def test_replaced_roles_replace(self) -> None:
        once = patch(alice(), op("Add", "roles", [{"value": self.ADMIN}]))
        assert patch(once, op("replace", "roles", [{"value": "User"}]))["roles"] == [{"value": "User"}]


class TestManyValues:
    """Adding does not double, removing removes exactly what is listed."""

    EMAILS = [{"type": "work", "value": "a"}, {"type": "home", "value": "b"}]  # noqa: RUF012

    def test_an_equal_value_is_not_doubled(self) -> None:
        patched = patch(alice(emails=self.EMAILS), op("Add", "emails", [{"value": "A", "type": "Work"}]))
        assert len(patched["emails"]) == 2

    def test_a_new_value_is_added(self) -> None:
        patched = patch(alice(emails=self.EMAILS), op("Add", "emails", {"value": "c"}))
        assert patched["emails"] == [*self.EMAILS, {"value": "c"}]

    def test_exactly_the_listed_values_are_removed(self) -> None:
        patched = patch(alice(emails=self.EMAILS), op("Remove", "emails", [{"$ref": None, "value": "a"}]))
        assert patched["emails"] == self.EMAILS[1:]

    def test_an_unlisted_value_removes_nothing(self) -> None:
        person = alice(emails=self.EMAILS)
        assert patch(person, op("Remove", "emails", [{"value": "z"}])) == person
        assert patch(person, op("Remove", "emails", [])) == person

    def test_a_filter_removes_what_it_matches(self) -> None:
        assert (
            patch(alice(emails=self.EMAILS), op("Remove", 'emails[type eq "home"]'))["emails"]
            == (self.EMAILS[:1])
        )

    def test_an_entry_without_its_value_goes(self) -> None:
        assert "emails" not in patch(alice(), op("Remove", 'emails[type eq "work"].value'))

    def test_without_value_everything_goes(self) -> None:
        assert "emails" not in patch(alice(emails=self.EMAILS), op("Remove", "emails"))
        assert "emails" not in patch(alice(emails=self.EMAILS), op("Replace", "emails", []))

    @pytest.mark.parametrize(
        "operation",
        [
            op("Add", "emails", [{"value": "c", "primary": True}]),
            op("Add", 'emails[type eq "home"].primary', "True"),
            op("Replace", 'emails[type eq "other"]', {"value": "c", "primary": True}),
        ],
    )
    def test_a_new_primary_is_the_only_one(self, operation: dict[str, Any]) -> None:
        emails = [{"type": "work", "value": "a", "primary": True}, {"type": "home", "value": "b"}]
        patched = patch(alice(emails=emails), operation)["emails"]
        assert [email for email in patched if email.get("primary") is True] != emails[:1]
        assert len([email for email in patched if email.get("primary") is True]) == 1

    def test_a_part_without_filter_is_set_everywhere(self) -> None:
        patched = patch(alice(emails=self.EMAILS), op("Replace", "emails.display", "D"))
        assert [email["display"] for email in patched["emails"]] == ["D", "D"]
        assert "emails" not in patch({"userName": "a"}, op("Remove", "emails.display"))

    def test_there_is_a_limit(self) -> None:
        many = alice(emails=[{"value": str(n)} for n in range(1_000)])
        assert "at most 1,000" in refusal(many, op("Add", "emails", [{"value": "x"}])).detail


class TestRemoving:
    """A removed attribute is gone; what must be there stays."""

    @pytest.mark.parametrize("operation", [op("Remove", "displayName"), op("Replace", "displayName", None)])
    def test_null_and_remove_are_the_same(self, operation: dict[str, Any]) -> None:
        assert "displayName" not in patch(alice(), operation)

    def test_parts_and_extensions(self) -> None:
        patched = patch(alice(), op("Remove", "name.givenName"), op("Remove", ENTERPRISE))
        assert patched["name"] == {"familyName": "A"}
        assert ENTERPRISE not in patched

    def test_an_extension_goes_with_its_last_attribute(self) -> None:
        assert ENTERPRISE not in patch(alice(), op("Remove", "department"))

    def test_removing_what_is_absent_is_fine(self) -> None:
        assert patch(alice(), op("Remove", "title")) == alice()

    def test_an_empty_text_is_a_text(self) -> None:
        assert patch(alice(), op("Replace", "title", ""))["title"] == ""

    @pytest.mark.parametrize(
        ("operation", "scim_type"),
        [
            (op("Remove", "userName"), "mutability"),
            (op("Replace", "userName", None), "mutability"),
            (op("Replace", "userName", " "), "invalidValue"),
            (op("Remove", "active"), "invalidValue"),
            (op("Replace", "active", None), "invalidValue"),
            (op("Remove"), "noTarget"),
            (op("Remove", None, {"title": "x"}), "noTarget"),
        ],
    )
    def test_what_cannot_be_removed(self, operation: dict[str, Any], scim_type: str) -> None:
        assert refusal(alice(), operation).scim_type == scim_type


class TestWhatIsNotUnderstood:
    """An operation that is not understood is an error, never a success that lost something."""

    @pytest.mark.parametrize(
        ("operation", "scim_type", "part"),
        [
            (op("Frob", "title", "x"), "invalidSyntax", '"Frob" is not an operation'),
            ({"path": "title", "value": "x"}, "invalidSyntax", "is not an operation"),
            ("Replace", "invalidSyntax", "An operation must be an object"),
            (op("Replace", "tittle", "x"), "invalidPath", 'did you mean "title"'),
            (op("Replace", "name.givenNam", "x"), "invalidPath", 'did you mean "name.givenName"'),
            (op("Replace", "a b", "x"), "invalidPath", "cannot be read"),
            (op("Replace", 'emails[tipe eq "x"].value', "x"), "invalidPath", 'did you mean "type"'),
            (op("Replace", 'title[value eq "x"]', "x"), "invalidPath", "no list of objects"),
            ({"op": "Replace", "path": 5, "value": 1}, "invalidPath", "A path must be text"),
            (op("Replace", "title"), "invalidValue", "has no value"),
            (op("Replace", "title", 5), "invalidValue", '"title" must be text'),
            (op("Replace", None, "x"), "invalidValue", "takes an object of attributes"),
            (op("Replace", None, {"nope": 1}), "invalidPath", '"nope"'),
            (op("Replace", None, {"nope": 1, "id": "x"}), "invalidPath", '"nope"'),
            (op("Replace", ENTERPRISE, {"nope": 1}), "invalidPath", "nope"),
            (op("Replace", "name", {"nope": "x"}), "invalidPath", '"name" has no part "nope"'),
            (
                op("Replace", 'emails[type eq "work"]', [{"value": "a"}, {"value": "b"}]),
                "invalidValue",
                "one value",
            ),
        ],
    )
    def test_is_refused(self, operation: Any, scim_type: str, part: str) -> None:
        error = refusal(alice(), operation)
        assert error.scim_type == scim_type
        assert part in error.detail

    @pytest.mark.parametrize(
        "path", ["id", "meta", "meta.created", "groups", f"{ENTERPRISE}:manager.displayName"]
    )
    def test_what_is_read_only_is_refused(self, path: str) -> None:
        assert refusal(alice(), op("Replace", path, "x")).scim_type == "mutability"

    @pytest.mark.parametrize("operations", [None, {}, [], "x"])
    def test_operations_are_a_list(self, operations: Any) -> None:
        with pytest.raises(ScimError) as caught:
            apply_patch(USER, alice(), operations)
        assert caught.value.scim_type == "invalidSyntax"

    def test_an_unknown_key_beside_others_is_ignored_and_listed(self) -> None:
        patched = apply_patch(USER, alice(), [op("replace", None, {"title": "Boss", "shoeSize": 44})])
        assert patched.resource["title"] == "Boss"
        assert patched.ignored == ["shoeSize"]

    def test_one_bad_operation_undoes_all(self) -> None:
        refusal(alice(), op("Replace", "title", "Boss"), op("Replace", "tittle", "x"))


class TestHostileRequests:
    """What is sent to make us work is refused early."""

    def test_names_without_end(self) -> None:
        many = {f"unknown{n}": n for n in range(5_000)}
        assert refusal(alice(), op("replace", None, {"title": "x"} | many)).scim_type == "invalidPath"

    def test_bad_operations_without_end(self) -> None:
        many = [op("Replace", f"unknown{n}", "x") for n in range(5_000)]
        assert refusal(alice(), op("Replace", "active", "False"), *many).scim_type == "invalidPath"

    def test_names_of_any_length(self) -> None:
        assert refusal(alice(), op("Replace", "urn:" + ":1.1" * 100_000, "x")).scim_type == "invalidPath"

    def test_values_nested_too_deeply(self) -> None:
        value: Any = "x"
        for _ in range(40):
            value = [value]
        assert refusal(alice(), op("Replace", "title", value)).scim_type == "invalidSyntax"


class TestADeactivationLands:
    """Operations that take access away are carried out even if others among them are refused."""

    def test_by_active(self) -> None:
        patched = apply_patch(
            USER,
            alice(),
            [
                op("Replace", "title", 5),
                op("Replace", "active", "False"),
                op("Add", "tittle", "x"),
                op("Replace", "displayName", "Gone"),
            ],
        )
        assert patched.resource == alice(active=False, displayName="Gone")
        assert [refused.attribute for refused in patched.refused] == ["title", "tittle"]

    def test_without_a_path(self) -> None:
        patched = apply_patch(USER, alice(), [op("replace", None, {"active": False, "title": 5})])
        assert patched.resource == alice(active=False)
        assert [refused.attribute for refused in patched.refused] == ["title"]

    def test_by_the_profiles_status(self) -> None:
        operations = [op("Replace", f"{COFFEES_URN}:status", "inactive"), op("Replace", "title", 5)]
        patched = apply_patch(COFFEES.user, alice(), operations)
        assert patched.resource == alice(**{COFFEES_URN: {"status": "inactive"}})
        assert [refused.attribute for refused in patched.refused] == ["title"]

    def test_but_somebody_who_is_inactive_anyway_is_no_reason(self) -> None:
        assert refusal(alice(active=False), op("Replace", "title", 5)).scim_type == "invalidValue"


class TestWhatWasTouched:
    """The names the operations meant, for the journal."""

    def test_are_canonical(self) -> None:
        operations = [
            op("Replace", "TITLE", "x"),
            op("Replace", "name.givenname", "x"),
            op("Replace", None, {f"{ENTERPRISE}:Department": "x"}),
        ]
        assert apply_patch(USER, alice(), operations).touched == {"title", "name", f"{ENTERPRISE}:department"}


paths = st.sampled_from(
    [
        "displayName",
        "active",
        "name.givenName",
        "emails",
        "emails.value",
        'emails[type eq "work"].value',
        'emails[type eq "home"]',
        'roles[primary eq "True"].value',
        "roles",
        f"{ENTERPRISE}:manager",
        f"{ENTERPRISE}:department",
        ENTERPRISE,
        "nope",
        None,
    ]
)
texts = st.sampled_from(["", "a", "B", "True", "False", "x@y"])
objects = st.dictionaries(
    st.sampled_from(["value", "type", "primary", "displayName", "Department", "active", "nope"]),
    st.one_of(texts, st.booleans(), st.none()),
    max_size=3,
)
values = st.one_of(texts, st.booleans(), st.none(), objects, st.lists(st.one_of(texts, objects), max_size=3))
operations = st.builds(op, st.sampled_from(["Add", "replace", "Remove"]), paths, values)


def attempt(person: dict[str, Any], listed: list[dict[str, Any]]) -> Patched | None:
    try:
        return apply_patch(USER, person, listed)
    except ScimError:
        return None


class TestAnyOperations:
    """Whatever is sent, the input stays untouched and the result is in canonical form."""

    @given(st.lists(operations, max_size=4))
    def test_the_input_stays_untouched(self, listed: list[dict[str, Any]]) -> None:
        person = alice()
        sent = copy.deepcopy(listed)
        patched = attempt(person, listed)
        assert person == alice()
        assert listed == sent
        if patched is not None:
            assert normalize(USER, patched.resource).resource == patched.resource

    @given(st.lists(operations, max_size=3))
    def test_what_is_patched_again_keeps_earlier_results(self, listed: list[dict[str, Any]]) -> None:
        first = attempt(alice(), listed)
        if first is not None:
            before = copy.deepcopy(first.resource)
            attempt(first.resource, [op("Replace", 'emails[type eq "work"].value', "z"), *listed])
            assert first.resource == before

    @given(st.builds(op, st.just("Replace"), paths, values))
    def test_a_replace_is_idempotent(self, operation: dict[str, Any]) -> None:
        once = attempt(alice(), [operation])
        if once is not None:
            twice = attempt(once.resource, [operation])
            # A value that changes what picked it has no target any more; it must not be added again.
            assert twice is None or twice.resource == once.resource
