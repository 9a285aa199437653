"""The OpenAPI 3.1 description: the contract for other implementers, with the errors as they really look."""

from __future__ import annotations

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from scimconsole import __version__
from scimconsole.api import NewMapping, Problem
from scimconsole.service.management.problem_documents import MEDIA_TYPE

TITLE = "scimconsole management API"
DESCRIPTION = """\
Manages an organization that is provisioned over SCIM: tokens, users, groups, members, and what was received.

Sign in with an API key as bearer token. Errors are problem documents (RFC 9457) whose `type` is a bare slug.
Lists are pages: ask again with `cursor` set to `next_cursor` until that is null.
Times are UTC with microseconds. `Idempotency-Key` and `If-Match` are honoured and never demanded. Secrets
are in the answer that makes them, once.
"""

_PROBLEMS = {
    "401": "No API key, or one that is not good for this organization.",
    "403": "The role, or the organization's plan, does not allow it.",
    "404": "There is no such thing.",
    "409": "The state of the thing forbids it, or it was done before under the same Idempotency-Key.",
    "412": "The version that If-Match names is not the present one.",
    "413": "The body has more than 8 MiB (a preview: 16 MiB).",
    "422": "The input cannot be used; `errors` has JSON pointers to the places.",
    "500": "The service failed; `instance` is the id in its log.",
    "503": "The database does not answer; nothing was stored. Send it again after `Retry-After` seconds.",
}
_ALWAYS = ("500", "503")
_SIGNED_IN = ("401", "404", "413", "422")
_CHANGING = ("403", "409", "412")


def describe(app: FastAPI) -> dict[str, Any]:
    """The description of the application, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=TITLE,
            version=__version__,
            description=DESCRIPTION,
            routes=app.routes,
            openapi_version="3.1.0",
        )
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for model in (Problem, NewMapping):
            described = model.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(described.pop("$defs", {}))
            schemas[model.__name__] = described
        for operations in document["paths"].values():
            for method, operation in operations.items():
                _describe_errors(method, operation)
        app.openapi_schema = document
    return app.openapi_schema


def methods_of(app: FastAPI, path: str) -> list[str]:
    """The methods that the description has for a path."""
    methods: set[str] = set()
    for template, operations in describe(app)["paths"].items():
        if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path):
            methods.update(method.upper() for method in operations)
    return sorted(methods)


def _describe_errors(method: str, operation: dict[str, Any]) -> None:
    responses: dict[str, Any] = operation["responses"]
    statuses = [*_ALWAYS]
    if operation.get("security"):
        statuses += _SIGNED_IN
        if method != "get":
            statuses += _CHANGING
    elif operation.get("parameters") or operation.get("requestBody"):
        statuses += ["413", "422"]
    responses.pop("422", None)
    for status in sorted(statuses):
        responses[status] = {
            "description": _PROBLEMS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
