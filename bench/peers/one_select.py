"""The ceiling of an ASGI application that reads its answer from SQLite by an indexed key."""

from __future__ import annotations

import json
import os
import sqlite3
from typing import Any
from urllib.parse import unquote

from bench.people import user_body

PEOPLE = 10_000


def _fill(database: sqlite3.Connection) -> None:
    database.execute(
        "CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT UNIQUE, document BLOB) WITHOUT ROWID"
    )
    with database:
        for number in range(PEOPLE):
            body = user_body(number) | {"id": f"{number:032x}"}
            document = json.dumps(body).encode()
            database.execute("INSERT INTO people VALUES (?, ?, ?)", (body["id"], body["userName"], document))


def build() -> Any:
    """The application, over a file it fills first."""
    database = sqlite3.connect(os.environ["BENCH_DATABASE"], check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    _fill(database)

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return
        query = scope["query_string"].decode()
        if query.startswith("filter="):
            name = unquote(query).split('"')[1]
            row = database.execute("SELECT document FROM people WHERE name = ?", (name,)).fetchone()
            body = b'{"totalResults":%d,"Resources":[%s]}' % (bool(row), row[0] if row else b"")
        else:
            key = f"{hash(scope['path']) % PEOPLE:032x}"
            body = database.execute("SELECT document FROM people WHERE id = ?", (key,)).fetchone()[0]
        headers = [(b"content-type", b"application/scim+json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app
