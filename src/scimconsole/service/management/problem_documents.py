"""Every refusal and failure as a problem document (RFC 9457)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scimconsole.domain.ids import new_id
from scimconsole.errors import InvalidInput, ScimConsoleError
from scimconsole.service.counters import Counters

MEDIA_TYPE = "application/problem+json"
LARGEST_BODY = 8 * 1024 * 1024
LARGEST_PREVIEW = 16 * 1024 * 1024
"""A preview's: five hundred people or groups with their members, and a mapping to try."""
EVENTS = b"text/event-stream; charset=utf-8"
RETRY_AFTER_S = 5

_TITLES = {
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "Method not allowed"),
    413: ("too-large", "Too large"),
}

_FORBIDS_CONTROLS = r"[^\x00"
"""In the pattern of every text that is stored, and of no other."""

log = logging.getLogger("scimconsole.management")


def problem_response(
    status: int,
    problem: str,
    title: str,
    detail: str,
    *,
    hint: str | None = None,
    instance: str | None = None,
    errors: Sequence[tuple[str, str]] = (),
    position: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document as an answer; `position` is inside of the first of the `errors`."""
    document: dict[str, Any] = {"type": problem, "title": title, "status": status, "detail": detail}
    if hint is not None:
        document["hint"] = hint
    if instance is not None:
        document["instance"] = instance
    if errors:
        document["errors"] = [{"pointer": pointer, "detail": sentence} for pointer, sentence in errors]
        if position is not None:
            document["errors"][0]["position"] = position
    return Response(orjson.dumps(document), status, dict(headers or {}), MEDIA_TYPE)


def problem_of(error: ScimConsoleError) -> Response:
    """The problem document of an exception that people may see."""
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="scimconsole"'
    return problem_response(
        error.status,
        error.problem,
        error.title,
        error.detail,
        hint=error.hint,
        errors=error.errors if isinstance(error, InvalidInput) else (),
        position=error.position if isinstance(error, InvalidInput) else None,
        headers=headers,
    )


def add_problem_handlers(app: FastAPI, methods_of: Callable[[str], list[str]]) -> None:
    """Answer every error of the application with a problem document; `methods_of` tells those of a path."""

    @app.exception_handler(ScimConsoleError)
    async def refused(request: Request, error: ScimConsoleError) -> Response:
        if error.status < 500:
            return problem_of(error)
        # The words name addresses and files that are the operator's business.
        occurrence = new_id()
        log.warning("%s %s: %s; occurrence %s", request.method, request.url.path, error.detail, occurrence)
        return problem_response(
            error.status,
            error.problem,
            error.title,
            "Nothing was stored; the same request may be sent again.",
            hint=f"The operator finds the reason in the service's log as {occurrence}.",
            instance=occurrence,
            headers={"Retry-After": str(RETRY_AFTER_S)} if error.status == 503 else None,
        )

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        places = [(_pointer(found["loc"]), _sentence(found)) for found in error.errors()]
        summary = "; ".join(f"{pointer or 'the body'}: {sentence}" for pointer, sentence in places[:3])
        return problem_response(
            422, InvalidInput.problem, InvalidInput.title, summary or "The input is not valid.", errors=places
        )

    @app.exception_handler(AnyHTTPException)
    async def no_such_place(request: Request, error: AnyHTTPException) -> Response:
        if error.status_code == 400:
            return problem_of(InvalidInput("The body cannot be read: JSON in UTF-8 is expected."))
        problem, title = _TITLES.get(error.status_code, ("http-error", str(error.detail)))
        headers = dict(error.headers or {})
        if error.status_code == 405:
            # The router names the methods of the first route only.
            headers["Allow"] = ", ".join(methods_of(request.url.path))
        detail = f"{request.method} {request.url.path} is not part of this API."
        return problem_response(
            error.status_code,
            problem,
            title,
            detail if error.status_code in (404, 405) else str(error.detail),
            hint="See /api/v1/openapi.json.",
            headers=headers,
        )


def _pointer(place: Sequence[str | int]) -> str:
    where, *steps = place
    if where == "body":
        # A syntax error has its offset as the place, which is no pointer.
        if len(steps) == 1 and isinstance(steps[0], int):
            return ""
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    name = ".".join(str(step) for step in steps)
    return {"query": "?", "header": "header ", "path": "path "}.get(str(where), "") + name


def _sentence(found: Mapping[str, Any]) -> str:
    message = str(found.get("msg", "is not valid"))
    if found.get("type") == "json_invalid":
        reason = (found.get("ctx") or {}).get("error", message)
        return f"The body is no JSON: {reason}, at character {found['loc'][-1]}."
    if found.get("type") == "extra_forbidden":
        return "There is no such key."
    if found.get("type") == "string_pattern_mismatch" and _FORBIDS_CONTROLS in found["ctx"]["pattern"]:
        return "It holds a control character, which cannot be stored here."
    return message if message.endswith(".") else message + "."


class Guard:
    """Stands before the application: bounds bodies, refuses NUL, counts, and answers what nobody foresaw."""

    def __init__(self, app: ASGIApp, counters: Counters) -> None:
        self.app = app
        self.counters = counters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        # JSON is all there is, and a bare `curl -d` says otherwise.
        headers = [header for header in scope["headers"] if header[0] != b"content-type"]
        scope = {**scope, "headers": [*headers, (b"content-type", b"application/json")]}
        if len(path) > 1 and path.endswith("/"):
            scope = {**scope, "path": path.rstrip("/") or "/"}
        if "\0" in path or b"%00" in scope.get("query_string", b""):
            sentence = "The address holds a NUL character, which no name or id has."
            response = problem_of(InvalidInput(sentence))
            await response(scope, receive, send)
            return
        began = time.monotonic()
        status = 0
        streamed_from: float | None = None
        received = 0
        largest = LARGEST_PREVIEW if path.endswith("/mapping/preview") else LARGEST_BODY

        async def bounded_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > largest:
                raise HTTPException(413, f"The body has more than {largest} bytes.")
            return message

        async def watched_send(message: Message) -> None:
            nonlocal status, streamed_from
            if message["type"] == "http.response.start":
                status = message["status"]
                if (b"content-type", EVENTS) in message.get("headers", ()):
                    streamed_from = time.monotonic()
                message["headers"] = [*message.get("headers", ()), (b"cache-control", b"no-store")]
            await send(message)

        try:
            await self.app(scope, bounded_receive, watched_send)
        except Exception:
            occurrence = new_id()
            log.exception("%s %s failed; occurrence %s", scope["method"], path, occurrence)
            if status:
                raise
            response = problem_response(
                500,
                ScimConsoleError.problem,
                ScimConsoleError.title,
                "The service met something it did not foresee; nothing more is known here.",
                hint=f"The operator finds it in the service's log as {occurrence}.",
                instance=occurrence,
            )
            await response(scope, receive, watched_send)
        finally:
            # How long somebody follows a stream says nothing about the service.
            ended = time.monotonic() if streamed_from is None else streamed_from
            self.counters.count("management", scope["method"], status, ended - began)
