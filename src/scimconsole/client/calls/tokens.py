"""SCIM tokens, and the links that hand one over."""

from __future__ import annotations

from scimconsole.api import (
    NewSetupLink,
    NewToken,
    SetupLink,
    SetupLinkCreated,
    Token,
    TokenChange,
    TokenCreated,
    TokenRotation,
)
from scimconsole.client.call import Call, ListCall
from scimconsole.client.calls.making import get, list_of, part, post


def tokens(*, limit: int | None = None, cursor: str | None = None) -> ListCall[Token]:
    """SCIM tokens, newest first."""
    return list_of("/tokens", Token, limit=limit, cursor=cursor)


def token(token_id: str) -> Call[Token]:
    """One SCIM token, without its secret."""
    return get(f"/tokens/{part(token_id)}", Token)


def generate_token(new: NewToken) -> Call[TokenCreated]:
    """Generate a token; the answer holds its text, the only time it is shown."""
    return post("/tokens", TokenCreated, new)


def rename_token(token_id: str, name: str) -> Call[Token]:
    """Give a token another name."""
    return Call("PATCH", f"/tokens/{part(token_id)}", Token.model_validate_json, body=TokenChange(name=name))


def rotate_token(token_id: str, rotation: TokenRotation) -> Call[TokenCreated]:
    """Mint the successor of a token; the answer holds its text, the only time it is shown."""
    return post(f"/tokens/{part(token_id)}/rotate", TokenCreated, rotation)


def revoke_token(token_id: str) -> Call[Token]:
    """End a token now and for good."""
    return post(f"/tokens/{part(token_id)}/revoke", Token)


def setup_links(*, limit: int | None = None, cursor: str | None = None) -> ListCall[SetupLink]:
    """Set-up links, newest first."""
    return list_of("/setup-links", SetupLink, limit=limit, cursor=cursor)


def create_setup_link(new: NewSetupLink) -> Call[SetupLinkCreated]:
    """Make a set-up link; the answer holds its address, the only time it is shown."""
    return post("/setup-links", SetupLinkCreated, new)


def revoke_setup_link(link_id: str) -> Call[SetupLink]:
    """End a set-up link; raises `Conflict` when it was used, and so made a token."""
    return Call("DELETE", f"/setup-links/{part(link_id)}", SetupLink.model_validate_json)
