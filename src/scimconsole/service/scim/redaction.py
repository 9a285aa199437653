"""Secrets out of what the journal keeps: clients send them, and nobody needs them here.

Hidden are the values of passwords and secrets by their names, this product's own credentials, what follows
"Bearer", and JSON Web Tokens, wherever they stand and however they are escaped.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import Any
from urllib.parse import unquote_plus

import orjson

REDACTED = "(redacted)"
LONGEST_BODY_KEPT = 16_384
"""Bytes, without the mark that says that the rest was cut."""

_NAMED = re.compile("password|secret(?!ar)", re.IGNORECASE)
# "The bearer token is missing": that word behind it is none.
_SECRET = re.compile(
    r"(scim[ckl]1_)[0-9A-Za-z]+"
    r"|(bearer[\s:=]+)(?!tokens?\s)[^\s\"']+"
    r"|()eyJ[\w-]*\.[\w-]*(?:\.[\w-]*)?",
    re.IGNORECASE,
)
_CUT = re.compile(rb"\n\(cut: \d+ of \d+ bytes are kept\)$")
_DECODED_TIMES = 3
"""How often an address is decoded to see what it says: clients encode what is encoded already."""
_NAMES_OF_ATTRIBUTES = ("received", "ignored")
_TEXTS = ("path", "user_agent", "resource_id", "sought", "error", "correlation_id")
_texts = itemgetter(*_TEXTS, *_NAMES_OF_ATTRIBUTES)


def kept(body: bytes) -> bytes:
    """A body as the journal keeps it: without secrets, and no longer than it may be, which is then said."""
    found = redacted(body)
    if len(found) <= LONGEST_BODY_KEPT:
        return found
    mark = b"\n(cut: %d of %d bytes are kept)" % (LONGEST_BODY_KEPT, len(found))
    return found[:LONGEST_BODY_KEPT] + mark


def is_cut(body: bytes) -> bool:
    """Whether a kept body is not the whole one."""
    return len(body) >= LONGEST_BODY_KEPT and (len(body) == LONGEST_BODY_KEPT or bool(_CUT.search(body)))


def redacted(body: bytes) -> bytes:
    """A body without secrets: as it came if none can be in it, nothing of it if it is no JSON and one may."""
    if b"\0" not in body and b"\\u00" not in body:
        lower = body.lower()
        # A sign after the other, and no loop: this is asked of every write.
        if not (
            b"password" in lower
            or b"secret" in lower
            or b"bearer" in lower
            or b"scimc1_" in lower
            or b"scimk1_" in lower
            or b"sciml1_" in lower
            or b"eyj" in lower
        ):
            return body
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return REDACTED.encode()
    # Not the body as it came, even if nothing was hidden: a name that stands there twice was read once.
    return orjson.dumps(_without(found))


def redacted_query(query: bytes) -> str:
    """The query of an address, unless it may hold a secret."""
    text = query.decode("latin-1")
    decoded = text
    for _ in range(_DECODED_TIMES):
        if _has_sign(decoded):
            return REDACTED
        if "%" not in decoded and "+" not in decoded:
            break
        decoded = unquote_plus(decoded)
    return REDACTED if _has_sign(decoded) else text


def without_secrets(entry: dict[str, Any]) -> dict[str, Any]:
    """A row of the journal whose bodies and query are without secrets already, without any in its texts."""
    if not _has_sign("\n".join(filter(None, _texts(entry)))):
        return entry
    for name in _TEXTS:
        if entry[name] is not None:
            entry[name] = _without_in_sentence(entry[name])
    for name in _NAMES_OF_ATTRIBUTES:
        if entry[name] is not None:
            names = [
                REDACTED if _compares("path", item) else _hidden(item) for item in orjson.loads(entry[name])
            ]
            entry[name] = orjson.dumps(names).decode()
    if entry["error"] == REDACTED and entry["response_body"] is not None:
        entry["response_body"] = REDACTED.encode()
    return entry


def _without(value: Any) -> Any:
    if isinstance(value, str):
        return _without_in_text(value)
    if isinstance(value, list):
        return [_without(item) for item in value]
    if not isinstance(value, dict):
        return value
    is_hidden = any(name.lower() == "path" and names_a_secret(item) for name, item in value.items())
    return {
        _hidden(name): REDACTED
        if names_a_secret(name) or (is_hidden and name.lower() == "value") or _compares(name, item)
        else _without(item)
        for name, item in value.items()
    }


def _without_in_text(text: str) -> str:
    """A text, which may be JSON itself: Entra sends roles that way."""
    if text.lstrip()[:1] in ("{", "[", '"') and (_has_sign(text) or "\\u00" in text):
        try:
            found = orjson.loads(text)
        except orjson.JSONDecodeError:
            return REDACTED
        return orjson.dumps(_without(found)).decode()
    return _hidden(text) if _has_sign(text) else text


def _without_in_sentence(text: str) -> str:
    """Nothing is left of a text that quotes what may be a password."""
    if names_a_secret(text) and any(mark in text for mark in "\"'=:"):
        return REDACTED
    return _hidden(text)


def _hidden(text: str) -> str:
    return _SECRET.sub(lambda match: (match[1] or match[2] or "") + REDACTED, text)


def _has_sign(text: str) -> bool:
    lower = text.lower()
    return (
        "password" in lower
        or "secret" in lower
        or "bearer" in lower
        or "scimc1_" in lower
        or "scimk1_" in lower
        or "sciml1_" in lower
        or "eyj" in lower
    )


def names_a_secret(text: Any) -> bool:
    """Whether a text names what must not be kept: an attribute, or a comparison of one."""
    return isinstance(text, str) and _NAMED.search(text) is not None


def _compares(name: str, value: Any) -> bool:
    return (
        name.lower() in ("filter", "path") and names_a_secret(value) and any(mark in value for mark in "\"'")
    )
