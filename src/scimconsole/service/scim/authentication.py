"""Who sends: the bearer token of the organization in the path."""

from __future__ import annotations

from sqlalchemy import select

from scimconsole.domain import credentials
from scimconsole.service.pepper import Peppers
from scimconsole.storage.session import Session
from scimconsole.storage.statements import Statement, param
from scimconsole.storage.tables import ScimToken

_token = ScimToken.__table__  # type: ignore[attr-defined]
_FIND = Statement(
    select(_token.c.pepper_id, _token.c.digest, _token.c.expires_at, _token.c.revoked_at).where(
        _token.c.org_id == param("org"), _token.c.id == param("token")
    )
)


class Refused(Exception):
    """The sign-in was refused; `reason` is for the journal, never for the wire."""

    def __init__(self, reason: str, token_id: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.token_id = token_id


def authenticate(session: Session, peppers: Peppers, org_id: str, header: bytes | None, at: int) -> str:
    """The id of the token that is good at `at` (microseconds).

    Raises Refused with the reason: `missing`, `scheme`, what `credentials.parse` finds wrong, `unknown`,
    `expired` or `revoked`.
    """
    if header is None:
        raise Refused("missing")
    if header[:7].lower() != b"bearer ":
        raise Refused("scheme")
    text = header[7:].strip().decode("latin-1")
    if len(text) != credentials.LENGTH or not text.startswith("scimc1_"):
        raise Refused(_what_is_wrong(text))
    token_id = text[7:29]
    row = session.one(_FIND, org=org_id, token=token_id)
    if row is None or not peppers.matches(row[0], row[1], text):
        raise Refused(_what_is_wrong(text))
    if row[3] is not None:
        raise Refused("revoked", token_id)
    if row[2] is not None and row[2] <= at:
        raise Refused("expired", token_id)
    return token_id


def _what_is_wrong(text: str) -> str:
    found = credentials.parse(text, "scimc1")
    return found.wrong if isinstance(found, credentials.CredentialProblem) else "unknown"
