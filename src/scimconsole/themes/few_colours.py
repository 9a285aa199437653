"""A theme in the 256 colours that many terminals are limited to, among them most that are reached over SSH.

The terminal's nearest colours would be taken otherwise, one by one: then the row of the cursor may become the
surface it lies on, and texts lose their contrast.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Final

from rich.color import ColorSystem
from textual.color import BLACK, WHITE, Color
from textual.theme import Theme

from scimconsole.themes.contrast import ENHANCED, LINE, TEXT, least, luminance, ratio

_INKS = (
    "foreground", "foreground-muted", "success", "warning", "error", "accent", "secondary", "text",
    "text-muted", "text-primary", "text-secondary", "text-success", "text-warning", "text-error",
    "text-accent", "block-cursor-blurred-foreground", "footer-description-foreground",
)  # fmt: skip
_LINES = {
    "foreground-disabled": LINE, "border": LINE, "scrollbar": LINE, "scrollbar-hover": LINE,
    "scrollbar-active": LINE, "border-blurred": 1.4,
}  # fmt: skip
_FIELDS = (
    "success", "warning", "error", "accent", "secondary", "foreground", "background", "surface", "panel",
)  # fmt: skip
_CURSOR: Final = 1.3
_APART: Final = 1.1
"""How far one ground stands out from another; the steps of the palette are coarse."""

Wanted = Callable[[Color], bool]


def in_256_colours(theme: Theme) -> Theme:
    """The same theme, each colour replaced by the nearest one that keeps what its place needs."""
    # As they were written: Textual's own way through a colour moves it a little.
    written_as = {name: getattr(theme, name) for name in _FIELDS if getattr(theme, name) is not None}
    values = {**theme.to_color_system().generate(), **written_as, **theme.variables}
    colours = {name: Color.parse(value) for name, value in values.items() if _is_plain(value)}
    far = WHITE if theme.dark else BLACK
    high = theme.name.startswith("high-contrast-")
    chosen: dict[str, Color] = {}

    def choose(name: str, wanted: Wanted) -> Color:
        wished = colours.get(name, colours["foreground"])
        # A colour that stands in several places keeps standing in all of them.
        if wished.hex not in chosen:
            chosen[wished.hex] = _nearest(wished, wanted, otherwise=far)
        return chosen[wished.hex]

    def roomy(ground: Color) -> bool:
        return ratio(ground, far) >= 2 * TEXT

    plain = [choose(name, roomy) for name in ("background", "surface")]
    surface = plain[-1]
    plain.append(choose("panel", lambda one: roomy(one) and (high or ratio(one, surface) >= _APART)))
    blurred = choose(
        "block-cursor-blurred-background", lambda one: roomy(one) and ratio(one, surface) >= _APART
    )
    cursor = choose(
        "block-cursor-background",
        lambda one: (
            (high or ratio(one, far) >= 1.5 * TEXT)
            and ratio(one, surface) >= _CURSOR
            # Further away from the surface there is less room for hues on it.
            and (high or ratio(one, surface) <= 1.25 * _CURSOR)
            and ratio(one, blurred) >= _APART
        ),
    )
    hover = choose("block-hover-background", roomy)
    grounds = (*plain, blurred, hover) if high else (*plain, blurred, hover, cursor)
    for name in _INKS:
        choose(name, _readable_on(grounds, ENHANCED if high else TEXT))
    choose("block-cursor-foreground", _readable_on((cursor,), TEXT))
    for name, contrast in _LINES.items():
        choose(
            name, _readable_on(plain[:2] if name == "border-blurred" else plain, LINE if high else contrast)
        )
    choose("input-selection-background", lambda one: ratio(one, blurred) >= _APART)

    def written(name: str) -> str:
        colour = colours[name]
        return palette()[chosen[colour.hex]].hex if colour.hex in chosen else colour.hex

    fields = {name: written(name) for name in _FIELDS}
    return replace(
        theme,
        secondary=fields["secondary"],
        success=fields["success"],
        warning=fields["warning"],
        error=fields["error"],
        accent=fields["accent"],
        foreground=fields["foreground"],
        background=fields["background"],
        surface=fields["surface"],
        panel=fields["panel"],
        variables={
            name: written(name) if name in colours else value for name, value in theme.variables.items()
        },
    )


@cache
def palette() -> dict[Color, Color]:
    """What such a terminal can show, each with a colour that becomes just that on the way to it."""
    levels = (0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF)
    cube = [Color(*channels) for channels in product(levels, levels, levels)]
    greys = [Color(level, level, level) for level in (round(255 * step / 25) for step in range(26))]
    return {sent(colour): colour for colour in (*cube, *greys)}


def sent(colour: Color) -> Color:
    """What such a terminal shows for a colour."""
    return Color(*colour.rich_color.downgrade(ColorSystem.EIGHT_BIT).get_truecolor())


def _readable_on(grounds: Iterable[Color], contrast: float) -> Wanted:
    everywhere = tuple(grounds)
    return lambda colour: least(colour, everywhere) >= contrast


def _nearest(colour: Color, wanted: Wanted, *, otherwise: Color) -> Color:
    by_distance = sorted(palette(), key=lambda one: _distance(one, colour))
    return next((one for one in by_distance if wanted(one)), otherwise)


def _distance(one: Color, other: Color) -> float:
    # Hue by channel, and brightness once more: contrast is what a theme is made of.
    channels = (one.r - other.r) ** 2 + (one.g - other.g) ** 2 + (one.b - other.b) ** 2
    return channels + (250 * (math.sqrt(luminance(one)) - math.sqrt(luminance(other)))) ** 2


def _is_plain(value: str) -> bool:
    return value.startswith("#") and " " not in value
