"""What is answered to the question why somebody is here, is not here, or is not as expected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Side = Literal["entra", "service", "both", "nobody"]
Weight = Literal["fine", "look", "failure"]


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was seen; `at` in microseconds since the epoch."""

    text: str
    at: int | None = None
    request_id: str | None = None

    def tells(self, other: Line) -> bool:
        """Whether the other line would say the same, or speaks of the same request."""
        if self.request_id is not None and self.request_id == other.request_id:
            return True
        return self.text == other.text


@dataclass(frozen=True, slots=True)
class Verdict:
    """One sentence, what it rests on, and what to do now."""

    code: str
    weight: Weight
    side: Side
    sentence: str
    next_step: str
    evidence: tuple[Line, ...] = ()

    def followed_by(self, *others: Line | None) -> Verdict:
        """The same with weaker evidence behind its own; what stands there already is not told twice."""
        lines: list[Line] = []
        for line in (*self.evidence, *others):
            if line is not None and not any(known.tells(line) for known in lines):
                lines.append(line)
        return replace(self, evidence=tuple(lines))
