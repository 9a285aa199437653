"""Taking a schema out of the console: as a text, or as a file that Entra ID takes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_json
from scimconsole.entra.check.finding import Finding
from scimconsole.entra.schema.model import SyncSchema
from scimconsole.entra.schema.writing import export
from scimconsole.errors import InvalidInput
from scimconsole.screens.mappings.draft import Draft
from scimconsole.screens.one_time.private_file import NotWritten, write_private
from scimconsole.screens.users.export_dialog import ExportDialog
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field, FieldLabel

_FORMS = (
    Choice("schema", "Schema", "the whole of it, as JSON that Entra ID takes"),
    Choice("findings", "Findings", "what the check found, as JSON"),
)


class SchemaExportDialog(ExportDialog):
    """Answers the file and what goes into it."""

    HEADING: ClassVar[str] = "Export"

    def __init__(self, draft: Draft, name: str) -> None:
        what = f"Version {draft.number}" if draft.number else "The starting point"
        super().__init__(f"{what} with {draft.words}" if draft.words else what, name)

    def compose_body(self) -> ComposeResult:
        """What, and the file."""
        yield Static(f"{self._whom}.", classes="sentence")
        yield ChoiceList(_FORMS, id="form")
        yield FieldLabel("&File", "path")
        yield Field(f"{self._name}.json", id="path", compact=True)


def schema_text(schema: SyncSchema) -> str:
    """The whole schema as JSON; characters that could mislead are escaped, which JSON allows."""
    return escape_json(json.dumps(export(schema), indent=2, ensure_ascii=False))


def findings_text(findings: Sequence[Finding], coverage: Mapping[str, Any]) -> str:
    """What a check answers, as JSON."""
    report = {"findings": [finding.as_json() for finding in findings], "coverage": coverage}
    return escape_json(json.dumps(report, indent=2, ensure_ascii=False))


def write(path: Path, text: str) -> None:
    """Write the file, readable by its owner only; raises InvalidInput, and it is then as it was before."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write_private(beside, text)
        beside.replace(path)
    except NotWritten as error:
        raise InvalidInput(str(error)) from error
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise InvalidInput(
            f"{path} cannot be written: {error.strerror or error}.", hint="Choose another file or folder."
        ) from error
