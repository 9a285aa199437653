"""Taking the guide out of the console: as a page, as a calendar's entry, or the schema that Entra takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from scimconsole.domain.guide.calendar import token_end
from scimconsole.domain.guide.page import guide_page
from scimconsole.errors import NotFound
from scimconsole.screens.users.export_dialog import ExportDialog
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field, FieldLabel

if TYPE_CHECKING:
    from scimconsole.api.guide import Guide


class GuideExportDialog(ExportDialog):
    """Answers the file and what goes into it; the form is the ending of the file's name."""

    HEADING: ClassVar[str] = "Export"

    def __init__(self, guide: Guide, name: str) -> None:
        super().__init__("No token is in any of them.", name)
        self._forms = tuple(_forms(guide))

    def compose_body(self) -> ComposeResult:
        """What, and the file."""
        yield ChoiceList(self._forms, id="form")
        yield FieldLabel("&File", "path")
        yield Field(f"{self._name}.md", id="path", compact=True)
        yield Static(self._whom, classes="sentence")

    @on(ChoiceList.Changed, "#form")
    def _other_form(self, message: ChoiceList.Changed) -> None:
        field = self.query_one("#path", Input)
        path = Path(field.value)
        if path.suffix in {f".{form.value}" for form in self._forms}:
            field.value = str(path.with_suffix(f".{message.value}"))


def text_of(form: str, guide: Guide, schema: Mapping[str, Any] | None, now: datetime) -> str:
    """The text of the file; raises NotFound where there is no end of a token to tell."""
    if form == "json":
        from scimconsole.entra.schema.reading import read_schema
        from scimconsole.screens.mappings.outgoing import schema_text

        return schema_text(read_schema(schema, source="the mapping"))
    if form == "md":
        return guide_page(guide)
    if guide.token_id is None or guide.token_expires_at is None:
        raise NotFound("No token is active, or it never ends.", hint="c in the guide generates one.")
    return token_end(
        service=guide.title,
        tenant_url=guide.tenant_url,
        token_id=guide.token_id,
        token_name=guide.token_name or "",
        ends=datetime.fromisoformat(guide.token_expires_at),
        now=now,
    )


def _forms(guide: Guide) -> Iterator[Choice]:
    yield Choice("md", "The guide", "as Markdown, for the identity admin")
    if guide.token_expires_at is not None:
        yield Choice("ics", "End of the token", "for a calendar, with alarms 30 and 7 days before")
    if any(paste.name == "schema" for step in guide.steps for paste in step.paste):
        yield Choice("json", "The schema", "the attribute mapping, as Entra ID takes it")
