"""Filters in sight: each with its key, its name, and what it is set to; a click asks for another setting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from scimconsole.domain.terminal_text import escape_text

_SET = "$block-cursor-foreground on $block-cursor-background"
_GAP = 2
_LEAST_SETTING = 4


class Chip(NamedTuple):
    """One filter: its id, the key that changes it, its name, and its setting in words, empty for none."""

    id: str
    key: str
    name: str
    setting: str = ""


class ChipLine(Widget):
    """Chips in one line; those that are not set fold into a last one, "+2", where there is no room."""

    DEFAULT_CSS = """
    ChipLine { height: 1; width: auto; }
    """

    chips: reactive[tuple[Chip, ...]] = reactive((), layout=True)
    """The filters, in order."""

    @dataclass
    class Chosen(Message):
        """A click on a chip; `at` is the place below it on the screen."""

        chip: str
        at: Offset

    @dataclass
    class MoreChosen(Message):
        """A click on the folded ones."""

        chips: Sequence[Chip]
        at: Offset

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The width of all chips in a row."""
        return _row_width(list(self.chips), [])

    def render(self) -> RenderResult:
        """Draw what there is room for."""
        placed, folded = self._placed()
        line = Content("")
        for start, chip in placed:
            line = Content.assemble(line, " " * (start - line.cell_length), _drawn(chip))
        if folded:
            line = Content.assemble(line, " " * (_GAP if placed else 0), (f"+{len(folded)}", "bold $accent"))
        return line

    def below(self, chip_id: str) -> Offset:
        """The place on the screen where a menu for the chip belongs."""
        placed, _ = self._placed()
        end = placed[-1][0] + _width(placed[-1][1]) + _GAP if placed else 0
        x = next((start for start, chip in placed if chip.id == chip_id), end)
        return self.content_region.offset + Offset(x, 1)

    def on_click(self, event: events.Click) -> None:
        """Ask for another setting of what was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        placed, folded = self._placed()
        for start, chip in placed:
            if start <= offset.x < start + _width(chip):
                self.post_message(self.Chosen(chip.id, self.below(chip.id)))
                return
        if folded and (not placed or offset.x > placed[-1][0] + _width(placed[-1][1])):
            self.post_message(self.MoreChosen(folded, self.below("")))

    def _placed(self) -> tuple[list[tuple[int, Chip]], list[Chip]]:
        shown, folded = _fit(list(self.chips), self.content_region.width)
        return list(_in_a_row(shown)), folded


def _fit(chips: list[Chip], width: int) -> tuple[list[Chip], list[Chip]]:
    """The chips to show, with settings cut to the room there is, and those that are folded."""
    folded: list[Chip] = []
    while _row_width(chips, folded) > width:
        unset = next((chip for chip in reversed(chips) if not chip.setting), None)
        if unset is not None:
            chips.remove(unset)
            folded.insert(0, unset)
            continue
        longest = max(chips, key=lambda chip: len(chip.setting), default=None)
        if longest is None or len(longest.setting) <= _LEAST_SETTING:
            break
        chips[chips.index(longest)] = longest._replace(setting=longest.setting[:-2].rstrip("…") + "…")
    return chips, folded


def _row_width(chips: list[Chip], folded: list[Chip]) -> int:
    widths = [_width(chip) for chip in chips] + ([2] if folded else [])
    return sum(widths) + _GAP * max(len(widths) - 1, 0)


def _in_a_row(chips: list[Chip]) -> Iterator[tuple[int, Chip]]:
    start = 0
    for chip in chips:
        yield start, chip
        start += _width(chip) + _GAP


def _width(chip: Chip) -> int:
    return _drawn(chip).cell_length


def _drawn(chip: Chip) -> Content:
    setting = ("", "") if not chip.setting else (f" {escape_text(chip.setting)} ", _SET)
    return Content.assemble(
        (chip.key, "bold $accent"),
        (f" {chip.name}", "$foreground-muted"),
        " " if chip.setting else "",
        setting,
    )
