"""Where in a file the JSON breaks: the parser tells what is wrong, and only roughly where."""

from __future__ import annotations

import re
from dataclasses import dataclass

import ijson

from scimconsole.entra.people.bytes_in import Origin

_CHUNK = 64 * 1024
_INSIDE = re.compile(rb"[\x80-\xbf]+")
"""Bytes that continue a character."""


@dataclass(frozen=True, slots=True)
class Place:
    """Counted from 1, but for the offset; the column counts characters."""

    line: int
    column: int
    offset: int


def place_of_error(origin: Origin, near: int) -> Place | None:
    """The first byte with which the text can be no JSON; `near` is a byte that was still read before it.

    None when the bytes cannot be read again.
    """
    if not origin.is_repeatable:
        return None
    events = ijson.sendable_list()
    parser = ijson.basic_parse_coro(events, multiple_values=True)
    line, column, offset = 1, 0, 0
    with origin.open() as stream:
        while True:
            careful = offset + _CHUNK > near - _CHUNK
            chunk = stream.read(256 if careful else _CHUNK) or b""
            size = 1 if careful else max(len(chunk), 1)
            for start in range(0, max(len(chunk), 1), size):
                piece = chunk[start : start + size]
                try:
                    if piece:
                        parser.send(piece)
                    else:
                        parser.close()
                        return None
                except ijson.JSONError:
                    return Place(line, column + 1, offset)
                events.clear()
                offset += len(piece)
                line += piece.count(b"\n")
                _, newline, after = piece.rpartition(b"\n")
                column = (0 if newline else column) + len(_INSIDE.sub(b"", after))
