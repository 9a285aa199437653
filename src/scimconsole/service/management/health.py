"""Whether the service lives and is ready, and what it counts."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from scimconsole.service.management.sign_in import context_of
from scimconsole.storage.session import Session

router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def is_alive() -> dict[str, str]:
    """Whether this worker answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def is_ready(request: Request) -> dict[str, str]:
    """Whether this worker reaches its database; 503 when it does not."""

    def ask(session: Session) -> Any:
        return session.script("SELECT 1").fetchone()

    await context_of(request).database.read(ask)
    return {"status": "ready"}


@router.get("/metrics", response_class=Response)
async def read_metrics(request: Request) -> Response:
    """Counters of this worker in Prometheus' text format; several workers are scraped one by one."""
    return Response(context_of(request).counters.text(), media_type="text/plain; version=0.0.4")
