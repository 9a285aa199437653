"""The themes of the console: its own, the terminal's colours, and all of Textual's made readable.

No colour is named outside this package. Only the theme that is shown is ever worked out.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from scimconsole.themes.ours import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.theme import Theme

__all__ = ["DARK", "LIGHT", "OTHER_NAMES", "filters_of", "named", "names", "other"]

OTHER_NAMES = {
    "dark": "scimconsole-dark",
    "light": "scimconsole-light",
    "high-contrast": "high-contrast-dark",
    "ansi": "ansi-dark",
}
"""Short names that settings may use."""

_BY_TEXTUAL = (
    "textual-dark", "textual-light", "atom-one-dark", "atom-one-light", "catppuccin-frappe",
    "catppuccin-latte", "catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki", "gruvbox",
    "monokai", "nord", "rose-pine", "rose-pine-dawn", "rose-pine-moon", "solarized-dark", "solarized-light",
    "tokyo-night",
)  # fmt: skip
_OPPOSITES = (
    (DARK.name, LIGHT.name),
    ("high-contrast-dark", "high-contrast-light"),
    ("ansi-dark", "ansi-light"),
    ("textual-dark", "textual-light"),
    ("atom-one-dark", "atom-one-light"),
    ("solarized-dark", "solarized-light"),
    ("catppuccin-mocha", "catppuccin-latte"),
    ("rose-pine", "rose-pine-dawn"),
)


def names() -> Sequence[str]:
    """Every theme there is, ours first."""
    return (
        DARK.name, LIGHT.name, "high-contrast-dark", "high-contrast-light", "ansi-dark", "ansi-light",
        *_BY_TEXTUAL,
    )  # fmt: skip


@cache
def named(name: str) -> Theme | None:
    """The theme of that name, or of that short name; None where there is none."""
    name = OTHER_NAMES.get(name, name)
    if name == DARK.name:
        return DARK
    if name == LIGHT.name:
        return LIGHT
    # What follows is only needed by those who chose it: the first picture does not wait for it.
    if name.startswith("high-contrast-"):
        from scimconsole.themes.high_contrast import DARK as HIGH_DARK
        from scimconsole.themes.high_contrast import LIGHT as HIGH_LIGHT

        return {theme.name: theme for theme in (HIGH_DARK, HIGH_LIGHT)}.get(name)
    from textual.theme import BUILTIN_THEMES

    if name.startswith("ansi-"):
        from scimconsole.themes.ansi import THEMES

        return THEMES.get(name)
    if name not in _BY_TEXTUAL:
        return None
    from scimconsole.themes.readable import readable

    return readable(BUILTIN_THEMES[name])


def other(name: str) -> str:
    """The light theme that belongs to a dark one, and the other way round; ours where it has none."""
    for dark, light in _OPPOSITES:
        if name in (dark, light):
            return light if name == dark else dark
    theme = named(name)
    return LIGHT.name if theme is None or theme.dark else DARK.name
