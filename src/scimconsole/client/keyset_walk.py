"""One end of a keyset list: the places that were met on the way from there, and the items that are held.

Places are counted from that end, the first item being 0. A cursor is kept for every page that was met, which
is a short text; a cursor stays a valid place in the list whatever happens to the items around it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, Protocol, TypeVar

Item = TypeVar("Item")
Item_co = TypeVar("Item_co", covariant=True)


class FetchedPage(Protocol[Item_co]):
    """What a fetch answers; `scimconsole.api.Page` is one."""

    @property
    def items(self) -> Sequence[Item_co]: ...
    @property
    def next_cursor(self) -> str | None: ...
    @property
    def total(self) -> int | None: ...


Fetch = Callable[[str | None, int], Awaitable[FetchedPage[Item]]]
"""Asks for the page after a cursor (None for the first), and how many items it may hold."""


class KeysetWalk(Generic[Item]):
    """What is known of a list from one of its ends."""

    def __init__(self, fetch: Fetch[Item]) -> None:
        self.fetch = fetch
        self.items: dict[int, Item] = {}
        self._places: list[int] = [0]
        self._cursors: list[str | None] = [None]

    @property
    def reach(self) -> int:
        """How many items are known to stand before the farthest place."""
        return self._places[-1]

    def before(self, place: int) -> tuple[int, str | None]:
        """The nearest known place at or before `place`, and its cursor."""
        index = bisect_right(self._places, max(place, 0)) - 1
        return self._places[index], self._cursors[index]

    def remember(self, place: int, cursor: str) -> None:
        """Keep the cursor that leads on from `place`."""
        index = bisect_right(self._places, place)
        if self._places[index - 1] == place:
            self._cursors[index - 1] = cursor
        else:
            self._places.insert(index, place)
            self._cursors.insert(index, cursor)

    def end_at(self, place: int) -> None:
        """Forget what lies behind `place`: the list ends there."""
        index = max(bisect_right(self._places, place - 1), 1)
        del self._places[index:]
        del self._cursors[index:]
        for behind in [known for known in self.items if known >= place]:
            del self.items[behind]

    def forget(self) -> None:
        """Know nothing but where the list begins."""
        self.items.clear()
        self.end_at(0)

    def near(self, place: int) -> KeysetWalk[Item]:
        """A walk that holds nothing and knows, besides the end, only the place nearest before `place`."""
        walk = KeysetWalk(self.fetch)
        known, cursor = self.before(place)
        if cursor is not None:
            walk.remember(known, cursor)
        return walk
