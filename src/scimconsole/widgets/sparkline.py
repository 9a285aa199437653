"""Counts over time as one line of bars, each cell as high as its share of the largest."""

from __future__ import annotations

from collections.abc import Sequence

_BARS = "▁▂▃▄▅▆▇█"
_ASCII_BARS = ".:-=+*%#"
_NONE, _ASCII_NONE = "·", "_"


def sparkline(counts: Sequence[int], width: int, *, ascii: bool = False) -> str:
    """The counts in at most `width` cells, from old to new; a cell adds up several where there are more."""
    if not counts or width < 1:
        return ""
    cells = _summed(counts, width)
    most = max(cells)
    bars, none = (_ASCII_BARS, _ASCII_NONE) if ascii else (_BARS, _NONE)
    return "".join(none if not cell else bars[(cell * len(bars) - 1) // most] for cell in cells)


def _summed(counts: Sequence[int], width: int) -> list[int]:
    """As many counts as there are cells: each cell takes the same number of them, the last cell the last."""
    size = -(-len(counts) // width)
    first = len(counts) % size
    starts = [*([0] if first else []), *range(first, len(counts), size)]
    return [sum(counts[start:end]) for start, end in zip(starts, [*starts[1:], len(counts)], strict=True)]
