"""Who does something, for the audit trail."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """By whom (`member:<id>`, `token:<id>`, `service`) and through which request something is done."""

    actor: str
    request_id: str | None = None
    is_rehearsal: bool = False
    """Whether it is undone again at once, and nobody who acts on the changes feed is to hear of it."""
