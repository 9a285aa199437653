"""API keys: the keyring, and what happens where it is not one."""

from __future__ import annotations

import os
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from scimconsole import secrets
from scimconsole.errors import InvalidInput
from tests.memory_keyring import MemoryKeyring

URL, ORG, KEY = "https://scim.example.com", "acme", "scimk1_not-a-real-key"


class DroppingKeyring(MemoryKeyring):
    """Accepts a password and keeps nothing, as some headless machines do."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


@pytest.fixture(autouse=True)
def _empty_memory() -> None:
    secrets.forget(URL, ORG)


class TestAMachineWithAKeyring:
    """The key goes there and nowhere else."""

    def test_a_key_is_stored_and_found_again(self, tmp_path: Path) -> None:
        stored = secrets.store(URL + "/", ORG, KEY, allow_file=True, config_dir=tmp_path)
        assert stored.where == "keyring"
        assert secrets.load(URL, ORG, config_dir=tmp_path) == (KEY, "keyring")
        assert list(tmp_path.iterdir()) == []

    def test_keys_of_other_organizations_are_apart(self) -> None:
        secrets.store(URL, ORG, KEY, allow_file=False)
        assert secrets.load(URL, "other") is None

    def test_it_is_forgotten(self) -> None:
        secrets.store(URL, ORG, KEY, allow_file=False)
        assert secrets.forget(URL, ORG) == ["keyring"]
        assert secrets.load(URL, ORG) is None

    def test_the_environment_wins(self, monkeypatch: pytest.MonkeyPatch) -> None:
        secrets.store(URL, ORG, KEY, allow_file=False)
        monkeypatch.setenv("SCIMCONSOLE_API_KEY", "another")
        assert secrets.load(URL, ORG) == ("another", "environment")


@pytest.mark.parametrize("backend", [NoKeyring, DroppingKeyring])
class TestAMachineWithoutOne:
    """The fallbacks, in order, each told to the person."""

    def test_the_environment_comes_first(
        self, backend: type, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        keyring.set_keyring(backend())
        monkeypatch.setenv("SCIMCONSOLE_API_KEY", KEY)
        stored = secrets.store(URL, ORG, KEY, allow_file=True, config_dir=tmp_path)
        assert stored.where == "environment"
        assert "SCIMCONSOLE_API_KEY" in stored.sentence

    def test_then_a_file_that_was_opted_into(self, backend: type, tmp_path: Path) -> None:
        keyring.set_keyring(backend())
        stored = secrets.store(URL, ORG, KEY, allow_file=True, config_dir=tmp_path)
        path = tmp_path / "api-keys.json"
        assert stored.where == "file"
        assert str(path) in stored.sentence
        assert secrets.load(URL, ORG, config_dir=tmp_path) == (KEY, "file")
        if os.name == "posix":
            assert path.stat().st_mode & 0o777 == 0o600
        assert secrets.forget(URL, ORG, config_dir=tmp_path) == ["file"]
        assert not path.exists()

    def test_then_memory_only(self, backend: type, tmp_path: Path) -> None:
        keyring.set_keyring(backend())
        stored = secrets.store(URL, ORG, KEY, allow_file=False, config_dir=tmp_path)
        assert stored.where == "memory"
        assert "until this program ends" in stored.sentence
        assert secrets.load(URL, ORG, config_dir=tmp_path) == (KEY, "memory")
        assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
class TestAKeyFileOthersCanRead:
    """It is refused, with the command that mends it."""

    def test_it_is_not_used(self, tmp_path: Path) -> None:
        keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
        secrets.store(URL, ORG, KEY, allow_file=True, config_dir=tmp_path)
        path = tmp_path / "api-keys.json"
        path.chmod(0o644)
        with pytest.raises(InvalidInput) as caught:
            secrets.load(URL, ORG, config_dir=tmp_path)
        assert caught.value.hint == f"chmod 600 {path}"
