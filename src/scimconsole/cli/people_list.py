"""A list of people in a file: userNames, SCIM ids or e-mail addresses, one a line or in a CSV column."""

from __future__ import annotations

import codecs
import csv
import sys
from dataclasses import dataclass
from pathlib import Path

from scimconsole.errors import InvalidInput

_HEADINGS = ("username", "userprincipalname", "id", "scimid", "email", "mail", "emailaddress")
"""Column headings taken, whatever their case, spaces, hyphens and underscores; the first one wins."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person named, and the line that names them."""

    line: int
    text: str


def read_people(source: str) -> list[Entry]:
    """The people a file names, `-` for stdin; blank lines and lines that begin with `#` are passed over.

    Raises `InvalidInput` when the file cannot be read or names nobody.
    """
    text = _decode(source, _content(source))
    entries = parse_people(text)
    if not entries:
        raise InvalidInput(f"{_name(source)} names nobody.", hint="Give one userName, id or e-mail a line.")
    return entries


def parse_people(text: str) -> list[Entry]:
    """The people a text names."""
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        return []
    delimiter = next((mark for mark in (";", "\t", ",") if mark in lines[0][1]), ",")
    rows = [(number, next(csv.reader([line], delimiter=delimiter))) for number, line in lines]
    headings = [_plain(cell) for cell in rows[0][1]]
    column = next((headings.index(name) for name in _HEADINGS if name in headings), None)
    if column is not None:
        rows = rows[1:]
    elif len(headings) > 1:
        raise InvalidInput(
            f"Line {lines[0][0]} has {len(headings)} columns and none is named userName, id or email.",
            hint="Name the column in the first line, or give one person a line.",
        )
    entries = [
        Entry(number, cells[column or 0].strip()) for number, cells in rows if len(cells) > (column or 0)
    ]
    return [entry for entry in entries if entry.text]


def _plain(cell: str) -> str:
    return cell.strip().lower().translate(str.maketrans("", "", " -_"))


def _content(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise InvalidInput(f"{source} cannot be read: {error.strerror or error}.") from error


def _decode(source: str, content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            f"{_name(source)}, line {line}: this is not UTF-8 text.", hint="Save the file as UTF-8."
        ) from error


def _name(source: str) -> str:
    return "The input" if source == "-" else source
