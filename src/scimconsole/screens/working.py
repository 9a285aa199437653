"""Starting what waits for the network, apart from the handler that wants it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.worker import Worker


WATCHING = "watching"
"""The group of workers that go on for as long as a place is in sight."""


def begin(
    node: DOMNode,
    work: Callable[[], Coroutine[Any, Any, None]],
    *,
    name: str,
    group: str,
    exclusive: bool = True,
) -> Worker[None]:
    """Start a worker; an exclusive one gives up the older ones of its group, even those not yet begun."""
    # A coroutine that was made and never begun would be complained about; a function makes it in its turn.
    return node.run_worker(work, name=name, group=group, exclusive=exclusive)
