"""Themes as a terminal can show them: in all colours, in 256, in its own sixteen, or in none."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from scimconsole.themes import named

if TYPE_CHECKING:
    from textual.app import App
    from textual.filter import LineFilter
    from textual.theme import Theme


def theme_for(app: App[Any], name: str) -> Theme | None:
    """The theme of a name as this application shows it; None where there is none."""
    # Textual asks for a theme before it has looked at the environment.
    return _shown(name, "none" if getattr(app, "no_color", False) else getattr(app, "colours", "all"))


def colours_of(app: App[Any]) -> str:
    """How many colours the terminal of an application shows: `all`, `256` or `16`."""
    return {"256": "256", "standard": "16"}.get(app.console.color_system or "", "all")


def lines(app: App[Any], given: Sequence[LineFilter]) -> Sequence[LineFilter]:
    """What every line goes through, where `given` is what Textual does with it."""
    theme = app.current_theme
    own = _filters(theme.name, theme.variables["block-cursor-background"], app.no_color)
    # Textual would repaint the terminal's own colours, and turn no colours into greys.
    return own if theme.ansi else (*given, *own)


@cache
def _shown(name: str, colours: str) -> Theme | None:
    theme = named(name)
    if theme is None or theme.ansi or colours == "all":
        return theme
    if colours == "256":
        from scimconsole.themes.few_colours import in_256_colours

        return in_256_colours(theme)
    # By shape, since nobody knows how such a terminal paints its sixteen.
    return named("ansi-dark" if theme.dark else "ansi-light")


@cache
def _filters(name: str, cursor: str, no_color: bool) -> Sequence[LineFilter]:
    theme = named(name)
    if theme is not None and theme.ansi:
        from scimconsole.widgets.shape_filter import ShapeFilter

        return (ShapeFilter(colours=not no_color),)
    if theme is not None and theme.name.startswith("high-contrast-"):
        from textual.color import Color

        from scimconsole.widgets.shape_filter import TurnedRowFilter

        ink = theme.variables["block-cursor-foreground"]
        return (TurnedRowFilter(ground=Color.parse(cursor), ink=Color.parse(ink)),)
    return ()
