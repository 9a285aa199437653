"""A recording that asciinema plays (asciicast v2): frames of a screen, of which only what changed is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence

_CLEAR = "\x1b[?25l\x1b[2J"
_END = "\x1b[0m\x1b[?25h\r\n"


class Cast:
    """Collects frames, each a row of text with SGR sequences a line of the screen; times in seconds."""

    def __init__(self, columns: int, rows: int, title: str) -> None:
        self._lines = [
            json.dumps(
                {
                    "version": 2,
                    "width": columns,
                    "height": rows,
                    "title": title,
                    "env": {"TERM": "xterm-256color", "SHELL": "/bin/sh"},
                }
            )
        ]
        self._shown: list[str] = []

    def add(self, at: float, rows: Sequence[str]) -> None:
        """Show another frame at a time that is not before the last one's."""
        changed = [
            f"\x1b[{number};1H\x1b[0m{row}\x1b[0m"
            for number, row in enumerate(rows, 1)
            if number > len(self._shown) or self._shown[number - 1] != row
        ]
        if changed:
            self._event(at, ("" if self._shown else _CLEAR) + "".join(changed))
            self._shown = list(rows)

    def end(self, at: float) -> str:
        """The whole file."""
        self._event(at, f"\x1b[{max(len(self._shown), 1)};1H{_END}")
        return "\n".join(self._lines) + "\n"

    def _event(self, at: float, text: str) -> None:
        self._lines.append(json.dumps([round(at, 3), "o", text], ensure_ascii=False))
