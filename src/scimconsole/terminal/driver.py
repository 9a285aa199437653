"""What Textual offers no public way to do with the terminal, in the one place that reaches into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App


def write(app: App[Any], sequence: str) -> None:
    """Send a control sequence to the terminal past the screen, from any thread; headless it goes nowhere."""
    driver = app._driver
    if driver is not None and not driver.is_headless:
        driver.write(sequence)
        driver.flush()


def forget_copied(app: App[Any]) -> None:
    """Forget what was copied last: Textual remembers every copy for its own paste."""
    app._clipboard = ""


def remember_copied(app: App[Any], text: str) -> None:
    """Keep a copied text for Ctrl+V in a field, as `App.copy_to_clipboard` does; never for a secret."""
    app._clipboard = text


def report_mouse(app: App[Any], *, on: bool) -> None:
    """Turn mouse reporting on or off; it stays so over a suspension, and the terminal is left clean."""
    driver: Any = app._driver
    if driver is None or driver.is_headless:
        return
    if on:
        driver._mouse = True
        driver._enable_mouse_support()
        if getattr(driver, "_mouse_pixels", False):  # the line before went back to cells
            driver._enable_mouse_pixels()
    elif driver._mouse:
        driver._disable_mouse_support()
        driver._mouse = False
