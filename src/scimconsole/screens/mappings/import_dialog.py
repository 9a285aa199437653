"""Asking for a file with a schema, and showing what it holds before it is taken over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.errors import InvalidInput, ScimConsoleError
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog, DialogButton
from scimconsole.screens.mappings.changes import change_words
from scimconsole.screens.mappings.incoming import Incoming, schema_sections
from scimconsole.screens.working import begin
from scimconsole.widgets.accelerator import accelerator
from scimconsole.widgets.facts import draw
from scimconsole.widgets.field import Field, FieldLabel

_MOST_PROBLEMS = 4
_LARGEST = 16 * 1024 * 1024
"""Bytes of a file that are read: UTF-16 takes two for a letter, and blanks are no part of the limit."""


class ImportDialog(Dialog["Incoming | None"]):
    """Answers the schema of a file, once its contents were shown; nothing is stored by that."""

    HEADING = "Import a schema"
    AUTO_FOCUS = "#path"

    def __init__(self, present: SyncSchema) -> None:
        """`present` is what the file's contents are compared with."""
        super().__init__()
        self._present = present
        self._found: Incoming | None = None

    def compose_body(self) -> ComposeResult:
        """Where to get the file, its path, and what was found in it."""
        yield Static(
            "The JSON of Provisioning, Attribute mapping, Show advanced options, Review your schema here; "
            "or what Graph answers. Nothing is stored before you save.",
            classes="sentence",
        )
        yield FieldLabel("&File", "path")
        yield Field(id="path", placeholder="schema.json", compact=True)
        yield Static(id="import-found", classes="sentence")

    def buttons(self) -> Sequence[ButtonSpec]:
        """Look at the file first; what is shown can then be taken over."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("act", "&Read file", "primary")

    def on_mount(self) -> None:
        """There is nothing to show yet."""
        self.query_one("#import-found").display = False

    def _show(self, found: Incoming | None, shown: Content) -> None:
        self._found = found
        self.query_one("#import-found", Static).update(shown)
        self.query_one("#import-found").display = found is not None
        button = self.query_one("#act", DialogButton)
        button.accelerator = accelerator("&Take over" if found else "&Read file")
        self.mark_default()

    async def _read(self, path: Path) -> None:
        from scimconsole.entra.schema.comparing import compare

        try:
            schema = await asyncio.to_thread(_schema_in, path)
            changes = await asyncio.to_thread(compare, self._present, schema)
        except ScimConsoleError as error:
            self._show(None, Content(""))
            self.trouble(_told(error))
            return
        sections = schema_sections(schema, [change_words(change) for change in changes])
        # The place for it has no width of its own before something is shown there.
        width = max(self.query_one("#path").content_size.width, 30)
        self._show(Incoming(f"{path.name} imported", schema), draw(sections, width))

    @on(Input.Changed, "#path")
    def _other_path(self) -> None:
        self.trouble("")
        if self._found is not None:
            self._show(None, Content(""))

    @on(Button.Pressed, "#act")
    def _wanted(self) -> None:
        text = self.query_one("#path", Input).value.strip()
        if self._found is not None:
            self.dismiss(self._found)
        elif not text:
            self.trouble("Type the path of a file.")
            self.query_one("#path").focus()
        else:
            path = Path(text).expanduser().absolute()
            begin(self, partial(self._read, path), name="import", group="mapping-import")


def _schema_in(path: Path) -> SyncSchema:
    """The schema that a file holds; raises InvalidInput."""
    from scimconsole.entra.schema.reading import read_schema_text

    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be read: {error.strerror or error}.", hint="Choose another file."
        ) from error
    if len(data) > _LARGEST:
        raise InvalidInput(
            f"{path.name} has more than {_LARGEST // 2**20} MB; a synchronization schema has less than one.",
            hint="Choose the schema, not a file of people.",
        )
    return read_schema_text(data, path.name)


def _told(error: ScimConsoleError) -> str:
    """The sentence, the first places it is about, and the next step."""
    places = error.errors if isinstance(error, InvalidInput) else ()
    lines = [error.detail, *(f"{pointer or '/'}: {words}" for pointer, words in places[:_MOST_PROBLEMS])]
    if len(places) > _MOST_PROBLEMS:
        lines.append(f"and {len(places) - _MOST_PROBLEMS} more")
    if error.hint:
        lines.append(error.hint)
    return "\n".join(map(escape_text, lines))
