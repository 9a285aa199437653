"""Writing the requests that the filters leave to a file, page by page."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from scimconsole.screens.users.export_dialog import ExportDialog
from scimconsole.screens.users.export_work import PAGE, beside
from scimconsole.widgets.field import Field, FieldLabel

if TYPE_CHECKING:
    from pathlib import Path

    from scimconsole.api.requests import ScimRequest
    from scimconsole.client import AsyncManagementClient
    from scimconsole.client.call import ListCall
    from scimconsole.screens.dialogs.progress import Progress


class RequestExportDialog(ExportDialog):
    """Answers the file; the form is JSON lines, which any length of a journal can be read from."""

    HEADING: ClassVar[str] = "Export requests"

    def __init__(self, is_narrowed: bool, name: str) -> None:
        super().__init__("Those the filters leave" if is_narrowed else "All requests of the journal", name)

    def compose_body(self) -> ComposeResult:
        """What, and the file."""
        words = f"{self._whom}, newest first, as JSON lines: one request a line, without bodies."
        yield Static(Content(words), classes="sentence")
        yield FieldLabel("&File", "path")
        yield Field(f"{self._name}.jsonl", id="path", compact=True)


async def export_requests(
    client: AsyncManagementClient, call: ListCall[ScimRequest], path: Path, progress: Progress
) -> int:
    """Write every request the call lists, readable by the file's owner only; answers how many they are.

    Raises `Stopped` when it is stopped, `InvalidInput` when the file cannot be written, and what the calls
    raise; the file is then as it was before.
    """
    count = 0
    call = replace(call, query={**call.query, "limit": PAGE})
    with beside(path) as stream:
        while True:
            page = await progress.unless_stopped(client.send(call))
            lines = "".join(f"{request.model_dump_json()}\n" for request in page.items)
            await asyncio.to_thread(stream.write, lines)
            count += len(page.items)
            progress.show(count, page.total)
            if page.next_cursor is None:
                return count
            call = call.after(page.next_cursor)
