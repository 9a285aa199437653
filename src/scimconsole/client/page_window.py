"""The page window of a big table: a few pages of a keyset list around what is on the screen.

A list is walked by cursors, so page *n* can be asked for only when page *n - 1* was seen. The window
keeps every cursor it has met (a short text a page) and at most `capacity` pages of items around the
viewport, so a table of a million rows holds a few hundred. Answers that belong to an earlier question
are dropped.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
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


Fetch = Callable[[str | None], Awaitable[FetchedPage[Item]]]
"""Asks for the page after a cursor, None for the first."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How long the list is: `rows` known so far, `total` as the service counted, `complete` at the end."""

    rows: int
    total: int | None
    complete: bool


class PageWindow(Generic[Item]):
    """Holds at most `capacity` pages of `page_size` items around the rows asked for last."""

    def __init__(self, fetch: Fetch[Item], *, page_size: int = 100, capacity: int = 5) -> None:
        if page_size < 1 or capacity < 2:
            raise ValueError("a window needs a page of at least 1 row, and at least 2 pages")
        self.page_size = page_size
        self.capacity = capacity
        self._fetch = fetch
        self._generation = 0
        self._pages: dict[int, list[Item]] = {}
        self._cursors: list[str | None] = [None]
        self._last_rows: int | None = None
        self._total: int | None = None

    @property
    def generation(self) -> int:
        """Grows with every `reset`; an answer of another generation is stale."""
        return self._generation

    @property
    def extent(self) -> Extent:
        """The length of the list as far as it is known."""
        seen = (len(self._cursors) - 1) * self.page_size
        if self._last_rows is not None:
            rows = seen + self._last_rows
            return Extent(rows, rows, True)
        return Extent(seen, self._total, False)

    def reset(self, fetch: Fetch[Item] | None = None) -> None:
        """Forget everything, as after another search; answers under way will be dropped."""
        self._generation += 1
        self._fetch = fetch or self._fetch
        self._pages.clear()
        self._cursors = [None]
        self._last_rows = None
        self._total = None

    def row(self, index: int) -> Item | None:
        """The item at a row, or None while its page is not held."""
        page = self._pages.get(index // self.page_size)
        offset = index % self.page_size
        return page[offset] if page is not None and 0 <= offset < len(page) else None

    def held(self) -> Iterator[tuple[int, Item]]:
        """The items that are held, each with its row, from the first to the last."""
        for number in sorted(self._pages):
            yield from enumerate(self._pages[number], number * self.page_size)

    def holds(self, first: int, last: int) -> bool:
        """Whether every existing row from `first` to `last` is held."""
        return not self._missing(first, last)

    async def show(self, first: int, last: int) -> bool:
        """Fetch what rows `first` to `last` need; False when a `reset` made the answers stale.

        A far row costs the pages before it, once: their cursors are kept, their items are not.
        """
        generation = self._generation
        wanted = self._missing(first, last)
        centre = ((first + last) // 2) // self.page_size
        for number in wanted:
            while len(self._cursors) <= number and self._last_rows is None:
                if not await self._load(len(self._cursors) - 1, generation, centre):
                    return False
            known = number not in self._pages and number < len(self._cursors)
            if known and not await self._load(number, generation, centre):
                return False
        return True

    def replace(self, index: int, item: Item) -> None:
        """Put a newer state of one row in its place, if its page is held."""
        page = self._pages.get(index // self.page_size)
        if page is not None and index % self.page_size < len(page):
            page[index % self.page_size] = item

    def _missing(self, first: int, last: int) -> list[int]:
        if self._last_rows is not None:
            last = min(last, self.extent.rows - 1)
        numbers = range(max(first, 0) // self.page_size, max(last, 0) // self.page_size + 1)
        if self.extent.complete and self.extent.rows == 0:
            return []
        return [number for number in numbers if number not in self._pages]

    async def _load(self, number: int, generation: int, centre: int) -> bool:
        answer = await self._fetch(self._cursors[number])
        if generation != self._generation:
            return False
        self._pages[number] = list(answer.items)
        if answer.total is not None:
            self._total = answer.total
        if answer.next_cursor is None:
            del self._cursors[number + 1 :]
            self._last_rows = len(answer.items)
        elif number + 1 == len(self._cursors):
            self._cursors.append(answer.next_cursor)
            self._last_rows = None
        else:
            self._cursors[number + 1] = answer.next_cursor
        self._drop_far_pages(centre)
        return True

    def _drop_far_pages(self, centre: int) -> None:
        while len(self._pages) > self.capacity:
            del self._pages[max(self._pages, key=lambda number: abs(number - centre))]
