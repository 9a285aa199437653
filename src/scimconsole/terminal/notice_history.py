"""The notices of this run, kept for whoever looked away when one was shown."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Severity = Literal["information", "warning", "error"]
MOST = 200
"""Notices that are kept."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: when, how serious, and what it said."""

    at: datetime
    severity: Severity
    words: str


class NoticeHistory:
    """The last notices; iterating gives the newest first."""

    def __init__(self) -> None:
        self._notices: deque[Notice] = deque(maxlen=MOST)

    def add(self, at: datetime, severity: Severity, title: str, words: str) -> None:
        """Keep a notice."""
        self._notices.append(Notice(at, severity, f"{title}: {words}" if title else words))

    def __iter__(self) -> Iterator[Notice]:
        return reversed(self._notices)

    def __len__(self) -> int:
        return len(self._notices)
