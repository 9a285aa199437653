"""Asking where the people shown are to be written, and in which form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog, DialogButton
from scimconsole.screens.users.export_work import Export
from scimconsole.widgets.accelerator import accelerator
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field, FieldLabel

_FORMS = (
    Choice("csv", "CSV", "one line a person, for a spreadsheet"),
    Choice("jsonl", "JSON lines", "every field, for programs"),
)


class ExportDialog(Dialog["Export | None"]):
    """Answers the file and its form; a file that is there is only overwritten when that is said again."""

    HEADING = "Export people"
    AUTO_FOCUS = "#path"

    def __init__(self, whom: str, name: str) -> None:
        super().__init__()
        self._whom = whom
        self._name = name
        self._may_overwrite: Path | None = None

    def compose_body(self) -> ComposeResult:
        """Whom, the form, and the file."""
        yield Static(Content(escape_text(self._whom)), classes="sentence")
        yield ChoiceList(_FORMS, id="form")
        yield FieldLabel("&File", "path")
        yield Field(f"{self._name}.csv", id="path", compact=True)
        yield Static(
            Content.styled("A name alone is a file where the console was started.", "$foreground-muted"),
            classes="sentence",
        )

    def buttons(self) -> Sequence[ButtonSpec]:
        """Write it, or leave."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("act", "&Export", "primary")

    @property
    def _path(self) -> Path:
        return Path(self.query_one("#path", Input).value.strip()).expanduser().absolute()

    def _ask_to_overwrite(self, path: Path | None) -> None:
        self._may_overwrite = path
        button = self.query_one("#act", DialogButton)
        button.accelerator = accelerator("&Overwrite" if path else "&Export")
        button.kind = "danger" if path else "primary"
        self.mark_default()
        self.trouble(f"{escape_text(path.name)} is there already. Overwrite replaces it." if path else "")

    @on(ChoiceList.Changed, "#form")
    def _form_chosen(self, message: ChoiceList.Changed) -> None:
        field = self.query_one("#path", Input)
        path = Path(field.value)
        if path.suffix in (".csv", ".jsonl"):
            field.value = str(path.with_suffix(f".{message.value}"))

    @on(Input.Changed, "#path")
    def _other_path(self) -> None:
        self._ask_to_overwrite(None)

    @on(Button.Pressed, "#act")
    def _wanted(self) -> None:
        path = self._path
        if not self.query_one("#path", Input).value.strip() or path.is_dir():
            self.trouble(f"{escape_text(str(path))} is a folder. Write the name of a file.")
        elif not path.parent.is_dir():
            self.trouble(f"There is no folder {escape_text(str(path.parent))}. Choose one that is there.")
        elif path.exists() and self._may_overwrite != path:
            self._ask_to_overwrite(path)
        else:
            forms = self.query("#form").results(ChoiceList)
            self.dismiss(Export(path, next((choices.value for choices in forms), "")))
