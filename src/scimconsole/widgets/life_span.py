"""How long a token is to live: one of the usual spans, a number of days, or never with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from scimconsole.domain.tokens import LONGEST_LIFETIME, OMITTED, Omitted
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field, FieldLabel

_DAY = 86_400
_MOST_DAYS = LONGEST_LIFETIME // _DAY
_USUAL, _SAME, _DAYS, _NEVER = "usual", "same", "days", "never"
USUAL = (
    Choice(_USUAL, "As usual", "1 year, or as the settings say"),
    Choice("180", "180 days"),
    Choice("90", "90 days"),
    Choice(_DAYS, "Other…", "a number of days"),
    Choice(_NEVER, "Never", "needs a reason"),
)
AS_BEFORE = (
    Choice(_SAME, "As before", "the life span of the old one"),
    Choice("365", "1 year"),
    Choice("90", "90 days"),
    Choice(_DAYS, "Other…", "a number of days"),
    Choice(_NEVER, "Never", "needs a reason"),
)


@dataclass(frozen=True)
class LifeSpan:
    """A life span as it was asked for: seconds, None for never, `OMITTED` for the usual or the old one."""

    seconds: int | Omitted | None
    reason: str | None = None


class LifeSpanFields(Vertical):
    """The choice, and the field that the choice asks for."""

    DEFAULT_CSS = """
    LifeSpanFields { height: auto; }
    LifeSpanFields #days { width: 12; }
    """

    def __init__(self, choices: Sequence[Choice] = USUAL) -> None:
        super().__init__()
        self._choices = choices

    def compose(self) -> ComposeResult:
        """All fields; those that are not asked for stay hidden."""
        yield FieldLabel("&Expires after", "life-span")
        yield ChoiceList(self._choices, id="life-span")
        yield FieldLabel(f"&Days, 1 to {_MOST_DAYS:,}", "days", id="days-label")
        yield Field(id="days", type="integer", max_length=5, compact=True)
        yield FieldLabel("&Why it must never expire", "expiry-reason", id="expiry-reason-label")
        yield Field(id="expiry-reason", max_length=500, compact=True)

    def on_mount(self) -> None:
        """Hide what is not asked for."""
        self._ask(self.query_one(ChoiceList).value)

    def trouble(self) -> str:
        """What is still missing, in a sentence, with the focus on it; empty where nothing is."""
        chosen = self.query_one(ChoiceList).value
        if chosen == _DAYS and not 1 <= self._days() <= _MOST_DAYS:
            self.query_one("#days").focus()
            return f"Type a number of days from 1 to {_MOST_DAYS:,} (ten years)."
        if chosen == _NEVER and not self._reason():
            self.query_one("#expiry-reason").focus()
            return "A token that never expires needs a reason."
        return ""

    @property
    def value(self) -> LifeSpan:
        """What was asked for; `trouble` is to be empty."""
        chosen = self.query_one(ChoiceList).value
        if chosen in (_USUAL, _SAME):
            return LifeSpan(OMITTED)
        if chosen == _NEVER:
            return LifeSpan(None, self._reason())
        return LifeSpan((self._days() if chosen == _DAYS else int(chosen)) * _DAY)

    @on(ChoiceList.Changed, "#life-span")
    def _changed(self, message: ChoiceList.Changed) -> None:
        self._ask(message.value)

    def _ask(self, chosen: str) -> None:
        for field, shown in (("days", chosen == _DAYS), ("expiry-reason", chosen == _NEVER)):
            self.query_one(f"#{field}").display = shown
            self.query_one(f"#{field}-label").display = shown

    def _days(self) -> int:
        text = self.query_one("#days", Input).value
        return int(text) if text.isdigit() else 0

    def _reason(self) -> str:
        return self.query_one("#expiry-reason", Input).value.strip()
