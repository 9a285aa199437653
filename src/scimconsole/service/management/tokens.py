"""SCIM tokens: generated, shown once, rotated and revoked by owners."""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from scimconsole.api import NewToken, Page, SecretHint, Token, TokenChange, TokenCreated, TokenRotation
from scimconsole.api.base import timestamp
from scimconsole.domain.tokens import (
    OMITTED,
    Expiry,
    Omitted,
    expiry_of_new,
    expiry_of_successor,
    require_plan,
    token_state,
)
from scimconsole.errors import Conflict
from scimconsole.service.management.acts import Acting
from scimconsole.service.management.paging import Cursor, Limit, decode_cursor, encode_cursor
from scimconsole.service.management.people import ActorNames
from scimconsole.service.management.preconditions import IfMatch, content_tag, require_match
from scimconsole.service.management.sign_in import Caller, SignedIn
from scimconsole.storage import organization_settings, tokens
from scimconsole.storage.session import Session
from scimconsole.storage.tokens import TokenRow

router = APIRouter(prefix="/tokens", tags=["tokens"])

TokenId = Annotated[str, Path(max_length=100, description="The token's `id`.")]
NEWEST = (2**63 - 1, "")


@router.get("", response_model=Page[Token])
async def list_tokens(caller: SignedIn, limit: Limit = 100, cursor: Cursor = None) -> Page[Token]:
    """All tokens ever generated, newest first; the tokens themselves are not among what can be read."""
    before = NEWEST if cursor is None else decode_cursor("tokens", cursor, int, str)

    def read(session: Session) -> Page[Token]:
        rows = tokens.list_tokens(session, caller.org_id, (before[0], before[1]), limit + 1)
        page = rows[:limit]
        names = ActorNames(session, caller.org_id)
        following = encode_cursor("tokens", page[-1].created_at, page[-1].id) if len(rows) > limit else None
        return Page[Token](
            items=[wire(caller, row, names) for row in page],
            next_cursor=following,
            total=tokens.count_tokens(session, caller.org_id),
        )

    return await caller.context.database.quick(read)


@router.post("", response_model=TokenCreated, status_code=201)
async def generate_token(act: Acting, new: NewToken) -> Response:
    """Generate a token. It is in this answer and nowhere else, ever."""
    caller = act.caller
    profile = caller.profile
    require_plan(caller.organization.row.plan, profile.token_plans, profile.title)

    def work(session: Session) -> TokenCreated:
        usual = organization_settings.read(session, caller.org_id).token_seconds
        expiry = expiry_of_new(session.now, _expires_in(new), new.expiry_reason, usual)
        row, text = tokens.generate_token(
            session,
            caller.org_id,
            name=new.name,
            expiry=expiry,
            digest=caller.context.peppers.digest,
            by=caller.actor,
        )
        return _created(caller, row, text, ActorNames(session, caller.org_id))

    return await act.perform(201, work, secret=True, etag=etag)


@router.get("/{token_id}", response_model=Token)
async def read_token(caller: SignedIn, token_id: TokenId, response: Response) -> Token:
    """One token, without the token itself."""

    def read(session: Session) -> Token:
        row = tokens.find_token(session, caller.org_id, token_id)
        return wire(caller, row, ActorNames(session, caller.org_id))

    token = await caller.context.database.quick(read)
    response.headers["ETag"] = etag(token)
    return token


@router.patch("/{token_id}", response_model=Token)
async def rename_token(
    act: Acting, token_id: TokenId, change: TokenChange, if_match: IfMatch = None
) -> Response:
    """Give a token another name."""

    def work(session: Session) -> Token:
        _require_match(session, act.caller, token_id, if_match)
        row = tokens.rename_token(session, act.caller.org_id, token_id, change.name, by=act.caller.actor)
        return wire(act.caller, row, ActorNames(session, act.caller.org_id))

    return await act.perform(200, work, etag=etag)


@router.delete("/{token_id}", response_model=Token)
async def delete_token(act: Acting, token_id: TokenId, if_match: IfMatch = None) -> Response:
    """Revoke a token; it stays in the list as revoked."""
    return await _revoke(act, token_id, if_match)


