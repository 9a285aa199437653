"""The filters of the list of requests: chips, and the menus that set them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from scimconsole.screens.sync.request_query import ALL, FOLDED, OPERATIONS, SPANS, STATUSES
from scimconsole.screens.sync.requests_list import RequestsList
from scimconsole.screens.working import begin
from scimconsole.widgets.chip_line import Chip, ChipLine
from scimconsole.widgets.moments import clock
from scimconsole.widgets.standing import Standing

if TYPE_CHECKING:
    from scimconsole.api.tokens import Token

_ANY, _OTHER = "any", "other"


class RequestFilters(RequestsList):
    """What narrows the list, each with a key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "status", "Answer", id="sync.show-status", show=False, tooltip="Filter by the answer"),
        Binding(
            "o", "operation", "What", id="sync.show-operation", show=False, tooltip="Filter by what was done"
        ),
        Binding(
            "c", "cause", "Due to", id="sync.show-cause", show=False, tooltip="Filter by what it is due to"
        ),
        Binding("d", "since", "Within", id="sync.show-since", show=False, tooltip="Filter by time"),
        Binding(
            "T",
            "signed_with",
            "Signed with",
            key_display="T",
            id="sync.show-token",
            show=False,
            tooltip="Show the requests that were signed with one token",
        ),
        Binding(
            "f",
            "fold",
            "Fold",
            id="sync.show-folded",
            show=False,
            tooltip="Tell searches and reads that changed nothing in one line, or each in its own",
        ),
        Binding("x", "all", "Clear filters", id="sync.show-all", tooltip="Show all requests again"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._tokens: dict[str, str] = {}
        """The names of tokens by their ids."""
        self._titles: dict[str, str] = {}
        """The titles of causes by their codes, first those that were seen lately."""

    def compose_filters(self) -> ComposeResult:
        """The chips."""
        yield ChipLine()

    def show(self, record: str = "", **filters: str) -> None:
        """Narrow to what the filters of a location say, and go to a request."""
        super().show(record, **filters)
        self.filters_changed()

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Offer to filter by token where the service has tokens."""
        super().standing_changed(standing, before)
        self.filters_changed()

    async def read(self) -> None:
        """Read the list, and the names that the chips show."""
        query = self.query_wanted
        if query.token and query.token not in self._tokens and self.standing.offers("tokens"):
            await self._read_tokens()
        if query.cause and query.cause not in self._titles:
            await self._read_titles()
        self.filters_changed()
        await super().read()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to clear where something is set."""
        if action == "signed_with":
            return self.standing.offers("tokens")
        if action == "all":
            return self.is_narrowed
        return super().check_action(action, parameters)

    def narrow(self, **changes: str) -> None:
        """Set filters by their names in `RequestQuery`, and read the list anew."""
        query = replace(self.query_wanted, **changes)
        if query != self.query_wanted:
            self.query_wanted = query
            self.filters_changed()
            self.load_anew()

    def filters_changed(self) -> None:
        """Draw the chips as they are set now."""
        for line in self.query(ChipLine):
            line.chips = tuple(self._chips())
        self.refresh_bindings()

    def action_status(self) -> None:
        """Choose an answer."""
        self._choose("status", "Answer", {name: f"{name}: {note}" for name, note in STATUSES.items()})

    def action_operation(self) -> None:
        """Choose what was done."""
        self._choose("operation", "What", {name: name for name in OPERATIONS})

    def action_since(self) -> None:
        """Choose since when."""
        self._choose("since", "Within", {**SPANS, _OTHER: "another time…"}, then=self._since_chosen)

    def action_cause(self) -> None:
        """Choose what requests are due to; what was seen lately stands first."""
        begin(self, self._ask_for_cause, name="causes", group="sync-filters")

    def action_signed_with(self) -> None:
        """Choose a token."""
        begin(self, self._ask_for_token, name="tokens", group="sync-filters")

    def action_fold(self) -> None:
        """Fold what changed nothing, or show all of it."""
        self.narrow(repeats=FOLDED if self.query_wanted.repeats == ALL else ALL)

    def action_all(self) -> None:
        """Show all requests again."""
        self.show(repeats=self.query_wanted.repeats)
        self.load_anew()

    def _chips(self) -> list[Chip]:
        query = self.query_wanted
        chips = [
            Chip("status", "s", "answer", query.status),
            Chip("operation", "o", "what", query.operation),
            Chip("cause", "c", "due to", self._titles.get(query.cause, query.cause)),
            Chip("since", "d", "within", self._span()),
            Chip("fold", "f", "fold", "" if query.repeats == ALL else "on"),
        ]
        if self.standing.offers("tokens"):
            chips.insert(4, Chip("signed_with", "T", "token", self._tokens.get(query.token, query.token)))
        return chips

    def _span(self) -> str:
        query, now = self.query_wanted, self.console.now()
        if query.until:
            return f"{clock(query.since, now)} to {clock(query.until, now)}"
        return SPANS.get(query.since, query.since and f"since {query.since}")

    def _choose(
        self,
        name: str,
        title: str,
        settings: Mapping[str, str],
        *,
        then: Callable[[str], None] | None = None,
    ) -> None:
        from scimconsole.screens.menus.menu import Menu, MenuItem  # not before somebody chooses

        present = getattr(self.query_wanted, name)
        apart = {"until": ""} if name == "since" else {}
        items = [MenuItem(_ANY, "any", "now" if not present else "")]
        items += [MenuItem(id, words, "now" if id == present else "") for id, words in settings.items()]

        def chosen(answer: str | None) -> None:
            if answer == _ANY:
                self.narrow(**{name: "", **apart})
            elif answer is not None:
                (then or (lambda value: self.narrow(**{name: value, **apart})))(answer)

        chip = {"token": "signed_with"}.get(name, name)
        self.app.push_screen(Menu(items, self.query_one(ChipLine).below(chip), title), chosen)

    def _since_chosen(self, answer: str) -> None:
        if answer != _OTHER:
            self.narrow(since=answer, until="")
            return
        from scimconsole.screens.users.since_dialog import SinceDialog  # only for another time

        def told(since: str | None) -> None:
            if since is not None:
                self.narrow(since=since, until="")

        self.app.push_screen(SinceDialog(self.console.now()), told)

    async def _ask_for_cause(self) -> None:
        with self.reporting():
            await self._read_titles()
            self._choose("cause", "Due to", self._titles)

    async def _ask_for_token(self) -> None:
        with self.reporting():
            await self._read_tokens()
            self._choose("token", "Token", self._tokens)

    async def _read_tokens(self) -> None:
        from scimconsole.client import calls

        tokens: Sequence[Token] = (await self.client.send(calls.tokens(limit=100))).items
        self._tokens = {token.id: token.name for token in tokens}

    async def _read_titles(self) -> None:
        from scimconsole.client import calls
        from scimconsole.domain.causes import all_causes

        seen: dict[str, str] = {}
        if self.standing.offers("sync"):
            seen = {one.cause: one.title for one in (await self.client.send(calls.sync())).failures}
        self._titles = seen | {cause.code: cause.title for cause in all_causes() if cause.code not in seen}

    @on(ChipLine.Chosen)
    async def _chip_chosen(self, message: ChipLine.Chosen) -> None:
        await self.run_action(message.chip)

    @on(ChipLine.MoreChosen)
    def _more_chosen(self, message: ChipLine.MoreChosen) -> None:
        from scimconsole.screens.menus.menu import Menu, MenuItem  # not before somebody chooses

        def chosen(chip: str | None) -> None:
            if chip is not None:
                self.call_later(partial(self.run_action, chip))

        items = [MenuItem(chip.id, chip.name, chip.key) for chip in message.chips]
        self.app.push_screen(Menu(items, message.at, "Filters"), chosen)
