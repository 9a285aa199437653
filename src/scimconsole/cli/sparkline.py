"""A row of bars in text: how much came when."""

from __future__ import annotations

import locale
import os
from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
ASCII_BARS = "_.:-=+*#"
"""The same heights for a terminal that shows nothing but ASCII."""
NOTHING, ASCII_NOTHING = "·", " "


def sparkline(values: Sequence[int], *, ascii_only: bool) -> str:
    """One bar for each value, the highest for the largest; what is not zero is seen."""
    bars, nothing = (ASCII_BARS, ASCII_NOTHING) if ascii_only else (BARS, NOTHING)
    largest = max(values, default=0)
    if not largest:
        return nothing * len(values)
    top = len(bars) - 1
    return "".join(bars[-(-value * top // largest)] if value else nothing for value in values)


def prints_ascii_only() -> bool:
    """Whether the terminal is not known to show more than ASCII; what commands write is UTF-8 anyhow."""
    told = os.environ.get("PYTHONIOENCODING", "").partition(":")[0]
    return "utf" not in (told or locale.getpreferredencoding(False)).lower()
