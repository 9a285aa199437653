"""The journal: what its row costs a write, and how soon a page of a million rows is there."""

from __future__ import annotations

import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from bench.load import Load
from bench.people import rename, user_body, user_name
from bench.report import Row, Table
from bench.scim import Directory
from bench.services import Started, scimconsole
from scimconsole.domain.ids import ordered_id
from scimconsole.storage.journal_buckets import FULL, HOUR, MERGED_TOGETHER
from scimconsole.storage.tables import JournalEntry
from scimconsole.storage.text_keys import subject_key

MOST_OF_A_WRITE = 0.15
MOST_MILLISECONDS = 20.0
REQUESTS_A_TURN = 100
DAYS = 25
DAY_US = 24 * HOUR
PEOPLE = 20_000
_BATCH = 10_000
_COLUMNS: dict[str, Any] = dict.fromkeys(JournalEntry.__table__.columns.keys())  # type: ignore[attr-defined]
_BUCKET = FULL * MERGED_TOGETHER

PAGES = {
    "first page": "/requests",
    "first page, folded": "/requests?fold=true",
    "of a person by userName": f"/requests?user={user_name(77)}",
    "of nobody": "/requests?user=nobody@contoso.example",
    "of errors": "/requests?status=error",
    "of a rare operation": "/requests?operation=replace%20user",
    "of a cause": "/requests?cause=value-not-allowed",
    "of a rare cause": "/requests?cause=token-expired",
    "one request": "",
}


def measure(*, quick: bool) -> None:
    """Measure and print."""
    measure_cost(rounds=10 if quick else 40)
    measure_pages(100_000 if quick else 1_000_000)


def measure_cost(rounds: int) -> None:
    """CPU of durable writes with and without their journal row, in many short turns.

    The lowest tenth of the turns counts: neighbours on the machine only ever add cost.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as other,
        scimconsole(Path(folder)) as ours,
        scimconsole(Path(other), journal=False) as without,
    ):
        pair = (Directory(ours), Directory(without))
        for directory in pair:
            directory.grow(1_000, seconds=60)
        title = "The journal's share of a durable write, SQLite, one worker: server CPU in us"
        table = Table(title, ("with", "without", "share", "budget"))
        for operation in ("create", "rename"):
            turns = [[_cost(directory, operation) for directory in pair] for _ in range(rounds)]
            kept, bare = (sorted(costs)[rounds // 10] for costs in zip(*turns, strict=True))
            share = (kept - bare) / kept
            cells = (f"{kept:.0f}", f"{bare:.0f}", f"{share:.1%}", f"{MOST_OF_A_WRITE:.0%}")
            table.add(Row(operation, cells, share <= MOST_OF_A_WRITE))
        table.print()


def _cost(directory: Directory, operation: str) -> float:
    return directory.measure(operation, 3 * REQUESTS_A_TURN).cpu_us


def measure_pages(entries: int) -> None:
    """The answer's time of pages of the journal, one after the other on one connection."""
    with tempfile.TemporaryDirectory() as folder:
        last: list[str] = []
        with scimconsole(Path(folder), fill=lambda file: last.append(fill(file, entries))) as started:
            table = Table(
                f"The journal of {entries:,} requests, SQLite: answer of the service in ms",
                ("median", "worst", "CPU", "budget"),
            )
            for name, path in PAGES.items():
                middle, worst, cpu = _timed(started, path or f"/requests/{last[0]}")
                cells = (f"{middle:.1f}", f"{worst:.1f}", f"{cpu:.1f}", f"{MOST_MILLISECONDS:.0f} ms")
                table.add(Row(name, cells, middle <= MOST_MILLISECONDS))
            table.print()


