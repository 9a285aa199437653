"""The same comparison by another load program, when the environment names one in `SCIM_LOAD`.

The program is called with --base-url, --token, --users, --requests, --max-seconds and --pid, and prints one
JSON document whose `ops` give `server_cpu_ms_per_request` for each operation.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from bench.report import Row, Table
from bench.services import Started

BUDGETS = {
    "match_userName_miss": 5,
    "match_userName_hit": 5,
    "match_externalId_hit": 5,
    "get_by_id": 8,
    "create": 3,
    "patch_displayName": 3,
    "patch_active": 3,
    "page_100": 40,
}


def program() -> str | None:
    """The path of the other load program, when there is one."""
    return os.environ.get("SCIM_LOAD")


def measure(started: Started, people: int, requests: int) -> dict[str, Any]:
    """The operations of one service by the other program."""
    path = program()
    assert path is not None, "called when SCIM_LOAD is set"
    said = subprocess.run(
        [
            *(sys.executable, path, "--base-url", started.base_url, "--token", started.token),
            *("--users", str(people), "--requests", str(requests), "--max-seconds", "6"),
            *("--pid", str(started.pid)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    operations: dict[str, Any] = json.loads(said.stdout)["ops"]
    return operations


def show(people: int, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Print both beside each other; ms of server CPU for each request."""
    columns = ("CPU ms", "p95 ms", "errors", "scim2-server", "ratio", "budget")
    table = Table(f"The same by {program()}, {people:,} people: server CPU per request in ms", columns)
    for operation, budget in BUDGETS.items():
        mine, other = ours[operation], theirs[operation]
        cpu = mine["server_cpu_ms_per_request"]
        ratio = other["server_cpu_ms_per_request"] / cpu if cpu else float("inf")
        cells = (f"{cpu:.3f}", f"{mine['p95_ms']:.1f}", str(mine["errors"]))
        row = (*cells, f"{other['server_cpu_ms_per_request']:.3f}", f"{ratio:.1f}", f"{budget} x")
        table.add(Row(operation, row, ratio >= budget and not mine["errors"]))
    table.print()
