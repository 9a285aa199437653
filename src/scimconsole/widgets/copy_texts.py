"""Texts to copy: a record as JSON, as a row, and the request that reads it, without a secret."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING

from scimconsole.domain.terminal_text import escape_json, escape_text

if TYPE_CHECKING:
    from pydantic import BaseModel

TOKEN_VARIABLE = "SCIM_TOKEN"
"""The environment variable that stands where a SCIM token belongs."""


def as_json(record: BaseModel) -> str:
    """The record as the management API answers it, indented; characters that could mislead are escaped."""
    return escape_json(json.dumps(record.model_dump(mode="json"), indent=2, ensure_ascii=False))


def as_row(fields: Iterable[object]) -> str:
    """The fields with tabs between them, as a spreadsheet takes them; None is empty."""
    return "\t".join("" if field is None else escape_text(str(field)) for field in fields)


def as_curl(url: str, method: str = "GET") -> str:
    """The SCIM request for a shell; the token is read from the environment."""
    words = ["curl"] if method == "GET" else ["curl", "-X", method]
    words.append(f'-H "Authorization: Bearer ${TOKEN_VARIABLE}"')
    if method in ("POST", "PUT", "PATCH"):
        words.append("-H 'Content-Type: application/scim+json' --data @body.json")
    words.append(shlex.quote(escape_text(url)))
    return " ".join(words)
