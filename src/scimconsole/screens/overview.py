"""What one checks first: people, tokens, Entra's last words, what needs attention, and the next step."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.frame import PlaceScreen, waiting_words
from scimconsole.widgets.bar_chart import Bar, BarChart
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.facts import INK
from scimconsole.widgets.moments import ago, brief_ago, clock
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.request_columns import operation, request_columns
from scimconsole.widgets.rows import ListedRows
from scimconsole.widgets.sparkline import sparkline
from scimconsole.widgets.standing import Standing
from scimconsole.widgets.sync_facts import HEALTH, counts_words
from scimconsole.widgets.token_columns import urgent_token_columns

if TYPE_CHECKING:
    from scimconsole.api.mapping import MappingFinding
    from scimconsole.api.organization import Organization
    from scimconsole.api.requests import ScimRequest
    from scimconsole.api.sync import Sync
    from scimconsole.api.tokens import Token
    from scimconsole.screens.attention import Matter, NextStep

_LETTERS = "acdefhi"
"""Letters that lead to what needs attention; b, g and others have a meaning everywhere."""
_SECONDS_BETWEEN_READS = 10.0
_LATEST_REQUESTS = 50
_LOW = 24
"""Lines below which Entra ID's last request moves into the frame of the tokens."""
_ROOMY = 160
"""Columns from which what needs attention and the latest requests stand side by side."""


