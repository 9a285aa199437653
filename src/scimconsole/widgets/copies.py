"""What can be copied of a record."""

from __future__ import annotations

from typing import NamedTuple


class Copy(NamedTuple):
    """One thing to copy: what it is, in words, and the text itself."""

    words: str
    text: str
