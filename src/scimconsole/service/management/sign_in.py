"""Who is asking: the API key of a member, or the session key of an embedded service."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from scimconsole.domain import credentials
from scimconsole.domain.credentials import CredentialProblem
from scimconsole.domain.organization import org_id_of
from scimconsole.domain.scim.profile import Profile
from scimconsole.domain.tokens import token_state
from scimconsole.errors import NotAllowed, NotSignedIn
from scimconsole.service.context import ServedOrganization, ServiceContext
from scimconsole.storage import members
from scimconsole.storage.members import Role
from scimconsole.storage.session import Session
from scimconsole.storage.transactions import write

SESSION_EMAIL = "owner (this computer)"
UNKNOWN = "This key is not known for this organization."

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="ApiKey",
    description="An API key, `scimk1_` and 71 characters; one of the organization's members.",
)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


@dataclass(frozen=True, slots=True)
class Caller:
    """The signed-in member and their organization."""

    context: ServiceContext
    organization: ServedOrganization
    role: Role
    email: str
    member_id: str | None
    key_id: str

    @property
    def org_id(self) -> str:
        """The organization's id."""
        return self.organization.org_id

    @property
    def profile(self) -> Profile:
        """The organization's service profile."""
        return self.organization.profile

    @property
    def tenant_url(self) -> str:
        """What the identity admin pastes into Entra."""
        return self.organization.tenant_url

    @property
    def actor(self) -> str:
        """How rows mention the caller."""
        return f"member:{self.member_id}" if self.member_id else "session"


def context_of(request: Request) -> ServiceContext:
    """The service's context, which the application carries."""
    context: ServiceContext = request.app.state.context
    return context


def bearer_text(bearer: HTTPAuthorizationCredentials | None) -> str:
    """The credential sent; raises NotSignedIn when there is none."""
    if bearer is None or not bearer.credentials:
        raise NotSignedIn(
            "No API key was sent.",
            hint="Send `Authorization: Bearer scimk1_...`, or run `scimconsole login`.",
        )
    return bearer.credentials


async def signed_in(
    request: Request,
    slug: Annotated[str, Path(description="The organization.", max_length=63)],
    bearer: Bearer,
) -> Caller:
    """The caller; raises NotSignedIn in the same words for a wrong key and an unknown organization."""
    context = context_of(request)
    text = bearer_text(bearer)
    credential = credentials.parse(text, "scimk1")
    if isinstance(credential, CredentialProblem):
        raise NotSignedIn(credential.sentence)
    org_id = org_id_of(slug)

    def look_up(session: Session) -> tuple[ServedOrganization | None, members.KnownKey | None]:
        return context.organization(session, slug), members.find_key(session, org_id, credential.key_id)

    organization, key = await context.database.quick(look_up)
    if context.sessions is not None and context.sessions.accepts(text):
        if organization is None:
            raise NotSignedIn(UNKNOWN)
        _look_for_work(request, organization)
        return Caller(context, organization, "owner", SESSION_EMAIL, None, credential.key_id)
    if organization is None or key is None:
        context.peppers.digest(text)
        raise NotSignedIn(UNKNOWN)
    if not context.peppers.matches(key.pepper_id, key.digest, text):
        raise NotSignedIn(UNKNOWN)
    now = time.time_ns() // 1000
    state = token_state(now, key.expires_at, key.revoked_at)
    if state != "active":
        raise NotSignedIn(
            f"This API key is {state}.",
            hint="Ask an owner to rotate it: `scimconsole member rotate-key`.",
        )
    if key.last_used_at is None or now - key.last_used_at > members.USE_NOTED_EVERY:
        await context.database.write(
            lambda session: write(
                session,
                org_id,
                lambda session: members.note_key_use(session, org_id, credential.key_id, now),
            )
        )
    _look_for_work(request, organization)
    return Caller(context, organization, key.role, key.email, key.member_id, credential.key_id)


async def is_still_signed_in(caller: Caller) -> bool:
    """Whether the key that an answer under way was asked with is still good."""
    if caller.member_id is None:
        return True
    key = await caller.context.database.quick(
        lambda session: members.find_key(session, caller.org_id, caller.key_id)
    )
    return key is not None and token_state(time.time_ns() // 1000, key.expires_at, key.revoked_at) == "active"


def _look_for_work(request: Request, organization: ServedOrganization) -> None:
    """Take up what another worker has left behind in the organization."""
    request.app.state.deactivations.look(organization)
    request.app.state.brake.look(organization)


def owner(caller: Annotated[Caller, Depends(signed_in)]) -> Caller:
    """The caller, who is an owner; raises NotAllowed."""
    if caller.role != "owner":
        raise NotAllowed(
            f"{caller.email} has the role {caller.role}, which reads only.", hint="Ask an owner to do this."
        )
    return caller


SignedIn = Annotated[Caller, Depends(signed_in)]
Owner = Annotated[Caller, Depends(owner)]
