"""Which mapping and which profile a command means."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from scimconsole.cli.mapping_choice import add_choice_options, chosen_profile, chosen_schema
from scimconsole.errors import InvalidInput, Unavailable
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")

USERS = {
    "sourceObjectName": "User",
    "attributeMappings": [
        {"targetAttributeName": "userName", "matchingPriority": 1, "source": {"expression": "[mail]"}}
    ],
}


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(USERS))
    return str(path)


@pytest.fixture
def signed_in(keycafe: Organization, monkeypatch: pytest.MonkeyPatch) -> Organization:
    """A Keycafe organization that the settings name."""
    monkeypatch.setenv("SCIMCONSOLE_URL", keycafe.service.url)
    monkeypatch.setenv("SCIMCONSOLE_ORG", keycafe.slug)
    monkeypatch.setenv("SCIMCONSOLE_API_KEY", keycafe.api_key)
    return keycafe


def given(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_choice_options(parser)
    return parser.parse_args(arguments)


class TestTheMapping:
    def test_is_the_files(self, file: str) -> None:
        users = chosen_schema(given("--mapping", file)).users
        assert users is not None
        assert users.attributes[0].expression == "[mail]"

    def test_is_else_the_one_that_counts(self, signed_in: Organization) -> None:
        users = chosen_schema(given()).users
        assert users is not None
        assert len(users.attributes) > 10
        signed_in.api.put("/mapping", json=USERS)
        users = chosen_schema(given()).users
        assert users is not None
        assert len(users.attributes) == 1

    def test_is_no_folder_and_nothing_without_a_name(self, tmp_path: Path) -> None:
        for name in (str(tmp_path), "", "a\0b"):
            with pytest.raises(InvalidInput, match="cannot be read"):
                chosen_schema(given("--mapping", name))


class TestTheProfile:
    def test_is_the_one_named(self) -> None:
        assert chosen_profile(given("--profile", "ten-thousand-coffees")).name == "ten-thousand-coffees"

    @pytest.mark.usefixtures("signed_in")
    def test_is_else_the_organizations(self, file: str) -> None:
        assert chosen_profile(given()).name == "keycafe"
        assert chosen_profile(given("--mapping", file)).name == "keycafe"

    def test_is_else_generic(self, file: str) -> None:
        assert chosen_profile(given("--mapping", file)).name == "generic"

    def test_is_generic_where_the_organization_cannot_be_asked(
        self, file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("SCIMCONSOLE_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("SCIMCONSOLE_ORG", "acme")
        monkeypatch.setenv("SCIMCONSOLE_API_KEY", "scimk1_x")
        assert chosen_profile(given("--mapping", file)).name == "generic"
        assert "The generic profile is taken" in capsys.readouterr().err
        with pytest.raises(Unavailable):
            chosen_profile(given())

    def test_that_this_machine_does_not_have_is_generic(
        self,
        signed_in: Organization,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        tmp_path: Path,
    ) -> None:
        monkeypatch.setattr("scimconsole.domain.scim.profile.FOLDER", tmp_path)
        (tmp_path / "generic.toml").write_text('name = "generic"\ntitle = "Generic"\n')
        assert chosen_profile(given()).name == "generic"
        assert f'no profile "{signed_in.profile}"' in capsys.readouterr().err
