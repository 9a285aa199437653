"""One token in full: what it is worth, who used it, what follows it, and where Entra ID is to use it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from scimconsole.domain.reachability import unreachable_reason
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.moments import brief_ago, full, until
from scimconsole.widgets.token_columns import STATE_TONES, expiry_tone, hint

if TYPE_CHECKING:
    from scimconsole.api.tokens import Token

PASTE_SUCCESSOR = (
    "Paste the successor into Entra ID (Provisioning, Admin Credentials, Secret Token), press "
    "Test Connection and Save. Once the successor is used, revoke this one: R."
)
REVOKE_OLD = "The successor is in use. Revoke this one: R."


def token_sections(
    token: Token, predecessor: Token | None, successor: Token | None, now: datetime
) -> list[Section]:
    """Everything about the token but the token itself; `predecessor` and `successor` are its neighbours."""
    sections = [Section("", list(_facts(token, now)))]
    rotation = list(_rotation(predecessor, successor))
    if rotation:
        sections.append(Section("Rotation", rotation, _next_step(token, successor)))
    sections.append(_address(token))
    return sections


def _facts(token: Token, now: datetime) -> Iterator[Fact]:
    yield Fact("State", token.state, STATE_TONES.get(token.state, "plain"))
    yield Fact("Token", hint(token))
    yield Fact("Generated", full(token.created_at), "plain", brief_ago(token.created_at, now))
    yield Fact("By", token.created_by)
    if token.expires_at is None:
        yield Fact("Expires", "never", "plain")
    else:
        yield Fact("Expires", full(token.expires_at), expiry_tone(token, now), until(token.expires_at, now))
    if token.expiry_reason:
        yield Fact("Reason", token.expiry_reason)
    if token.revoked_at:
        yield Fact("Revoked", full(token.revoked_at), "muted", brief_ago(token.revoked_at, now))
    if token.last_used_at is None:
        yield Fact("Last used", "never", "muted")
    else:
        yield Fact("Last used", full(token.last_used_at), "plain", brief_ago(token.last_used_at, now))
        yield Fact("From", token.last_used_from or "not known")
    yield Fact("Id", token.id, "muted")


def _rotation(predecessor: Token | None, successor: Token | None) -> Iterator[Fact]:
    if predecessor is not None:
        yield Fact("Follows", predecessor.name, "plain", f"{predecessor.state}  < goes there")
    if successor is not None:
        yield Fact("Followed by", successor.name, "plain", f"{successor.state}  > goes there")


def _next_step(token: Token, successor: Token | None) -> str:
    if token.state != "active" or successor is None or successor.state != "active":
        return ""
    return PASTE_SUCCESSOR if successor.last_used_at is None else REVOKE_OLD


def _address(token: Token) -> Section:
    reason = unreachable_reason(token.tenant_url)
    facts = [Fact("Tenant URL", token.tenant_url or "not known yet")]
    if reason is not None:
        facts.append(Fact("Attention", reason, "warn"))
    return Section("For Entra ID", facts)
