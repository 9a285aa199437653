"""The SCIM endpoint in this process, with every statement counted."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from scimconsole.domain.organization import org_id_of
from scimconsole.domain.scim.profile import load_profile
from scimconsole.domain.tokens import Expiry
from scimconsole.service.context import ServiceContext
from scimconsole.service.journal import Journal
from scimconsole.service.pepper import load_or_create_pepper
from scimconsole.service.scim.endpoint import ScimEndpoint
from scimconsole.service.scim.request import PREFIX, ScimRequest
from scimconsole.service.scim.response import Response
from scimconsole.storage import organizations, schema, tokens
from scimconsole.storage.database import Database, open_database
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write

SLUG = "counted"
ORG = org_id_of(SLUG)
PROFILE = load_profile("generic")
BASE = f"http://service.example/scim/v2/{SLUG}"
_MECHANISM = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


class CountingConnection:
    """A driver's connection that remembers what it ran, each execution of a statement once."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.ran: list[tuple[str, Any]] = []

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        if not sql.startswith(_MECHANISM):
            self.ran.append((sql, parameters))
        return self._connection.execute(sql, parameters)

    def cursor(self) -> CountingCursor:
        return CountingCursor(self, self._connection.cursor())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class CountingCursor:
    """Its cursor, which runs one statement for many rows."""

    def __init__(self, counting: CountingConnection, cursor: Any) -> None:
        self._counting = counting
        self._cursor = cursor

    def executemany(self, sql: str, rows: list[Any]) -> Any:
        self._counting.ran.append((sql, rows[0]))
        return self._cursor.executemany(sql, rows)


@dataclass(repr=False)
class Endpoint:
    """The endpoint of one organization with a token."""

    database: Database
    endpoint: ScimEndpoint
    token: str
    connection: CountingConnection
    ran: list[tuple[str, Any]] = field(default_factory=list)
    """The statements of the last request, with their values."""

    @property
    def session(self) -> Session:
        """The session that answers."""
        return self.database.session()

    def request(self, method: str, path: str, body: Any = None) -> Response:
        """The answer to a request; `ran` holds its statements."""
        address, _, query = path.partition("?")
        request = ScimRequest(
            {
                "method": method,
                "path": f"{PREFIX}{SLUG}{address}",
                "query_string": query.encode(),
                "client": ("127.0.0.1", 1),
                "headers": [(b"authorization", f"Bearer {self.token}".encode())],
            }
        )
        request.body = b"" if body is None else orjson.dumps(body)
        self.connection.ran = self.ran = []
        return self.endpoint.answer(request, self.session)

    def created(self, path: str, body: Any) -> str:
        """POST; answers the new id."""
        answer = self.request("POST", path, body)
        assert answer.status == 201, answer.body
        identifier: str = orjson.loads(answer.body)["id"]
        return identifier


def open_endpoint(url: str, folder: Path) -> Endpoint:
    """An endpoint on an empty database; close its database in the end."""
    database = open_database(url)
    schema.prepare(database)
    peppers = load_or_create_pepper(folder / "pepper")
    session = database.session()
    organizations.add_organization(
        session,
        slug=SLUG,
        name="Counted",
        profile=PROFILE,
        plan="any",
        owner_email="owner@counted.example",
        public_url="http://service.example",
        digest=peppers.digest,
    )
    expiry = Expiry(time.time_ns() // 1000 + 3_600_000_000, None)
    _, token = write(
        session,
        ORG,
        lambda opened: tokens.generate_token(
            opened, ORG, name="tests", expiry=expiry, digest=peppers.digest, by="service"
        ),
    )
    connection = CountingConnection(session.connection)
    session.connection = connection
    context = ServiceContext(database, peppers, Journal(database))
    endpoint = Endpoint(database, ScimEndpoint(context), token, connection)
    assert endpoint.request("GET", "/ServiceProviderConfig").status == 200
    return endpoint
