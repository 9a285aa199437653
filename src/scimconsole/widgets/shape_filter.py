"""What colour would say, said by shape: for the terminal's own colours, and for none at all."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter

from scimconsole.themes.ansi import CURSOR, FOCUS, QUIET

if TYPE_CHECKING:
    from textual.color import Color

_DEFAULT = RichColor.default()


class ShapeFilter(LineFilter):
    """Draws the numbers that stand for roles (themes/ansi.py) as reverse, bold, dim and underlined text."""

    def __init__(self, *, colours: bool) -> None:
        """With `colours=False` nothing but attributes is left, as NO_COLOR asks."""
        super().__init__()
        self._colours = colours

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line by shape."""
        return [
            Segment(text, style and _shaped(style, self._colours), control)
            for text, style, control in segments
        ]


class TurnedRowFilter(LineFilter):
    """Draws everything on the cursor's ground in one ink, where no other would be seen on it."""

    def __init__(self, *, ground: Color, ink: Color) -> None:
        super().__init__()
        self._ground = ground.rich_color
        self._ink = Style.from_color(ink.rich_color)

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line with that ink."""
        return [
            Segment(text, style + self._ink, control)
            if style is not None and style.bgcolor == self._ground
            else Segment(text, style, control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def _shaped(style: Style, colours: bool) -> Style:
    ink, ground = _number(style.color), _number(style.bgcolor)
    # A coloured ground is turned round too: which ink is readable on it, only the terminal knows.
    turned = bool(style.reverse) or ground not in (None, 0, QUIET)
    plain = turned or not colours or ink in (None, CURSOR, FOCUS, QUIET)
    return (
        style
        + Style.from_color(_DEFAULT if plain else style.color, _DEFAULT)
        + Style(
            reverse=turned,
            dim=(bool(style.dim) or ink == QUIET) and not turned,
            bold=bool(style.bold) or ink == FOCUS,
            underline=bool(style.underline) or ground == QUIET,
        )
    )


def _number(colour: RichColor | None) -> int | None:
    return None if colour is None else colour.number
