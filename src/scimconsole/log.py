"""The log of the console: a redacted file, rotated, written by a thread of its own.

Who logs uses `logging.getLogger("scimconsole....")` and knows nothing of files. A line has the time in UTC,
the level, who said it, and the message with secrets hidden and control characters escaped. Bodies, queries
and screens are never logged.
"""

from __future__ import annotations

import logging
import os
import queue
import time
from io import TextIOWrapper
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path

from scimconsole.domain.secret_text import hide_secrets
from scimconsole.domain.terminal_text import escape_text

FILE_NAME = "console.log"
LARGEST_BYTES = 1_000_000
KEPT = 3
"""Older files that are kept: `console.log.1` to `console.log.3`."""
_ROOT = "scimconsole"
_MOST_WAITING = 10_000


class Log:
    """An open log; `close` writes what is waiting."""

    def __init__(self, folder: Path) -> None:
        waiting: queue.Queue[logging.LogRecord] = queue.Queue()
        self._handler = _Waiting(waiting)
        self._listener = QueueListener(waiting, _File(folder / FILE_NAME))
        self._listener.start()
        logger = logging.getLogger(_ROOT)
        logger.addHandler(self._handler)
        logger.setLevel(logging.INFO)

    def close(self) -> None:
        """Write what is waiting and close the file; blocks for that long."""
        logger = logging.getLogger(_ROOT)
        logger.removeHandler(self._handler)
        logger.setLevel(logging.NOTSET)
        self._listener.stop()
        for handler in self._listener.handlers:
            handler.close()


class _Waiting(QueueHandler):
    """Hands records over; what comes while the writer is far behind is dropped."""

    def __init__(self, waiting: queue.Queue[logging.LogRecord]) -> None:
        super().__init__(waiting)
        self._waiting = waiting

    def enqueue(self, record: logging.LogRecord) -> None:
        if self._waiting.qsize() < _MOST_WAITING:
            self._waiting.put_nowait(record)


class _File(RotatingFileHandler):
    """The file: made with the first line, readable by its owner only, shared by all their consoles."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LARGEST_BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
        self.setFormatter(_Line())

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: N802 - named by logging
        # Another console may have rotated: what is open here would then be one of the older files.
        if self.stream is not None and not self._is_current(self.stream):
            self.stream.close()
            self.stream = self._open()
        return bool(super().shouldRollover(record))

    def _is_current(self, stream: TextIOWrapper) -> bool:
        try:
            return os.path.samestat(os.stat(self.baseFilename), os.fstat(stream.fileno()))
        except OSError:
            return False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - named by logging
        """A log that cannot be written must not draw over the console."""


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        words = escape_text(hide_secrets(record.getMessage()))
        return f"{stamp}.{record.msecs:03.0f}Z {record.levelname:<7} {record.name}: {words}"
