"""The form that all dialogs share: a framed box, labelled fields, buttons, and Escape as the safe way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Generic, NamedTuple, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from scimconsole.widgets.accelerator import accelerator
from scimconsole.widgets.choice_list import ChoiceList
from scimconsole.widgets.field import FieldLabel

Result = TypeVar("Result")


class ButtonSpec(NamedTuple):
    """A button: its id, its words with `&` before the letter that presses it, and its kind.

    `primary` is the act and the default; `danger` is an act that cannot be undone and never the default;
    `plain` is everything else, and the first of them the default where no act is.
    """

    id: str
    words: str
    kind: str = "plain"


class DialogButton(Button):
    """A button on one line; the one that Enter presses stands in brackets."""

    def __init__(self, spec: ButtonSpec) -> None:
        self.accelerator = accelerator(spec.words)
        self.kind = spec.kind
        super().__init__(self._drawn(False), id=spec.id, classes=f"-{spec.kind}", compact=True)
        self.active_effect_duration = 0  # a flash that outlives the act says nothing

    def mark(self, marked: bool) -> None:
        """Draw the brackets or take them away, and show the kind there is now."""
        self.label = self._drawn(marked)
        self.set_class(marked, "-marked")
        for kind in ("plain", "primary", "danger"):
            self.set_class(kind == self.kind, f"-{kind}")

    def _drawn(self, marked: bool) -> Content:
        before, after = ("[ ", " ]") if marked else ("  ", "  ")
        return Content.assemble(before, self.accelerator.drawn(), after)


class Dialog(ModalScreen[Result], Generic[Result]):
    """A dialog; a subclass says what stands in it, and answers with `dismiss`.

    Alt and an underlined letter reach a button or field from everywhere, the bare letter while nothing is
    being typed. Enter in a field or list goes on to the next field that is still empty; where there is none
    it presses the default button if that is the act, else it goes there. Ctrl+S presses the act anywhere.
    """

    HEADING: ClassVar[str] = ""
    AROUND: ClassVar[int] = 7
    """Lines beside the body: frame, margins, what is wrong, buttons."""
    KEY_NOTES: ClassVar[Sequence[tuple[str, str]]] = (
        ("Alt+letter", "The field or button with that letter underlined"),
        ("Enter", "On to the next empty field, then to the button in brackets"),
    )
    """Keys that are no binding, for the key sheet."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="dialog.cancel", tooltip="Leave without doing anything"),
        Binding("ctrl+s", "act", "Do it", id="dialog.act", tooltip="Press the button that acts"),
        Binding("left,up", "app.focus_previous", "Field before", show=False, id="dialog.previous"),
        Binding("right,down", "app.focus_next", "Next field", show=False, id="dialog.next"),
        Binding(
            "f1,question_mark",
            "app.help",
            "Keys",
            show=False,
            id="dialog.help",
            tooltip="All keys of this dialog",
        ),
        Binding("pageup", "scroll(-1)", "Scroll up", show=False, id="dialog.page-up"),
        Binding("pagedown", "scroll(1)", "Scroll down", show=False, id="dialog.page-down"),
    ]

    def compose(self) -> ComposeResult:
        """The box around `compose_body` and the buttons."""
        with Vertical(id="dialog") as box:
            box.border_title = Content(self.heading()).markup
            with Vertical(id="dialog-body"):
                yield from self.compose_body()
            yield Static(id="dialog-trouble")
            with Horizontal(id="dialog-buttons"):
                for spec in self.buttons():
                    yield DialogButton(spec)

    def heading(self) -> str:
        """The title in the frame."""
        return self.HEADING

    def compose_body(self) -> ComposeResult:
        """What stands between the title and the buttons."""
        yield from ()

    def buttons(self) -> Sequence[ButtonSpec]:
        """The buttons, from left to right."""
        return (ButtonSpec("cancel", "&Cancel"),)

    def trouble(self, sentence: str) -> None:
        """Say why the dialog stays open."""
        self.query_one("#dialog-trouble", Static).update(Content(sentence))
        self.query_one("#dialog-trouble").set_class(bool(sentence), "-shown")

    @property
    def act_button(self) -> DialogButton | None:
        """The button that does what the dialog is for."""
        return next((button for button in self._buttons() if button.kind != "plain"), None)

    @property
    def default_button(self) -> DialogButton | None:
        """What Enter presses: the focused button, else the act where it is safe, else the first plain one."""
        if isinstance(self.focused, DialogButton):
            return self.focused
        buttons = list(self._buttons())
        safe = [button for button in buttons if button.kind == "primary"]
        plain = [button for button in buttons if button.kind == "plain"]
        return next(iter((*safe, *plain)), None)

    def action_cancel(self) -> None:
        """Leave without doing anything."""
        self.dismiss(None)

    def action_act(self) -> None:
        """Press the button that acts."""
        button = self.act_button
        if button is not None:
            button.press()

    def action_scroll(self, by: int) -> None:
        """Bring more of the body into view."""
        body = self.query_one("#dialog-body")
        body.scroll_relative(y=by * max(body.size.height - 1, 1), animate=False)

    def mark_default(self) -> None:
        """Draw the default button as such."""
        default = self.default_button
        for button in self.query(DialogButton):
            button.mark(button is default)

    def on_mount(self) -> None:
        """Draw the default button as such."""
        self.mark_default()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the buttons in view: the body scrolls where the terminal is too low."""
        self.query_one("#dialog-body").styles.max_height = max(event.size.height - self.AROUND, 3)
        self.call_after_refresh(self._show_focused)

    def on_key(self, event: events.Key) -> None:
        """Reach buttons and fields by their letters."""
        letter = event.key.removeprefix("alt+")
        # A bare letter comes here only where no field took it as text.
        if len(letter) == 1 and self._reach(letter):
            event.stop()
            event.prevent_default()

    def on_descendant_focus(self) -> None:
        """Mark the button that Enter presses now."""
        self.mark_default()

    def go_on(self, after: Widget) -> None:
        """Go to the next field that is still empty, else to the default button; the act is pressed."""
        fields = [field for field in self.query(Input) if field.display and not field.disabled]
        order = list(self.query("*"))
        later = [field for field in fields if order.index(field) > order.index(after) and not field.value]
        default = self.default_button
        if later:
            later[0].focus()
        elif default is not None and default.kind == "primary":
            default.press()
        elif default is not None:
            default.focus()

    @on(Input.Submitted)
    @on(ChoiceList.Taken)
    def _entered(self, event: Input.Submitted | ChoiceList.Taken) -> None:
        event.stop()
        if event.control is not None:
            self.go_on(event.control)

    def _show_focused(self) -> None:
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    def _buttons(self) -> Iterator[DialogButton]:
        return (button for button in self.query(DialogButton) if button.display)

    def _reach(self, letter: str) -> bool:
        for button in self._buttons():
            if button.accelerator.letter == letter:
                button.press()
                return True
        for label in self.query(FieldLabel):
            if label.display and label.accelerator.letter == letter:
                label.focus_field()
                return True
        return False

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.action_cancel()
