"""What Redact hides stays out of the log: of attributes, bodies, and answers that quote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scimconsole.entra.provisioning.results import Evaluated
from scimconsole.entra.provisioning.wire import REDACTED

_SHORTEST_QUOTE = 3
"""A shorter text is hidden where it is the whole value, not inside of others."""


@dataclass(slots=True)
class Discretion:
    """The targets and the values of one object that nobody may read in the log."""

    targets: frozenset[str] = frozenset()
    _values: list[str] = field(default_factory=list)

    @classmethod
    def about(cls, evaluated: Evaluated) -> Discretion:
        """What the mapping hides of the object."""
        found = cls(frozenset(evaluated.redacted))
        for target in evaluated.redacted:
            value = evaluated.values.get(target, evaluated.initial.get(target))
            if isinstance(value, str) and value:
                found._values.append(value)
        return found

    def shown(self, value: Any) -> Any:
        """The value with everything hidden taken out."""
        if not self._values:
            return value
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {key: self.shown(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.shown(item) for item in value]
        return value

    def _text(self, text: str) -> str:
        for hidden in self._values:
            if text == hidden:
                return REDACTED
            if len(hidden) >= _SHORTEST_QUOTE:
                text = text.replace(hidden, REDACTED)
        return text
