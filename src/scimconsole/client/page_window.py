"""The page window of a big table: the rows of a keyset list around what is on the screen.

A list is walked by cursors, from its beginning and, where it can be asked for turned round and its length
is known, from its end. The window keeps the cursors it has met and some hundred items around the rows that
are wanted, so a table of a million rows holds a few hundred. A far row is walked to from the nearest known
place, in the largest pages the service gives; whoever drives the window may want other rows after any step.

Rows are numbered from the beginning as far as it was walked, and back from the counted length behind that.
When a walk meets the other end, the length is known for certain. Where that differs from the count, the list
changed meanwhile, and that walk begins anew: once, for pages are believed where a service counts wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic

from scimconsole.client.keyset_walk import Fetch, FetchedPage, Item, KeysetWalk

LARGEST_PAGE = 1000
"""How many items the service gives at most."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How long the list is: `rows` known so far, `total` as the service counted, `complete` at the end."""

    rows: int
    total: int | None
    complete: bool


@dataclass(frozen=True, slots=True)
class _Step(Generic[Item]):
    walk: KeysetWalk[Item]
    place: int
    cursor: str | None
    limit: int
    distance: int


class PageWindow(Generic[Item]):
    """Holds about `capacity` items around the rows wanted last."""

    def __init__(
        self,
        fetch: Fetch[Item],
        fetch_from_end: Fetch[Item] | None = None,
        *,
        page_size: int = 100,
        capacity: int = 500,
    ) -> None:
        if not 1 <= page_size <= LARGEST_PAGE or capacity < 2 * page_size:
            raise ValueError(f"a page has 1 to {LARGEST_PAGE} rows, and a window has room for two of them")
        self.page_size = page_size
        self.capacity = capacity
        self._head = KeysetWalk(fetch)
        self._tail = KeysetWalk(fetch_from_end) if fetch_from_end is not None else None
        self._first, self._last = 0, -1
        self._total: int | None = None
        self._counted: int | None = None
        self._complete = False
        self._count_is_trusted = True

    @property
    def extent(self) -> Extent:
        """The length of the list as far as it is known."""
        if self._complete and self._total is not None:
            return Extent(self._total, self._total, True)
        return Extent(self._head.reach, self._total, False)

    @property
    def still_to_walk(self) -> int:
        """How many rows lie between the nearest known place and the rows wanted; they are not held."""
        step = self._next_step()
        return step.distance if step is not None else 0

    def again(self) -> PageWindow[Item]:
        """A window that reads the list anew around the same rows, by the nearest cursors that are known."""
        window = PageWindow(self._head.fetch, page_size=self.page_size, capacity=self.capacity)
        window._head = self._head.near(self._first)
        if self._tail is not None:
            window._tail = self._tail.near((self._total or 0) - 1 - self._last)
        window._total = self._counted
        window.want(self._first, self._last)
        return window

    def row(self, index: int) -> Item | None:
        """The item at a row, or None while it is not held."""
        item = self._head.items.get(index)
        if item is None and self._tail is not None and self._total is not None:
            item = self._tail.items.get(self._total - 1 - index)
        return item

    def held(self) -> Iterator[tuple[int, Item]]:
        """The items that are held, each with its row, from the first to the last."""
        rows = dict(self._head.items)
        if self._tail is not None and self._total is not None:
            rows = {self._total - 1 - place: item for place, item in self._tail.items.items()} | rows
        for row in sorted(rows):
            if row >= 0:
                yield row, rows[row]

    def holds(self, first: int, last: int) -> bool:
        """Whether every existing row from `first` to `last` is held."""
        return self._missing(first, last) is None

    def replace(self, index: int, item: Item) -> None:
        """Put a newer state of one row in its place, if it is held."""
        if index in self._head.items:
            self._head.items[index] = item
        if self._tail is not None and self._total is not None:
            place = self._total - 1 - index
            if place in self._tail.items:
                self._tail.items[place] = item

    def want(self, first: int, last: int) -> None:
        """Say which rows the coming steps are for; both are included."""
        self._first, self._last = max(first, 0), last

    async def show(self, first: int, last: int) -> None:
        """Take all the steps that rows `first` to `last` need."""
        self.want(first, last)
        while await self.step():
            pass

    async def step(self) -> bool:
        """Fetch one page towards the rows that are wanted; False when they are all held."""
        step = self._next_step()
        if step is None:
            return False
        page = await step.walk.fetch(step.cursor, step.limit)
        end = step.place + len(page.items)
        self._counted = page.total
        if page.next_cursor is not None and page.items:
            self._go_on(step.walk, end, page)
        elif not self._end_met(step.walk, end, page.total):
            return True
        for place, item in enumerate(page.items, step.place):
            if self._distance(step.walk, place) <= max(self.capacity, self._nearest):
                step.walk.items[place] = item
        self._drop_far_rows()
        return True

    @property
    def _walks(self) -> list[KeysetWalk[Item]]:
        return [self._head] if self._tail is None else [self._head, self._tail]

    @property
    def _nearest(self) -> int:
        """Rows up to this distance are among those that are wanted."""
        return (self._last - self._first) // 2 + 1

    def _distance(self, walk: KeysetWalk[Item], place: int) -> int:
        row = place if walk is self._head else (self._total or 0) - 1 - place
        return abs(row - (self._first + self._last) // 2)

    def _missing(self, first: int, last: int) -> tuple[int, int] | None:
        if self._total is not None:
            last = min(last, max(self._total, self._head.reach + (not self._complete)) - 1)
        missing = [index for index in range(max(first, 0), last + 1) if self.row(index) is None]
        return (missing[0], missing[-1]) if missing else None

    def _next_step(self) -> _Step[Item] | None:
        missing = self._missing(self._first, self._last)
        if missing is None:
            return None
        first, last = missing
        step = self._step_of(self._head, first, last - first + 1)
        if self._tail is None or self._total is None or last >= self._total:
            return step
        back = self._step_of(self._tail, self._total - 1 - last, last - first + 1)
        return back if back.distance < step.distance else step

    def _step_of(self, walk: KeysetWalk[Item], place: int, rows: int) -> _Step[Item]:
        known, cursor = walk.before(place)
        distance = place - known
        limit = min(max(distance + rows, self.page_size), LARGEST_PAGE)
        if distance < self.page_size:
            limit = self.page_size
        return _Step(walk, known, cursor, limit, distance)

    def _go_on(self, walk: KeysetWalk[Item], end: int, page: FetchedPage[Item]) -> None:
        assert page.next_cursor is not None
        walk.remember(end, page.next_cursor)
        if page.total is not None and self._count_is_trusted and not self._complete:
            self._total = page.total
        if self._total is not None and end >= self._total:
            self._total = end + 1
            self._complete = False

    def _end_met(self, walk: KeysetWalk[Item], end: int, counted: int | None) -> bool:
        if counted is not None and counted != end and self._count_is_trusted:
            self._count_is_trusted = False
            walk.forget()
            self._total = counted
            self._complete = False
            return False
        for walk in self._walks:
            walk.end_at(end)
        self._total = end
        self._complete = True
        return True

    def _drop_far_rows(self) -> None:
        surplus = sum(len(walk.items) for walk in self._walks) - self.capacity
        if surplus <= 0:
            return
        held = [
            (self._distance(walk, place), number, place)
            for number, walk in enumerate(self._walks)
            for place in walk.items
        ]
        for distance, number, place in sorted(held, reverse=True)[:surplus]:
            if distance > self._nearest:
                del self._walks[number].items[place]
