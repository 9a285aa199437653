"""Set-up links: how long one lives, what it is worth now, and which organization its code belongs to.

A link is `{public-url}/setup/{code}`, and no statement searches all organizations. So the code itself leads
to its organization: the key id is the organization's id, covered with bits that follow from the secret.
Without the secret it is as random as any other key id.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Literal

from scimconsole.domain import credentials
from scimconsole.domain.credentials import Credential
from scimconsole.domain.tokens import SECOND
from scimconsole.errors import InvalidInput

State = Literal["open", "used", "expired", "revoked"]
"""What a link is worth; a used one stays used whatever happens later."""

DEFAULT_LIFETIME = 72 * 3_600
"""Seconds a link can be used when nothing else is asked for."""

LONGEST_LIFETIME = 30 * 86_400
"""Seconds of thirty days: who waits longer gets a new link."""

PATH = "/setup/"
"""What stands between the public URL and the code."""


def mint_code(org_id: str) -> Credential:
    """A new code that leads to the organization."""
    secret = credentials.mint_secret()
    return credentials.compose("sciml1", uuid.UUID(org_id).int ^ _cover(secret), secret)


def organization_of(code: Credential) -> str:
    """The id of the organization that a code leads to; nobody's, when the code was not minted here."""
    # 22 characters have room for a little more than 128 bits, which only an invented code uses.
    number = credentials.key_number(code.key_id) % 2**128
    return str(uuid.UUID(int=number ^ _cover(code.secret)))


def link_state(now: int, expires_at: int, used_at: int | None, revoked_at: int | None) -> State:
    """What a link is worth at `now`; times in microseconds since the epoch."""
    if used_at is not None:
        return "used"
    if revoked_at is not None:
        return "revoked"
    return "expired" if expires_at <= now else "open"


def end_of_new(now: int, expires_in: int) -> int:
    """When a link made at `now` ends, `expires_in` in seconds; raises InvalidInput with a JSON pointer."""
    if 1 <= expires_in <= LONGEST_LIFETIME:
        return now + expires_in * SECOND
    sentence = f"A link lives from 1 to {LONGEST_LIFETIME} seconds (thirty days)."
    raise InvalidInput(sentence, errors=[("/expires_in", sentence)])


def _cover(secret: str) -> int:
    return int.from_bytes(hashlib.sha256(b"set-up link " + secret.encode()).digest()[:16], "big")
