"""The last acts and screens, by name only, for the report of a fault."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

MOST = 40
"""Acts that are kept; the same one several times in a row counts as one."""


class Trail:
    """Names of what was done, without what it was done to; iterating gives the oldest first."""

    def __init__(self) -> None:
        self._acts: deque[tuple[str, int]] = deque(maxlen=MOST)

    def add(self, act: str) -> None:
        """Keep an act."""
        name, times = self._acts[-1] if self._acts else ("", 0)
        if name == act:
            self._acts[-1] = (act, times + 1)
        else:
            self._acts.append((act, 1))

    def __iter__(self) -> Iterator[str]:
        return (act if times == 1 else f"{act}, {times} times" for act, times in self._acts)
