"""The real program, `scimconsole serve`, running for the tests that talk to it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import httpx

from tests.isolation import fresh_machine, isolated_environment

LISTENING = re.compile(r"^listening on (http://\S+)$", re.MULTILINE)
SCIM_MEDIA_TYPE = "application/scim+json"


class ServiceFailed(Exception):
    """The program did not start, or a command failed; the text is what it said."""


@dataclass
class Organization:
    """One organization of the running service, and the clients that talk to it."""

    service: RunningService
    slug: str
    profile: str
    plan: str
    tenant_url: str
    api_key: str
    _clients: list[httpx.Client] = field(default_factory=list)

    @property
    def api_url(self) -> str:
        """The organization's place in the management API."""
        return f"{self.service.url}/api/v1/orgs/{self.slug}"

    def client(self, base_url: str, secret: str | None, **headers: str) -> httpx.Client:
        """A client that is closed with the organization."""
        if secret is not None:
            headers["Authorization"] = f"Bearer {secret}"
        # Nothing here speaks TLS, whose set-up is half of what a test costs that asks little.
        client = httpx.Client(base_url=base_url, headers=headers, timeout=30, trust_env=False, verify=False)
        self._clients.append(client)
        return client

    @cached_property
    def api(self) -> httpx.Client:
        """The management API, signed in as the owner."""
        return self.client(self.api_url, self.api_key)

    @cached_property
    def token(self) -> str:
        """A SCIM token of this organization, generated when first asked for."""
        return self.generate_token("tests")

    @cached_property
    def scim(self) -> httpx.Client:
        """The SCIM endpoint, with a token of this organization."""
        return self.client(self.tenant_url, self.token, Accept=SCIM_MEDIA_TYPE)

    def generate_token(self, name: str = "Entra ID", **wanted: object) -> str:
        """Generate a SCIM token through the management API; answers its text."""
        answer = self.api.post("/tokens", json={"name": name, **wanted})
        if answer.status_code != 201:
            raise ServiceFailed(f"POST /tokens answered {answer.status_code}: {answer.text}")
        token: str = answer.json()["token"]
        return token

    def add_member(self, role: str, email: str) -> str:
        """Invite a member with `owner` or `support` rights; answers the API key."""
        said = self.service.command(
            *("service", "add-member", "--database", self.service.database_url, "--org", self.slug),
            *("--role", role, "--email", email, "--json"),
        )
        key: str = json.loads(said)["api_key"]
        return key

    def close(self) -> None:
        """Close every client."""
        for client in self._clients:
            client.close()


class RunningService:
    """`scimconsole serve` on a database, with a data directory, a port and a log of its own."""

    def __init__(self, database_url: str, home: Path, *options: str) -> None:
        self.database_url = database_url
        self.home = home
        self.environment = isolated_environment(home)
        self.data_dir = home / "data"
        self.log_path = home / "serve.log"
        self._organizations: list[Organization] = []
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "scimconsole", "serve", "--database", database_url),
                    *("--host", "127.0.0.1", "--port", "0", *options),
                ],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        try:
            self.url = self._wait_for_url(60)
        except BaseException:
            self.stop()
            raise

    @property
    def engine(self) -> str:
        """`sqlite` or `postgresql`."""
        return "postgresql" if self.database_url.startswith("postgresql") else "sqlite"

    @property
    def log(self) -> str:
        """What the service has said on standard error so far."""
        return self.log_path.read_text(errors="replace")

    def _wait_for_url(self, seconds: float) -> str:
        assert self.process.stdout is not None
        said = b""
        descriptor = self.process.stdout.fileno()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if select.select([descriptor], [], [], 0.2)[0]:
                chunk = os.read(descriptor, 4096)
                said += chunk
                announced = LISTENING.search(said.decode())
                if announced:
                    return announced.group(1)
                if not chunk:
                    break
        raise ServiceFailed(f"no `listening on` line; stdout {said.decode()!r}, stderr:\n{self.log}")

    def command(self, *arguments: str) -> str:
        """Run one of the program's commands beside this service; answers its standard output.

        The command runs in this process, to spare the start of an interpreter for each organization.
        """
        from scimconsole.cli.program import run

        out, err = io.StringIO(), io.StringIO()
        with fresh_machine(self.home), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = run(list(arguments))
            except SystemExit as leaving:
                code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
        if code:
            raise ServiceFailed(f"{' '.join(arguments)} ended with {code}: {err.getvalue()}{out.getvalue()}")
        return out.getvalue()

    @staticmethod
    def migrate(database_url: str, home: Path) -> None:
        """Lay out an empty database: `serve` does that by itself on SQLite only."""
        outcome = run_program(
            "service", "migrate", "--database", database_url, env=isolated_environment(home), timeout=120
        )
        if outcome.returncode:
            raise ServiceFailed(f"service migrate ended with {outcome.returncode}: {outcome.stderr}")

    def run(
        self,
        *arguments: str,
        input: str | None = None,
        env: dict[str, str] | None = None,
        timeout: float = 60,
    ) -> subprocess.CompletedProcess[str]:
        """Run one of the program's commands in a process of its own, on this service's machine."""
        return run_program(*arguments, env=self.environment | (env or {}), input=input, timeout=timeout)

    def add_organization(
        self, slug: str | None = None, profile: str = "generic", plan: str = "business-pro", *more: str
    ) -> Organization:
        """Add an organization (each test takes its own), with an owner and the owner's API key."""
        # Always as long: what a screen of 80 columns cuts off must not depend on how many there are.
        slug = slug or f"org-{len(self._organizations) % 10}-{os.urandom(3).hex()}"
        said = self.command(
            *("service", "add-organization", "--database", self.database_url, "--slug", slug),
            *("--name", f"Organization {slug}", "--profile", profile, "--plan", plan),
            *("--owner-email", f"owner@{slug}.example", "--public-url", self.url, "--json", *more),
        )
        answer = json.loads(said)
        organization = Organization(
            service=self,
            slug=slug,
            profile=profile,
            plan=plan,
            tenant_url=answer["organization"]["tenant_url"],
            api_key=answer["api_key"],
        )
        self._organizations.append(organization)
        return organization

    def stop(self) -> int:
        """Ask the service to end and wait for it; answers its exit code."""
        for organization in self._organizations:
            organization.close()
        self._organizations.clear()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        return self.process.returncode


def run_program(
    *arguments: str,
    env: dict[str, str] | None = None,
    input: str | None = None,
    timeout: float = 60,
) -> subprocess.CompletedProcess[str]:
    """Run `scimconsole` in a process of its own; standard input is closed unless `input` is given."""
    commandline: Sequence[str] = [sys.executable, "-m", "scimconsole", *arguments]
    return subprocess.run(
        commandline,
        env=env,
        input=input,
        stdin=subprocess.DEVNULL if input is None else None,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
