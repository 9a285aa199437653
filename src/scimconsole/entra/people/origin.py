"""Where a directory file comes from: a path, which can be read again, or a pipe, which can be read once."""

from __future__ import annotations

import io
import os
import shutil
import stat
import tempfile
import weakref
from pathlib import Path
from typing import IO, BinaryIO

from scimconsole.entra.people.bytes_in import CHUNK, Bytes
from scimconsole.errors import InvalidInput


class Origin:
    """Where the bytes come from; a file can be read again and again, a pipe once, also one with a path."""

    def __init__(self, source: Path | BinaryIO) -> None:
        self._source = _opened_pipe(source) if isinstance(source, Path) else source
        self._is_ours = self._source is not source
        self._spool: IO[bytes] | None = None
        self._pipe: Bytes | None = None
        self._now: Bytes | None = None
        if isinstance(source, Path):
            self.name = str(source)
        else:
            given = getattr(source, "name", None)
            self.name = given if isinstance(given, str) and not given.startswith("<") else "stdin"
        self.total = self._size()

    @property
    def bytes_read(self) -> int:
        """Bytes read in the present pass."""
        return self._now.count if self._now is not None else 0

    @property
    def is_repeatable(self) -> bool:
        """Whether `open` works a second time."""
        return isinstance(self._source, Path) or self._spool is not None

    def head(self) -> bytes:
        """The first bytes; they are read again by `open`, also of a pipe."""
        if self.is_repeatable:
            with self.open() as stream:
                return stream.head()
        assert not isinstance(self._source, Path)
        self._pipe = Bytes(self._source if self._is_ours else _Unclosed(self._source), self.name)
        return self._pipe.head()

    def open(self) -> Bytes:
        """The bytes from the first one; raises `InvalidInput` when there are none to be had."""
        if self.is_repeatable:
            self._now = Bytes(self._open(), self.name)
        elif self._pipe is None:
            raise InvalidInput(f"{self.name} can be read only once.", hint="Put it into a file first.")
        else:
            self._now, self._pipe = self._pipe, None
        return self._now

    def keep(self) -> None:
        """Make a pipe readable again, by way of a file without a name."""
        if self.is_repeatable:
            return
        spool = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this object
        weakref.finalize(self, spool.close)
        with self.open() as stream:
            shutil.copyfileobj(stream, spool, CHUNK)
        weakref.finalize(self, spool.close)
        self._spool = spool
        self.total = spool.tell()

    def _open(self) -> io.RawIOBase | IO[bytes]:
        if self._spool is not None:
            self._spool.seek(0)
            return _Unclosed(self._spool)
        assert isinstance(self._source, Path)
        if self._source.is_dir():
            raise InvalidInput(f"{self.name} is a directory.", hint="Name the file inside it.")
        try:
            return self._source.open("rb", buffering=0)
        except OSError as error:
            raise InvalidInput(
                f"{self.name} cannot be read: {error.strerror or error}.", hint="Check the path."
            ) from error
        except ValueError as error:
            raise InvalidInput(f"{self.name} cannot be a path: {error}.") from error

    def _size(self) -> int | None:
        """Bytes of a regular file, also of one that is the standard input."""
        try:
            if isinstance(self._source, Path):
                status = self._source.stat()
            else:
                status = os.fstat(self._source.fileno())
        except (OSError, ValueError, AttributeError):
            return None
        return status.st_size if stat.S_ISREG(status.st_mode) else None


def _opened_pipe(path: Path) -> Path | BinaryIO:
    """The pipe or device that a path such as `/dev/fd/63` names, opened; a file's path stays one."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISFIFO(mode) or stat.S_ISCHR(mode):
            return path.open("rb")
    except (OSError, ValueError):
        pass  # told when it is opened as a file
    return path


class _Unclosed(io.RawIOBase):
    """Reads somebody else's stream, and leaves it open."""

    def __init__(self, inner: IO[bytes]) -> None:
        super().__init__()
        self._inner = inner

    def read(self, size: int = -1) -> bytes:
        """What the stream has, up to `size` bytes; a pipe gives what is there."""
        some = getattr(self._inner, "read1", self._inner.read)
        found: bytes = some(size)
        return found
