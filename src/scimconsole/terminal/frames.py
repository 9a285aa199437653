"""What an application shows, as text with the colours of a terminal."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console
from textual.app import App


def frame_of(app: App[Any]) -> list[str]:
    """The rows of the screen in sight, and of what shines through it, with SGR sequences."""
    width, height = app.size
    console = Console(
        width=width,
        height=height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
        safe_box=False,
    )
    picture = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    console.print(picture)
    return console.export_text(styles=True).split("\n")[:height]
