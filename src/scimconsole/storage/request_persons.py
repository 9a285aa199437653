"""Whom a request was about: a refused creation, whoever was never stored and has an object id in Entra."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import orjson

from scimconsole.domain.scim.text import fold
from scimconsole.storage.requests import RequestRow, bodies_of
from scimconsole.storage.session import Session

_CREATIONS = frozenset({"create user", "create group"})


def external_id_of(entry: Mapping[str, Any]) -> str | None:
    """The externalId that a journal's entry was sent with; None unless it is a refused creation."""
    if entry["status"] < 400 or entry["operation"] not in _CREATIONS:
        return None
    return _external_id(entry["request_body"])


def is_about(session: Session, org_id: str, row: RequestRow, subjects: Collection[str]) -> bool:
    """Whether a request is about one of these folded names, or a refused creation with one as externalId."""
    if any(fold(text) in subjects for text in (row.resource_id, row.sought) if text is not None):
        return True
    if row.status < 400 or row.operation not in _CREATIONS:
        return False
    sent, _ = bodies_of(session, org_id, row.id)
    found = _external_id(sent)
    return found is not None and fold(found) in subjects


def _external_id(body: bytes | None) -> str | None:
    if body is None or b"external" not in body.lower():
        return None
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(sent, dict):
        return None
    # Names of attributes have no case.
    found = next((value for name, value in sent.items() if name.lower() == "externalid"), None)
    return found if isinstance(found, str) and found else None
