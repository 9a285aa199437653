"""The state of provisioning in words: how it is now, what needs a look, and the cycles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scimconsole.widgets.columns import Cell, Column, Tone
from scimconsole.widgets.facts import Fact, Section
from scimconsole.widgets.moments import ago, brief_ago, clock, full, read_moment, span, until
from scimconsole.widgets.request_detail import SIDES
from scimconsole.widgets.sparkline import sparkline

if TYPE_CHECKING:
    from scimconsole.api.settings import BrakeMode
    from scimconsole.api.sync import Sync, SyncCounts, SyncCycle, SyncFailure, SyncSilence
else:
    SyncCycle = object

HEALTH: dict[str, tuple[str, Tone]] = {
    "healthy": ("healthy", "good"),
    "quiet": ("quiet", "warn"),
    "failing": ("failing", "bad"),
    "never-connected": ("never connected", "muted"),
}
"""The words of each health, and what they mean."""
OUTLOOKS: dict[str, tuple[str, Tone]] = {
    "clear": ("No quarantine in sight", "plain"),
    "at-risk": ("Quarantine ahead", "warn"),
    "quarantined": ("In quarantine", "bad"),
}
"""What Entra ID does if it goes on like this."""
_BRAKE: dict[BrakeMode, str] = {"off": "off", "report": "reports only", "hold": "holds back"}
_BEFORE_BARS = 12
"""Cells of the labels and the gap behind them."""
_LEAST_BARS = 30
_COUNTS = (
    ("creates", "created"), ("updates", "updated"), ("disables", "disabled"), ("enables", "enabled"),
    ("deletes", "deleted"), ("group_writes", "on groups"), ("reads", "read"), ("tests", "tested"),
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """Something about provisioning that needs a look: a line of the list, and all about it."""

    key: str
    """What names it for good."""
    words: str
    tone: Tone
    number: str
    """How often, where it is counted; else what kind of thing it is."""
    last_at: str | None
    sections: Sequence[Section]
    cause: str = ""
    """The cause whose requests are meant, where there are some."""


def now_sections(sync: Sync, now: datetime, width: int, *, ascii: bool) -> list[Section]:
    """How it is now, in `width` cells."""
    words, tone = HEALTH[sync.health]
    facts = [
        Fact("State", f"{words}: {sync.reason}" if sync.reason else words, tone),
        Fact("Last call", *_last_call(sync, now)),
        Fact("Next cycle", *_next(sync, now)),
        Fact("24 hours", counts_words(sync.today), *_trouble(sync.today)),
        *_last_hour(sync, width, ascii=ascii),
        Fact("Brake", *_brake(sync)),
    ]
    if sync.pruned_until is not None:
        facts.append(Fact("Kept", f"requests since {clock(sync.pruned_until, now)}", "muted"))
    return [Section("", facts)]


def looks(sync: Sync) -> Iterator[Look]:
    """What needs a look, the weightiest first."""
    brake = sync.brake
    if brake.alert_id is not None:
        said = Fact("", brake.sentence or "Many people lose access at once.", "warn")
        facts = [Fact("Mode", _BRAKE[brake.mode]), Fact("Since", full(brake.alert_at))]
        waiting = f"{brake.withheld:,} waiting" if brake.withheld else ""
        yield Look(
            *("brake", "Many deactivations at once", "warn", waiting, brake.alert_at),
            [Section("", [said]), Section("", facts)],
        )
    forecast = sync.forecast
    if forecast.outlook != "clear":
        words, tone = OUTLOOKS[forecast.outlook]
        facts = [
            *((Fact("To do", forecast.to_do),) if forecast.to_do else ()),
            *((Fact("Entra's word", forecast.reason, "muted"),) if forecast.reason else ()),
        ]
        said = Fact("", forecast.sentence, tone)
        yield Look("forecast", words, tone, "", None, [Section("", [said]), Section("", facts)])
    yield from (_failure(one, "bad") for one in sync.failures)
    yield from (_silence(one, "warn", "perhaps") for one in sync.silence)
    yield from (_failure(one, "warn") for one in sync.looks)
    yield from (_silence(one, "muted", "to know") for one in sync.remarks)


def look_columns(now: Callable[[], datetime]) -> list[Column[Look]]:
    """What it is, how often it was seen, and when last."""
    return [
        Column("What", 24, lambda look: Cell(look.words, look.tone), grow=1),
        Column("Times", 9, lambda look: Cell(look.number), align="right"),
        Column("Last", 12, lambda look: Cell(brief_ago(look.last_at, now(), ""), "muted"), rank=1),
    ]


def cycle_columns(now: Callable[[], datetime]) -> list[Column[SyncCycle]]:
    """When, what kind, and how many of each."""

    def number(name: str, tone: Tone = "plain") -> Callable[[SyncCycle], Cell]:
        def cell(cycle: SyncCycle) -> Cell:
            count = getattr(cycle.counts, name)
            return Cell(f"{count:,}" if count else "-", tone if count else "muted")

        return cell

    def failed(cycle: SyncCycle) -> Cell:
        count = cycle.counts.failures + cycle.counts.refused
        return Cell(f"{count:,}" if count else "-", "bad" if count else "muted")

    return [
        Column("Began", 12, lambda cycle: Cell(clock(cycle.began_at, now()), "muted")),
        Column("Kind", 9, _kind, grow=1),
        Column("All", 5, number("requests"), align="right"),
        Column("New", 5, number("creates", "good"), align="right"),
        Column("Changed", 7, number("updates"), align="right", rank=2),
        Column("Off", 4, number("disables", "warn"), align="right", rank=1),
        Column("Failed", 6, failed, align="right"),
    ]


def cycle_sections(cycle: SyncCycle) -> list[Section]:
    """One cycle in full."""
    took = (read_moment(cycle.ended_at) - read_moment(cycle.began_at)).total_seconds()
    facts = [
        Fact("Kind", _KINDS[cycle.kind]),
        Fact("Began", full(cycle.began_at)),
        Fact("Ended", full(cycle.ended_at), "plain", "it may still be going on" if cycle.is_open else ""),
        Fact("Took", span(took)),
        Fact("Requests", counts_words(cycle.counts), *_trouble(cycle.counts)),
    ]
    return [Section("", facts), Section("", text="Enter shows its requests.")]


def counts_words(counts: SyncCounts) -> str:
    """What was asked for, the weightiest first: `312 requests: 40 created, 2 disabled`."""
    parts = [f"{count:,} {words}" for name, words in _COUNTS if (count := getattr(counts, name))]
    noun = "request" if counts.requests == 1 else "requests"
    return f"{counts.requests:,} {noun}" + (f": {', '.join(parts)}" if parts else "")


def _trouble(counts: SyncCounts) -> tuple[Tone, str]:
    parts = [
        *((f"{counts.failures:,} failed",) if counts.failures else ()),
        *((f"{_sign_ins(counts.refused)} refused",) if counts.refused else ()),
    ]
    return ("warn" if parts else "plain"), ", ".join(parts)


def _sign_ins(count: int) -> str:
    return "1 sign-in" if count == 1 else f"{count:,} sign-ins"


_KINDS = {
    "test": "test",
    "initial": "initial",
    "cycle": "cycle",
    "on-demand": "on demand",
}


def _kind(cycle: SyncCycle) -> Cell:
    words = _KINDS[cycle.kind]
    return Cell(f"{words}…" if cycle.is_open else words, "accent" if cycle.is_open else "plain")


def _last_call(sync: Sync, now: datetime) -> tuple[str, Tone, str]:
    last, test = sync.last_contact, sync.last_test
    if last is None:
        return "none yet", "muted", ""
    notes = [
        *((f"from {last.remote_address}",) if last.remote_address else ()),
        *((f"tested {ago(test.at, now)}",) if test else ()),
        *((f"changed something {ago(sync.last_change_at, now)}",) if sync.last_change_at else ()),
    ]
    return ago(last.at, now), "plain", ", ".join(notes)


def _last_hour(sync: Sync, width: int, *, ascii: bool) -> list[Fact]:
    """Bars for the minutes, and how many that are beside them, or below where there is no room."""
    peak = max(sync.last_hour, default=0)
    if not peak:
        return [Fact("Last hour", "no request", "muted")]
    words = f"{sum(sync.last_hour):,}, at most {peak:,} a minute"
    beside = width - _BEFORE_BARS - len(words) - 2
    room = beside if beside >= _LEAST_BARS else width - _BEFORE_BARS
    bars = sparkline(sync.last_hour, room, ascii=ascii)
    if beside >= _LEAST_BARS:
        return [Fact("Last hour", bars, "accent", words, one_line=True)]
    return [Fact("Last hour", bars, "accent", one_line=True), Fact("", words, "muted")]


def _next(sync: Sync, now: datetime) -> tuple[str, Tone, str]:
    rhythm = sync.rhythm
    if rhythm.next_at is None:
        return (
            "cannot be told yet",
            "muted",
            "one cycle so far"
            if rhythm.cycles == 1
            else f"{rhythm.cycles} cycles so far"
            if rhythm.cycles
            else "",
        )
    late = rhythm.overdue_at is not None and read_moment(rhythm.overdue_at) < now
    usual = f"every {span(rhythm.usual_seconds)}" if rhythm.usual_seconds else ""
    return (
        f"about {clock(rhythm.next_at, now)}, {until(rhythm.next_at, now)}",
        "warn" if late else "plain",
        usual,
    )


def _brake(sync: Sync) -> tuple[str, Tone, str]:
    brake = sync.brake
    if brake.mode == "off":
        return "off", "muted", ""
    lost = f"{brake.people:,} lost access within an hour, alert above {brake.threshold:,}"
    return _BRAKE[brake.mode], "warn" if brake.alert_id else "plain", lost


def _failure(failure: SyncFailure, tone: Tone) -> Look:
    facts = list(_to_do(failure.in_entra, failure.here))
    facts.append(Fact("Side", SIDES[failure.side], "muted"))
    if failure.entra_code:
        facts.append(Fact("Entra's word", failure.entra_code, "muted"))
    facts += [Fact("First", full(failure.first_at)), Fact("Last", full(failure.last_at))]
    return Look(
        failure.cause,
        failure.title,
        tone,
        f"{failure.requests:,}",
        failure.last_at,
        [
            Section(failure.title, [Fact("", failure.happened)]),
            Section("", facts),
            Section("", text="Enter shows these requests."),
        ],
        failure.cause,
    )


def _silence(silence: SyncSilence, tone: Tone, word: str) -> Look:
    known = [Fact("", silence.evidence, "strong")] if silence.evidence else []
    facts = [*_to_do(silence.in_entra, silence.here), Fact("Side", SIDES[silence.side], "muted")]
    sections = [Section(silence.title, [*known, Fact("", silence.happened)]), Section("", facts)]
    return Look(f"silence {silence.cause}", silence.title, tone, word, None, sections)


def _to_do(in_entra: str | None, here: str | None) -> Iterator[Fact]:
    if in_entra:
        yield Fact("In Entra", in_entra)
    if here:
        yield Fact("Here", here)
