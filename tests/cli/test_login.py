"""`scimconsole login` and `logout`: the key is tested, then kept where the person is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.isolation import isolated_environment
from tests.running_service import Organization, run_program

pytestmark = pytest.mark.engines("sqlite")

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of somebody who has never used the program."""
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Run:
    """Runs a command on that person's headless machine."""

    def run(*arguments: str, input: str | None = None, **environ: str) -> CompletedProcess[str]:
        return run_program(*arguments, input=input, env=isolated_environment(home) | environ)

    return run


class TestSigningIn:
    """With a key from stdin or the environment; never as an argument."""

    def test_into_a_file_that_was_opted_into(self, run: Run, home: Path, keycafe: Organization) -> None:
        where = ("--url", keycafe.service.url, "--org", keycafe.slug)
        done = run("login", *where, "--key-file", "--json", input=keycafe.api_key + "\n")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["slug"] == keycafe.slug
        assert "api-keys.json" in done.stderr
        assert keycafe.api_key not in done.stdout + done.stderr
        assert keycafe.api_key not in (home / "config" / "config.toml").read_text()
        listed = run("token", "list", "--json")
        assert listed.returncode == 0, listed.stderr
        assert json.loads(listed.stdout)["items"] == []
        shown = {row["name"]: row for row in json.loads(run("config", "show", "--json").stdout)["settings"]}
        assert shown["url"]["value"] == keycafe.service.url
        assert shown["url"]["source"].startswith("file ")
        out = run("logout")
        assert out.returncode == 0
        assert "was removed" in out.stderr
        assert not (home / "config" / "api-keys.json").exists()
        assert run("logout").returncode == 0

    def test_without_a_keyring_the_person_is_told(self, run: Run, keycafe: Organization) -> None:
        where = ("--url", keycafe.service.url, "--org", keycafe.slug)
        done = run("login", *where, input=keycafe.api_key)
        assert done.returncode == 0
        assert "until this program ends" in done.stderr
        assert "SCIMCONSOLE_API_KEY" in done.stderr
        done = run("login", *where, SCIMCONSOLE_API_KEY=keycafe.api_key)
        assert "is read from SCIMCONSOLE_API_KEY" in done.stderr


class TestWhatIsRefused:
    """Nothing is kept then."""

    def test_a_key_that_is_none(self, run: Run, home: Path, keycafe: Organization) -> None:
        done = run("login", "--url", keycafe.service.url, "--org", keycafe.slug, input=keycafe.token)
        assert done.returncode == 2
        assert "SCIM token" in done.stderr
        assert keycafe.token not in done.stderr
        assert not (home / "config" / "config.toml").exists()

    def test_a_key_of_another_organization(self, run: Run, keycafe: Organization) -> None:
        other = keycafe.service.add_organization()
        done = run("login", "--url", keycafe.service.url, "--org", keycafe.slug, input=other.api_key)
        assert done.returncode == 3

    def test_without_an_address(self, run: Run) -> None:
        done = run("login")
        assert done.returncode == 2
        assert "--url is missing" in done.stderr
