"""What a theme does to every line on its way to the terminal; most do nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from scimconsole.themes import named

if TYPE_CHECKING:
    from textual.app import App
    from textual.filter import LineFilter
    from textual.theme import Theme

_WITHOUT_COLOURS = "ansi-dark"
"""What NO_COLOR shows: it says everything by shape."""


def theme_for(app: App[Any], name: str) -> Theme | None:
    """The theme of a name as this application shows it; None where there is none."""
    # Textual asks for a theme before it has looked at the environment.
    return named(_WITHOUT_COLOURS if getattr(app, "no_color", False) else name)


def lines(app: App[Any], given: Sequence[LineFilter]) -> Sequence[LineFilter]:
    """What every line goes through, where `given` is what Textual does with it."""
    theme = app.current_theme
    own = _filters(theme.name, app.no_color)
    # Textual would repaint the terminal's own colours, and turn no colours into greys.
    return own if theme.ansi else (*given, *own)


@cache
def _filters(name: str, no_color: bool) -> Sequence[LineFilter]:
    theme = named(name)
    if theme is not None and theme.ansi:
        from scimconsole.widgets.shape_filter import ShapeFilter

        return (ShapeFilter(colours=not no_color),)
    if theme is not None and theme.name.startswith("high-contrast-"):
        from textual.color import Color

        from scimconsole.widgets.shape_filter import TurnedRowFilter

        ground, ink = (
            Color.parse(theme.variables[f"block-cursor-{part}"]) for part in ("background", "foreground")
        )
        return (TurnedRowFilter(ground=ground, ink=ink),)
    return ()
