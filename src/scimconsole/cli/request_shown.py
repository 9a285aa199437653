"""How a command shows one request of the journal: its facts, what it is due to, and how to send it again."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from urllib.parse import urlsplit

from scimconsole.cli.output import print_model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import RequestExplanation, ScimRequestDetail

SIDES = {
    "entra": "in Entra",
    "service": "the service",
    "both": "in Entra and here",
    "nobody": "neither Entra nor the service",
}
"""Who can mend it, in words."""


def print_request(arguments: argparse.Namespace, request: ScimRequestDetail, tenant_url: str | None) -> None:
    """Print the request in full: as JSON, or as aligned rows."""
    rows = [*_facts(request)]
    if request.cause is not None:
        rows += _explanation(request.cause)
    rows += [("Sent", request.body), ("Answer", request.answer)]
    if tenant_url is not None:
        rows.append(("As curl", as_curl(request, tenant_url)))
    print_model(arguments, request, rows)


def as_curl(request: ScimRequestDetail, tenant_url: str) -> str:
    """The request for a shell; the token is read from the environment variable SCIM_TOKEN."""
    place = urlsplit(tenant_url)
    words = ["curl", "-X", request.method, '-H "Authorization: Bearer $SCIM_TOKEN"']
    if request.body is not None:
        words += ["-H 'Content-Type: application/scim+json'", "--data", shlex.quote(request.body)]
    words.append(shlex.quote(f"{place.scheme}://{place.netloc}{request.path}"))
    return " ".join(words)


def _facts(request: ScimRequestDetail) -> Iterator[tuple[str, object]]:
    yield "Id", request.id
    yield "At", f"{request.at[:23].replace('T', ' ')} UTC, took {request.duration_us / 1000:.1f} ms"
    yield "Request", f"{request.method} {request.path}"
    yield "What", request.operation
    yield "Status", request.status
    yield "Error", request.error.detail if request.error else None
    yield "SCIM type", request.error.scim_type if request.error else None
    yield "About", request.sought
    yield request.resource_type or "Resource", request.resource_id
    yield "Received", ", ".join(request.received) or None
    yield "Ignored", ", ".join(request.ignored) or None
    yield "Token", request.token_id
    yield "From", request.remote_address
    yield "Program", request.user_agent
    yield "Dialect", request.dialect
    yield "Correlation", request.correlation_id


def _explanation(cause: RequestExplanation) -> Iterator[tuple[str, object]]:
    yield "Cause", f"{cause.title} ({cause.code})"
    yield "What happened", cause.happened
    yield "Who can mend it", SIDES[cause.side]
    yield "In Entra", cause.in_entra
    yield "Here", cause.here
    yield "Entra's code", cause.entra_code
