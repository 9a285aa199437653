"""What commands print: data on stdout (a table, `--json`, `--jsonl`), talk on stderr.

Text from a directory is drawn escaped, in tables and in JSON. `NO_COLOR` and pipes turn styling off.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Protocol

from scimconsole.cli.table import Column, Table
from scimconsole.cli.times import zone
from scimconsole.domain.terminal_text import escape_json, escape_text


class JsonModel(Protocol):
    """A wire model of `scimconsole.api`."""

    def model_dump_json(self, *, indent: int | None = None) -> str: ...


class ListPage(Protocol):
    """A page of a list, as `scimconsole.api.Page` is one."""

    @property
    def items(self) -> Sequence[Any]: ...
    @property
    def next_cursor(self) -> str | None: ...
    @property
    def total(self) -> int | None: ...


def say(sentence: str) -> None:
    """Talk to the person, on stderr; what could act on the terminal is escaped, line breaks stay."""
    print("\n".join(escape_text(line) for line in sentence.split("\n")), file=sys.stderr)


def print_json(data: object) -> None:
    """Print plain data as indented JSON."""
    print(escape_json(json.dumps(data, indent=2, ensure_ascii=False)))


def print_model(arguments: argparse.Namespace, model: JsonModel, rows: Iterable[tuple[str, object]]) -> None:
    """Print one thing: as JSON, or as aligned rows."""
    if arguments.json:
        print(escape_json(model.model_dump_json(indent=2)))
    else:
        print_rows(rows)


def print_rows(rows: Iterable[tuple[str, object]]) -> None:
    """Print names and values, aligned; a value of None is left out."""
    shown = [(name, value) for name, value in rows if value is not None]
    width = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        print(f"{dim(name.ljust(width))}  {escape_text(str(value))}")


def print_list(
    arguments: argparse.Namespace, pages: Iterator[Any], columns: Sequence[Column[Any]], *, nothing: str
) -> None:
    """Print a list while it arrives: the API's envelope, an item a line, or a table.

    `nothing` is the sentence for an empty list.
    """
    if arguments.jsonl:
        for page in pages:
            for item in page.items:
                print(escape_json(item.model_dump_json()))
    elif arguments.json:
        _print_envelope(pages)
    else:
        print_table(chain.from_iterable(page.items for page in pages), columns, nothing=nothing)


def print_table(items: Iterable[Any], columns: Sequence[Column[Any]], *, nothing: str) -> None:
    """Print a table; on a terminal it fits the width, in a pipe nothing is cut."""
    table = Table(columns, items)
    if table.empty:
        say(nothing)
        return
    print(dim(table.header()))
    for line in table.lines():
        print(line)


def moment(text: str | None) -> str:
    """A wire time for a person: to the minute, in the zone of choice; a dash for none."""
    return zone().minute(text) if text else "-"


def in_full(text: str | None, *, seconds: bool = False) -> str:
    """A wire time with its zone, to the minute or the second: `2026-11-21 21:41 CET`; a dash for none."""
    if text is None:
        return "-"
    return f"{zone().second(text) if seconds else zone().minute(text)} {zone().label(text)}"


def progress(sentence: str) -> None:
    """Rewrite one line of stderr; silent when that is no terminal."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{escape_text(sentence)}", end="", file=sys.stderr, flush=True)


def dim(text: str) -> str:
    """The text in a quieter colour, where colour is wanted."""
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return f"\x1b[2m{text}\x1b[0m"


def _print_envelope(pages: Iterator[ListPage]) -> None:
    """Print `{"items": [...], "next_cursor", "total"}` without holding the items."""
    print('{"items": [', end="")
    separator = "\n"
    last: ListPage | None = None
    total: int | None = None
    for last in pages:
        total = last.total if last.total is not None else total
        for item in last.items:
            print(separator, escape_json(item.model_dump_json()), sep="", end="")
            separator = ",\n"
    cursor = last.next_cursor if last is not None else None
    print(f'],\n"next_cursor": {json.dumps(cursor)}, "total": {json.dumps(total)}}}')
