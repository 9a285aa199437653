"""A journalled request as it goes over the wire, with what it is due to."""

from __future__ import annotations

from typing import Any

from scimconsole.api import (
    RequestCause,
    RequestDifference,
    RequestError,
    RequestExplanation,
    ScimRequest,
    ScimRequestDetail,
)
from scimconsole.api.base import timestamp
from scimconsole.domain.causes import Explanation
from scimconsole.storage.request_causes import explanation_of, names_in
from scimconsole.storage.requests import RequestRow


def request_wire(row: RequestRow, folded: int = 0) -> ScimRequest:
    """A request of the list, which may stand for some more."""
    found = explanation_of(row)
    cause = None
    if found is not None:
        cause = RequestCause(code=found.cause.code, title=found.cause.title, weight=found.cause.weight)
    return ScimRequest(**_shared(row), cause=cause, folded=folded)


def request_detail(
    row: RequestRow,
    bodies: tuple[bytes | None, bytes | None],
    difference: list[RequestDifference] | None = None,
) -> ScimRequestDetail:
    """One request in full; `bodies` is what was sent and what a refusal answered."""
    found = explanation_of(row)
    sent, answered = bodies
    return ScimRequestDetail(
        **_shared(row),
        cause=None if found is None else _explanation(found),
        difference=difference,
        body=None if sent is None else sent.decode("utf-8", "replace"),
        answer=None if answered is None else answered.decode("utf-8", "replace"),
    )


def _explanation(found: Explanation) -> RequestExplanation:
    cause = found.cause
    return RequestExplanation(
        code=cause.code,
        title=cause.title,
        weight=cause.weight,
        side=cause.side,
        happened=found.happened,
        in_entra=found.in_entra,
        here=found.here,
        entra_code=cause.entra_code,
    )


def _shared(row: RequestRow) -> dict[str, Any]:
    # What was left out of a request that was carried out is told by its cause; it is no error.
    error = None
    if row.error is not None and row.status >= 400:
        error = RequestError(scim_type=row.scim_type, detail=row.error)
    return {
        "id": row.id,
        "at": timestamp(row.at),
        "token_id": row.token_id,
        "remote_address": row.remote_address,
        "user_agent": row.user_agent,
        "dialect": row.dialect,
        "method": row.method,
        "path": row.path,
        "operation": row.operation,
        "resource_type": row.resource_type,
        "resource_id": row.resource_id,
        "sought": row.sought,
        "status": row.status,
        "duration_us": row.duration_us,
        "received": names_in(row.received),
        "ignored": names_in(row.ignored),
        "error": error,
        "correlation_id": row.correlation_id,
        "signed_in": bool(row.signed_in),
        "refusal": row.refusal,
    }
