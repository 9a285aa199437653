"""People as CSV, JSON or JSON lines, page by page: text in, text out, for whoever writes it somewhere.

    export = PeopleExport("csv")
    text = export.begin() + export.page(records) + ... + export.end()

A record is one user of the management API as plain data (`User.model_dump(mode="json")`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import orjson

from scimconsole.domain.terminal_text import escape_json

Form = Literal["csv", "json", "jsonl"]

FORMS: tuple[Form, ...] = ("csv", "json", "jsonl")

COLUMNS = (
    "id",
    "user_name",
    "external_id",
    "display_name",
    "given_name",
    "family_name",
    "email",
    "title",
    "user_type",
    "state",
    "active",
    "entra_active",
    "status",
    "incomplete",
    "missing",
    "created_at",
    "updated_at",
)
"""The columns of CSV; the other forms hold every field."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet run a cell, also in the full width that some of them read as the same."""


class PeopleExport:
    """The text of one export; `count` people are in it so far."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.count = 0

    def begin(self) -> str:
        """What stands before the first page."""
        match self.form:
            case "csv":
                return _line(COLUMNS)
            case "json":
                return '{"items": ['
            case "jsonl":
                return ""

    def page(self, records: Iterable[Mapping[str, Any]]) -> str:
        """The text of further people."""
        return "".join(self._one(record) for record in records)

    def end(self) -> str:
        """What stands behind the last page."""
        if self.form == "json":
            return f'],\n"next_cursor": null, "total": {self.count}}}\n'
        return ""

    def _one(self, record: Mapping[str, Any]) -> str:
        self.count += 1
        match self.form:
            case "csv":
                return csv_line(record)
            case "json":
                return ("\n" if self.count == 1 else ",\n") + json_text(record)
            case "jsonl":
                return json_text(record) + "\n"


def csv_line(record: Mapping[str, Any]) -> str:
    """One person as a line of CSV with `COLUMNS`."""
    return _line(cell(record.get(name)) for name in COLUMNS)


def json_text(record: Mapping[str, Any]) -> str:
    """One person as a JSON object on one line, with what could act on a terminal as escapes."""
    return escape_json(orjson.dumps(record).decode())


def cell(value: object) -> str:
    """A value as CSV text; one that a spreadsheet would run as a formula is led by an apostrophe.

    >>> cell("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        value = " ".join(map(str, value))
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    # A cell is quoted for the sake of the line's end only: with both characters in it, neither breaks a row.
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue().removesuffix("\r\n") + "\n"
