"""The tenant in play: whom words mean, and what is told when there is nothing to do."""

from __future__ import annotations

import pytest

from scimconsole.demo.directory import make_directory
from scimconsole.demo.script import Member
from scimconsole.demo.tenant import Tenant
from scimconsole.errors import InvalidInput, NotFound

CAST = {"leaver": Member(8), "lead": Member(9, "Zoé", "St. Pierre")}


@pytest.fixture
def tenant() -> Tenant:
    """Twelve people, two of whom have a role."""
    return Tenant(make_directory(12, 1).in_order(), CAST)


class TestWho:
    """Roles, everybody, and some others."""

    def test_roles_and_everybody_once_each(self, tenant: Tenant) -> None:
        (leaver,) = tenant.whom(["leaver"])
        assert tenant.person("leaver")["id"] == leaver == tenant.ids[7]
        assert set(tenant.whom(["leaver", "everybody"])) == set(tenant.ids)
        assert len(tenant.whom(["everybody", "leaver"])) == 12

    def test_others_have_no_role_and_are_the_last(self, tenant: Tenant) -> None:
        assert tenant.whom(["3 others"]) == tuple(reversed(tenant.ids[9:]))
        assert len(tenant.whom(["10 others"])) == 10
        with pytest.raises(InvalidInput, match="10 people have no role"):
            tenant.whom(["11 others"])

    def test_a_name_of_ones_own_makes_the_address(self, tenant: Tenant) -> None:
        lead = tenant.person("lead")
        assert lead["displayName"] == "Zoé St. Pierre"
        assert lead["userPrincipalName"] == lead["mail"] == "zoe.st.pierre@contoso.example"


class TestChanges:
    """What Entra reads next."""

    def test_values_are_set_and_taken_away(self, tenant: Tenant) -> None:
        (leaver,) = tenant.whom(["leaver"])
        tenant.change(leaver, {"jobTitle": "", "extensionAttribute3": "maybe"})
        person = tenant.person("leaver")
        assert person["jobTitle"] is None
        assert person["onPremisesExtensionAttributes"]["extensionAttribute3"] == "maybe"
        assert person["onPremisesExtensionAttributes"]["extensionAttribute5"] == "active"

    def test_only_who_is_in_a_group_leaves_it(self, tenant: Tenant) -> None:
        (leaver,) = tenant.whom(["leaver"])
        tenant.leave_group(leaver, "All staff")
        with pytest.raises(NotFound, match="is not in the group"):
            tenant.leave_group(leaver, "All staff")
        with pytest.raises(NotFound, match='did you mean "All staff"'):
            tenant.leave_group(leaver, "All stuff")

    def test_nobody_is_assigned_to_begin_with(self, tenant: Tenant) -> None:
        assert not any(person["isAssigned"] for person in tenant.graph(tenant.ids))
        tenant.assign(tenant.whom(["leaver"]))
        assert sum(person["isAssigned"] for person in tenant.graph(tenant.ids)) == 1
