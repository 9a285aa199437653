"""The smallest Textual application: one widget with one line."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class OneWidget(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """The one widget."""
        yield Static("The smallest Textual application there is.")


if __name__ == "__main__":
    OneWidget().run()
