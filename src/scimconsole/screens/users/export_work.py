"""Writing the people shown to a file, page by page: it appears whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from scimconsole.errors import InvalidInput
from scimconsole.screens.dialogs.progress import Progress

if TYPE_CHECKING:
    from scimconsole.api.base import Page
    from scimconsole.api.users import User
    from scimconsole.client import AsyncManagementClient
    from scimconsole.client.call import ListCall
    from scimconsole.domain.people_export import Form, PeopleExport

PAGE = 1_000
"""People asked for at once: the most the service gives."""


@dataclass(frozen=True)
class Export:
    """What is wanted: the file, and `csv` or `jsonl`."""

    path: Path
    form: str


async def export_people(
    client: AsyncManagementClient, call: ListCall[User], export: Export, progress: Progress
) -> int:
    """Write everybody the call lists, readable by the file's owner only; answers how many they are.

    Raises `Stopped` when it is stopped, `InvalidInput` when the file cannot be written, and what the calls
    raise; the file is then as it was before.
    """
    from scimconsole.domain import people_export  # not before somebody exports

    text = people_export.PeopleExport(cast("Form", export.form))
    with beside(export.path) as stream:
        await asyncio.to_thread(stream.write, text.begin())
        while True:
            page = await progress.unless_stopped(client.send(call))
            await asyncio.to_thread(stream.write, _text(text, page))
            progress.show(text.count, page.total)
            if page.next_cursor is None:
                break
            call = call.after(page.next_cursor)
        await asyncio.to_thread(stream.write, text.end())
    return text.count


def _text(export: PeopleExport, page: Page[User]) -> str:
    return export.page(user.model_dump(mode="json") for user in page.items)


@contextlib.contextmanager
def beside(path: Path) -> Iterator[TextIO]:
    """A file beside the wanted one, which takes its place at the end."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
                yield stream
            waiting.replace(path)
        finally:
            waiting.unlink(missing_ok=True)
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be written: {error.strerror or error}.", hint="Choose another file or folder."
        ) from error
