"""What evaluating the expressions of one preview may cost, and which of them costs too much."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from scimconsole.errors import InvalidInput

SECONDS = 5.0
"""Of computing, for one preview; five hundred people and forty mappings take a fiftieth of it."""
SHOWN = 200
"""Characters of an expression that a message repeats."""


class TimeLimit:
    """Watches the expressions that one thread evaluates, one preview at a time."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._spent: dict[str, float] = {}
        self._last = 0.0
        self._ends_at = float("inf")
        self._processor_ends_at = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Limit what is evaluated inside; raises InvalidInput naming the expression that took most."""
        self._spent = {}
        self._last = time.perf_counter()
        self._ends_at = self._last + self.seconds
        self._processor_ends_at = time.thread_time() + self.seconds
        try:
            yield
        finally:
            self._ends_at = float("inf")

    def spent_on(self, expression: str) -> None:
        """Note that an expression was evaluated until now; raises InvalidInput when the time is up."""
        now = time.perf_counter()
        self._spent[expression] = self._spent.get(expression, 0.0) + now - self._last
        self._last = now
        if now > self._ends_at:
            self._end()

    def check(self) -> None:
        """Raise InvalidInput when the time is up."""
        if time.perf_counter() > self._ends_at:
            self._end()

    def _end(self) -> None:
        """Raise InvalidInput, unless other threads had so much of the processor that there is time left."""
        left = self._processor_ends_at - time.thread_time()
        if left > 0:
            self._ends_at = time.perf_counter() + left
            return
        slowest, seconds = max(self._spent.items(), key=lambda item: item[1], default=("", 0.0))
        sentence = f"The preview takes longer than {self.seconds:g} seconds"
        if seconds < self.seconds / 10:
            raise InvalidInput(f"{sentence}.", hint="Ask for fewer people at once.")
        shown = slowest if len(slowest) <= SHOWN else f"{slowest[:SHOWN]}..."
        raise InvalidInput(
            f"{sentence}, {seconds:.1f} of them for the expression {shown}",
            hint="Simplify the expression, or ask for fewer people at once.",
        )
