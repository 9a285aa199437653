"""Frames, marks and bars in ASCII, for terminals that lack the characters; names stay as they are."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_ASCII = str.maketrans(
    {
        **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼", "+"),
        **dict.fromkeys("─━▁▔▂▃▄▅▆▇▀", "-"),
        **dict.fromkeys("│┃▌▐▏▎▍▕▊▋▉", "|"),
        **dict.fromkeys("█", "#"),
        **dict.fromkeys("●•", "*"),
        **dict.fromkeys("○◌", "o"),
        **dict.fromkeys("·…", "."),
        "✓": "*",
        "▲": "!",
        "→": ">",
        "←": "<",
        "↑": "^",
        "↓": "v",
        "⏎": "<",
    }
)
"""One cell becomes one cell, so that nothing moves."""


class AsciiFilter(LineFilter):
    """Replaces what the console draws itself."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line in ASCII."""
        return [Segment(text.translate(_ASCII), style, control) for text, style, control in segments]
