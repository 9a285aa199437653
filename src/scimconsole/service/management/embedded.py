"""What only the embedded service offers: leases that keep it alive, and practice organizations."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from scimconsole.api import Me, NewOrganization, Organization
from scimconsole.api.base import timestamp
from scimconsole.domain.scim.profile import Profile, load_profile
from scimconsole.errors import InvalidInput, NotFound, NotSignedIn
from scimconsole.service.context import ServiceContext
from scimconsole.service.management.organization import CAPABILITIES, read_counts
from scimconsole.service.management.sign_in import SESSION_EMAIL, Bearer, bearer_text, context_of
from scimconsole.service.management.waiting import stopped_within
from scimconsole.storage import organizations
from scimconsole.storage.session import Session

router = APIRouter(prefix="/api/v1/embedded", tags=["embedded"])

BEAT_S = 5.0
DEFAULT_PLAN = "practice"


def owner_of_this_machine(request: Request, sent: Bearer) -> ServiceContext:
    """The context, for whoever has the session key; raises NotSignedIn."""
    context = context_of(request)
    text = bearer_text(sent)
    if context.sessions is None or not context.sessions.accepts(text):
        raise NotSignedIn(
            "This is not the session key of this embedded service.",
            hint="The service mints a new one at each start: read its state file again.",
        )
    return context


OfThisMachine = Annotated[ServiceContext, Depends(owner_of_this_machine)]


@router.post("/lease", response_class=StreamingResponse)
async def hold_lease(context: OfThisMachine) -> StreamingResponse:
    """Keep the service alive as long as this answer is read; a line comes every few seconds."""
    sessions = context.sessions
    assert sessions is not None

    async def beats() -> AsyncIterator[bytes]:
        with sessions.lease():
            yield b"\n"
            while not await stopped_within(context, BEAT_S):
                yield b"\n"

    return StreamingResponse(beats(), media_type="text/plain")


@router.post("/organizations", response_model=Organization, responses={201: {"model": Organization}})
async def add_organization(
    context: OfThisMachine, new: NewOrganization, response: Response, sent: Bearer
) -> Organization:
    """The organization with this slug; made (201) when it is missing."""
    profile = _profile(context, new.profile)
    key_id = sent.credentials[7:29] if sent else ""
    plan = new.plan or next(iter(profile.token_plans or profile.plans), DEFAULT_PLAN)

    def add(session: Session) -> bool:
        return organizations.add_practice_organization(
            session, slug=new.slug, name=new.name, profile=profile, plan=plan
        )

    if await context.database.write(add):
        response.status_code = 201

    def read(session: Session) -> Organization:
        served = context.organization(session, new.slug)
        assert served is not None
        row = served.row
        return Organization(
            slug=row.slug,
            name=row.name,
            profile=row.profile,
            plan=row.plan,
            tenant_url=served.tenant_url,
            capabilities=CAPABILITIES,
            me=Me(role="owner", email=SESSION_EMAIL, member_id=None, key_id=key_id),
            created_at=timestamp(row.created_at),
            counts=read_counts(session, row.org_id),
        )

    return await context.database.quick(read)


def _profile(context: ServiceContext, name: str) -> Profile:
    try:
        return load_profile(name, context.profiles_folder)
    except NotFound as error:
        raise InvalidInput(error.detail, hint=error.hint, errors=[("/profile", error.detail)]) from error
