"""A profile of one's own, as docs/profiles.md writes it: a file in a folder, and the service follows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_service import Organization, RunningService

PAGE = Path(__file__).parents[2] / "docs" / "profiles.md"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
EXTENSION = "urn:ietf:params:scim:schemas:extension:teahouse:2.0:User"


@pytest.fixture(scope="module")
def teahouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organization]:
    """An organization with the profile of the manual's page, on a service whose settings name its folder."""
    home = tmp_path_factory.mktemp("teahouse")
    profiles = home / "profiles"
    profiles.mkdir()
    page = PAGE.read_text(encoding="utf-8")
    example = page[page.index('    name = "teahouse"') : page.index("What follows from it")]
    text = "\n".join(line[4:] for line in example.splitlines())
    (profiles / "teahouse.toml").write_text(text, encoding="utf-8")
    (home / "config").mkdir()
    settings = f'profiles = "{profiles.as_posix()}"\n'
    (home / "config" / "config.toml").write_text(settings, encoding="utf-8")
    service = RunningService(f"sqlite:///{home / 'service.db'}", home)
    yield service.add_organization(profile="teahouse", plan="gold")
    service.stop()


class TestAProfileOfOnesOwn:
    """What the page promises of it."""

    def test_is_announced(self, teahouse: Organization) -> None:
        answer = teahouse.scim.get(f"{teahouse.tenant_url}/Schemas/{EXTENSION}")
        assert answer.status_code == 200
        assert [attribute["name"] for attribute in answer.json()["attributes"]] == ["favouriteTea"]

    def test_gives_a_default_and_marks_who_lacks_a_required_field(self, teahouse: Organization) -> None:
        body = {"schemas": [USER], "userName": "jane@contoso.example"}
        created = teahouse.scim.post(f"{teahouse.tenant_url}/Users", json=body).json()
        assert created[EXTENSION] == {"favouriteTea": "Mint"}
        person = teahouse.api.get(f"{teahouse.api_url}/users/{created['id']}").json()
        assert person["incomplete"]
        assert person["missing"] == ["name.givenName"]

    def test_stores_its_own_spelling_and_refuses_what_it_does_not_allow(self, teahouse: Organization) -> None:
        body = {"schemas": [USER], "userName": "kim@contoso.example", EXTENSION: {"favouriteTea": "SENCHA"}}
        answer = teahouse.scim.post(f"{teahouse.tenant_url}/Users", json=body)
        assert answer.json()[EXTENSION] == {"favouriteTea": "Sencha"}

        body |= {"userName": "max@contoso.example", EXTENSION: {"favouriteTea": "Beer"}}
        answer = teahouse.scim.post(f"{teahouse.tenant_url}/Users", json=body)
        assert answer.status_code == 400
        assert '"Assam", "Sencha" and "Mint"' in answer.json()["detail"]
