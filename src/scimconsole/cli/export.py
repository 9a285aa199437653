"""`scimconsole users export`: the directory as CSV, JSON or JSON lines."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from scimconsole.cli.output import progress, say
from scimconsole.domain.people_export import Form, PeopleExport
from scimconsole.errors import InvalidInput

if TYPE_CHECKING:
    from scimconsole.api import Page, User


def export_users(pages: Iterator[Page[User]], form: Form, output: str | None) -> None:
    """Write users page by page; a file appears whole or not at all, readable by its owner only."""
    export = PeopleExport(form)
    with written_whole(output) as stream:
        stream.write(export.begin())
        for page in pages:
            stream.write(export.page(user.model_dump(mode="json") for user in page.items))
            progress(f"{export.count} of {page.total if page.total is not None else 'many'} users")
        stream.write(export.end())
    progress("")
    if output:
        say(f"{export.count} users were written to {output}.")


@contextlib.contextmanager
def written_whole(output: str | None) -> Iterator[TextIO]:
    """The file named, which appears whole or not at all and readable by its owner only; else stdout."""
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
