"""The place of what Entra ID does: what it sent, how it goes, and why about a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from scimconsole.domain.terminal_text import escape_text, typed_line
from scimconsole.screens.frame import PlaceScreen, waiting_words
from scimconsole.screens.list_place import ListPlace
from scimconsole.screens.location import Location
from scimconsole.screens.sync.request_acts import RequestActs
from scimconsole.screens.sync.request_filters import RequestFilters
from scimconsole.screens.sync.why_panel import WhyPanel
from scimconsole.screens.working import begin
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.copy_texts import as_json
from scimconsole.widgets.moments import clock, read_moment
from scimconsole.widgets.standing import Standing
from scimconsole.widgets.sync_state import SyncState
from scimconsole.widgets.tab_line import TabLine
from scimconsole.widgets.why_verdict import WhyVerdict

if TYPE_CHECKING:
    from scimconsole.api.sync import SyncCycle

_TITLES = {"requests": "Requests", "state": "State", "why": "Why"}
_CAPABILITIES = {"requests": "requests", "state": "sync", "why": "why"}
_OF_REQUESTS = frozenset(
    binding.action.partition("(")[0]
    for kind in (ListPlace, RequestFilters, RequestActs)
    for binding in kind.__dict__["BINDINGS"]
    if isinstance(binding, Binding)
)
"""Actions that are about the list of requests."""
_SECONDS_BETWEEN_READS = 10.0


class SyncScreen(RequestActs):
    """The requests as they come, the state of provisioning, and why about anybody, as tabs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "tab(1)", "Next tab", id="sync.show-next", tooltip="Requests, state, why"),
        Binding("V", "tab(-1)", "Tab before", show=False, id="sync.show-previous"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.tab = "requests"
        """The present tab."""
        self._person_wanted = ""

    def compose_place(self) -> ComposeResult:
        """The tabs, and what is under each."""
        yield TabLine([_TITLES[tab] for tab in self._offered])
        yield from super().compose_place()
        yield SyncState(self.console.now, ascii=self.console.settings.ascii, id="sync-state")
        yield WhyPanel(self.console.now, id="sync-why")

    def on_mount(self) -> None:
        """Begin with the tab that was asked for; read the state again now and then."""
        self._bring_forward()
        self.set_interval(_SECONDS_BETWEEN_READS, self._read_state_again)

    @property
    def state(self) -> SyncState:
        """The state."""
        return self.query_one(SyncState)

    @property
    def why_panel(self) -> WhyPanel:
        """Why about a person."""
        return self.query_one(WhyPanel)

    @property
    def is_watching(self) -> bool:
        """Whether what comes is to be shown: while the requests are in sight."""
        return self.tab == "requests" and super().is_watching

    # Going about

    def show(self, record: str = "", **filters: str) -> None:
        """Open the tab `tab`; in that of the requests narrow them, in `why` ask about `person`."""
        tab = filters.pop("tab", "requests")
        if tab == "why":
            self._person_wanted = typed_line(filters.get("person", "")).strip()
        elif tab != "state":
            tab = "requests"
            super().show(record, **filters)
        self._go_to(tab)

    def location(self) -> Location:
        """The tab, with the filters and the request of the one, and the person of the other."""
        if self.tab == "requests":
            return super().location()
        asked = self._person_wanted
        return Location(
            self.PLACE, "", {"tab": self.tab, **({"person": asked} if asked and self.tab == "why" else {})}
        )

    def person(self) -> str:
        """Whom the request was about."""
        return super().person() if self.tab == "requests" else ""

    def action_tab(self, by: int) -> None:
        """Go to the next or previous tab, around the end."""
        offered = self._offered
        self._go_to(offered[(offered.index(self.tab) + by) % len(offered)])
        if self.console.client is not None:
            self.load()

    def action_search(self) -> None:
        """Go to the line where a person is searched for."""
        if self.tab == "why":
            self.why_panel.field.focus()
        else:
            super().action_search()

    def action_why(self) -> None:
        """Ask why about whom the request was about; where there is nobody, ask whom it is about."""
        if self.person():
            super().action_why()
        else:
            self._go_to("why")
            self.why_panel.field.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is done with requests is done where they are."""
        if action == "tab":
            return len(self._offered) > 1
        if action == "why":
            return self.standing.offers("why")
        if action == "copy_menu":
            return PlaceScreen.check_action(self, action, parameters)
        if self.tab != "requests" and action in _OF_REQUESTS:
            return action == "search" and self.tab == "why"
        return super().check_action(action, parameters)

    def copies(self) -> Sequence[Copy]:
        """What can be copied in the present tab."""
        if not self.is_mounted or self.tab == "requests":
            return super().copies()
        sync, why = self.state.sync, self.why_panel.verdict.why
        if self.tab == "state":
            return () if sync is None else (Copy("Why it is so", sync.reason), Copy("JSON", as_json(sync)))
        return () if why is None else (Copy("Note for a ticket", why.note), Copy("JSON", as_json(why)))

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """What the service does not offer has no tab."""
        super().standing_changed(standing, before)
        line = self.query_one(TabLine)
        names = [_TITLES[tab] for tab in self._offered]
        if line.names != names:
            line.names = names
            line.refresh()
            self._go_to(self.tab if self.tab in self._offered else self._offered[0])
        lost = standing.phase == "lost" and self.state.sync is not None
        self.state.standing(waiting_words(standing), stale=lost)
        old = lost and self.read_at is not None
        as_of = clock(self.read_at.isoformat(), self.console.now()) if old and self.read_at else ""
        self.state.say(f"as of {as_of}, not current" if as_of else "")

    # Reading

    async def read(self) -> None:
        """Read what the present tab shows."""
        from scimconsole.client import calls

        if self.tab == "requests":
            await super().read()
        elif self.tab == "state":
            self.state.show(await self.client.send(calls.sync()))
            self.state.say("")
        elif self._person_wanted:
            self.why_panel.field.value = self._person_wanted
            self.why_panel.verdict.show(await self.client.send(calls.why(self._person_wanted)))
            title = Content(f"Why {escape_text(self._person_wanted)}")
            self.why_panel.verdict.border_title = title.markup
            self.why_panel.focus_content()
        self.refresh_bindings()

    def _read_state_again(self) -> None:
        if self.tab == "state" and self.is_current and self.standing.phase == "connected":
            self.load()

    @property
    def _offered(self) -> list[str]:
        """The tabs of what the service offers; all of them while that is not known."""
        offered = [tab for tab in _TITLES if self.standing.offers(_CAPABILITIES[tab])]
        return offered or ["requests"]

    def _go_to(self, tab: str) -> None:
        if tab not in self._offered:
            return
        before, self.tab = self.tab, tab
        if self.is_mounted:
            self._bring_forward()
            if before == "requests" != tab:
                self.stop_following()

    def _bring_forward(self) -> None:
        self.query_one(TabLine).current = self._offered.index(self.tab)
        self.query_one("#list-and-detail").display = self.tab == "requests"
        self.state.display = self.tab == "state"
        self.why_panel.display = self.tab == "why"
        if self.tab == "requests":
            (self.pane if self.has_class("-detail") else self.table).focus()
        elif self.tab == "state":
            self.state.focus_content()
        else:
            self.why_panel.focus_content()
        self.refresh_bindings()

    # What the tabs ask for

    @on(TabLine.Changed)
    def _tab_changed(self, message: TabLine.Changed) -> None:
        message.stop()
        tab = self._offered[message.current]
        if tab != self.tab:
            self._go_to(tab)
            if self.console.client is not None:
                self.load()

    @on(SyncState.CauseWanted)
    def _cause_wanted(self, message: SyncState.CauseWanted) -> None:
        self.console.go(self.PLACE, cause=message.cause)

    @on(SyncState.CycleWanted)
    def _cycle_wanted(self, message: SyncState.CycleWanted) -> None:
        self.console.go(self.PLACE, **_within(message.cycle))

    @on(WhyPanel.Asked)
    def _asked(self, message: WhyPanel.Asked) -> None:
        self._person_wanted = message.person
        self.why_panel.verdict.say("Looking…")
        begin(self, self._read, name="why", group=f"{self.PLACE}-read")

    @on(WhyVerdict.RequestWanted)
    def _request_wanted(self, message: WhyVerdict.RequestWanted) -> None:
        self.console.go(self.PLACE, message.request_id)


def _within(cycle: SyncCycle) -> dict[str, str]:
    """The filters that leave the requests of a cycle."""
    ended = read_moment(cycle.ended_at) + timedelta(seconds=1)
    began = read_moment(cycle.began_at)
    return {"since": f"{began:%Y-%m-%dT%H:%M:%SZ}", "until": f"{ended:%Y-%m-%dT%H:%M:%SZ}"}
