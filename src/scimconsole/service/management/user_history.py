"""What an audit entry says, in words."""

from __future__ import annotations

from typing import Any

import orjson

LONGEST_VALUE = 60


def sentence_of(detail: str | None) -> str | None:
    """The detail of an audit entry about a user, as one line of text; None when there is nothing to say."""
    if detail is None:
        return None
    said: dict[str, Any] = orjson.loads(detail)
    parts = []
    changed = said.get("changed")
    if isinstance(changed, list):
        parts.append("changed: " + ", ".join(changed))
    elif isinstance(changed, dict):
        parts.extend(
            f"{name}: {_shown(before)} -> {_shown(after)}" for name, (before, after) in changed.items()
        )
    if said.get("held"):
        parts.append("held again: the hold on this person was still there")
    if said.get("reason"):
        parts.append(str(said["reason"]))
    return "; ".join(parts) or None


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
