"""Entity tags and `If-Match` (RFC 9110, 13.1.1): change a thing only if it is as it was read."""

from __future__ import annotations

from hashlib import blake2b
from typing import Annotated

from fastapi import Header

from scimconsole.errors import PreconditionFailed

IfMatch = Annotated[
    str | None,
    Header(description="Act only on this version (an `ETag` that was answered); `*` is any version."),
]


def version_tag(version: int) -> str:
    """The entity tag of a resource that counts its versions."""
    return f'W/"{version}"'


def content_tag(*values: object) -> str:
    """The entity tag of a thing that is told apart by what it holds."""
    return f'W/"{blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()}"'


def require_match(if_match: str | None, present: str) -> None:
    """Raise PreconditionFailed unless `If-Match` names `present`; weak tags compare by their text."""
    if if_match is None:
        return
    wanted = [tag.strip().removeprefix("W/") for tag in if_match.split(",")]
    if "*" not in wanted and present.removeprefix("W/") not in wanted:
        raise PreconditionFailed(
            f"If-Match asks for {if_match}; the present version is {present}.",
            hint="Read it again and decide anew.",
        )
