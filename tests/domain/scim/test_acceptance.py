from __future__ import annotations

import pytest

from scimconsole.domain.scim.acceptance import (
    accept_created,
    accept_patched,
    accept_replaced,
    name_taken,
    takes_access_away,
)
from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.normalize import normalize
from scimconsole.domain.scim.patch import Patched, apply_patch
from tests.domain.scim.people import COFFEES, COFFEES_URN, KEYCAFE, alice


def stored() -> dict[str, object]:
    """Alice as she is stored: `active` is a column of its own."""
    return {name: value for name, value in alice(userType="FULL").items() if name != "active"}


def patched(*operations: tuple[str, object]) -> Patched:
    before = {**stored(), "active": True}
    sent = [{"op": "replace", "path": path, "value": value} for path, value in operations]
    return apply_patch(KEYCAFE.user, before, sent)


class TestANewUser:
    """`active` is kept apart from the resource; people are active unless the request says otherwise."""

    def test_the_profile_is_applied(self) -> None:
        accepted = accept_created(KEYCAFE, normalize(KEYCAFE.user, {"userName": "a", "userType": "smartbox"}))
        assert accepted.resource == {"userName": "a", "userType": "SMARTBOX"}
        assert (accepted.entra_active, accepted.disabling, accepted.refused) == (True, False, [])

    def test_a_value_that_is_not_allowed_is_left_out_of_somebody_inactive(self) -> None:
        body = {"userName": "a", "userType": "HALF", "active": False}
        accepted = accept_created(KEYCAFE, normalize(KEYCAFE.user, body))
        assert accepted.resource["userType"] == "FULL"
        assert (accepted.entra_active, accepted.disabling) == (False, True)
        assert [refused.attribute for refused in accepted.refused] == ["userType"]


class TestAPatch:
    """A deactivation always lands; anything else is refused as a whole."""

    def test_a_bad_value_is_refused(self) -> None:
        with pytest.raises(ScimError, match="allowed values"):
            accept_patched(KEYCAFE, stored(), True, patched(("userType", "HALF")))

    def test_but_not_beside_a_deactivation(self) -> None:
        accepted = accept_patched(KEYCAFE, stored(), True, patched(("userType", "HALF"), ("active", "False")))
        assert accepted.resource["userType"] == "FULL"
        assert accepted.entra_active is False

    def test_what_entra_said_of_active_stays_where_it_is_silent(self) -> None:
        change = apply_patch(KEYCAFE.user, stored(), [{"op": "add", "path": "title", "value": "x"}])
        assert accept_patched(KEYCAFE, stored(), False, change).entra_active is False

    def test_access_is_taken_away_by_what_is_sent_not_by_what_was_there(self) -> None:
        before = alice(active=False, **{COFFEES_URN: {"status": "inactive"}})
        renamed = apply_patch(COFFEES.user, before, [{"op": "add", "path": "title", "value": "x"}])
        assert not takes_access_away(COFFEES, renamed)
        away = [{"op": "add", "path": f"{COFFEES_URN}:status", "value": "Inactive"}]
        assert takes_access_away(COFFEES, apply_patch(COFFEES.user, before, away))


class TestATakenName:
    """The earlier name is kept where access is taken away; else the request is refused."""

    @pytest.mark.parametrize("disabling", [True, False])
    def test_it_depends_on_what_else_is_sent(self, disabling: bool) -> None:
        resource = {**stored(), "userName": "bob@contoso.com"}
        accepted = accept_replaced(KEYCAFE, stored(), True, resource, [], disabling)
        taken = name_taken("user", "userName", "bob@contoso.com", "7")
        if disabling:
            accepted.keep_name(stored(), taken)
            assert accepted.resource["userName"] == "alice@contoso.com"
            assert accepted.refused[0].reason == 'The userName "bob@contoso.com" belongs to the user 7.'
        else:
            with pytest.raises(ScimError) as caught:
                accepted.keep_name(stored(), taken)
            assert (caught.value.status, caught.value.scim_type) == (409, "uniqueness")
