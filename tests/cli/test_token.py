"""`scimconsole token`: generate, list, show, rotate, revoke, inspect."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Commands
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


class TestGenerating:
    """The token is printed once, and works."""

    def test_it_signs_scim_requests(self, commands: Commands, keycafe: Organization) -> None:
        created = commands.json("token", "generate", "--name", "Entra, production")
        assert {"id", "name", "token", "tenant_url", "state", "created_at", "expires_at"} <= created.keys()
        assert len(created["token"]) == 78
        assert keycafe.client(created["tenant_url"], created["token"]).get("/Users").status_code == 200
        done = commands("token", "list", "--json")
        assert created["token"] not in done.stdout
        shown = commands.json("token", "show", created["id"])
        assert shown["name"] == "Entra, production"
        assert "token" not in shown

    def test_a_person_reads_it_on_stdout_and_the_warnings_on_stderr(self, commands: Commands) -> None:
        done = commands("token", "generate", "--name", "Entra", "--expires-in", "90")
        assert done.returncode == 0
        assert "scimc1_" in done.stdout
        assert "only time" in done.stderr
        assert "127.0.0.1" in done.stderr
        assert "scimc1_" not in done.stderr

    def test_never_needs_a_reason(self, commands: Commands) -> None:
        done = commands("token", "generate", "--name", "a", "--expires-in", "never", "--json")
        assert done.returncode == 2
        assert "reason" in done.stderr
        created = commands.json(
            "token", "generate", "--name", "a", "--expires-in", "never", "--reason", "Cannot be changed"
        )
        assert created["expires_at"] is None
        assert created["expiry_reason"] == "Cannot be changed"

    def test_a_life_span_is_a_number_of_days(self, commands: Commands) -> None:
        done = commands("token", "generate", "--name", "a", "--expires-in", "soon")
        assert done.returncode == 2
        assert "'soon' is neither a number of days nor 'never'" in done.stderr

    def test_a_plan_without_scim_is_refused(self, commands: Commands) -> None:
        starter = commands.organization.service.add_organization(profile="keycafe", plan="starter")
        done = Commands(starter, starter.api_key)("token", "generate", "--name", "a", "--json")
        assert done.returncode == 3
        assert "business-pro" in done.stderr
        assert done.stdout == ""


class TestItsLife:
    """Rotate and revoke, by id or by name."""

    def test_rotate_keeps_both_until_one_is_revoked(self, commands: Commands, keycafe: Organization) -> None:
        old = commands.json("token", "generate", "--name", "Entra")
        new = commands.json("token", "rotate", "Entra")
        for token in (old, new):
            assert keycafe.client(keycafe.tenant_url, token["token"]).get("/Users").status_code == 200
        assert new["predecessor_id"] == old["id"]
        revoked = commands.json("token", "revoke", old["id"])
        assert revoked["state"] == "revoked"
        assert keycafe.client(keycafe.tenant_url, old["token"]).get("/Users").status_code == 401
        assert keycafe.client(keycafe.tenant_url, new["token"]).get("/Users").status_code == 200

    def test_rotate_now_ends_the_old_one(self, commands: Commands) -> None:
        old = commands.json("token", "generate", "--name", "Entra")
        commands.json("token", "rotate", old["id"], "--now", "--name", "Entra 2")
        states = {token["name"]: token["state"] for token in commands.json("token", "list")["items"]}
        assert states == {"Entra": "revoked", "Entra 2": "active"}

    def test_a_name_that_several_have(self, commands: Commands) -> None:
        ids = [commands.json("token", "generate", "--name", "twin")["id"] for _ in range(2)]
        done = commands("token", "revoke", "twin")
        assert done.returncode == 5
        assert all(token_id in done.stderr for token_id in ids)

    def test_an_unknown_one(self, commands: Commands) -> None:
        assert commands("token", "show", "nobody").returncode == 4

    def test_support_reads_only(self, commands: Commands, keycafe: Organization) -> None:
        support = Commands(keycafe, keycafe.add_member("support", "help@acme.example"))
        assert support("token", "list").returncode == 0
        done = support("token", "generate", "--name", "a")
        assert done.returncode == 3
        assert "owner" in done.stderr


class TestInspecting:
    """What a pasted token is, offline; with a service what it is worth."""

    def test_with_a_service_it_tells_the_state(self, commands: Commands) -> None:
        created = commands.json("token", "generate", "--name", "Entra")
        told = commands.json("token", "inspect", input=created["token"] + "\n")
        assert (told["valid"], told["kind"], told["state"]) == (True, "SCIM token", "active")
        assert told["token"]["name"] == "Entra"
        assert created["token"] not in str(told)

    @pytest.mark.parametrize(
        ("text", "wrong"),
        [("Bearer abc", "bearer"), ("", "blank"), ("scimc1_abc", "length"), ("eyJa.eyJb.c", "jwt")],
    )
    def test_offline_it_tells_what_is_wrong(self, commands: Commands, text: str, wrong: str) -> None:
        done = commands.organization.service.run("token", "inspect", "--json", input=text)
        assert done.returncode == 1
        assert f'"wrong": "{wrong}"' in done.stdout
        assert "abc" not in done.stdout.replace('"valid"', "")
