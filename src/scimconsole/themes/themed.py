"""Textual's application with the console's themes: worked out when they are shown, and never before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import App

from scimconsole import themes
from scimconsole.themes import shown

if TYPE_CHECKING:
    from textual.filter import LineFilter
    from textual.theme import Theme


class ThemedApp(App[int]):
    """An application that shows one of `themes.names()`, in as many colours as the terminal has."""

    colours = "all"
    """How many colours are shown, as `shown.colours_of` counts them."""

    def begin_with_theme(self, name: str) -> None:
        """Choose the theme before the first paint; an unknown name gives the dark one."""
        theme = themes.named(name) or themes.DARK
        # Setting `theme` would parse and apply all styles a second time: 10 % of the way to the first paint.
        self.register_theme(theme)
        self.set_reactive(App.theme, theme.name)
        self.set_class(theme.dark, "-dark-mode", update=False)
        self.set_class(not theme.dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    def show_theme(self, name: str) -> None:
        """Show a theme by its name; an unknown name changes nothing."""
        theme = themes.named(name)
        if theme is not None:
            self.register_theme(theme)
            self.theme = theme.name

    def action_other_theme(self) -> None:
        """Change between light and dark."""
        self.show_theme(themes.other(self.theme))

    def limit_colours(self) -> None:
        """Show only colours that the terminal has; to be called before it is used."""
        self.colours = shown.colours_of(self)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, as far as the theme leaves them something to do."""
        return shown.lines(self, super().get_line_filters())

    def get_theme(self, theme_name: str) -> Theme | None:
        """The theme of a name, made readable; without colours one that says everything by shape."""
        return shown.theme_for(self, theme_name)
