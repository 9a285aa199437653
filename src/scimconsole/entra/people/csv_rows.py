"""People in CSV with headers: comma, semicolon or tab, quoted cells with line breaks, dotted headers."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scimconsole.entra.people.attribute_names import is_known, nearest_known, source_name
from scimconsole.entra.people.bytes_in import LONGEST, no_people, shortened
from scimconsole.entra.people.lines import numbered_lines
from scimconsole.entra.people.origin import Origin
from scimconsole.errors import InvalidInput

_DELIMITERS = ",;\t"
_MOST_NAMED = 12
_NAMES_PEOPLE = frozenset({"objectId", "userPrincipalName", "displayName", "mail"})


def csv_rows(origin: Origin) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Place and cells of each row, empty cells left out; the place is the line on which the row begins.

    Raises `InvalidInput` for headers that name nobody, and for a row with more or fewer cells than headers.
    """
    csv.field_size_limit(LONGEST)
    with origin.open() as stream:
        lines = _Lines(numbered_lines(stream, origin.name), origin.name)
        first = lines.header()
        if first is None:
            raise no_people(origin.name, "is empty")
        reader = csv.reader(lines, delimiter=_delimiter(first), strict=True)
        headers = _headers(_next_row(reader, lines, origin.name) or [], origin.name)
        while True:
            lines.begin()
            row = _next_row(reader, lines, origin.name)
            if row is None:
                return
            if len(row) != len(headers):
                if not any(row):
                    continue
                if len(row) < len(headers) or any(row[len(headers) :]):
                    raise _ragged(origin.name, lines.began, row, headers)
            cells = {name: cell for name, cell in zip(headers, row, strict=False) if cell}
            if cells:
                yield f"line {lines.began}", cells


class _Lines:
    """The lines as texts, and the number of the one with which the present row began."""

    def __init__(self, lines: Iterator[tuple[int, bytes]], name: str) -> None:
        self._lines = lines
        self._name = name
        self._kept: list[str] = []
        self._number = 0
        self._is_new = True
        self.began = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        text = self._kept.pop() if self._kept else self._read()
        if self._is_new:
            self.began = self._number
            self._is_new = False
        return text

    def begin(self) -> None:
        """The next line begins a row."""
        self._is_new = True

    def header(self) -> str | None:
        """The first line that says something, which stays to be read; None at the end."""
        for text in iter(self._next_or_none, None):
            if text.strip(" \t\r\n,;"):
                if text.lower().startswith("sep=") and len(text.strip()) == 5:
                    continue  # a line of Excel's own
                self._kept.append(text)
                return text
        return None

    def _next_or_none(self) -> str | None:
        try:
            return self._read()
        except StopIteration:
            return None

    def _read(self) -> str:
        self._number, line = next(self._lines)
        try:
            return line.decode()
        except UnicodeDecodeError as error:
            raise InvalidInput(
                f"{self._name}: line {self._number} is no UTF-8 (byte {error.start + 1} of the line).",
                hint='Save it as "CSV UTF-8".',
            ) from error


def _next_row(reader: Iterator[list[str]], lines: _Lines, name: str) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        raise InvalidInput(
            f"{name}: the row that begins on line {lines.began} is no CSV: {error}.",
            hint="Look for a quote that is not closed, or not doubled inside of a cell.",
        ) from error


def _delimiter(header: str) -> str:
    """What separates the cells of the header: the one that makes out the most known names."""

    def known(mark: str) -> tuple[int, int]:
        cells = header.strip().split(mark)
        return sum(is_known(cell.strip(' "')) for cell in cells), len(cells)

    return max(_DELIMITERS, key=known)


def _headers(row: Sequence[str], name: str) -> list[str]:
    headers = [cell.strip() for cell in row]
    while headers and not headers[-1]:
        headers.pop()
    shown = shortened(headers, _MOST_NAMED)
    twice = next((header for header in headers if header and headers.count(header) > 1), None)
    if twice is not None:
        raise InvalidInput(
            f"{name} has two columns named {shortened([twice], 1)}.", hint="Rename or remove one of them."
        )
    meant = {source_name(header) for header in headers}
    if not meant & _NAMES_PEOPLE:
        raise InvalidInput(
            f"{name} has no column that names a person. Its headers: {shown}.", hint=_nearest(headers)
        )
    if "objectId" not in meant:
        raise InvalidInput(
            f"{name} has no column id (or objectId), by which Entra knows a person. Its headers: {shown}.",
            hint="Export the users with their object ids.",
        )
    return headers


def _nearest(headers: Sequence[str]) -> str:
    near = nearest_known([header for header in headers[:_MOST_NAMED] if not is_known(header)])
    if not near:
        return "The first line names the columns, such as id,userPrincipalName,displayName,mail."
    return (
        "Did you mean "
        + ", ".join(f"{known} for {shortened([header], 1)}" for header, known in near[:5])
        + "?"
    )


def _ragged(name: str, line: int, row: Sequence[str], headers: Sequence[str]) -> InvalidInput:
    return InvalidInput(
        f"{name}: the row on line {line} has {len(row)} cells, and there are {len(headers)} headers.",
        hint="A cell with the separator in it needs quotes around it.",
    )
