"""The requests in sight: the newest ones as a list that grows at its top, the older ones page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from scimconsole.client.keyset_walk import Fetch, FetchedPage
from scimconsole.client.page_window import PageWindow
from scimconsole.widgets.window_rows import WindowRows

if TYPE_CHECKING:
    from scimconsole.api.requests import ScimRequest

Came = int | Literal["folded"] | None
"""The place of a new row; told by a row that is there; or nothing, as it is here already."""

MOST = 3_000
"""How many of the newest are held; from there on what comes is only counted."""


_CHANGE_NOTHING = frozenset(
    {"find user", "find group", "read user", "read group", "list users", "list groups", "search", "discover"}
)


class _NoPage(NamedTuple):
    items: tuple[ScimRequest, ...] = ()
    next_cursor: str | None = None
    total: int | None = None


class Tail:
    """Rows for a table: what arrived and the first page first, then the pages behind it.

    Requests are ordered by their ids, which tell the time. One that arrives late takes its place among them.
    """

    def __init__(self, first: FetchedPage[ScimRequest], fetch: Fetch[ScimRequest]) -> None:
        self.newest: list[ScimRequest] = list(first.items)
        self.window: PageWindow[ScimRequest] = PageWindow(self._older)
        self._ids = {request.id for request in self.newest}
        self._fetch = fetch
        self._onward = first.next_cursor

    @property
    def total(self) -> int:
        """How many rows there are as far as is known, and one more while there are more."""
        behind = 0 if self._onward is None else WindowRows(self.window).total
        return len(self.newest) + behind

    @property
    def is_whole(self) -> bool:
        """Whether the end of the journal was reached, so that the number of rows is known."""
        return self._onward is None or self.window.extent.complete

    @property
    def is_full(self) -> bool:
        """Whether no more can be held."""
        return len(self.newest) >= MOST

    def at(self, index: int) -> ScimRequest | None:
        """The row at a place; None while its page is not held."""
        if index < len(self.newest):
            return self.newest[index] if index >= 0 else None
        return None if self._onward is None else self.window.row(index - len(self.newest))

    def here(self) -> Iterator[tuple[int, ScimRequest]]:
        """The rows that are held, each with its place."""
        yield from enumerate(self.newest)
        if self._onward is not None:
            ahead = len(self.newest)
            yield from ((ahead + place, request) for place, request in self.window.held())

    def put_in(self, request: ScimRequest, *, folds: bool, still: int | None = None) -> Came:
        """Put a request where it belongs.

        With `folds` a read that changed nothing takes in the one of its kind right below it; `still` is a row
        that stays as it is. One older than all that are held belongs to the pages, which have it when read.
        """
        if request.id in self._ids:
            return None
        place = 0
        while place < len(self.newest) and self.newest[place].id > request.id:
            place += 1
        if place == len(self.newest) and self._onward is not None:
            return None
        self._ids.add(request.id)
        if folds and place < len(self.newest) and place != still and _of_one_run(request, self.newest[place]):
            older = self.newest[place]
            self.newest[place] = request.model_copy(update={"folded": older.folded + 1})
            return "folded"
        self.newest.insert(place, request)
        return place

    async def _older(self, cursor: str | None, limit: int) -> FetchedPage[ScimRequest]:
        cursor = cursor or self._onward
        return _NoPage() if cursor is None else await self._fetch(cursor, limit)


def _of_one_run(newer: ScimRequest, older: ScimRequest) -> bool:
    """Whether the two fold, by the rule of the list that is read folded."""
    return (
        newer.operation == older.operation
        and newer.token_id == older.token_id
        and _changed_nothing(newer)
        and _changed_nothing(older)
    )


def _changed_nothing(request: ScimRequest) -> bool:
    return request.operation in _CHANGE_NOTHING and request.status < 400 and request.cause is None
