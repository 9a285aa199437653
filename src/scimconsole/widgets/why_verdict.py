"""The verdict about one person: one sentence, what speaks for it, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.columns import Cell, Column, Tone
from scimconsole.widgets.facts import INK, Fact, Section, draw
from scimconsole.widgets.moments import clock, zone
from scimconsole.widgets.person import person_name, state_cell
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.request_detail import SIDES
from scimconsole.widgets.rows import ListedRows, NoRows

if TYPE_CHECKING:
    from scimconsole.api.why import Why, WhyEvidence
else:
    WhyEvidence = object

_WEIGHTS: dict[str, tuple[str, Tone]] = {
    "fine": ("as it should be", "good"),
    "look": ("worth a look", "warn"),
    "failure": ("not as it should be", "bad"),
}


class WhyVerdict(Vertical):
    """Enter on what was seen leads to the request."""

    DEFAULT_CSS = """
    WhyVerdict { height: 1fr; }
    WhyVerdict > #why-verdict { height: auto; max-height: 60%; padding: 0 1; }
    WhyVerdict > #why-evidence { height: 1fr; min-height: 3; }
    WhyVerdict > #why-seen { height: auto; max-height: 25%; padding: 0 1; color: $foreground-muted; }
    """

    @dataclass
    class RequestWanted(Message):
        """Enter on something that was seen in a request."""

        request_id: str

    def __init__(self, now: Callable[[], datetime], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._now = now
        self.why: Why | None = None
        """The verdict shown."""

    def compose(self) -> ComposeResult:
        """The verdict and the next step, what was seen, and the line under the cursor in full."""
        yield Static(id="why-verdict")
        yield RecordTable[WhyEvidence](
            [
                Column(f"When ({zone().label_at(self._now())})", 12, self._when),
                Column("What was seen", 24, lambda seen: Cell(seen.text), grow=1),
                Column("", 1, lambda seen: Cell("→" if seen.request_id else "", "accent")),
            ],
            empty="Nothing was seen.",
            waiting="",
            id="why-evidence",
        )
        yield Static(id="why-seen")

    @property
    def table(self) -> RecordTable[WhyEvidence]:
        """What was seen."""
        return self.query_one(RecordTable)

    def show(self, why: Why) -> None:
        """Show a verdict."""
        self.why = why
        self.table.show_rows(ListedRows(why.evidence), cursor=0)
        self._draw()
        self._tell()

    def say(self, words: str, style: str = "$foreground-muted") -> None:
        """Show no verdict, but say something."""
        self.why = None
        self.table.show_rows(NoRows())
        self.query_one("#why-seen", Static).update("")
        self.query_one("#why-verdict", Static).update(Content.styled(escape_text(words), style))

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the words out for the width there is."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        why, panel = self.why, self.query_one("#why-verdict", Static)
        if why is None:
            return
        words, tone = _WEIGHTS[why.weight]
        facts = [Fact("Next step", why.next_step, "strong"), Fact("Side", SIDES[why.side], "muted")]
        if why.user is not None:
            user = why.user
            facts.insert(
                0, Fact("Person", person_name(user), "plain", f"{user.user_name}, {state_cell(user).text}")
            )
        if why.also:
            noun = "another person" if len(why.also) == 1 else f"{len(why.also)} other people"
            facts.append(Fact("Also", f"the words fit {noun}", "warn", ", ".join(why.also)))
        sections = [Section("", [Fact("", why.verdict, tone)]), Section("", facts)]
        panel.update(draw(sections, max(panel.content_region.width, 20)))
        self.border_subtitle = Content.styled(words, INK[tone]).markup

    def _tell(self) -> None:
        seen = self.table.cursor_row
        line = self.query_one("#why-seen", Static)
        if seen is None:
            line.update("")
            return
        hint = "  Enter shows the request." if seen.request_id else ""
        line.update(Content.assemble(escape_text(seen.text), (hint, "$accent")))

    def _when(self, seen: WhyEvidence) -> Cell:
        return Cell(clock(seen.at, self._now()) if seen.at else "", "muted")

    @on(RecordTable.Highlighted)
    def _moved(self, message: RecordTable.Highlighted) -> None:
        message.stop()
        self._tell()

    @on(RecordTable.Opened)
    def _opened(self, message: RecordTable.Opened) -> None:
        message.stop()
        seen = self.table.cursor_row
        if seen is not None and seen.request_id is not None:
            self.post_message(self.RequestWanted(seen.request_id))
