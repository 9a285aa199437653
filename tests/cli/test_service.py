"""`scimconsole service`: the database's own administration."""

from __future__ import annotations

import json
import os
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.running_service import RunningService, run_program


def run(*arguments: str) -> CompletedProcess[str]:
    return run_program(*arguments, env=dict(os.environ))


def add_organization(database: str, slug: str, **more: str) -> CompletedProcess[str]:
    options = {"name": "Acme", "profile": "keycafe", "plan": "business-pro", "owner-email": "o@acme.example"}
    words = [word for name, value in (options | more).items() for word in (f"--{name}", value)]
    return run("service", "add-organization", "--database", database, "--slug", slug, *words, "--json")


@pytest.mark.engines("sqlite")
class TestAnEmptyMachine:
    """Every command creates what is missing."""

    def test_the_first_organization_makes_database_and_pepper(self, tmp_path: Path) -> None:
        database = f"sqlite:///{tmp_path / 'new' / 'scim.db'}"
        done = add_organization(database, "acme")
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        assert answer["organization"]["slug"] == "acme"
        assert answer["organization"]["tenant_url"] is None
        assert answer["api_key"].startswith("scimk1_")
        pepper = Path(os.environ["SCIMCONSOLE_DATA_DIR"]) / "pepper"
        assert pepper.stat().st_mode & 0o777 == 0o600

    def test_without_a_database_it_is_that_of_the_data_folder(self) -> None:
        assert run("service", "migrate").returncode == 0
        assert (Path(os.environ["SCIMCONSOLE_DATA_DIR"]) / "scimconsole.db").exists()

    def test_a_copy_can_be_put_back(self, tmp_path: Path) -> None:
        database = f"sqlite:///{tmp_path / 'scim.db'}"
        copy = tmp_path / "copy.db"
        add_organization(database, "acme")
        made = run("service", "backup", str(copy), "--database", database, "--json")
        assert made.returncode == 0, made.stderr
        assert "pepper" in made.stderr
        assert copy.stat().st_mode & 0o777 == 0o600
        add_organization(database, "late")
        put_back = run("service", "restore", str(copy), "--database", database, "--json")
        assert put_back.returncode == 0, put_back.stderr
        assert Path(json.loads(put_back.stdout)["kept"]).exists()
        assert add_organization(database, "acme").returncode == 5
        assert add_organization(database, "late").returncode == 0

    def test_what_is_no_copy_is_refused(self, tmp_path: Path) -> None:
        empty = tmp_path / "empty.db"
        empty.touch()
        done = run("service", "restore", str(empty), "--database", f"sqlite:///{tmp_path / 'scim.db'}")
        assert done.returncode == 2
        assert run("service", "restore", str(tmp_path / "none")).returncode == 4


class TestOrganizationsAndMembers:
    """On both engines, beside the running service."""

    def test_a_slug_is_taken_once(self, service: RunningService) -> None:
        organization = service.add_organization()
        done = service.run(
            *("service", "add-organization", "--database", service.database_url, "--slug", organization.slug),
            *("--name", "A", "--profile", "generic", "--plan", "any", "--owner-email", "o@acme.example"),
        )
        assert done.returncode == 5

    def test_unknown_profiles_and_plans_are_named(self, service: RunningService) -> None:
        common = ("service", "add-organization", "--database", service.database_url, "--slug", "never")
        rest = ("--name", "A", "--plan", "free", "--owner-email", "o@acme.example")
        assert service.run(*common, *rest, "--profile", "keycaffe").returncode == 4
        assert service.run(*common[:-1], "No Slug", *rest, "--profile", "generic").returncode == 2

    def test_a_lost_owner_gets_a_new_key(self, service: RunningService) -> None:
        organization = service.add_organization()
        owner = f"owner@{organization.slug}.example"
        done = service.run(
            *("service", "rescue-owner", "--database", service.database_url, "--org", organization.slug),
            *("--email", owner.upper(), "--json"),
        )
        assert done.returncode == 0, done.stderr
        rescued = json.loads(done.stdout)
        assert rescued["member"]["email"] == owner
        assert organization.client(organization.api_url, rescued["api_key"]).get("").status_code == 200
        assert organization.api.get("").status_code == 401

    def test_an_organization_that_is_not_there(self, service: RunningService) -> None:
        done = service.run(
            *("service", "add-member", "--database", service.database_url, "--org", "nobody"),
            *("--role", "support", "--email", "x@acme.example"),
        )
        assert done.returncode == 4

    @pytest.mark.engines("postgresql")
    def test_backup_names_the_engines_own_tool(self, service: RunningService, tmp_path: Path) -> None:
        done = service.run("service", "backup", str(tmp_path / "c"), "--database", service.database_url)
        assert done.returncode == 2
        assert "pg_dump" in done.stderr
