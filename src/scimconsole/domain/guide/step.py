"""One step of a set-up guide, as a profile writes it under `[[guide]]`."""

from __future__ import annotations

from dataclasses import dataclass

CHECKS = (
    "reachable",
    "token",
    "test-connection",
    "external-id",
    "user-type",
    "custom-attributes",
    "first-user",
    "required-fields",
    "people",
    "groups",
    "disable",
)
"""What a step can be ticked by; each is a function of `domain.guide.checks`."""

PASTES = ("tenant_url", "token", "schema")
"""What a step can hand over besides plain texts: the address, the secret, the schema export."""


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does in the portal, where, with what, and how one sees that it was done."""

    title: str
    place: str
    """The way through the portal's menus, in its own wording."""
    do: tuple[str, ...]
    source: str
    """Whose wording it is."""
    dated: str
    """Month or day on which the wording was looked up, such as `2026-11`."""
    paste: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    """Plain texts to copy, such as `[objectId]`."""
    trap: str = ""
    minutes: int = 0
    check: str | None = None
    optional: bool = False
    """The set-up is whole without it."""
