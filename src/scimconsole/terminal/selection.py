"""The terminal's own selection: without mouse reporting the mouse selects text as in any other program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scimconsole.terminal import driver

if TYPE_CHECKING:
    from textual.app import App

GIVEN = "The mouse selects text for the terminal. {key} gives it back to the console."
"""What a line on the screen says meanwhile; `key` is the key that comes back."""


def give_mouse_to_terminal(app: App[Any], given: bool) -> None:
    """Let the terminal have the mouse, or take it back; what is on the screen stays."""
    driver.report_mouse(app, on=not given)
