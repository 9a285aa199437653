"""Organizations of the running service, filled through SCIM as Entra ID would fill them."""

from __future__ import annotations

import pytest

from scimconsole.demo.directory import make_directory
from scimconsole.demo.sending import EntraSender
from tests.console.steady import make_steady
from tests.running_service import Organization, RunningService

PEOPLE = 24


def fill(organization: Organization, people: int = PEOPLE) -> None:
    """Send a deterministic directory through the SCIM endpoint, in Entra's dialect."""
    extension_urn = organization.api.get("/profile").json()["extension_urn"]
    with EntraSender(
        organization.tenant_url, organization.token, organization.profile, extension_urn
    ) as sender:
        sender.send(make_directory(people, seed=1), lambda _sentence: None)


@pytest.fixture
def filled(keycafe: Organization) -> Organization:
    """A Keycafe organization of the test's own with people, groups and requests."""
    fill(keycafe)
    return keycafe


@pytest.fixture(scope="session")
def northwind(service: RunningService) -> Organization:
    """One filled Keycafe organization for all pictures; tests must leave it as it is."""
    organization = service.add_organization("northwind", "keycafe", "business-pro")
    fill(organization)
    return organization


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """What differs from run to run in the service's answers reads the same."""
    make_steady(monkeypatch)


@pytest.fixture(scope="session")
def vacant(service: RunningService) -> Organization:
    """One Keycafe organization without anything in it, for pictures."""
    return service.add_organization("vacant", "keycafe", "business-pro")


@pytest.fixture(scope="session")
def helper(northwind: Organization) -> str:
    """The key of a member of the support staff of `northwind`."""
    return northwind.add_member("support", "help@northwind.example")
