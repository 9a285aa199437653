"""`scimconsole users export`: the directory as CSV, JSON or JSON lines."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from scimconsole.cli.output import progress, say
from scimconsole.domain.terminal_text import escape_json
from scimconsole.errors import InvalidInput

if TYPE_CHECKING:
    from scimconsole.api import Page, User

_COLUMNS = (
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


def export_users(pages: Iterator[Page[User]], form: str, output: str | None) -> None:
    """Write users page by page; a file appears whole or not at all, readable by its owner only."""
    with _target(output) as stream:
        writers = {"csv": _write_csv, "json": _write_json, "jsonl": _write_jsonl}
        count = writers[form](_counted(pages), stream)
    if output:
        say(f"{count} users were written to {output}.")


def _counted(pages: Iterator[Page[User]]) -> Iterator[User]:
    count = 0
    for page in pages:
        yield from page.items
        count += len(page.items)
        progress(f"{count} of {page.total if page.total is not None else 'many'} users")
    progress("")


def _write_csv(users: Iterator[User], stream: TextIO) -> int:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    count = 0
    for user in users:
        record = user.model_dump(mode="json") | {"missing": " ".join(user.missing)}
        writer.writerow([_cell(record[name]) for name in _COLUMNS])
        count += 1
    return count


def _cell(value: object) -> str:
    """A value as CSV text; one that a spreadsheet would run as a formula is led by an apostrophe."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _write_json(users: Iterator[User], stream: TextIO) -> int:
    stream.write('{"items": [')
    count = 0
    for user in users:
        stream.write((",\n" if count else "\n") + escape_json(user.model_dump_json()))
        count += 1
    stream.write(f'],\n"next_cursor": null, "total": {json.dumps(count)}}}\n')
    return count


def _write_jsonl(users: Iterator[User], stream: TextIO) -> int:
    count = 0
    for user in users:
        stream.write(escape_json(user.model_dump_json()) + "\n")
        count += 1
    return count


@contextlib.contextmanager
def _target(output: str | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    path = Path(output)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            yield stream
        beside.replace(path)
    except OSError as error:
        raise InvalidInput(f"{output} cannot be written: {error.strerror or error}.") from error
    finally:
        beside.unlink(missing_ok=True)
