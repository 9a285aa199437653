"""The terminal's own sixteen colours, whatever they are: what matters is said by reverse, bold and underline.

Nobody knows how a terminal paints a colour's number. So a few numbers stand for roles, and `ShapeFilter`
(widgets/shape_filter.py) turns them into attributes on the way to the screen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from textual.theme import BUILTIN_THEMES, Theme

CURSOR: Final = 7
"""The number of the ground that is drawn in reverse: the cursor, a focused button, selected text."""
QUIET: Final = 8
"""The number that is drawn dim as an ink, and underlined as a ground: what is secondary, and fields."""
FOCUS: Final = 15
"""The number that is drawn bold as an ink: the frame of what has the focus."""

_CURSOR, _QUIET, _FOCUS, _DEFAULT = "ansi_white", "ansi_bright_black", "ansi_bright_white", "ansi_default"


def _made(name: str, *, accent: str, warning: str) -> Theme:
    return replace(
        BUILTIN_THEMES[name],
        primary=accent,
        secondary=_DEFAULT,
        accent=accent,
        warning=warning,
        variables={
            **dict.fromkeys(
                ("foreground-muted", "foreground-disabled", "text-muted", "text-disabled"), _QUIET
            ),
            **dict.fromkeys(("surface", "panel", "boost", "background"), _DEFAULT),
            "ansi-background": _DEFAULT,
            "ansi-foreground": _DEFAULT,
            "border": _FOCUS,
            "border-blurred": _QUIET,
            "block-cursor-foreground": _DEFAULT,
            "block-cursor-background": _CURSOR,
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-foreground": _DEFAULT,
            "block-cursor-blurred-background": _QUIET,
            "block-cursor-blurred-text-style": "underline",
            "block-hover-background": _DEFAULT,
            "footer-key-foreground": accent,
            "footer-key-background": _DEFAULT,
            "footer-item-background": _DEFAULT,
            "input-cursor-foreground": _DEFAULT,
            "input-cursor-background": _CURSOR,
            "input-cursor-text-style": "none",
            "input-selection-foreground": _DEFAULT,
            "input-selection-background": _CURSOR,
            "screen-selection-foreground": _DEFAULT,
            "screen-selection-background": _CURSOR,
            "scrollbar": _CURSOR,
            "scrollbar-hover": _CURSOR,
            "scrollbar-active": _CURSOR,
            **dict.fromkeys(
                (
                    "scrollbar-background",
                    "scrollbar-background-hover",
                    "scrollbar-background-active",
                    "scrollbar-corner-color",
                ),
                _DEFAULT,
            ),
            "surface-active": _DEFAULT,
            "button-foreground": _DEFAULT,
            "button-color-foreground": _DEFAULT,
            "button-focus-text-style": "bold",
            "field-text-style": "underline",
            **{f"markdown-h{level}-color": accent for level in range(1, 7)},
        },
    )


THEMES: Final = {
    "ansi-dark": _made("ansi-dark", accent="ansi_cyan", warning="ansi_yellow"),
    "ansi-light": _made("ansi-light", accent="ansi_blue", warning="ansi_magenta"),
}
