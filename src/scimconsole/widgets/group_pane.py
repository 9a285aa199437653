"""One group in full: what it is called where, and who is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from scimconsole.domain.terminal_text import escape_text
from scimconsole.widgets.facts import Fact, Section, draw
from scimconsole.widgets.member_columns import member_columns
from scimconsole.widgets.moments import full
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows, Rows

if TYPE_CHECKING:
    from scimconsole.api.groups import Group, GroupMember


class GroupPane(Vertical):
    """A few facts, and below them the members in a table of their own, named `members`."""

    DEFAULT_CSS = """
    GroupPane > #group-facts { height: auto; padding: 0 1; margin-bottom: 1; }
    GroupPane > #members { height: 1fr; }
    """

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._group: Group | None = None

    def compose(self) -> ComposeResult:
        """The facts and the members."""
        yield Static(id="group-facts")
        yield RecordTable(member_columns(), empty="Nobody is in this group.", waiting="", id="members")

    def on_mount(self) -> None:
        """Show no members before there is a group."""
        self.members.display = False

    @property
    def members(self) -> RecordTable[GroupMember]:
        """The table of the members."""
        return self.query_one("#members", RecordTable)

    def show(self, group: Group, members: Rows[GroupMember], cursor: int) -> None:
        """Show a group, with the cursor on one of its members."""
        self._group = group
        self.border_title = Content(escape_text(group.display_name)).markup
        noun = "member" if group.member_count == 1 else "members"
        self.border_subtitle = f"{group.member_count:,} {noun}"
        self._draw_facts()
        self.members.display = True
        self.members.show_rows(members, cursor=cursor)

    def clear(self) -> None:
        """Show no group."""
        self._group = None
        self.border_title = self.border_subtitle = ""
        self.query_one("#group-facts", Static).update("")
        self.members.display = False
        self.members.show_rows(ListedRows([]), cursor=0)

    def on_resize(self) -> None:
        """Lay the facts out again."""
        self._draw_facts()

    def _draw_facts(self) -> None:
        group = self._group
        if group is None:
            return
        facts = [
            Fact("SCIM id", group.id),
            Fact("externalId", group.external_id or "not sent", "plain" if group.external_id else "muted"),
            Fact("Created", full(group.created_at), "muted"),
            Fact("Changed", full(group.updated_at), "muted"),
        ]
        width = max(self.content_region.width - 2, 20)
        self.query_one("#group-facts", Static).update(draw([Section("", facts)], width))
