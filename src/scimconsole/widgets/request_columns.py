"""The columns of the journal: what was asked, and what was answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from scimconsole.widgets.columns import Cell, Column, Tone
from scimconsole.widgets.moments import clock, zone

if TYPE_CHECKING:
    from scimconsole.api.requests import ScimRequest


def request_columns(now: Callable[[], datetime], *, causes: bool = False) -> list[Column[ScimRequest]]:
    """Columns for a table of requests; `now` tells today's from earlier ones, `causes` adds why."""
    why = [Column("Due to", 14, _cause, grow=3, rank=1)] if causes else []
    when = f"When ({zone().label_at(now())})"
    return [
        Column(when, 12, lambda request: Cell(clock(request.at, now()), "muted")),
        Column("Answer", 6, _answer),
        Column("What", 16, lambda request: Cell(told(request)), grow=2),
        Column("Whom", 16, lambda request: Cell(whom(request)), grow=3),
        *why,
        Column("Took", 8, lambda request: Cell(took(request), "muted"), rank=2, align="right"),
        Column("From", 15, lambda request: Cell(request.remote_address or "-", "muted"), rank=3),
    ]


def operation(request: ScimRequest) -> str:
    """What the request did, in words where the service said so."""
    return request.operation or f"{request.method} {request.path}"


def told(request: ScimRequest) -> str:
    """The same, and how many of its kind are told with it."""
    return operation(request) + (f" +{request.folded:,}" if request.folded else "")


def whom(request: ScimRequest) -> str:
    """Whom or what it was about: what was sought, else the resource."""
    return request.sought or request.resource_id or request.path


def took(request: ScimRequest) -> str:
    """How long the service took, in milliseconds."""
    return f"{request.duration_us / 1000:.1f} ms"


def answer_tone(status: int) -> Tone:
    """Good, a search without a hit or a redirect, the caller's fault, or our own."""
    if status < 300:
        return "good"
    if status in (304, 404):
        return "muted"
    return "warn" if status < 500 else "bad"


def _cause(request: ScimRequest) -> Cell:
    if request.cause is None:
        return Cell("")
    return Cell(request.cause.title, "bad" if request.cause.weight == "failure" else "warn")


def _answer(request: ScimRequest) -> Cell:
    return Cell(str(request.status), answer_tone(request.status))
