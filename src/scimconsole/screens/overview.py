"""What one checks first: people, tokens, Entra's last words, what needs attention, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.frame import PlaceScreen, waiting_words
from scimconsole.widgets.bar_chart import Bar, BarChart
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.facts import INK
from scimconsole.widgets.moments import ago, until
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.request_columns import request_columns
from scimconsole.widgets.rows import ListedRows
from scimconsole.widgets.standing import Standing

if TYPE_CHECKING:
    from scimconsole.api.organization import Organization
    from scimconsole.api.requests import ScimRequest
    from scimconsole.api.tokens import Token
    from scimconsole.screens.attention import Matter

_LETTERS = "abcdefg"
_SECONDS_BETWEEN_READS = 10.0
_LATEST_REQUESTS = 50
_SHOWN_TOKENS = 2


class OverviewScreen(PlaceScreen):
    """The first place: it reads itself again every ten seconds."""

    PLACE = "overview"
    AUTO_FOCUS = "#matters"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(letter, f"matter({place})", "Go there", show=False, id=f"overview.matter-{letter}")
            for place, letter in enumerate(_LETTERS)
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._matters: list[Matter] = []

    def compose_place(self) -> ComposeResult:
        """Four panels and the next step."""
        with Horizontal(id="overview-top"):
            with Vertical(id="people", classes="panel"):
                yield BarChart()
            yield Static(id="entra", classes="panel")
        yield RecordTable(
            [
                Column("", 1, lambda item: Cell(_LETTERS[item[0]], "accent")),
                Column("", 20, lambda item: Cell(item[1].sentence, item[1].tone), grow=1),
                Column("", 10, lambda item: Cell(f"→ {item[1].place}", "muted")),
            ],
            empty="Nothing: all is well.",
            header=False,
            id="matters",
            classes="panel",
        )
        yield RecordTable(
            request_columns(self.console.now),
            empty="None yet: Entra ID has not called.",
            id="latest",
            classes="panel",
        )
        yield Static(id="next-step", classes="panel")

    def on_mount(self) -> None:
        """Name the panels; read again now and then."""
        for panel, title in (
            ("#people", "People"),
            ("#entra", "Entra ID"),
            ("#matters", "Needs attention"),
            ("#latest", "Latest requests"),
            ("#next-step", "Next step"),
        ):
            self.query_one(panel).border_title = title
        self.set_interval(_SECONDS_BETWEEN_READS, self._read_again)

    def standing_changed(self, standing: Standing, _before: Standing) -> None:
        """Say what is being done while nothing can be shown yet."""
        words = waiting_words(standing)
        for table in self.query(RecordTable):
            table.waiting = words
            table.refresh()
        if standing.organization is None:
            self.query_one("#next-step", Static).update(Content(escape_text(standing.doing)))
            self.query_one("#entra", Static).update(Content.styled(words, "$foreground-muted"))
            self.query_one(BarChart).waiting = words

    async def read(self) -> None:
        """Read organization, tokens, the latest requests, and how many people there are of each type."""
        from scimconsole.client import calls

        organization = await self.client.send(calls.organization())
        tokens: list[Token] = []
        requests: list[ScimRequest] = []
        if self.standing.offers("tokens"):
            tokens = (await self.client.send(calls.tokens(limit=100))).items
        if self.standing.offers("requests"):
            requests = (await self.client.send(calls.requests(limit=_LATEST_REQUESTS))).items
        types = [(name, await self._count(name)) for name in self._user_types()]
        self.console.organization_read(organization)
        self._show(organization, types, tokens, requests)

    def action_matter(self, place: int) -> None:
        """Go to the place of a matter."""
        if place < len(self._matters):
            matter = self._matters[place]
            self.console.go(matter.place, **matter.filters)

    @on(RecordTable.Opened, "#matters")
    def _open_matter(self, message: RecordTable.Opened) -> None:
        self.action_matter(message.index)

    @on(RecordTable.Opened, "#latest")
    def _open_request(self) -> None:
        self.console.go("requests")

    def _read_again(self) -> None:
        if self.is_current and self.standing.organization is not None:
            self.load()

    def _user_types(self) -> Sequence[str]:
        return () if self.standing.profile is None else self.standing.profile.user_types

    async def _count(self, user_type: str) -> int | None:
        from scimconsole.client import calls

        return (await self.client.send(calls.users(user_type=user_type, limit=1))).total

    def _show(
        self,
        organization: Organization,
        types: Sequence[tuple[str, int | None]],
        tokens: Sequence[Token],
        requests: Sequence[ScimRequest],
    ) -> None:
        counts = organization.counts
        self.query_one("#people").border_subtitle = f"{counts.users:,} in all"
        self.query_one(BarChart).bars = (
            Bar("active", counts.active, "good"),
            Bar("inactive", counts.inactive, "muted"),
            Bar("held", counts.held, "warn"),
            Bar("incomplete", counts.incomplete, "warn"),
            *(Bar(escape_text(name), count or 0, "accent") for name, count in types),
        )
        self.query_one("#entra", Static).update(self._entra_text(organization, tokens, requests))
        from scimconsole.screens.attention import matters, next_step  # there is nothing to judge before data

        now = self.console.now()
        self._matters = matters(organization, tokens, requests, now)[: len(_LETTERS)]
        self.query_one("#matters", RecordTable).show_rows(ListedRows(list(enumerate(self._matters))))
        self.query_one("#latest", RecordTable).show_rows(ListedRows(requests))
        step = next_step(organization, tokens, requests)
        self.query_one("#next-step", Static).update(
            Content.assemble(step.sentence, (f"  {step.key}" if step.key else "", "bold $accent"))
        )

    def _entra_text(
        self, organization: Organization, tokens: Sequence[Token], requests: Sequence[ScimRequest]
    ) -> Content:
        now = self.console.now()
        lines: list[Content] = []
        if requests:
            latest = requests[0]
            what = latest.operation or f"{latest.method} {latest.path}"
            lines.append(_line("Last request", ago(latest.at, now)))
            lines.append(_line("", f"{latest.status} {what}", "$foreground-muted"))
        else:
            lines.append(_line("Last request", "none yet", "$foreground-muted"))
        lines.append(_line("Groups", f"{organization.counts.groups:,}"))
        live = [token for token in tokens if token.state == "active"]
        for token in live[:_SHOWN_TOKENS]:
            lines.append(_line("Token", token.name, "bold"))
            ends = f"expires {until(token.expires_at, now)}" if token.expires_at else "never expires"
            used = f"used {ago(token.last_used_at, now)}" if token.last_used_at else "never used"
            lines.append(_line("", ends, INK["muted"]))
            lines.append(_line("", used, INK["muted"]))
        if not live:
            lines.append(_line("Token", "none", INK["warn"]))
        elif len(live) > _SHOWN_TOKENS:
            lines.append(_line("", f"and {len(live) - _SHOWN_TOKENS} more", INK["muted"]))
        return Content("\n").join(lines)


def _line(label: str, text: str, style: str = "") -> Content:
    return Content.assemble((label.ljust(13), "$foreground-muted"), (escape_text(text), style))
