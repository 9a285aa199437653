"""Everything that is drawn, in ASCII: for terminals and fonts that lack the characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

UNKNOWN: Final = "?"
"""What stands for each cell of a character that has no likeness in ASCII."""

_LIKENESS = {
    **dict.fromkeys("─━═╌╍╴╶╸╺▁▔▂▃▄▅▆▇▀‐‑‒–—―−", "-"),
    **dict.fromkeys("│┃║╎╏▌▐▏▎▍▕▊▋▉", "|"),
    **dict.fromkeys("●•✓✔★⭑■▪◆", "*"),
    **dict.fromkeys("○◌◦□▫◇", "o"),
    **dict.fromkeys("·…", "."),
    **dict.fromkeys("→▸▶►‣❯", ">"),
    **dict.fromkeys("←◂◀⏎↵", "<"),
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("“”„«»″", '"'),
    **dict.fromkeys("↓▼▾", "v"),
    **dict.fromkeys("✗✘×", "x"),
    "█": "#", "▲": "!", "↑": "^", "△": "^", "▴": "^", "\xa0": " ",
    "Ø": "O", "ø": "o", "Ð": "D", "ð": "d", "Đ": "D", "đ": "d", "Ł": "L", "ł": "l", "Æ": "A", "æ": "a",
    "Œ": "O", "œ": "o", "ß": "s", "Þ": "T", "þ": "t", "ı": "i",
}  # fmt: skip
"""One cell becomes one cell, so that nothing moves."""
_JOINED = re.compile("\u200d.?")
_BOXES, _BLOCKS = range(0x2500, 0x2580), range(0x2580, 0x25A0)


class AsciiFilter(LineFilter):
    """Replaces frames, marks and bars, and writes names with the letters that are nearest."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line in ASCII."""
        return [
            segment if segment.text.isascii() else Segment(in_ascii(segment.text), *segment[1:])
            for segment in segments
        ]


@lru_cache(4096)
def in_ascii(text: str) -> str:
    """The text in as many cells: accents go, what has no likeness becomes question marks."""
    # What is joined to another character shares its cells.
    likened = "".join(map(_likeness, _JOINED.sub("", text)))
    return set_cell_size(likened, cell_len(text))


def _likeness(character: str) -> str:
    if character.isascii():
        return character
    known = _LIKENESS.get(character)
    if known is not None:
        return known
    if ord(character) in _BOXES:
        return "+"
    if ord(character) in _BLOCKS:
        return "#"
    width = cell_len(character)
    letters = [part for part in unicodedata.normalize("NFKD", character) if part.isascii()]
    return letters[0] if width == 1 and len(letters) == 1 else UNKNOWN * width