@router.post("/{token_id}/revoke", response_model=Token)
async def revoke_token(act: Acting, token_id: TokenId, if_match: IfMatch = None) -> Response:
    """End a token now and for good; revoking twice is fine."""
    return await _revoke(act, token_id, if_match)


@router.post("/{token_id}/rotate", response_model=TokenCreated, status_code=201)
async def rotate_token(
    act: Acting, token_id: TokenId, rotation: TokenRotation | None = None, if_match: IfMatch = None
) -> Response:
    """Generate the successor of a token; both work until one is revoked, unless `now` ends the old one."""
    caller = act.caller
    asked = rotation or TokenRotation()
    profile = caller.profile
    require_plan(caller.organization.row.plan, profile.token_plans, profile.title)

    def work(session: Session) -> TokenCreated:
        _require_match(session, caller, token_id, if_match)
        old = tokens.find_token(session, caller.org_id, token_id)
        if token_state(session.now, old.expires_at, old.revoked_at) == "revoked":
            raise Conflict("This token is revoked and has no life to hand on.", hint="Generate a new token.")
        if old.successor_id is not None:
            raise Conflict(
                f"This token was rotated already; its successor is {old.successor_id}.",
                hint="Rotate the successor, or revoke this one.",
            )
        expiry = expiry_of_successor(
            session.now,
            old.created_at,
            Expiry(old.expires_at, old.expiry_reason),
            _expires_in(asked),
            asked.expiry_reason,
        )
        row, text = tokens.rotate_token(
            session,
            caller.org_id,
            old,
            name=asked.name or old.name,
            expiry=expiry,
            now=asked.now,
            digest=caller.context.peppers.digest,
            by=caller.actor,
        )
        return _created(caller, row, text, ActorNames(session, caller.org_id))

    return await act.perform(201, work, secret=True, etag=etag)


def wire(caller: Caller, row: TokenRow, names: ActorNames) -> Token:
    """A token's row as it goes over the wire."""
    return Token(**_fields(caller, row, names))


def etag(token: BaseModel) -> str:
    """The entity tag of a token: its use does not change it, its state does."""
    assert isinstance(token, Token)
    return content_tag(token.id, token.name, token.state, token.expires_at, token.successor_id)


async def _revoke(act: Acting, token_id: str, if_match: str | None) -> Response:
    def work(session: Session) -> Token:
        _require_match(session, act.caller, token_id, if_match)
        row = tokens.revoke_token(session, act.caller.org_id, token_id, by=act.caller.actor)
        return wire(act.caller, row, ActorNames(session, act.caller.org_id))

    return await act.perform(200, work, etag=etag)


def _require_match(session: Session, caller: Caller, token_id: str, if_match: str | None) -> None:
    if if_match is not None:
        row = tokens.find_token(session, caller.org_id, token_id)
        require_match(if_match, etag(wire(caller, row, ActorNames(session, caller.org_id))))


def _expires_in(asked: NewToken | TokenRotation) -> int | Omitted | None:
    return asked.expires_in if "expires_in" in asked.model_fields_set else OMITTED


def _created(caller: Caller, row: TokenRow, text: str, names: ActorNames) -> TokenCreated:
    return TokenCreated(**_fields(caller, row, names), token=text)


def _fields(caller: Caller, row: TokenRow, names: ActorNames) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "state": token_state(time.time_ns() // 1000, row.expires_at, row.revoked_at),
        "hint": SecretHint(prefix=f"scimc1_{row.id[:4]}", last_four=row.last_four),
        "tenant_url": caller.tenant_url,
        "created_at": timestamp(row.created_at),
        "created_by": names[row.created_by],
        "expires_at": timestamp(row.expires_at),
        "expiry_reason": row.expiry_reason,
        "revoked_at": timestamp(row.revoked_at),
        "last_used_at": timestamp(row.last_used_at),
        "last_used_from": row.last_used_from,
        "predecessor_id": row.predecessor_id,
        "successor_id": row.successor_id,
    }
