"""Somebody else's theme, with its hues kept and every text, line and selection made to be seen."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from textual.color import BLACK, WHITE, Color
from textual.theme import Theme

from scimconsole.themes.contrast import LINE, TEXT, apart, ratio

_HOVER: Final = 1.12
_FIELD: Final = 1.15
_CURSOR_BLURRED: Final = 1.2
_CURSOR: Final = 1.4
"""How far fields, and the rows under the pointer and the cursor, stand out from the surface."""
_SELECTED: Final = 1.2
"""How far selected text stands out from the field it is in."""
_QUIET_LINE: Final = 1.6
"""Frames of what has no focus: to be seen, and plainly less than the frame of what has it."""

_ROOM: Final = 12.0
"""The contrast that white (in light themes black) has on every ground, so that hues stay hues above it."""

_TONES = ("success", "warning", "error", "accent")
_TAKEN = (*_TONES, "background", "surface", "panel", "foreground", "primary", "secondary", "border")


def readable(theme: Theme) -> Theme:
    """The same theme with every variable the console draws with derived from its own colours.

    Texts have a contrast of 4.5 on every ground they are drawn on, lines and switched-off texts 3.
    """
    generated = theme.to_color_system().generate()
    given = {name: Color.parse(generated[name]).with_alpha(1.0) for name in _TAKEN}
    far, near = (WHITE, BLACK) if theme.dark else (BLACK, WHITE)
    ink = given["foreground"]
    background, surface, panel = (
        _roomy(given[name], far=far, near=near) for name in ("background", "surface", "panel")
    )
    if ratio(panel, surface) < _FIELD:
        panel = apart(surface, (surface,), _FIELD, towards=near)
    hover = _ground(surface, ink, _HOVER, far)
    blurred = _ground(surface, ink, _CURSOR_BLURRED, far)
    cursor = _ground(surface, given["primary"], _CURSOR, far)
    plain = (background, surface, panel)
    grounds = (*plain, hover, blurred, cursor)

    text = apart(ink, grounds, TEXT, towards=far)
    muted = apart(text.blend(background, 0.4, alpha=1.0), grounds, TEXT, towards=far)
    disabled = apart(text.blend(background, 0.6, alpha=1.0), plain, LINE, towards=far)
    tones = {name: apart(given[name], grounds, TEXT, towards=far) for name in _TONES}
    primary = apart(given["primary"], grounds, TEXT, towards=far)
    secondary = apart(given["secondary"], grounds, TEXT, towards=far)
    line = apart(given["border"], grounds, LINE, towards=far)
    quiet = apart(panel, plain, _QUIET_LINE, towards=far)
    # A frame with focus differs from one without by brightness, not by its hue alone.
    line = apart(line, (quiet,), 2.0, towards=far)
    thumb = apart(quiet, (surface,), LINE, towards=far)
    selected = _ground(blurred, given["primary"], _SELECTED, far)
    typed = apart(text, (selected, panel, blurred), TEXT, towards=far)

    colours = {
        "foreground-muted": muted,
        "foreground-disabled": disabled,
        "text": text,
        "text-muted": muted,
        # What a field asks for is drawn in it.
        "text-disabled": muted,
        "text-primary": primary,
        "text-secondary": secondary,
        **{f"text-{name}": colour for name, colour in tones.items()},
        "border": line,
        "border-blurred": quiet,
        "block-cursor-foreground": apart(text, (cursor,), TEXT, towards=far),
        "block-cursor-background": cursor,
        "block-cursor-blurred-foreground": text,
        "block-cursor-blurred-background": blurred,
        "block-hover-background": hover,
        "footer-background": panel,
        "footer-foreground": text,
        "footer-key-foreground": tones["accent"],
        "footer-key-background": panel,
        "footer-description-foreground": text,
        "footer-description-background": panel,
        "footer-item-background": panel,
        "input-cursor-background": text,
        "input-cursor-foreground": background,
        "input-selection-background": selected,
        "input-selection-foreground": typed,
        "screen-selection-background": selected,
        "scrollbar": thumb,
        "scrollbar-hover": apart(thumb, (surface,), LINE + 1, towards=far),
        "scrollbar-active": line,
        "scrollbar-background": surface,
        "scrollbar-background-hover": surface,
        "scrollbar-background-active": surface,
        "scrollbar-corner-color": surface,
        "button-foreground": text,
        "button-color-foreground": background,
        "link-color": tones["accent"],
        "link-color-hover": background,
        "link-background-hover": tones["accent"],
        "markdown-h1-color": tones["accent"],
        "markdown-h2-color": tones["accent"],
        "markdown-h3-color": tones["accent"],
        "markdown-h4-color": text,
        "markdown-h5-color": text,
        "markdown-h6-color": muted,
    }
    return replace(
        theme,
        secondary=secondary.hex,
        foreground=text.hex,
        background=background.hex,
        surface=surface.hex,
        panel=panel.hex,
        success=tones["success"].hex,
        warning=tones["warning"].hex,
        error=tones["error"].hex,
        accent=tones["accent"].hex,
        variables={
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-text-style": "none",
            "button-focus-text-style": "bold",
            "field-text-style": "none",
            **{name: colour.hex for name, colour in colours.items()},
        },
    )


def _roomy(ground: Color, *, far: Color, near: Color) -> Color:
    """The ground, moved away from the ink where not even its extreme would be easy to read on it."""
    for step in range(20):
        moved = ground.blend(near, step / 20, alpha=1.0)
        if ratio(moved, far) >= _ROOM:
            return moved
    return near


def _ground(surface: Color, hue: Color, wanted: float, far: Color) -> Color:
    """A ground of that hue which stands out from the surface just as far as wanted."""
    for step in range(1, 40):
        moved = surface.blend(hue, step / 60, alpha=1.0)
        if ratio(moved, surface) >= wanted:
            return moved
    return apart(surface.blend(hue, 0.3, alpha=1.0), (surface,), wanted, towards=far)