def _timed(started: Started, path: str, times: int = 15) -> tuple[float, float, float]:
    """Milliseconds: the median and the worst of some answers, and the CPU of one."""
    load = Load(started.management_url, started.api_key, started.pid)
    load.measure(lambda _: ("GET", path, None), 2, connections=1)
    measured = [load.measure(lambda _: ("GET", path, None), 1, connections=1) for _ in range(times)]
    walls = [one.p50_us / 1000 for one in measured]
    return median(walls), max(walls), median(one.cpu_us for one in measured) / 1000


def fill(database: Path, entries: int) -> str:
    """Put a journal of the last weeks into the file, as pruning leaves it; answers the newest id."""
    chosen = random.Random(5)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        # The file is thrown away if this fails.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        (org_id,) = connection.execute("SELECT org_id FROM organization").fetchone()
        connection.execute("BEGIN")
        names = ", ".join(_COLUMNS)
        places = ", ".join(f":{name}" for name in _COLUMNS)
        newest = ""
        for batch in _batches(org_id, entries, chosen):
            connection.executemany(f"INSERT INTO journal ({names}) VALUES ({places})", batch)
            newest = batch[-1]["id"]
            for first in range(0, len(batch), _BUCKET):
                part = batch[first : first + _BUCKET]
                filed = sorted((subject_key(name), row["id"]) for row in part for name in _subjects(row))
                connection.executemany(
                    "INSERT INTO journal_subject (org_id, bucket, subject, entry_id) VALUES (?, ?, ?, ?)",
                    ((org_id, part[0]["at"] | 1, key, entry_id) for key, entry_id in filed),
                )
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return newest


def _subjects(row: dict[str, Any]) -> set[str]:
    return {row["resource_id"], row["sought"]} - {None}


def _batches(org_id: str, entries: int, chosen: random.Random) -> Iterator[list[dict[str, Any]]]:
    now = time.time_ns() // 1000
    step = DAYS * DAY_US // entries
    for first in range(0, entries, _BATCH):
        yield [
            _entry(org_id, now - (entries - number) * step, chosen.randrange(PEOPLE), chosen.random())
            for number in range(first, min(first + _BATCH, entries))
        ]


def _entry(org_id: str, at: int, person: int, kind: float) -> dict[str, Any]:
    """A request of a usual mixture: matches and reads, changes, some creates, one refusal in fifty."""
    entry = _COLUMNS | {
        "org_id": org_id,
        "id": ordered_id(at),
        "at": at,
        "kept_at": at,
        "token_id": "3nQ0wq8e5uJ0cQqYtW0V1a",
        "signed_in": True,
        "remote_address": "20.1.2.3",
        "dialect": "entra",
        "method": "GET",
        "path": f"/Users?filter=userName+eq+%22{user_name(person)}%22",
        "operation": "find user",
        "resource_type": "User",
        "sought": user_name(person),
        "status": 200,
        "duration_us": 900,
    }
    if kind < 0.5:
        return entry
    identifier = f"00000000-0000-4000-8000-{person:012d}"
    place = {"path": f"/Users/{identifier}", "resource_id": identifier}
    if kind < 0.75:
        body = orjson.dumps(rename(f"Person {person}"))
        change = {"method": "PATCH", "operation": "update user", "received": '["displayName"]'}
        return entry | place | change | {"request_body": body}
    if kind < 0.95:
        return entry | place | {"operation": "read user", "sought": None}
    body = orjson.dumps(user_body(person))
    create = {"method": "POST", "path": "/Users", "operation": "create user", "request_body": body}
    if kind < 0.98:
        return entry | create | {"status": 201, "resource_id": identifier}
    refusal = b'{"status":"400","detail":"allowed values are \\"FULL\\" and \\"SMARTBOX\\"."}'
    error = '"userType" is "half"; allowed values are "FULL" and "SMARTBOX".'
    refused = {"status": 400, "scim_type": "invalidValue", "error": error, "response_body": refusal}
    return entry | create | refused


if __name__ == "__main__":
    measure(quick=bool(os.environ.get("QUICK")))
