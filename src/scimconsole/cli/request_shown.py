"""How a command shows one request of the journal: its facts, what it is due to, and how to send it again."""

from __future__ import annotations

import argparse
import json
import re
import shlex
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from scimconsole.cli.output import in_full, print_model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from scimconsole.api import RequestDifference, RequestExplanation, ScimRequestDetail

_CUT = re.compile(r"\n\(cut: \d+ of \d+ bytes are kept\)$")
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
    rows += _differences(request.difference)
    rows += [("Sent", request.body), ("Answer", request.answer)]
    if request.body is not None and _CUT.search(request.body):
        rows.append(("As curl", "not to be had: only the first part of the body is kept"))
    elif tenant_url is not None:
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
    yield "At", f"{in_full(request.at, seconds=True)}, took {request.duration_us / 1000:.1f} ms"
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


def _differences(differences: Sequence[RequestDifference] | None) -> Iterator[tuple[str, object]]:
    """What is not stored as it was sent; nothing where that cannot be told."""
    if differences is None:
        return
    if not differences:
        yield "Stored", "as it was sent"
    for number, one in enumerate(differences):
        values = f"{one.attribute}: sent {_value(one.sent)}, stored {_value(one.stored)}"
        yield "" if number else "Stored otherwise", f"{values} ({one.why})"


def _value(value: object) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)


def _explanation(cause: RequestExplanation) -> Iterator[tuple[str, object]]:
    yield "Cause", f"{cause.title} ({cause.code})"
    yield "What happened", cause.happened
    yield "Who can mend it", SIDES[cause.side]
    yield "In Entra", cause.in_entra
    yield "Here", cause.here
    yield "Entra's code", cause.entra_code
