"""One request being answered: the session, the organization, and what the journal is to remember."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import orjson

from scimconsole.domain.scim.profile import Profile
from scimconsole.service.context import ServedOrganization
from scimconsole.service.scim.redaction import kept, redacted_query, without_secrets
from scimconsole.service.scim.request import ScimRequest
from scimconsole.service.scim.response import Response
from scimconsole.storage import journal
from scimconsole.storage.act import Act
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write

LONGEST_TEXT_KEPT = 1_000


class Exchange:
    """A request on its way to its answer.

    Handlers set what they learn: `operation` in words, the resource, whom the request sought, the attributes
    received and those no schema knows.
    """

    __slots__ = (
        "dialect",
        "ignored",
        "is_journalled",
        "operation",
        "organization",
        "received",
        "request",
        "resource_id",
        "resource_type",
        "session",
        "sought",
        "token_id",
    )

    def __init__(
        self, request: ScimRequest, organization: ServedOrganization, session: Session, token_id: str | None
    ) -> None:
        self.request = request
        self.organization = organization
        self.session = session
        self.token_id = token_id
        self.operation = request.method.lower()
        self.resource_type: str | None = None
        self.resource_id: str | None = None
        self.sought: str | None = None
        self.received: list[str] = []
        self.ignored: list[str] = []
        self.dialect = self._caller()
        self.is_journalled = False

    @property
    def org_id(self) -> str:
        """The organization's key."""
        return self.organization.row.org_id

    @property
    def profile(self) -> Profile:
        """The organization's profile."""
        return self.organization.profile

    @property
    def base(self) -> str:
        """The Tenant URL."""
        return self.organization.tenant_url

    @property
    def act(self) -> Act:
        """Who is at work, for the audit trail."""
        insider = self.request.insider
        if insider is not None:
            return Act(insider.actor, self.request.id, is_rehearsal=True)
        return Act(f"token:{self.token_id}", self.request.id)

    def write(self, body: Callable[[], Response]) -> Response:
        """Run `body` in a transaction and journal the request with what it changed."""

        def run(session: Session) -> Response:
            response = body()
            journal.add(session, self.entry(response))
            return response

        response = write(self.session, self.org_id, run)
        self.is_journalled = True
        return response

    def entry(self, response: Response, refusal: str | None = None) -> dict[str, Any]:
        """The journal's row for this request and its answer."""
        request = self.request
        sought = self.sought
        entry = {
            "org_id": self.organization.row.org_id,
            "id": request.id,
            "at": request.at,
            "token_id": self.token_id,
            "signed_in": refusal is None,
            "refusal": refusal,
            "remote_address": request.address,
            "user_agent": request.user_agent,
            "dialect": self.dialect if request.insider is None else request.insider.agent,
            "method": request.method,
            "path": self._path(),
            "operation": self.operation,
            "resource_type": self.resource_type,
            "resource_id": self.resource_id,
            "sought": None if sought is None else sought[:LONGEST_TEXT_KEPT],
            "status": response.status,
            "duration_us": int((time.perf_counter() - request.started) * 1_000_000),
            "received": orjson.dumps(self.received).decode() if self.received else None,
            "ignored": orjson.dumps(self.ignored).decode() if self.ignored else None,
            "scim_type": response.scim_type,
            "error": response.error,
            "correlation_id": request.correlation_id,
            "request_body": kept(request.body) if request.body else None,
            "response_body": kept(response.body) if response.status >= 400 else None,
        }
        return without_secrets(entry)

    def _path(self) -> str:
        path = self.request.path
        if self.request.query:
            path = f"{path}?{redacted_query(self.request.query)}"
        return path[:LONGEST_TEXT_KEPT].replace("\0", "")

    def _caller(self) -> str | None:
        agent = self.request.user_agent
        if agent is not None and agent.startswith("Okta"):
            return "okta"
        return "entra" if self.request.is_entra else None
