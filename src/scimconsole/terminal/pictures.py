"""Pictures of the screen (SVG) that look the same wherever they are shown."""

from __future__ import annotations

import re

_FONT_FACE = re.compile(r"\s*@font-face \{[^}]*\}")
_CELL = 12.2
"""The width of a character in a picture, as Rich draws it."""
_LEADING_BLANKS = re.compile(
    r'x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="(?P<length>[\d.]+)"(?P<rest>[^>]*)>'
    r"(?P<blanks>(?:&#160;)+)(?!</text>)"
)


def portable(svg: str) -> str:
    """The picture without a font that is loaded from somewhere, and without blanks that lead a text.

    Some renderers, librsvg among them, leave such blanks out and move the text to the left; here they
    become a place further right.
    """
    return _LEADING_BLANKS.sub(_moved, _FONT_FACE.sub("", svg))


def _moved(found: re.Match[str]) -> str:
    blanks = found["blanks"].count("&#160;") * _CELL
    x, length = float(found["x"]) + blanks, float(found["length"]) - blanks
    return f'x="{x:g}" y="{found["y"]}" textLength="{length:g}"{found["rest"]}>'
