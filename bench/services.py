"""Services started for a measurement: the program itself, and what it is measured beside."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

PEER_TOKEN = "peer"


@dataclass(frozen=True, slots=True)
class Started:
    """A running service: where, with which token, and whose CPU time counts."""

    base_url: str
    token: str
    pid: int
    management_url: str = ""
    api_key: str = ""


def fresh_environment(home: Path) -> dict[str, str]:
    """The environment of a machine that has never seen the program, which is compiled as an installed one."""
    foreign = ("SCIM", "XDG_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {
        "HOME": str(home),
        "SCIMCONSOLE_CONFIG_DIR": str(home / "config"),
        "SCIMCONSOLE_DATA_DIR": str(home / "data"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "TERM": "xterm-256color",
    }


def program(*arguments: str) -> list[str]:
    """The command line of one of the program's commands."""
    return [str(Path(sys.executable).with_name("scimconsole")), *arguments]


@contextmanager
def scimconsole(
    home: Path,
    *,
    profile: str = "generic",
    fill: Callable[[Path], None] | None = None,
    journal: bool = True,
) -> Iterator[Started]:
    """The real program on a SQLite file, one worker; `fill` is given the file before.

    `journal` False leaves out what a write costs for its row in the journal.
    """
    environment = fresh_environment(home)
    database = f"sqlite:///{home / 'bench.db'}"
    added = subprocess.run(
        program(
            *("service", "add-organization", "--database", database, "--slug", "bench", "--name", "Bench"),
            *(
                "--profile",
                profile,
                "--plan",
                "business-pro",
                "--owner-email",
                "owner@bench.example",
                "--json",
            ),
        ),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    api_key = json.loads(added.stdout)["api_key"]
    if fill is not None:
        fill(home / "bench.db")
    serve = ("serve", "--database", database, "--host", "127.0.0.1", "--port", "0")
    process = subprocess.Popen(
        program(*serve) if journal else [sys.executable, "-m", "bench.peers.without_journal", *serve],
        env=environment,
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        if not select.select([process.stdout], [], [], 60)[0]:
            raise RuntimeError("the service did not start within a minute")
        url = process.stdout.readline().split()[-1]
        management_url = f"{url}/api/v1/orgs/bench"
        answer = httpx.post(
            f"{management_url}/tokens", headers={"Authorization": f"Bearer {api_key}"}, json={"name": "bench"}
        )
        answer.raise_for_status()
        yield Started(f"{url}/scim/v2/bench", answer.json()["token"], process.pid, management_url, api_key)
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def peer(name: str, path: str = "") -> Iterator[Started]:
    """One of `bench.peers` under uvicorn, one worker, with the event loop and parser the program uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", "--factory", f"bench.peers.{name}:build"),
                *("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "--no-access-log"),
                *("--lifespan", "off"),
            ],
            env=os.environ | {"BENCH_TOKEN": PEER_TOKEN, "BENCH_DATABASE": f"{folder}/peer.db"},
            cwd=Path(__file__).parent.parent,
        )
        try:
            _wait_for(port, process)
            yield Started(f"http://127.0.0.1:{port}{path}", PEER_TOKEN, process.pid)
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port}")
