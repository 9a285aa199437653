"""A permission taken away in the directory is taken away here, or `mapping check` says that it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from scimconsole.domain.scim.profile import load_profile
from scimconsole.entra.check.checking import check
from scimconsole.entra.provisioning.results import Dialect
from scimconsole.entra.schema.starting_points import starting_point
from scimconsole.entra.simulator.state import State
from tests.agreement.foresight import assert_came_true, foresee
from tests.entra.check.documents import KEYCAFE, schema
from tests.entra.simulator.wire import Tenant, person
from tests.running_service import Organization

ROLES = "roles"
PRIMARY = 'roles[primary eq "True"].value'
KEYS = f"{KEYCAFE}:keyAccess"
PROFILE = load_profile("keycafe")


@dataclass(frozen=True)
class Form:
    """A way of mapping a permission."""

    name: str
    target: str
    expression: str
    takes_some: bool
    """Whether one of two permissions is gone after it was taken away."""
    takes_all: bool
    """Whether the last one is."""
    finding: str | None = None


FORMS = [
    Form("assertive", ROLES, "AssertiveAppRoleAssignmentsComplex([appRoleAssignments])", True, True),
    Form(
        "complex",
        ROLES,
        "AppRoleAssignmentsComplex([appRoleAssignments])",
        False,
        False,
        "roles-only-added",
    ),
    Form(
        "single",
        PRIMARY,
        "SingleAppRoleAssignment([appRoleAssignments])",
        True,
        False,
        "last-role-stays",
    ),
    Form("keys or none", KEYS, 'Coalesce([extensionAttribute6], ";")', True, True),
    Form("keys", KEYS, "[extensionAttribute6]", True, False, "key-access-stays"),
]


@pytest.fixture
def tenant(keycafe: Organization) -> Iterator[Tenant]:
    """A job on an empty Keycafe organization."""
    with State(None, keycafe.tenant_url) as state:
        yield Tenant(keycafe, state)


def holder(form: Form, permissions: list[str]) -> dict[str, Any]:
    """Ana with these permissions, in the attribute that the form reads."""
    if form.target == KEYS:
        attributes = {"extensionAttribute6": ";".join(permissions) or None}
        return person("ana", onPremisesExtensionAttributes=attributes)
    roles = [{"id": f"r-{name}", "value": name, "displayName": name} for name in permissions]
    return person("ana", appRoleAssignments=roles)


def held(tenant: Tenant, form: Form) -> set[str]:
    """The permissions that the service holds of Ana."""
    ana = tenant.held("ana@contoso.example") or {}
    if form.target == KEYS:
        text = ana.get(KEYCAFE, {}).get("keyAccess") or ""
        return {name.strip() for name in text.split(";") if name.strip()}
    return {role["value"] for role in ana.get("roles", [])}


def play(tenant: Tenant, form: Form, permissions: list[str], dialect: Dialect) -> set[str]:
    """A cycle with Ana's permissions, as foreseen; answers what she has afterwards."""
    users = [holder(form, permissions)]
    foreseen = foresee(tenant.organization, tenant.schema, users)
    played = tenant.play(users, dialect=dialect)
    assert played.cycle.error is None
    assert_came_true(foreseen, played, dialect)
    return held(tenant, form)


@pytest.mark.parametrize("dialect", ["legacy", "compliant"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@pytest.mark.engines("sqlite")
class TestAPermission:
    """Given, exchanged for another one, taken away."""

    def test_comes_and_goes(self, tenant: Tenant, form: Form, dialect: Dialect) -> None:
        tenant.schema = schema({form.target: form.expression})
        assert play(tenant, form, ["Reader"], dialect) == {"Reader"}
        exchanged = play(tenant, form, ["Admin"], dialect)
        assert exchanged == ({"Admin"} if form.takes_some else {"Admin", "Reader"})
        nothing_left = play(tenant, form, [], dialect)
        assert nothing_left == (set() if form.takes_all else exchanged)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_check_flags_what_stays(form: Form) -> None:
    """Exactly the forms that do not take away have a finding."""
    codes = {finding.code for finding in check(schema({form.target: form.expression}), PROFILE).findings}
    flagged = codes & {"roles-only-added", "last-role-stays", "key-access-stays"}
    assert flagged == ({form.finding} if form.finding else set())
    assert (form.finding is None) == form.takes_all


@pytest.mark.engines("sqlite")
class TestKeycafesStartingPoint:
    """With the options for roles and key access."""

    def test_takes_both_away(self, tenant: Tenant) -> None:
        tenant.schema = starting_point(PROFILE, ["roles", "key-access"])
        roles = [{"id": "r-1", "value": "Reader", "displayName": "Reader"}]
        with_all = person(
            "ana",
            appRoleAssignments=roles,
            onPremisesExtensionAttributes={"extensionAttribute6": "Garage; Front door"},
        )
        tenant.play([with_all])
        assert held(tenant, FORMS[0]) == {"Reader"}
        assert held(tenant, FORMS[3]) == {"Garage", "Front door"}
        tenant.play([person("ana")])
        assert held(tenant, FORMS[0]) == set()
        assert held(tenant, FORMS[3]) == set()

    def test_several_roles_that_only_add_pile_up(self, tenant: Tenant) -> None:
        adding = FORMS[1]
        tenant.schema = schema({adding.target: adding.expression})
        for names in (["Reader", "Writer"], ["Writer", "Admin"], ["Reader"]):
            present = play(tenant, replace(adding), names, "legacy")
        assert present == {"Reader", "Writer", "Admin"}
