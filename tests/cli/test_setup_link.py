"""`scimconsole setup-link`: create, list, revoke."""

from __future__ import annotations

import httpx
import pytest

from tests.cli.conftest import Commands
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


class TestCreating:
    """The address is printed once, alone on stdout."""

    def test_its_address_can_be_piped(self, commands: Commands) -> None:
        done = commands("setup-link", "create", "--name", "Jo", "--token-name", "Entra", "--expires-in", "1")
        assert done.returncode == 0
        url = done.stdout.strip()
        assert done.stdout == f"{url}\n"
        assert httpx.get(url, trust_env=False).status_code == 200
        assert "sciml1_" not in done.stderr
        assert "only time" in done.stderr
        assert "127.0.0.1" in done.stderr
        link = commands.json("setup-link", "list")["items"][0]
        assert (link["name"], link["token_name"], link["state"]) == ("Jo", "Entra", "open")

    def test_as_json_it_has_the_url(self, commands: Commands) -> None:
        created = commands.json("setup-link", "create")
        assert {"id", "name", "token_name", "state", "expires_at", "url"} <= created.keys()

    def test_the_life_span_of_its_token_can_be_chosen(self, commands: Commands) -> None:
        created = commands.json("setup-link", "create", "--token-expires-in", "90")
        assert created["token_expires_in"] == 90 * 86_400

    def test_a_plan_without_scim_and_a_month_too_many_are_refused(self, commands: Commands) -> None:
        starter = commands.organization.service.add_organization(profile="keycafe", plan="starter")
        done = Commands(starter, starter.api_key)("setup-link", "create")
        assert (done.returncode, done.stdout) == (3, "")
        done = commands("setup-link", "create", "--expires-in", "60")
        assert (done.returncode, done.stdout) == (2, "")
        assert "thirty days" in done.stderr


class TestItsLife:
    """List and revoke, by id or by name."""

    def test_revoke_ends_it(self, commands: Commands) -> None:
        url = commands("setup-link", "create", "--name", "Jo").stdout.strip()
        assert commands.json("setup-link", "revoke", "Jo", "--yes")["state"] == "revoked"
        assert httpx.get(url, trust_env=False).status_code == 404
        assert "revoked" in commands("setup-link", "list").stdout

    def test_a_used_one_is_a_conflict_that_names_its_token(
        self, commands: Commands, keycafe: Organization
    ) -> None:
        created = commands.json("setup-link", "create")
        httpx.post(created["url"], trust_env=False)
        done = commands("setup-link", "revoke", created["id"], "--yes")
        assert done.returncode == 5
        assert keycafe.api.get("/tokens").json()["items"][0]["id"] in done.stderr
        assert commands("setup-link", "revoke", "nobody", "--yes").returncode == 4
