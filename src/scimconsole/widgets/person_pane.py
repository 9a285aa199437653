"""One person in tabs: the profile's words, SCIM, what was received, their groups, and what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.detail_pane import DetailPane
from scimconsole.widgets.json_text import json_text
from scimconsole.widgets.person import person_name, person_sections
from scimconsole.widgets.person_history import PersonHistory
from scimconsole.widgets.person_received import PersonReceived
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows, NoRows
from scimconsole.widgets.rows_in_full import RowsInFull
from scimconsole.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from scimconsole.api.profile import Profile
    from scimconsole.api.users import UserDetail, UserGroup
else:
    UserGroup = object

TABS = ("Profile", "SCIM JSON", "Groups", "Received", "History")


class PersonPane(Vertical):
    """The tab stays while one goes from person to person."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "tab(-1)", "Previous tab", show=False, id="detail.previous-tab"),
        Binding("l", "tab(1)", "Next tab", show=False, id="detail.next-tab"),
    ]
    DEFAULT_CSS = """
    PersonPane > TabLine { margin-bottom: 1; }
    PersonPane > .tab { height: 1fr; display: none; }
    PersonPane > .tab.-present { display: block; }
    PersonPane > DetailPane { scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """

    @dataclass
    class HistoryWanted(Message):
        """The history of the person shown is in sight and was not read yet."""

        user_id: str

    @dataclass
    class ReceivedWanted(Message):
        """What was received of the person shown is in sight and was not read yet."""

        user_id: str

    @dataclass
    class GroupWanted(Message):
        """Enter on a group."""

        group_id: str

    def __init__(self, now: Callable[[], datetime], *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._now = now
        self.person: UserDetail | None = None
        """Who is shown."""

    def compose(self) -> ComposeResult:
        """The tabs and what is under them."""
        yield TabLine(TABS)
        yield DetailPane(id="person-profile", classes="tab")
        yield DetailPane(id="person-json", classes="tab")
        yield RecordTable[UserGroup](
            [Column("Group", 16, lambda group: Cell(group.display_name or group.id), grow=1)],
            empty="In no group.",
            id="person-groups",
            classes="tab",
        )
        yield PersonReceived(self._now, id="person-received", classes="tab")
        yield PersonHistory(self._now, id="person-history", classes="tab")

    def on_mount(self) -> None:
        """Begin with the first tab."""
        self._bring_forward()

    @property
    def tabs(self) -> TabLine:
        """The names of the tabs."""
        return self.query_one(TabLine)

    @property
    def history(self) -> PersonHistory:
        """What happened."""
        return self.query_one(PersonHistory)

    @property
    def received(self) -> PersonReceived:
        """What was sent of each attribute."""
        return self.query_one(PersonReceived)

    def show_person(self, person: UserDetail, profile: Profile | None) -> None:
        """Show another person, or a newer state of the same."""
        before, self.person = self.person, person
        name = person_name(person)
        self.border_title = Content(escape_text(name)).markup
        self.query_one("#person-profile", DetailPane).show("", person_sections(person, profile))
        self.query_one("#person-json", DetailPane).show("", json_text(person.resource))
        groups = sorted(person.groups, key=lambda group: (group.display_name or group.id).casefold())
        self.query_one("#person-groups", RecordTable).show_rows(ListedRows(groups))
        if before is None or (before.id, before.updated_at) != (person.id, person.updated_at):
            self.history.clear()
            self.received.clear()
            self._want_more()

    def clear(self) -> None:
        """Show nobody."""
        self.person = None
        self.border_title = ""
        for pane in self.query(DetailPane):
            pane.clear()
        self.query_one("#person-groups", RecordTable).show_rows(NoRows())
        self.history.clear()
        self.received.clear()

    def focus_content(self) -> None:
        """Move about in what the present tab shows."""
        present = self._contents()[self.tabs.current]
        (present.table if isinstance(present, RowsInFull) else present).focus()

    def action_tab(self, by: int) -> None:
        """Go to the next or previous tab."""
        self.tabs.step(by)

    def _contents(self) -> list[Widget]:
        return [widget for widget in self.children if not isinstance(widget, TabLine)]

    def _bring_forward(self) -> None:
        for place, content in enumerate(self._contents()):
            content.set_class(place == self.tabs.current, "-present")

    def _want_more(self) -> None:
        """Ask for what the present tab shows and was not read with the person."""
        present = self._contents()[self.tabs.current]
        if self.person is None:
            return
        if isinstance(present, PersonHistory) and not present.is_read:
            self.post_message(self.HistoryWanted(self.person.id))
        if isinstance(present, PersonReceived) and not present.is_read:
            self.post_message(self.ReceivedWanted(self.person.id))

    @on(TabLine.Changed)
    def _tab_changed(self, message: TabLine.Changed) -> None:
        message.stop()
        had_focus = self.has_focus_within
        self._bring_forward()
        if had_focus:
            self.focus_content()
        self._want_more()

    @on(RecordTable.Opened, "#person-groups")
    def _group_opened(self, message: RecordTable.Opened) -> None:
        message.stop()
        group = message.table.cursor_row
        if group is not None:
            self.post_message(self.GroupWanted(group.id))

    @on(RecordTable.Highlighted, "#person-groups")
    def _group_highlighted(self, message: RecordTable.Highlighted) -> None:
        message.stop()
