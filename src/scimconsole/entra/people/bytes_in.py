"""The bytes of a file or stream as UTF-8, counted as they pass; what no directory can be in is refused."""

from __future__ import annotations

import codecs
import io
from collections.abc import Sequence
from typing import IO, Any

from scimconsole.errors import InvalidInput

LONGEST = 16 * 1024 * 1024
"""Bytes of the longest line, and of the largest object."""
_HEAD = 64 * 1024
CHUNK = 256 * 1024
_WIDEST = 60
_FORMS = "A directory comes as Graph's JSON, as JSON lines, or as CSV with headers."
_OTHER_FORMATS = {
    b"PK\x03\x04": "is a workbook or a ZIP archive: save the sheet as CSV, or unpack it",
    b"\x1f\x8b": "is compressed: unpack it",
    b"%PDF": "is a PDF",
    b"\xd0\xcf\x11\xe0": "is an old workbook: save the sheet as CSV",
}


class Bytes(io.RawIOBase):
    """Reads UTF-8 out of UTF-8 or UTF-16, without its mark, and counts what was read of the file."""

    def __init__(self, inner: IO[bytes] | io.RawIOBase, name: str) -> None:
        super().__init__()
        self._inner = inner
        self._name = name
        self._decoder: codecs.IncrementalDecoder | None = None
        self._pending = b""
        self._begun = False
        self.count = 0
        """Bytes of the file that were read so far."""
        self.passed = 0
        """Bytes handed on so far."""
        self.last = b""
        """What was handed on last."""

    def readable(self) -> bool:
        """True: that is what it is for."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as one read of the file allows; 0 at the end."""
        if not self._pending:
            self._pending = self._more()
        taken, self._pending = self._pending[: len(buffer)], self._pending[len(buffer) :]
        buffer[: len(taken)] = taken
        self.passed += len(taken)
        if taken:
            self.last = taken
        return len(taken)

    def head(self) -> bytes:
        """The first bytes, which stay to be read."""
        while len(self._pending) < _HEAD and (more := self._more()):
            self._pending += more
        return self._pending[:_HEAD]

    def close(self) -> None:
        """Close the file too."""
        if not self.closed:
            self._inner.close()
        super().close()

    def _more(self) -> bytes:
        """The next bytes of the file as UTF-8; empty at its end."""
        while True:
            chunk = self._read()
            if not self._begun:
                self._begun = True
                while 0 < len(chunk) < 4 and (more := self._read()):
                    chunk += more
                chunk = self._begin(chunk)
            if self._decoder is None:
                return chunk
            try:
                text = self._decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                raise InvalidInput(
                    f"{self._name} begins like UTF-16 and is none: {error.reason}, before byte {self.count}.",
                    hint="Save it as UTF-8.",
                ) from error
            if text or not chunk:
                return text.encode("utf-8", "replace")

    def _read(self) -> bytes:
        try:
            chunk = self._inner.read(CHUNK) or b""
        except OSError as error:
            raise InvalidInput(f"{self._name} cannot be read: {error.strerror or error}.") from error
        self.count += len(chunk)
        return chunk

    def _begin(self, chunk: bytes) -> bytes:
        """Take the mark off, and see what the file is in."""
        if chunk.startswith(codecs.BOM_UTF8):
            return chunk[len(codecs.BOM_UTF8) :]
        if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self._decoder = codecs.getincrementaldecoder("utf-16")("strict")
            return chunk
        for mark, what in _OTHER_FORMATS.items():
            if chunk.startswith(mark):
                raise InvalidInput(f"{self._name} {what}.", hint=_FORMS)
        if b"\0" in chunk:
            raise InvalidInput(
                f"{self._name} is no text: byte {chunk.index(0)} is zero.", hint=f"{_FORMS} Save it as UTF-8."
            )
        return chunk


def shortened(texts: Sequence[str], most: int) -> str:
    """Some of the texts of a file, for a sentence."""
    shown = [text if len(text) <= _WIDEST else f"{text[:_WIDEST]}..." for text in texts[:most]]
    return ", ".join([*shown, "..."] if len(texts) > most else shown)


def no_people(name: str, sentence: str) -> InvalidInput:
    """The error for a file that can be read and holds nobody."""
    return InvalidInput(f"{name} {sentence}.", hint=_FORMS)
