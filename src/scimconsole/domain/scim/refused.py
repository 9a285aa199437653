"""What a request asked for and did not get, although the rest of it was carried out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from scimconsole.domain.scim.text import writable

_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """One value left out: its attribute, the value as text, and why."""

    attribute: str
    value: str
    reason: str


def shown(value: Any) -> str:
    """A value as it is quoted to people: text as it is, everything else as JSON, at most 200 characters."""
    text = writable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
