"""A step of the guide in words: its row in the list, and everything about it beside the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from scimconsole.widgets.columns import Cell, Column, Tone
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.moments import ago

if TYPE_CHECKING:
    from scimconsole.api.guide import GuidePaste, GuideStep

_STATES: dict[str | None, tuple[str, Tone]] = {
    "seen": ("✓ seen", "good"),
    "waiting": ("· waiting", "plain"),
    "trouble": ("! trouble", "warn"),
    None: ("  by hand", "muted"),
}
_HAND_OVER = {
    "token": "c generates one, shown once",
    "schema": "e writes it to a file",
}


def step_columns(now: Callable[[], datetime]) -> list[Column[GuideStep]]:
    """Number, state and title always; minutes and when it was seen as far as there is room."""
    return [
        Column("", 2, lambda step: Cell(str(step.number), "muted"), align="right"),
        Column("State", 9, lambda step: Cell(*_STATES[step.state])),
        Column("Step", 36, lambda step: Cell(_title(step)), grow=1),
        Column("Seen", 15, lambda step: Cell(_seen(step, now()), "muted"), rank=2),
        Column("Min", 3, lambda step: Cell(str(step.minutes), "muted"), rank=1, align="right"),
    ]


def step_sections(step: GuideStep, now: datetime) -> Sequence[Section]:
    """What was seen, what to do and where, what to paste, the trap, and whose wording it is."""
    return tuple(_sections(step, now))


def pasted(step: GuideStep) -> list[Copy]:
    """What a step has to paste and can be copied."""
    return [
        Copy(paste.label if paste.name != "text" else f"Text: {paste.value}", paste.value)
        for paste in step.paste
        if paste.value is not None
    ]


def _sections(step: GuideStep, now: datetime) -> Iterator[Section]:
    words, tone = _STATES[step.state]
    seen = step.evidence or "Only who does it can tell: nothing of this step is sent to the service."
    when = ago(step.at, now) if step.at else ""
    yield Section(words.strip(" ·!✓").capitalize(), (Fact("", seen, tone, when),))
    yield Section("Where", (Fact("", step.place),))
    yield Section("Do", tuple(Fact(str(number), text) for number, text in enumerate(step.do, 1)))
    if step.paste:
        yield Section("Paste", tuple(fact for paste in step.paste for fact in _paste(paste)))
    if step.trap:
        yield Section("Mind", (Fact("", step.trap, "warn"),))
    optional = ", the set-up is complete without it" if step.optional else ""
    yield Section(
        "", (Fact("", f"About {step.minutes} min{optional}. {step.source}, {step.dated}.", "muted"),)
    )


def _paste(paste: GuidePaste) -> Iterator[Fact]:
    """The text on lines of its own, whole as far as there is room."""
    if paste.value is None:
        yield Fact("", paste.label, "muted", _HAND_OVER.get(paste.name, "not known yet"))
        return
    if paste.name != "text":
        yield Fact("", paste.label, "muted")
    yield Fact("", paste.value, "accent")


def _title(step: GuideStep) -> str:
    return f"{step.title} (optional)" if step.optional else step.title


def _seen(step: GuideStep, now: datetime) -> str:
    return ago(step.at, now) if step.state == "seen" and step.at else ""
