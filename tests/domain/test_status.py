from __future__ import annotations

from itertools import product

import pytest

from scimconsole.domain.scim.profile import load_profile
from scimconsole.domain.status import (
    effective_active,
    is_status_inactive,
    read_status,
    user_state,
)

COFFEES = load_profile("ten-thousand-coffees")
KEYCAFE = load_profile("keycafe")
COFFEES_URN = "urn:ietf:params:scim:schemas:extension:tenthousandcoffees:2.0:User"

TRUTH_TABLE = {
    # Entra says active, status inactive, held: SCIM active, state
    (True, False, False): (True, "active"),
    (True, True, False): (False, "inactive"),
    (False, False, False): (False, "inactive"),
    (False, True, False): (False, "inactive"),
    (True, False, True): (False, "held"),
    (True, True, True): (False, "held"),
    (False, False, True): (False, "held"),
    (False, True, True): (False, "held"),
}


class TestWhoIsActive:
    """Any source can take access away, and only all together give it."""

    @pytest.mark.parametrize(("entra", "inactive", "held"), list(product([True, False], repeat=3)))
    def test_the_truth_table_holds(self, entra: bool, inactive: bool, held: bool) -> None:
        active, state = TRUTH_TABLE[entra, inactive, held]
        assert effective_active(entra, inactive, held) is active
        assert user_state(active, held) == state


class TestTheProfilesStatus:
    """Only a profile with a status attribute lets it take access away."""

    def test_is_read_from_the_extension(self) -> None:
        resource = {COFFEES_URN: {"status": "Inactive"}}
        assert read_status(COFFEES, resource) == "Inactive"
        assert is_status_inactive(COFFEES, resource)

    def test_is_absent_without_the_extension(self) -> None:
        assert read_status(COFFEES, {}) is None
        assert not is_status_inactive(COFFEES, {})

    def test_means_nothing_in_another_profile(self) -> None:
        resource = {COFFEES_URN: {"status": "inactive"}}
        assert read_status(KEYCAFE, resource) is None
        assert not is_status_inactive(KEYCAFE, resource)
