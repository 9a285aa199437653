"""Asking before an act, with a reason where one is wanted; what a hurried hand types is the reason."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.widgets.field import Field, FieldLabel


class ReasonDialog(Dialog["str | None"]):
    """Answers the reason (perhaps empty) when the act is wanted, None when it is not."""

    AUTO_FOCUS = "#reason"

    def __init__(self, heading: str, sentences: Sequence[str], act: str, *, danger: bool) -> None:
        super().__init__()
        self._heading = heading
        self._sentences = sentences
        self._act = act
        self._danger = danger

    def heading(self) -> str:
        """The act and whom it concerns."""
        return self._heading

    def compose_body(self) -> ComposeResult:
        """What will happen, and the reason."""
        first, *others = self._sentences
        yield Static(Content.styled(escape_text(first), "bold"), classes="sentence")
        for sentence in others:
            yield Static(Content(escape_text(sentence)), classes="sentence")
        yield FieldLabel("&Reason (optional)", "reason")
        yield Field(id="reason", max_length=500, compact=True)

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return (
            ButtonSpec("cancel", "&Cancel"),
            ButtonSpec("act", self._act, "danger" if self._danger else "primary"),
        )

    def go_on(self, after: Widget) -> None:
        """Go to the act once a reason was given for it; without one Enter stays safe."""
        if self.act_button is not None and self._danger and self.query_one("#reason", Input).value.strip():
            self.act_button.focus()
        else:
            super().go_on(after)

    @on(Button.Pressed, "#act")
    def _act_wanted(self) -> None:
        self.dismiss(self.query_one("#reason", Input).value.strip())
