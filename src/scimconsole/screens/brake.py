"""Many deactivations at once: who waits, and the owner's word on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import CountMismatch, NotAllowed, ScimConsoleError
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.screens.working import begin
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.moments import ago, full
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows

if TYPE_CHECKING:
    from datetime import datetime

    from scimconsole.api import BrakeOutcome, BrakeState, WithheldPerson
    from scimconsole.screens.frame import PlaceScreen
else:
    WithheldPerson = object

_MOST_NAMES = 500
_TALLEST = 10


class BrakeAlertDialog(Dialog["BrakeOutcome | None"]):
    """Shows an open alert with who waits; answers the owner's word, None for later."""

    HEADING = "Many deactivations at once"
    DEFAULT_CSS = """
    BrakeAlertDialog RecordTable { height: auto; margin-bottom: 1; }
    """

    def __init__(
        self, state: BrakeState, people: Sequence[WithheldPerson], why_not: str, now: datetime
    ) -> None:
        super().__init__()
        self._state = state
        self._people = people
        self._why_not = why_not
        self._now = now

    def compose_body(self) -> ComposeResult:
        """What happened, what the words mean, and the names."""
        state = self._state
        since = f"Since {full(state.alert_at)}. " if state.alert_at else ""
        yield Static(Content.styled(since + (state.sentence or ""), "bold"), classes="sentence")
        if self._people:
            yield Static(
                "Confirm: they lose access, as Entra ID has asked. Discard: they keep it; Entra ID takes "
                "them for disabled and is told nothing.",
                classes="sentence",
            )
            yield RecordTable[WithheldPerson](
                [
                    Column("Waits", 24, lambda one: Cell(one.user_name), grow=2),
                    Column("Name", 14, lambda one: Cell(one.display_name or ""), grow=1),
                    Column("Since", 14, lambda one: Cell(ago(one.at, self._now), "muted")),
                ],
                id="withheld",
            )
        if self._why_not:
            yield Static(Content.styled(self._why_not, "$warning"), classes="sentence")

    def buttons(self) -> Sequence[ButtonSpec]:
        """Later first: it is always safe."""
        if self._why_not:
            return (ButtonSpec("cancel", "&Close"),)
        if not self._people:
            return ButtonSpec("cancel", "&Later"), ButtonSpec("confirm", "&Seen", "primary")
        return (
            ButtonSpec("cancel", "&Later"),
            ButtonSpec("discard", "&Discard"),
            ButtonSpec("confirm", f"&Confirm {self._state.withheld:,}", "danger"),
        )

    def on_mount(self) -> None:
        """Fill the list; begin where nothing can go wrong."""
        if not self._people and not self._why_not:
            self.query_one("#confirm").focus()
        if self._people:
            table = self.query_one("#withheld", RecordTable)
            table.show_rows(ListedRows(list(self._people)))
            table.styles.height = min(len(self._people) + 1, _TALLEST)
            table.focus()
            if self._state.withheld > len(self._people):
                shown = f"the first {len(self._people):,} of {self._state.withheld:,}"
                table.border_subtitle = shown

    @on(Button.Pressed, "#confirm")
    def _confirm(self) -> None:
        self.dismiss("confirmed")

    @on(Button.Pressed, "#discard")
    def _discard(self) -> None:
        self.dismiss("discarded")


def open_brake(place: PlaceScreen) -> None:
    """Read the open alert and show it; what the owner says is carried out by the service."""

    async def work() -> None:
        from scimconsole.client import calls

        client = place.client
        with place.reporting():
            state = await client.send(calls.brake())
            if state.alert_id is None:
                place.app.notify("No alert is open: somebody has closed it.", title="The brake")
                place.load()
                return
            page = await client.send(calls.withheld(state.alert_id, limit=_MOST_NAMES))
            why_not = place.console.why_no_changes
            dialog = BrakeAlertDialog(state, page.items, why_not, place.console.now())
            place.app.push_screen(dialog, lambda word: _say(place, state, word))

    begin(place, work, name="read the brake", group="brake")


def _say(place: PlaceScreen, state: BrakeState, word: BrakeOutcome | None) -> None:
    """Give the owner's word on what was shown."""
    alert_id = state.alert_id
    if word is None or alert_id is None:
        return

    async def work() -> None:
        from scimconsole.client import calls

        try:
            await place.client.send(calls.close_alert(alert_id, word, expected_count=state.withheld))
        except CountMismatch:
            place.app.notify(
                "Another number of people waits by now. Look again, then say it.",
                title="Nothing was done",
                severity="warning",
            )
            open_brake(place)
        except NotAllowed as error:
            place.app.notify(escape_text(error.detail), severity="error", markup=False)
        except ScimConsoleError as error:
            place.report(error)
        else:
            place.app.notify(_done(state.withheld, word), title="The brake", markup=False)
            place.load()

    begin(place, work, name="give a word on the brake", group="brake")


def _done(waiting: int, word: BrakeOutcome) -> str:
    if not waiting:
        return "The alert is closed. The count begins anew."
    people = "1 person" if waiting == 1 else f"{waiting:,} people"
    if word == "confirmed":
        return f"{people} are being deactivated." if waiting > 1 else f"{people} is being deactivated."
    return f"{people} stay active." if waiting > 1 else f"{people} stays active."
