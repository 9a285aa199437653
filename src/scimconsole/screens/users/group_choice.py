"""Choosing a group: the service's groups, narrowed as one types."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.dialogs.dialog import Dialog
from scimconsole.screens.working import begin
from scimconsole.widgets.field import Field

if TYPE_CHECKING:
    from scimconsole.api.groups import Group
    from scimconsole.app import ConsoleApp

_TYPING_REST = 0.08
_SHOWN = 50


class GroupChoice(Dialog["Group | None"]):
    """Answers the group that was chosen; None when none was."""

    HEADING = "People of a group"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", show=False, id="choice.down"),
        Binding("up", "move(-1)", "Up", show=False, id="choice.up"),
    ]
    DEFAULT_CSS = """
    GroupChoice OptionList {
        height: auto; max-height: 10; border: none; padding: 0; margin-bottom: 1; background: $surface;
        scrollbar-size-vertical: 1;
        & > .option-list--option-highlighted {
            color: $block-cursor-foreground; background: $block-cursor-background; text-style: bold;
        }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._groups: dict[str, Group] = {}

    def compose_body(self) -> ComposeResult:
        """The search, and what it finds."""
        yield Field(placeholder="search groups by name", id="group-search", compact=True)
        choices = OptionList(id="group-list")
        choices.can_focus = False
        yield choices

    def on_mount(self) -> None:
        """Show the first groups."""
        self._look()

    def action_move(self, by: int) -> None:
        """Move the mark while one types."""
        choices = self.query_one(OptionList)
        (choices.action_cursor_down if by > 0 else choices.action_cursor_up)()

    async def _find(self) -> None:
        from scimconsole.client import calls  # not before the first paint

        await asyncio.sleep(_TYPING_REST)
        text = self.query_one(Input).value.strip()
        client = cast("ConsoleApp", self.app).client
        if client is None:
            self.trouble("There is no connection to a service now.")
            return
        try:
            page = await client.send(calls.groups(search=text or None, limit=_SHOWN))
        except ScimConsoleError as error:
            self.trouble(escape_text(error.detail))
            return
        self.trouble("" if page.items else "No group has a name like that.")
        self._groups = {group.id: group for group in page.items}
        choices = self.query_one(OptionList)
        choices.clear_options()
        choices.add_options(Option(_line(group), id=group.id) for group in page.items)
        choices.highlighted = 0 if page.items else None

    def _look(self) -> None:
        begin(self, self._find, name="groups", group="group-choice", exclusive=True)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._look()

    @on(Input.Submitted)
    def _take_marked(self, event: Input.Submitted) -> None:
        event.stop()
        event.prevent_default()
        highlighted = self.query_one(OptionList).highlighted_option
        if highlighted is not None and highlighted.id in self._groups:
            self.dismiss(self._groups[highlighted.id])

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._groups.get(event.option_id or ""))


def _line(group: Group) -> Content:
    count = f"  {group.member_count:,} {'member' if group.member_count == 1 else 'members'}"
    return Content.assemble(escape_text(group.display_name), (count, "$foreground-muted"))
