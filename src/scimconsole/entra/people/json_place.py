"""Where in a file the JSON breaks: the parser tells what is wrong, and only roughly where."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

import ijson

from scimconsole.entra.people.origin import Origin

_CHUNK = 64 * 1024
_INSIDE = re.compile(rb"[\x80-\xbf]+")
"""Bytes that continue a character."""


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column from 1, the column in characters; the offset in bytes from 0."""

    line: int
    column: int
    offset: int


def place_of_error(origin: Origin, near: int, *, at_end: bool) -> Place | None:
    """The first byte with which the text can be no JSON; `near` is how far it was read.

    `at_end` says that the text ends too early. None when the bytes cannot be read again.
    """
    if not origin.is_repeatable:
        return None
    if at_end:
        return _line_and_column(origin, sys.maxsize)
    offset = max(0, near - 2 * _CHUNK)
    for size in (256, 1):  # a parser that is fed byte by byte begins a long text anew with each
        offset = _bad_piece(origin, offset, size)
    return _line_and_column(origin, offset)


def _bad_piece(origin: Origin, begin: int, size: int) -> int:
    """Where the piece of `size` bytes begins that the parser refuses; pieces are counted from `begin`."""
    events = ijson.sendable_list()
    parser = ijson.basic_parse_coro(events, multiple_values=True)
    offset = 0
    with origin.open() as stream:
        while True:
            piece = stream.read(min(_CHUNK, begin - offset) if offset < begin else size) or b""
            try:
                if not piece:
                    parser.close()
                    return offset
                parser.send(piece)
            except ijson.JSONError:
                return offset
            events.clear()
            offset += len(piece)


def _line_and_column(origin: Origin, offset: int) -> Place:
    """The place of a byte, or the end where there are not so many."""
    line, column, passed = 1, 0, 0
    with origin.open() as stream:
        while passed < offset and (piece := stream.read(min(_CHUNK, offset - passed))):
            passed += len(piece)
            line += piece.count(b"\n")
            _, newline, after = piece.rpartition(b"\n")
            column = (0 if newline else column) + len(_INSIDE.sub(b"", after))
    return Place(line, column + 1, passed)
