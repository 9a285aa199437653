"""The management API as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI

from scimconsole import __version__
from scimconsole.service.context import ServiceContext
from scimconsole.service.management import (
    brake,
    changes,
    deactivations,
    embedded,
    groups,
    guide,
    health,
    mapping,
    mapping_preview,
    members,
    openapi,
    organization,
    request_stream,
    requests,
    settings,
    setup_links,
    sync,
    tokens,
    users,
    why,
)
from scimconsole.service.management.brake_work import BrakeWork
from scimconsole.service.management.deactivation_work import DeactivationWork
from scimconsole.service.management.problem_documents import Guard, add_problem_handlers

OPENAPI_URL = "/api/v1/openapi.json"
OF_AN_ORGANIZATION = (
    organization,
    tokens,
    setup_links,
    users,
    deactivations,
    groups,
    mapping,
    mapping_preview,
    members,
    request_stream,
    requests,
    changes,
    guide,
    sync,
    settings,
    brake,
    why,
)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await app.state.deactivations.stop()
    await app.state.brake.stop()


def create_management_app(context: ServiceContext) -> FastAPI:
    """The application that answers `/api/v1/...`, `/healthz`, `/readyz` and `/metrics` for one service."""
    app = FastAPI(
        title=openapi.TITLE,
        version=__version__,
        openapi_url=OPENAPI_URL,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: f"{route.tags[0]}_{route.name}",
        lifespan=_lifespan,
    )
    app.state.context = context
    app.state.deactivations = DeactivationWork(context)
    app.state.brake = BrakeWork(context)
    app.state.request_streams = request_stream.OpenStreams()
    for module in OF_AN_ORGANIZATION:
        app.include_router(module.router, prefix="/api/v1/orgs/{slug}")
    app.include_router(health.router)
    if context.sessions is not None:
        app.include_router(embedded.router)
    add_problem_handlers(app, partial(openapi.methods_of, app))
    app.add_middleware(Guard, counters=context.counters)
    app.openapi = partial(openapi.describe, app)  # type: ignore[method-assign]
    return app