class OverviewScreen(PlaceScreen):
    """The first place: it reads itself again every ten seconds."""

    PLACE = "overview"
    AUTO_FOCUS = "#matters"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "s", "next_step", "Next step", id="overview.next-step", tooltip="Go where the next step is done"
        ),
        *(
            Binding(
                letter,
                f"matter({place})",
                f"Matter {letter}",
                show=False,
                id=f"overview.matter-{letter}",
                tooltip=f"Go to what needs attention under {letter}",
            )
            for place, letter in enumerate(_LETTERS)
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._matters: list[Matter] = []
        self._step: NextStep | None = None
        self._people: list[dict[str, str]] = []
        """For each bar the filters that leave just these people."""
        self._findings: Sequence[MappingFinding] = ()
        self._knows_findings = False

    def compose_place(self) -> ComposeResult:
        """Five panels and the next step."""
        self._choose_what_fits(self.app.size)
        with Horizontal(id="overview-top"):
            with Vertical(id="people", classes="panel"):
                yield BarChart()
            with Container(id="overview-right"):
                yield RecordTable(
                    urgent_token_columns(self.console.now),
                    empty="None is active.",
                    id="live-tokens",
                    classes="panel",
                )
                yield Static(id="entra", classes="panel")
        with Container(id="overview-bottom"):
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
            ("#live-tokens", "Tokens"),
            ("#entra", "Entra ID"),
            ("#matters", "Needs attention"),
            ("#latest", "Latest requests"),
            ("#next-step", "Next step"),
        ):
            self.query_one(panel).border_title = title
        self.set_interval(_SECONDS_BETWEEN_READS, self._read_again)

    def on_screen_resume(self) -> None:
        """The mapping may be another one now."""
        self._knows_findings = False

    def on_resize(self, event: events.Resize) -> None:
        """Choose what fits."""
        self._choose_what_fits(event.size)

    def standing_changed(self, standing: Standing, _before: Standing) -> None:
        """Say what is being done while nothing can be shown yet, and mark what was shown when it gets old."""
        self.query_one("#live-tokens").display = standing.offers("tokens")
        for panel in ("#entra", "#latest"):
            self.query_one(panel).set_class(not standing.offers("requests"), "-absent")
        words = waiting_words(standing)
        lost = standing.phase == "lost" and self.read_at is not None
        for table in self.query(RecordTable):
            table.stale = lost
            if table.waiting != words:
                table.waiting = words
                table.refresh()
        as_of = clock(self.read_at.isoformat(), self.console.now()) if self.read_at is not None else ""
        self.query_one("#matters").border_subtitle = f"as of {as_of}, not current" if lost else ""
        if standing.organization is None:
            doing = (
                "Reach the service: r tries again." if standing.phase == "lost" else standing.doing or words
            )
            self.query_one("#next-step", Static).update(Content(escape_text(doing)))
            self.query_one("#entra", Static).update(Content.styled(words, "$foreground-muted"))
            self.query_one(BarChart).waiting = words

    async def read(self) -> None:
        """Read organization, tokens, the latest requests, and how many people there are of each type."""
        organization, tokens, requests, types, self._findings, sync = await asyncio.gather(
            self._read_organization(),
            self._read_tokens(),
            self._read_requests(),
            self._read_types(),
            self._read_findings(),
            self._read_sync(),
        )
        self.console.organization_read(organization)
        self._show(organization, types, tokens, requests, sync)
        self._show_entra(requests, sync)

    def copies(self) -> Sequence[Copy]:
        """What others ask for: the address, and what needs attention."""
        organization = self.standing.organization
        if organization is None:
            return ()
        sentences = "\n".join(escape_text(matter.sentence) for matter in self._matters)
        return (
            *((Copy("Tenant URL", organization.tenant_url),) if organization.tenant_url else ()),
            Copy("Organization", organization.slug),
            *((Copy("What needs attention", sentences),) if sentences else ()),
        )

    def why_not(self, action: str) -> str:
        """Why an act is off now."""
        if action == "next_step":
            return "" if self._step and self._step.place else "The next step is not done in this console."
        return super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A letter without a matter is no key here."""
        if action == "matter":
            return len(self._matters) > int(str(parameters[0]))
        if action == "next_step":
            return None if self.why_not(action) else True
        return super().check_action(action, parameters)

    def action_matter(self, place: int) -> None:
        """Go to the place of a matter."""
        if place < len(self._matters):
            matter = self._matters[place]
            if matter.action:
                self.app.call_after_refresh(self.app.run_action, f"screen.{matter.action}")
                return
            self.console.go(matter.place, matter.record, **matter.filters)

    def action_brake(self) -> None:
        """Show the alert of the brake, for the owner's word."""
        from scimconsole.screens.brake import open_brake  # not before there is an alert

        open_brake(self)

    def action_next_step(self) -> None:
        """Go where the next step is done, and begin it."""
        step = self._step
        if step is not None and step.place:
            self.console.go(step.place)
            if step.action:
                self.app.call_after_refresh(self._begin, step)

    async def _begin(self, step: NextStep) -> None:
        await self.app.run_action(step.action, self.app.screen)

    @on(RecordTable.Opened, "#matters")
    def _open_matter(self, message: RecordTable.Opened) -> None:
        self.action_matter(message.index)

    @on(BarChart.Opened)
    def _open_people(self, message: BarChart.Opened) -> None:
        self.console.go("users", **self._people[message.index])

    @on(RecordTable.Opened, "#live-tokens")
    @on(RecordTable.Opened, "#latest")
    def _open_record(self, message: RecordTable.Opened) -> None:
        row = message.table.cursor_row
        if row is not None:
            self.console.go("tokens" if message.table.id == "live-tokens" else "sync", row.id)

    @on(events.Click, "#entra")
    def _entra_clicked(self) -> None:
        self.console.go("sync", tab="state")

    @on(events.Click, "#next-step")
    def _next_step_clicked(self) -> None:
        self.action_next_step()

    def _choose_what_fits(self, size: Size) -> None:
        self.set_class(size.height < _LOW, "-low")
        self.set_class(size.width >= _ROOMY, "-roomy")

    def _read_again(self) -> None:
        if self.is_current and self.standing.phase == "connected":
            self.load()

    async def _read_organization(self) -> Organization:
        from scimconsole.client import calls

        return await self.client.send(calls.organization())

    async def _read_tokens(self) -> list[Token]:
        from scimconsole.client import calls

        if not self.standing.offers("tokens"):
            return []
        return (await self.client.send(calls.tokens(limit=100))).items

    async def _read_requests(self) -> list[ScimRequest]:
        from scimconsole.client import calls

        if not self.standing.offers("requests"):
            return []
        return (await self.client.send(calls.requests(limit=_LATEST_REQUESTS))).items

    async def _read_sync(self) -> Sync | None:
        from scimconsole.client import calls

        if not self.standing.offers("sync"):
            return None
        return await self.client.send(calls.sync())

    async def _read_types(self) -> list[tuple[str, int]]:
        from scimconsole.client import calls

        profile = self.standing.profile
        names = () if profile is None or not self.standing.offers("users") else profile.user_types
        pages = await asyncio.gather(
            *(self.client.send(calls.users(user_type=name, limit=1)) for name in names)
        )
        return [(name, page.total or 0) for name, page in zip(names, pages, strict=True)]

    async def _read_findings(self) -> Sequence[MappingFinding]:
        """What the check says of the mapping: read when the place is opened, not every ten seconds."""
        from scimconsole.client import calls

        if not self.standing.offers("mapping") or self._knows_findings:
            return self._findings
        findings = (await self.client.send(calls.mapping())).findings
        self._knows_findings = True
        return findings

    def _show(
        self,
        organization: Organization,
        types: Sequence[tuple[str, int]],
        tokens: Sequence[Token],
        requests: Sequence[ScimRequest],
        sync: Sync | None,
    ) -> None:
        from scimconsole.screens.attention import (  # there is nothing to judge before data
            matters,
            most_urgent,
            next_step,
        )

        now = self.console.now()
        self._show_people(organization, types)
        unsaved = self.console.navigator.unsaved
        brake = None if sync is None else sync.brake
        found = matters(organization, tokens, requests, now, self._findings, unsaved, brake, sync)
        self._show_matters(found)
        self.query_one("#live-tokens", RecordTable).show_rows(ListedRows(most_urgent(tokens)))
        self.query_one("#live-tokens").border_subtitle = (
            f"last request {brief_ago(requests[0].at, now)}" if self.has_class("-low") and requests else ""
        )
        self.query_one("#latest", RecordTable).show_rows(ListedRows(requests))
        self._step = next_step(organization, tokens, requests)
        self.query_one("#next-step", Static).update(
            Content.assemble(("s  " if self._step.place else "", "bold $accent"), self._step.sentence)
        )
        self.refresh_bindings()

    def _show_people(self, organization: Organization, types: Sequence[tuple[str, int]]) -> None:
        counts = organization.counts
        noun = "group" if counts.groups == 1 else "groups"
        self.query_one("#people").border_subtitle = f"{counts.users:,} in all, {counts.groups:,} {noun}"
        self.query_one(BarChart).bars = (
            Bar("active", counts.active, "good"),
            Bar("inactive", counts.inactive, "muted"),
            Bar("held", counts.held, "warn"),
            Bar("incomplete", counts.incomplete, "warn"),
            *(Bar(escape_text(name), count, "accent") for name, count in types),
        )
        self._people = [
            *({"status": status} for status in ("active", "inactive", "held", "incomplete")),
            *({"type": name} for name, _ in types),
        ]

    def _show_matters(self, found: Sequence[Matter]) -> None:
        table = self.query_one("#matters", RecordTable)
        before = self._matters[table.cursor] if table.cursor < len(self._matters) else None
        self._matters = list(found[: len(_LETTERS)])
        # The cursor stays on the matter, wherever that stands now.
        places = [
            place
            for place, matter in enumerate(self._matters)
            if before is not None
            and (matter.place, matter.record, matter.filters) == (before.place, before.record, before.filters)
        ]
        cursor = places[0] if places and table.cursor not in places else None
        table.show_rows(ListedRows(list(enumerate(self._matters))), cursor=cursor)

    def _show_entra(self, requests: Sequence[ScimRequest], sync: Sync | None) -> None:
        panel = self.query_one("#entra", Static)
        if sync is None:
            panel.update(self._entra_text(requests))
            return
        words, tone = HEALTH[sync.health]
        width = max(panel.content_region.width, 20)
        bars = sparkline(sync.last_hour, width, ascii=self.console.settings.ascii)
        lines = [
            *Content.assemble((words, f"bold {INK[tone]}"), f"  {escape_text(sync.reason)}").wrap(width),
            *Content.styled(counts_words(sync.today), "$foreground-muted").wrap(width),
            *((Content.styled(bars, "$accent"),) if any(sync.last_hour) else ()),
        ]
        panel.update(Content("\n").join(lines))

    def _entra_text(self, requests: Sequence[ScimRequest]) -> Content:
        if not requests:
            return _line("Last call", "none yet", "$foreground-muted")
        latest = requests[0]
        refused = sum(request.status >= 400 and request.status != 404 for request in requests)
        return Content("\n").join(
            (
                _line("Last call", ago(latest.at, self.console.now())),
                _line("", f"{latest.status} {operation(latest)}", "$foreground-muted"),
                _line("Refused", f"{refused} of the last {len(requests)}", "$warning" if refused else ""),
                _line("From", latest.remote_address or "not known", "$foreground-muted"),
            )
        )


def _line(label: str, text: str, style: str = "") -> Content:
    return Content.assemble((label.ljust(11), "$foreground-muted"), (escape_text(text), style))
