"""The list of requests: what comes appears at its top while the cursor stays on what one reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from scimconsole.client.call import ListCall
from scimconsole.domain.terminal_text import typed_line
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.list_place import ListPlace
from scimconsole.screens.location import Location
from scimconsole.screens.sync.following import Follower
from scimconsole.screens.sync.request_query import FOLDED, RequestQuery
from scimconsole.screens.sync.tail import Tail
from scimconsole.screens.working import WATCHING, begin
from scimconsole.widgets.columns import Column
from scimconsole.widgets.moments import clock
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.request_columns import request_columns
from scimconsole.widgets.rows import NoRows, Rows
from scimconsole.widgets.standing import Standing

if TYPE_CHECKING:
    from scimconsole.api.requests import ScimRequest
    from scimconsole.client.keyset_walk import FetchedPage
    from scimconsole.client.streaming import FollowState
else:
    ScimRequest = object

_FIRST_PAGE = 100
_AROUND = 60
"""Rows read before and behind the cursor."""
_FAR = 1_000
_GATHERING = 0.1
"""Seconds in which what comes is gathered, so that a burst is drawn at once."""


class RequestsList(ListPlace[ScimRequest]):
    """The journal, newest first, as far as the filters leave it."""

    PLACE = "sync"
    NOUN = ("request", "requests")
    EMPTY = "No request yet.\nGive Tenant URL and token to Entra ID (2), then press Test Connection there."
    NO_MATCH = "No such request.\nx shows all again; w says why somebody is not here."
    SEARCH = "a person"
    SEARCHES_AS_TYPED = False

    def __init__(self) -> None:
        super().__init__()
        self.query_wanted = RequestQuery()
        self.tail: Tail | None = None
        self._arrived: list[ScimRequest] = []
        self._unseen = 0
        """How many came since one left the top."""
        self._is_interrupted = False
        self._has_causes = False

    @property
    def requests_query(self) -> RequestQuery:
        """What the list is narrowed to now."""
        return replace(self.query_wanted, person=self.search_text)

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter hides something."""
        return self.requests_query.is_narrowed

    @property
    def rows(self) -> Rows[ScimRequest]:
        """The rows as the table draws them."""
        return NoRows() if self.tail is None else self.tail

    @property
    def rows_ahead(self) -> int:
        """How many of them stand before those of the window."""
        return 0 if self.tail is None else len(self.tail.newest)

    @property
    def is_following(self) -> bool:
        """Whether one goes along with what comes: the cursor is on the newest, and one reads nothing."""
        table = self.table
        return table.cursor == 0 and table.first_in_view == 0 and not self.pane.has_focus

    @property
    def is_watching(self) -> bool:
        """Whether what comes is to be shown: while the list is in sight, perhaps below a dialog."""
        return self.is_current or self._is_covered

    def columns(self) -> Sequence[Column[ScimRequest]]:
        """When, what was answered, what, whom, and what that is due to where something is."""
        return request_columns(self.console.now, causes=self._has_causes)

    def call(self) -> ListCall[ScimRequest]:
        """The requests that the filters leave."""
        return self.requests_query.call(self.console.now())

    def compose_above_table(self) -> ComposeResult:
        """What has come since one left the top."""
        yield Static(id="tail-news")

    def show(self, record: str = "", **filters: str) -> None:
        """Narrow to what the filters of a location say, and go to a request."""
        filters["person"] = typed_line(filters.get("person", ""))
        self.query_wanted = RequestQuery.of(filters)
        super().show(record, q=self.query_wanted.person)

    def location(self) -> Location:
        """The place with its filters, and the request shown in full."""
        return replace(super().location(), filters=self.requests_query.filters)

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Where the connection is lost nothing comes; what came meanwhile is read when it is there again."""
        super().standing_changed(standing, before)
        if standing.phase == "lost":
            self.stop_following()

    # Reading

    async def read(self) -> None:
        """Read the newest, and what is around the cursor; the cursor stays on its request."""
        self.table.empty = self.NO_MATCH if self.is_narrowed else self.EMPTY
        call = self.call()
        is_same = self._call is not None and replace(call, query={}) == replace(self._call, query={})
        kept = self.selected if is_same and not self.is_following else None
        seen = self.tail.newest[0].id if kept is not None and self.tail and self.tail.newest else ""
        self.stop_following()
        tail = Tail(await self._page(call, None, _FIRST_PAGE), partial(self._page, call))
        behind = min(self.table.cursor, _FAR) - len(tail.newest)
        if not tail.is_whole and behind + _AROUND >= 0:
            await tail.window.show(behind - _AROUND, behind + _AROUND)
        self.tail, self.window, self._call = tail, tail.window, call
        self._is_interrupted = False
        self._unseen += (self.place_of(seen) or 0) if seen else -self._unseen
        self.table.stale = False
        cursor = 0 if kept is None else self.place_of(kept.id)
        self.table.show_rows(tail, cursor=cursor)
        self.say_news()
        if not tail.total:
            self.clear_detail()
        if self._record_wanted:
            record, self._record_wanted = self._record_wanted, ""
            await self.reach(record)
        self.follow()

    async def _page(
        self, call: ListCall[ScimRequest], cursor: str | None, limit: int
    ) -> FetchedPage[ScimRequest]:
        """The next page that has something in it: with filters a stretch of the journal may have nothing."""
        call = replace(call, query={**call.query, "limit": limit})
        while True:
            page = await self.client.send(call if cursor is None else call.after(cursor))
            if page.items or page.next_cursor is None:
                return page
            cursor = page.next_cursor

    # What comes

    def follow(self) -> None:
        """Begin to show what comes after the newest that is here."""
        if self.tail is None or self._call is None or self.standing.phase == "lost" or not self.is_watching:
            return
        newest = self.tail.newest[0].id if self.tail.newest else ""
        follower = Follower(self._call, newest, self._came, self._stream_is)
        begin(self, partial(self._follow, follower), name="follow", group=WATCHING)

    async def _follow(self, follower: Follower) -> None:
        try:
            await follower.follow(self.client, self.standing.offers("requests-stream"))
        except ScimConsoleError as error:
            self.report(error)

    def stop_following(self) -> None:
        """Show nothing that comes any more."""
        self._arrived.clear()
        self.workers.cancel_group(self, WATCHING)

    def on_screen_suspend(self) -> None:
        """Under another place nothing is followed; a dialog leaves the list in sight."""
        if not self.app.screen.is_modal:
            self.stop_following()

    def _came(self, request: ScimRequest) -> None:
        if not self._arrived:
            self.set_timer(_GATHERING, self.take_in)
        self._arrived.append(request)

    def _stream_is(self, state: FollowState) -> None:
        is_interrupted = state == "lost"
        if is_interrupted != self._is_interrupted:
            self._is_interrupted = is_interrupted
            self.say_news()
            if is_interrupted:
                begin(self, self._check, name="check", group="sync-check")

    async def _check(self) -> None:
        """Find out whether it is the stream alone that does not come."""
        from scimconsole.client import calls

        with self.reporting():
            await self.client.send(calls.organization())

    def take_in(self) -> None:
        """Draw what was gathered; the cursor goes along only from the top."""
        tail, arrived = self.tail, self._arrived
        self._arrived = []
        if tail is None or not arrived or not self.is_mounted:
            return
        if tail.is_full:
            self._count_only(len(arrived))
            return
        follows = self.is_following
        table = self.table
        cursor, top, came = table.cursor, table.first_in_view, 0
        folds = self.query_wanted.repeats == FOLDED
        for request in arrived:
            place = tail.put_in(request, folds=folds, still=None if follows else cursor)
            if place is None:
                continue
            came += 1
            if place != "folded":
                cursor += place <= cursor
                top += place <= top
        if not came:
            return
        if follows:
            table.rows_came_in(above_cursor=0, above_view=0)
        else:
            self._unseen += came
            table.rows_came_in(above_cursor=cursor - table.cursor, above_view=top - table.first_in_view)
        self.read_at = self.console.now()
        self.say_news()

    def _count_only(self, came: int) -> None:
        """Hold no more: from the top everything is read anew, elsewhere it is only counted."""
        if self.is_following:
            self.load()
        else:
            self._unseen += came
            self.say_news()

    def say_news(self) -> None:
        """Say how many there are, how many came unseen, and whether any can come."""
        self.show_count()
        has_causes = any(request.cause is not None for _, request in self.rows.here())
        if has_causes != self._has_causes:
            self._has_causes = has_causes
            self.table.show_columns(self.columns())
        line = self.query_one("#tail-news", Static)
        if self._is_interrupted:
            words = "What comes is not shown: the service does not answer. It is tried again."
            line.update(Content.styled(words, "$warning"))
        elif self._unseen:
            line.update(Content.assemble((f"{self._unseen:,} new", "bold $accent"), "  g goes to the newest"))
        line.set_class(self._is_interrupted or bool(self._unseen), "-shown")

    def show_count(self) -> None:
        """Say how many there are with the present filters, and whether that is old."""
        tail = self.tail
        if tail is None:
            return
        count = tail.total
        noun = self.NOUN[0] if count == 1 else self.NOUN[1]
        words = f"{count:,} {noun}" if tail.is_whole else f"more than {count - 1:,} {noun}"
        if self.table.stale and self.read_at is not None:
            words += f" · as of {clock(self.read_at.isoformat(), self.console.now())}, not current"
        self.table.border_subtitle = words

    def _go_to_newest(self) -> None:
        """Go along again with what comes; where more came than is held, read anew."""
        self._unseen = 0
        if self.tail is not None and self.tail.is_full:
            self.load_anew()
        else:
            self.say_news()

    @on(RecordTable.Highlighted, "#table")
    def _moved(self, message: RecordTable.Highlighted) -> None:
        if message.index == 0 and self._unseen:
            self._go_to_newest()

    @on(Input.Submitted, "#search")
    def _person_entered(self, event: Input.Submitted) -> None:
        if event.value.strip() != self.search_text:
            self._search_wanted = event.value.strip()
            self.load_anew()
