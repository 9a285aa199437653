"""Contrast as WCAG 2.2 counts it, and colours moved until they have enough of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from textual.color import Color

TEXT: Final = 4.5
"""Of text (level AA)."""
ENHANCED: Final = 7.0
"""Of text in the themes of high contrast (level AAA)."""
LINE: Final = 3.0
"""Of lines, marks and texts that are switched off."""

_STEPS = 25


def ratio(one: Color, other: Color) -> float:
    """The contrast of two opaque colours: 1 for none, 21 for black on white."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(2048)
def luminance(colour: Color) -> float:
    """How bright a colour is, from 0 to 1."""
    return 0.2126 * _linear(colour.r) + 0.7152 * _linear(colour.g) + 0.0722 * _linear(colour.b)


def least(colour: Color, grounds: Iterable[Color]) -> float:
    """The contrast on the ground where it is weakest."""
    return min(ratio(colour, ground) for ground in grounds)


def apart(colour: Color, grounds: Iterable[Color], wanted: float, *, towards: Color) -> Color:
    """The colour, moved no further than needed until every ground has the wanted contrast.

    `towards` (white in dark themes, black in light ones) is the answer where nothing nearer has it.
    """
    everywhere = tuple(grounds)
    for step in range(_STEPS):
        moved = colour.blend(towards, step / _STEPS, alpha=1.0)
        if least(moved, everywhere) >= wanted:
            return moved
    return towards


def _linear(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
