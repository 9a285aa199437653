"""Facts under headings: a label, what is known, and what it means; the text of every detail pane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from textual.content import Content

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.columns import Tone

INK: dict[Tone, str] = {
    "plain": "",
    "strong": "bold",
    "muted": "$foreground-muted",
    "good": "$success",
    "warn": "$warning",
    "bad": "$error",
    "accent": "$accent",
}
"""The style of each tone; the colours are those of the theme."""

_USUAL_LABEL = 10
"""Up to this width, or a third of the pane, the labels of all sections share one column."""
_LONGEST_LABEL = 24


@dataclass(frozen=True)
class Fact:
    """One line: the label, the text as it came (drawn escaped), its tone, and a note after it."""

    label: str
    text: str
    tone: Tone = "plain"
    note: str = ""
    one_line: bool = False
    """Cut off at the end of the line instead of going on under it."""


@dataclass(frozen=True)
class Section:
    """Facts under one heading."""

    heading: str
    facts: Sequence[Fact] = field(default_factory=tuple)
    text: str = ""
    """A sentence under the heading, before the facts."""
    body: Content | None = None
    """Text as it stands, after the facts; drawn escaped already."""


def draw(sections: Sequence[Section], width: int, least_label: int = 0) -> Content:
    """Lay the sections out in `width` cells; long texts go on under their own beginning.

    `least_label` is the width of the column of labels where none is wider.
    """
    lines: list[Content] = []
    widest = max((_label_width(section) for section in sections), default=0)
    usual = max(widest if widest <= width // 3 else min(widest, _USUAL_LABEL), least_label)
    for section in sections:
        if lines:
            lines.append(Content(""))
        if section.heading:
            lines.extend(Content.styled(escape_text(section.heading), "bold $accent").wrap(width))
        if section.text:
            lines.extend(Content.styled(escape_text(section.text), INK["muted"]).wrap(width))
        own = _label_width(section)
        column = min(max(own, usual), _LONGEST_LABEL, width // 2) if own else 0
        for fact in section.facts:
            lines.extend(_lines(escape_text(fact.label), fact, column, width))
        if section.body is not None:
            lines.extend(section.body.split("\n"))
    return Content("\n").join(lines)


def _label_width(section: Section) -> int:
    return max((len(escape_text(fact.label)) for fact in section.facts), default=0)


def _wrapped(text: Content, room: int) -> list[Content]:
    """Lines of at most `room` cells, broken between words, and within those that are longer than a line."""
    return [
        part for line in text.wrap(room) for part in (line.fold(room) if line.cell_length > room else [line])
    ]


def _lines(label: str, fact: Fact, column: int, width: int) -> list[Content]:
    gap = 2 if column else 0
    text = Content.assemble(
        (escape_text(fact.text), INK[fact.tone]),
        (f"  {escape_text(fact.note)}" if fact.note else "", INK["muted"]),
    )
    labels = Content.styled(label, INK["muted"]).wrap(column) if column else []
    room = max(width - column - gap, 8)
    texts = [text.truncate(room, ellipsis=True)] if fact.one_line else _wrapped(text, room)
    blank = Content("")
    return [
        Content.assemble(
            (labels[line] if line < len(labels) else blank).pad_right(
                column - (labels[line].cell_length if line < len(labels) else 0)
            ),
            " " * gap,
            texts[line] if line < len(texts) else blank,
        )
        for line in range(max(len(labels), len(texts)))
    ]
