from __future__ import annotations

from typing import Any

import pytest

from scimconsole.entra.provisioning.answers import answer_to_create, answer_to_patch
from tests.domain.scim.people import COFFEES, COFFEES_URN, CORE, ENTERPRISE, GENERIC, KEYCAFE, alice

GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
COFFEES_ALICE = {COFFEES_URN: {"managementLevel": "Director", "status": "active"}}


def post(**changes: Any) -> dict[str, Any]:
    return {"schemas": [CORE], "meta": {"resourceType": "User"}, **alice(**changes)}


def got(**changes: Any) -> dict[str, Any]:
    """Alice as a GET answers her."""
    meta = {"resourceType": "User", "version": 'W/"1"'}
    return {"schemas": [CORE], "id": "1", **alice(**changes), "meta": meta, "groups": [{"value": "g"}]}


def patch(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [], "Operations": list(operations)}


def replaced(path: str, value: Any) -> dict[str, Any]:
    return {"op": "Replace", "path": path, "value": value}


class TestACreate:
    """The rules of the endpoint, applied to what would be sent."""

    def test_a_good_one(self) -> None:
        assert answer_to_create(GENERIC, post()) == []

    def test_a_value_that_is_not_allowed(self) -> None:
        (trouble,) = answer_to_create(KEYCAFE, post(userType="HALF"))
        assert (trouble.status, trouble.scim_type, trouble.attribute) == (400, "invalidValue", "userType")
        assert trouble.is_fatal
        assert trouble.detail == '"userType" is "HALF"; allowed values are "FULL" and "SMARTBOX".'

    def test_no_name(self) -> None:
        (trouble,) = answer_to_create(GENERIC, post(userName=" "))
        assert (trouble.status, trouble.attribute, trouble.is_fatal) == (400, "userName", True)

    def test_a_name_that_somebody_else_has(self) -> None:
        (trouble,) = answer_to_create(GENERIC, post(), taken_by="42")
        assert (trouble.status, trouble.scim_type, trouble.code) == (409, "uniqueness", "Conflict")
        assert trouble.detail == 'The userName "alice@contoso.com" belongs to the user 42.'

    def test_what_is_expected_and_missing_does_not_stop_it(self) -> None:
        (trouble,) = answer_to_create(COFFEES, post())
        assert (trouble.attribute, trouble.is_fatal, trouble.status) == ("managementLevel", False, None)

    def test_an_attribute_nobody_knows_is_told(self) -> None:
        (trouble,) = answer_to_create(GENERIC, post(**{ENTERPRISE: {"department": "x", "hat": "blue"}}))
        assert (trouble.attribute, trouble.is_fatal) == (f"{ENTERPRISE}:hat", False)

    def test_a_group(self) -> None:
        assert answer_to_create(GENERIC, {"schemas": [GROUP], "displayName": "Sales"}) == []
        (trouble,) = answer_to_create(GENERIC, {"schemas": [GROUP], "displayName": ""})
        assert (trouble.status, trouble.attribute) == (400, "displayName")
        (trouble,) = answer_to_create(GENERIC, {"schemas": [GROUP], "displayName": "Sales"}, taken_by="7")
        assert trouble.detail == 'The displayName "Sales" belongs to the group 7.'


class TestAnUpdate:
    """Judged against the stored resource, in which what does not change is not judged again."""

    def test_a_good_one(self) -> None:
        assert answer_to_patch(GENERIC, got(), patch(replaced("title", "Boss"))) == []

    @pytest.mark.parametrize(
        ("operation", "status", "scim_type"),
        [
            (replaced("userType", "HALF"), 400, "invalidValue"),
            (replaced("hat", "blue"), 400, "invalidPath"),
            (replaced("userName", ""), 400, "invalidValue"),
            (replaced("active", "perhaps"), 400, "invalidValue"),
        ],
    )
    def test_what_is_refused(self, operation: dict[str, Any], status: int, scim_type: str) -> None:
        (trouble,) = answer_to_patch(KEYCAFE, got(), patch(operation))
        assert (trouble.status, trouble.scim_type, trouble.is_fatal) == (status, scim_type, True)

    def test_a_value_that_was_stored_before_the_rule_stays(self) -> None:
        assert answer_to_patch(KEYCAFE, got(userType="OLD"), patch(replaced("title", "Boss"))) == []

    @pytest.mark.parametrize(
        "disabling", [replaced("active", "False"), replaced(f"{COFFEES_URN}:status", "inactive")]
    )
    def test_a_deactivation_always_lands(self, disabling: dict[str, Any]) -> None:
        bad = [replaced(f"{COFFEES_URN}:peopleManager", "perhaps"), replaced("hat", "blue")]
        troubles = answer_to_patch(COFFEES, got(**COFFEES_ALICE), patch(*bad, disabling))
        assert {trouble.attribute for trouble in troubles} == {"hat", f"{COFFEES_URN}:peopleManager"}
        assert not any(trouble.is_fatal for trouble in troubles)

    def test_a_new_name_that_somebody_else_has(self) -> None:
        renamed = replaced("userName", "bob@contoso.com")
        (trouble,) = answer_to_patch(GENERIC, got(), patch(renamed), taken_by="42")
        assert (trouble.status, trouble.is_fatal) == (409, True)
        disabled = patch(renamed, replaced("active", "False"))
        (trouble,) = answer_to_patch(GENERIC, got(), disabled, taken_by="42")
        assert (trouble.attribute, trouble.is_fatal) == ("userName", False)
        assert answer_to_patch(GENERIC, got(), patch(replaced("title", "x")), taken_by="42") == []

    def test_a_group(self) -> None:
        stored = {"schemas": [GROUP], "id": "g", "displayName": "Sales", "members": [{"value": "1"}]}
        assert answer_to_patch(GENERIC, stored, patch(replaced("displayName", "Buyers"))) == []
        (trouble,) = answer_to_patch(GENERIC, stored, patch(replaced("displayName", "Buyers")), taken_by="7")
        assert trouble.status == 409
