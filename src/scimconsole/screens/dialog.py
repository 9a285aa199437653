"""The form that all dialogs share: a framed box, a title, buttons, and Escape as the safe way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, NamedTuple, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

Result = TypeVar("Result")


class ButtonSpec(NamedTuple):
    """A button: its id, its words, and whether it does something that cannot be undone."""

    id: str
    words: str
    kind: str = "plain"


class Dialog(ModalScreen[Result], Generic[Result]):
    """A dialog; a subclass says what stands in it, and answers with `dismiss`."""

    HEADING: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="dialog.cancel"),
        Binding("left", "app.focus_previous", "Previous", show=False, id="dialog.left"),
        Binding("right", "app.focus_next", "Next", show=False, id="dialog.right"),
    ]

    def compose(self) -> ComposeResult:
        """The box around `compose_body` and the buttons."""
        with Vertical(id="dialog") as box:
            box.border_title = self.heading()
            yield from self.compose_body()
            yield Static(id="dialog-trouble")
            with Horizontal(id="dialog-buttons"):
                for button in self.buttons():
                    yield Button(Content(button.words), id=button.id, classes=f"-{button.kind}", compact=True)

    def heading(self) -> str:
        """The title in the frame."""
        return self.HEADING

    def compose_body(self) -> ComposeResult:
        """What stands between the title and the buttons."""
        yield from ()

    def buttons(self) -> Sequence[ButtonSpec]:
        """The buttons, from left to right."""
        return (ButtonSpec("cancel", "Cancel"),)

    def trouble(self, sentence: str) -> None:
        """Say why the dialog stays open."""
        self.query_one("#dialog-trouble", Static).update(Content(sentence))
        self.query_one("#dialog-trouble").set_class(bool(sentence), "-shown")

    def action_cancel(self) -> None:
        """Leave without doing anything."""
        self.dismiss(None)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_cancel()
