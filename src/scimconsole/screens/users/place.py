"""The people the service knows: found as one types, filtered, shown in full, held and released."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from scimconsole.client.keyset_walk import FetchedPage
from scimconsole.client.page_window import PageWindow
from scimconsole.screens.users.people_acts import PeopleActs
from scimconsole.screens.users.person_copies import person_copies
from scimconsole.screens.working import begin
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.person_pane import PersonPane
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows_in_full import RowsInFull

if TYPE_CHECKING:
    from scimconsole.api.users import User, UserDetail, UserEvent
else:
    User = UserDetail = UserEvent = object


class UsersScreen(PeopleActs):
    """The people, and one of them in full."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "v",
            "next_tab",
            "Next tab",
            id="users.show-next-tab",
            tooltip="Profile, SCIM JSON, groups, history",
        ),
    ]

    def compose_detail(self) -> ComposeResult:
        """The person in tabs."""
        yield PersonPane(self.console.now, id="detail", classes="panel")

    @property
    def person_pane(self) -> PersonPane:
        """The person in full."""
        return self.query_one(PersonPane)

    async def show_detail(self, row: User) -> None:
        """Read the person with everything that is stored, and show it."""
        from scimconsole.client import calls

        self.show_person(await self.client.send(calls.user(row.id)))

    def show_person(self, person: UserDetail) -> None:
        """Show a person, or a newer state of the same one."""
        self.person_pane.show_person(person, self.standing.profile)
        self.refresh_bindings()

    def clear_detail(self) -> None:
        """Show nobody."""
        self.person_pane.clear()

    def focus_detail(self) -> None:
        """Move about in the present tab."""
        self.person_pane.focus_content()

    def person(self) -> str:
        """The person under the cursor, else who is searched for."""
        user = self.selected if self.is_mounted else None
        return self.search_text if user is None else user.id

    def copies(self) -> Sequence[Copy]:
        """What can be copied of the person under the cursor."""
        user = self.selected if self.is_mounted else None
        organization = self.standing.organization
        if user is None or organization is None:
            return ()
        shown = self.person_pane.person
        resource = shown.resource if shown is not None and shown.id == user.id else None
        return person_copies(user, resource, organization.tenant_url, self.standing.profile)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Of any person there is something to copy."""
        if action == "copy_menu":
            return True if self.is_mounted and self.selected is not None else None
        return super().check_action(action, parameters)

    def action_next_tab(self) -> None:
        """Go to the next tab of the detail."""
        self.person_pane.action_tab(1)

    async def _read_history(self, user_id: str) -> None:
        from scimconsole.client import calls

        async def fetch(cursor: str | None, limit: int) -> FetchedPage[UserEvent]:
            call = calls.user_history(user_id, limit=limit)
            return await self.client.send(call if cursor is None else call.after(cursor))

        with self.reporting():
            await self.person_pane.history.read(PageWindow(fetch))

    async def _read_received(self, user_id: str) -> None:
        from scimconsole.client import calls

        with self.reporting():
            self.person_pane.received.show((await self.client.send(calls.user_received(user_id))).items)

    async def _read_more_history(self, first: int, last: int) -> None:
        with self.reporting():
            await self.person_pane.history.read_more(first, last)

    @on(PersonPane.HistoryWanted)
    def _history_wanted(self, message: PersonPane.HistoryWanted) -> None:
        begin(
            self,
            partial(self._read_history, message.user_id),
            name="history",
            group="users-history",
            exclusive=True,
        )

    @on(PersonPane.ReceivedWanted)
    def _received_wanted(self, message: PersonPane.ReceivedWanted) -> None:
        begin(
            self,
            partial(self._read_received, message.user_id),
            name="received",
            group="users-received",
            exclusive=True,
        )

    @on(RecordTable.Wanted, "PersonHistory RecordTable")
    def _more_history_wanted(self, message: RecordTable.Wanted) -> None:
        begin(
            self,
            partial(self._read_more_history, message.first, message.last),
            name="history",
            group="users-history",
            exclusive=True,
        )

    @on(PersonPane.GroupWanted)
    def _group_wanted(self, message: PersonPane.GroupWanted) -> None:
        self.console.go("groups", record=message.group_id)

    @on(RowsInFull.RequestWanted)
    def _request_wanted(self, message: RowsInFull.RequestWanted) -> None:
        self.console.go("sync", record=message.request_id)
