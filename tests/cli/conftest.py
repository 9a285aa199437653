"""The commands, run as a person runs them: a process each, signed in to an organization."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import Any

import pytest

from tests.running_service import Organization


@dataclass
class Commands:
    """Runs commands as the owner of an organization, or with another API key."""

    organization: Organization
    api_key: str

    @property
    def environment(self) -> dict[str, str]:
        """What the commands find in their environment."""
        return {
            "SCIMCONSOLE_URL": self.organization.service.url,
            "SCIMCONSOLE_ORG": self.organization.slug,
            "SCIMCONSOLE_API_KEY": self.api_key,
        }

    def __call__(self, *arguments: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
        return self.organization.service.run(*arguments, input=input, env=self.environment)

    def json(self, *arguments: str, input: str | None = None) -> Any:
        """What the command prints with `--json`, when it succeeds."""
        done = self(*arguments, "--json", input=input)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def lines(self, *arguments: str) -> list[Any]:
        """What the command prints with `--jsonl`, when it succeeds."""
        done = self(*arguments, "--jsonl")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def commands(keycafe: Organization) -> Commands:
    """The commands, signed in as the owner of a Keycafe organization of the test's own."""
    return Commands(keycafe, keycafe.api_key)


@pytest.fixture
def add_user(keycafe: Organization) -> Any:
    """Adds a user through the SCIM endpoint; answers the SCIM id."""

    def add(user_name: str, **more: object) -> str:
        body = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": user_name,
            "active": True,
            **more,
        }
        answer = keycafe.scim.post("/Users", json=body)
        assert answer.status_code == 201, answer.text
        user_id: str = answer.json()["id"]
        return user_id

    return add
