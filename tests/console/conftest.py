"""Organizations of the running service, filled through SCIM as Entra ID would fill them."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from scimconsole import manual
from scimconsole.demo.directory import make_directory
from scimconsole.demo.sending import demo_mapping, send
from scimconsole.domain.scim.profile import load_profile
from tests.console.steady import Wire, make_steady
from tests.console.trouble import make_trouble
from tests.running_service import Organization, RunningService

PEOPLE = 24

# Windows has no pseudo-terminals of this kind.
collect_ignore_glob = (
    ["test_terminal*.py", "test_tmux.py", "test_gnu_screen.py"] if sys.platform == "win32" else []
)

HOSTILE_NAMES = (
    ("[bold red]Markup[/] [@click=app.quit]link[/]", "[/]"),
    ("\x1b[31mEscape\x1b]52;c;cHduZWQ=\x07", "\r\nnew line\ttab"),
    ("\u202eright to left", "\u2066isolated\u200b\u200d"),
    ("👩‍👩‍👧‍👦 family", "日本語の名前がとても長い人のための名字"),
    ("Z̷̡a̶l̵g̸o̷ combining", "e\u0301\u0301\u0301\u0301"),
    ("Wolfeschlegelsteinhausenbergerdorff" * 4, "Bergerdorff " * 12),
    ("   leading", "trailing   "),
    ("=HYPERLINK(1)", "' OR 1=1 --"),
)
"""Names that terminals, markup, spread sheets and databases have stumbled over."""

_REPORT_FOLDER = "TEXTUAL_SNAPSHOT_TEMPDIR"
_report_folder = os.environ.get(_REPORT_FOLDER, "")


def fill(organization: Organization, people: int = PEOPLE) -> None:
    """Send a deterministic directory through the SCIM endpoint, in Entra's dialect."""
    requests = send(
        make_directory(people, seed=1),
        organization.tenant_url,
        organization.token,
        demo_mapping(load_profile(organization.profile)),
    )
    await_journal(organization, requests)


def await_journal(organization: Organization, requests: int) -> None:
    """Wait until that many requests are in the journal: it takes reads in batches of at most a second."""
    deadline = time.monotonic() + 10
    while len(organization.api.get("/requests", params={"limit": 1000}).json()["items"]) < requests:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    # A token's last use is noted beside the journal, and as late.
    while all(token["last_used_at"] is None for token in organization.api.get("/tokens").json()["items"]):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def filled(keycafe: Organization) -> Organization:
    """A Keycafe organization of the test's own with people, groups and requests."""
    fill(keycafe)
    return keycafe


@pytest.fixture(scope="session")
def northwind_and_helper(service: RunningService) -> tuple[Organization, str]:
    """One filled Keycafe organization for all pictures, and the key of its support staff."""
    organization = service.add_organization("northwind", "keycafe", "business-pro")
    fill(organization)
    return organization, organization.add_member("support", "help@northwind.example")


@pytest.fixture
def northwind(northwind_and_helper: tuple[Organization, str]) -> Organization:
    """One filled Keycafe organization for all pictures; tests must leave it as it is."""
    return northwind_and_helper[0]


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """What differs from run to run in the service's answers reads the same."""
    # The snapshot plug-in hands its folder over in the environment, which each test begins without.
    monkeypatch.setenv(_REPORT_FOLDER, _report_folder)
    # Pictures show a manual of their own: a word in the real one is no change of the console.
    monkeypatch.setattr(manual, "folder", lambda: Path(__file__).parent / "manual")
    return make_steady(monkeypatch)


@pytest.fixture(scope="session")
def vacant(service: RunningService) -> Organization:
    """One Keycafe organization without anything in it, for pictures."""
    return service.add_organization("vacant", "keycafe", "business-pro")


@pytest.fixture(scope="session")
def troubled(service: RunningService) -> Organization:
    """One Keycafe organization that refused a person and a sign-in, for pictures."""
    organization = service.add_organization("troubled", "keycafe", "business-pro")
    fill(organization, 12)
    requests = len(organization.api.get("/requests", params={"limit": 1000}).json()["items"])
    await_journal(organization, requests + make_trouble(organization.tenant_url, organization.token))
    return organization


@pytest.fixture
def helper(northwind_and_helper: tuple[Organization, str]) -> str:
    """The key of a member of the support staff of `northwind`."""
    return northwind_and_helper[1]


@pytest.fixture(scope="session")
def hostile(service: RunningService) -> Organization:
    """One Keycafe organization whose texts try to break what shows them; tests must leave it as it is."""
    organization = service.add_organization("hostile", "keycafe", "business-pro")
    people = [
        send_person(organization, number, given, family)
        for number, (given, family) in enumerate(HOSTILE_NAMES, start=1)
    ]
    for name in (HOSTILE_NAMES[0][0], HOSTILE_NAMES[5][0] * 3):
        group = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": name,
            "members": [{"value": person} for person in people],
        }
        organization.scim.post("/Groups", json=group).raise_for_status()
    organization.api.post("/tokens", json={"name": HOSTILE_NAMES[0][0]}).raise_for_status()
    await_journal(organization, len(people) + 2)
    return organization


def send_person(organization: Organization, number: int, given: str, family: str) -> str:
    """Create somebody with these names; the SCIM id."""
    person = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": f"person{number}@hostile.example",
        "externalId": f"00000000-0000-4000-9000-{number:012x}",
        "name": {"givenName": given, "familyName": family},
        "displayName": f"{given} {family}",
        "title": family,
    }
    answer = organization.scim.post("/Users", json=person)
    answer.raise_for_status()
    return str(answer.json()["id"])
