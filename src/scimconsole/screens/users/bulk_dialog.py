"""Asking before many people lose access: who, how many, why, and their number typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog
from scimconsole.screens.working import begin
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field, FieldLabel

if TYPE_CHECKING:
    from scimconsole.api.deactivations import Deactivation
    from scimconsole.app import ConsoleApp

_NAMED = 4


@dataclass(frozen=True)
class Whom:
    """People to act on together: in words, and as the service takes them."""

    words: str
    conditions: Mapping[str, Any]
    """The fields of `NewDeactivation` that say whom."""
    names: Sequence[str] = field(default_factory=tuple)
    """What to call the first of them, where that is known before the service is asked."""


class BulkDialog(Dialog[Mapping[str, Any] | None]):
    """Answers the fields of `NewDeactivation`, with the number found; None when nothing is wanted."""

    HEADING = "Deactivate many people"
    AUTO_FOCUS = "#reason"

    def __init__(self, choices: Sequence[Whom]) -> None:
        super().__init__()
        self._choices = choices
        self._counted: Deactivation | None = None

    def compose_body(self) -> ComposeResult:
        """Whom, what the service says about them, the reason, and the number."""
        if len(self._choices) > 1:
            yield ChoiceList(
                [Choice(str(place), whom.words) for place, whom in enumerate(self._choices)], id="whom"
            )
        yield Static(id="bulk-who", classes="sentence")
        yield FieldLabel("&Reason (optional)", "reason")
        yield Field(id="reason", max_length=500, compact=True)
        yield FieldLabel("&Number of people, to confirm", "number")
        yield Field(id="number", max_length=12, compact=True, restrict="[0-9]*")

    def buttons(self) -> Sequence[ButtonSpec]:
        """The safe way out first."""
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("act", "&Deactivate", "danger")

    def on_mount(self) -> None:
        """Ask the service who that is."""
        self._count()

    @property
    def _whom(self) -> Whom:
        choices = self.query(ChoiceList)
        return self._choices[int(choices.first().value)] if choices else self._choices[0]

    def _count(self) -> None:
        self._counted = None
        self.query_one("#bulk-who", Static).update(Content("Counting…"))
        begin(self, partial(self._ask, self._whom), name="dry run", group="bulk-count", exclusive=True)

    async def _ask(self, whom: Whom) -> None:
        from scimconsole.api.deactivations import NewDeactivation
        from scimconsole.client import calls

        client = cast("ConsoleApp", self.app).client
        if client is None:
            self.trouble("There is no connection to a service now.")
            return
        try:
            new = NewDeactivation.model_validate({**whom.conditions, "dry_run": True})
            counted = await client.send(calls.start_deactivation(new))
        except ScimConsoleError as error:
            self.trouble(escape_text(" ".join(filter(None, (error.detail, error.hint)))))
            return
        self._counted = counted
        self.query_one("#bulk-who", Static).update(_said(whom, counted))

    def go_on(self, after: Widget) -> None:
        """Go to the number, and once it is typed to the act."""
        typed = self.query_one("#number", Input)
        if after is typed and typed.value and self.act_button is not None:
            self.act_button.focus()
        else:
            super().go_on(after)

    @on(ChoiceList.Changed, "#whom")
    def _others_chosen(self) -> None:
        self.trouble("")
        self._count()

    @on(Button.Pressed, "#act")
    def _act_wanted(self) -> None:
        counted = self._counted
        if counted is None:
            self.trouble("The service has not counted them yet.")
            return
        if counted.matched == 0:
            self.trouble("Nobody is left to deactivate.")
            return
        typed = self.query_one("#number", Input)
        if typed.value != str(counted.matched):
            self.trouble(f"Type {counted.matched} to confirm: that many people are meant.")
            typed.focus()
            return
        reason = self.query_one("#reason", Input).value.strip()
        order = {**self._whom.conditions, "reason": reason or None, "expected_count": counted.matched}
        self.dismiss(order)


def _said(whom: Whom, counted: Deactivation) -> Content:
    """Who they are and what will happen to them."""
    names = list(whom.names) or [result.user_name or result.id for result in counted.results]
    named = ", ".join(escape_text(name) for name in names[:_NAMED])
    if counted.matched > _NAMED:
        named += f" and {counted.matched - _NAMED:,} more"
    losing = counted.matched - counted.already
    if not counted.matched:
        return Content("Nobody: none of them is here any more." if counted.unmatched else "Nobody is meant.")
    sentences = [
        f"{losing:,} of {counted.matched:,} will be held: no access, whatever Entra ID sends, until lifted."
    ]
    if counted.already:
        sentences.append(f"{counted.already:,} held already and left as they are.")
    if counted.unmatched:
        sentences.append(f"{len(counted.unmatched):,} not here any more.")
    return Content.assemble((named, "bold"), "\n", " ".join(sentences))
