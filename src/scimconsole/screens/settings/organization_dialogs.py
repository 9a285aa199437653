"""The questions before what holds for the whole organization is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button, Input, Static

from scimconsole.domain.brake import HOLD_EXCEPTION
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field, FieldLabel

if TYPE_CHECKING:
    from scimconsole.screens.settings.organization import Setting

_MODES = (
    Choice("off", "Off", "everything lands, nobody is told"),
    Choice("report", "Report", "everything lands, an alert says so"),
    Choice("hold", "Hold", "what is beyond the usual waits for you"),
)


class BrakeDialog(Dialog["str | None"]):
    """Answers what many deactivations at once are to lead to."""

    HEADING = "Many deactivations at once"

    def __init__(self, present: str) -> None:
        super().__init__()
        self._present = present

    def compose_body(self) -> ComposeResult:
        """The three ways, and what the last is an exception to."""
        yield FieldLabel("When &SCIM takes access from many people within an hour", "mode")
        choices = ChoiceList(_MODES, id="mode")
        choices.set_reactive(ChoiceList.chosen, [one.value for one in _MODES].index(self._present))
        yield choices
        yield Static(Content.styled(HOLD_EXCEPTION, "$warning"), id="hold-exception", classes="sentence")

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("save", "&Save", "primary")

    def on_mount(self) -> None:
        """Begin with the choice."""
        self.query_one(ChoiceList).focus()
        self._tell_exception(self._present)

    @on(ChoiceList.Changed, "#mode")
    def _mode_changed(self, message: ChoiceList.Changed) -> None:
        self._tell_exception(message.value)

    def _tell_exception(self, mode: str) -> None:
        self.query_one("#hold-exception").display = mode == "hold"

    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        self.dismiss(self.query_one(ChoiceList).value)


class NumberDialog(Dialog["int | None"]):
    """Answers a number within its bounds."""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self._setting = setting

    def heading(self) -> str:
        """The setting."""
        return self._setting.words

    def compose_body(self) -> ComposeResult:
        """What it means, and the number."""
        one = self._setting
        unit = "Requests" if one.name == "retention_entries" else "Days"
        yield Static(Content(one.meaning), classes="sentence")
        yield FieldLabel(f"&{unit}, {one.least:,} to {one.most:,}", "number")
        yield Field(value=str(one.number), id="number", type="integer", max_length=12, compact=True)

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("save", "&Save", "primary")

    def on_mount(self) -> None:
        """Begin with the number."""
        self.query_one("#number").focus()

    @on(Button.Pressed, "#save")
    def _save(self) -> None:
        one, text = self._setting, self.query_one("#number", Input).value
        if not text.isdigit() or not one.least <= int(text) <= one.most:
            self.trouble(f"Type a whole number from {one.least:,} to {one.most:,}.")
            self.query_one("#number").focus()
            return
        self.dismiss(int(text))
