"""The people the service knows: found as one types, filtered, shown in full, held and released."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from scimconsole.client.call import ListCall
from scimconsole.domain.terminal_text import escape_text
from scimconsole.errors import ScimConsoleError
from scimconsole.screens.confirm import ReasonDialog
from scimconsole.screens.list_place import ListPlace
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.detail_pane import Detail
from scimconsole.widgets.field import Field
from scimconsole.widgets.filter_chip import FilterChip
from scimconsole.widgets.moments import ago
from scimconsole.widgets.person import person_json, person_name, person_sections, state_cell
from scimconsole.widgets.standing import Standing

if TYPE_CHECKING:
    from scimconsole.api.users import User, UserDetail
else:
    User = UserDetail = object

_STATUSES = ("active", "inactive", "held", "incomplete")
_TYPING_REST = 0.08
"""Seconds without a key before a search is sent."""


class UsersScreen(ListPlace[User]):
    """The people."""

    PLACE = "users"
    NOUN = ("person", "people")
    EMPTY = "Nobody here yet.\nPeople arrive when Entra ID sends them."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="users.search"),
        Binding("down", "leave_search", "To the list", show=False, id="users.leave-search"),
        Binding("s", "status", "Status", id="users.status", show=False, tooltip="Filter by status"),
        Binding("t", "user_type", "Type", id="users.type", show=False, tooltip="Filter by userType"),
        Binding("x", "all", "Clear filters", id="users.all", tooltip="Show everybody again"),
        Binding("v", "json", "JSON", id="users.json", tooltip="Show the SCIM resource, or the profile again"),
        Binding("d", "deactivate", "Deactivate", id="users.deactivate"),
        Binding("a", "reactivate", "Reactivate", id="users.reactivate"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._person: UserDetail | None = None
        self._as_json = False

    def columns(self) -> Sequence[Column[User]]:
        """Name, userName and state always; the rest as far as there is room and it says something."""
        columns: list[Column[User]] = [
            Column("Name", 16, lambda user: Cell(person_name(user)), grow=1),
            Column("userName", 22, lambda user: Cell(user.user_name, "muted"), grow=3),
            Column("State", 8, state_cell),
            Column(
                "Changed", 15, lambda user: Cell(ago(user.updated_at, self.console.now()), "muted"), rank=4
            ),
            Column("Job title", 16, lambda user: Cell(user.title or "", "muted"), grow=1, rank=3),
        ]
        profile, organization = self.standing.profile, self.standing.organization
        if organization is not None and organization.counts.incomplete:
            columns.insert(3, Column("", 10, _incomplete, rank=1))
        if profile is not None and profile.user_types:
            columns.insert(2, Column("Type", 8, lambda user: Cell(user.user_type or "-"), rank=2))
        return columns

    def call(self) -> ListCall[User]:
        """People with the present search and filters."""
        from scimconsole.client import calls

        search = self.query_one("#search", Input).value.strip()
        return calls.users(
            search=search or None,
            status=self.query_one("#status", FilterChip).value or None,
            user_type=self.query_one("#type", FilterChip).value or None,
            limit=self.window.page_size,
        )

    def compose_filters(self) -> ComposeResult:
        """The search, and the chips."""
        yield Field(placeholder="/ search names, userName, e-mail", id="search", compact=True)
        yield FilterChip("s", "status", _STATUSES, id="status")
        yield FilterChip("t", "type", id="type")

    def show(self, **filters: str) -> None:
        """Narrow to `status` or `user_type`; the search is emptied."""
        if not self.is_mounted:
            self.call_after_refresh(self.show, **filters)
            return
        self.query_one("#search", Input).value = ""
        self.query_one("#status", FilterChip).value = filters.get("status", "")
        self.query_one("#type", FilterChip).value = filters.get("user_type", "")

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Offer the profile's types as a filter, where it has some."""
        super().standing_changed(standing, before)
        self.table.show_columns(self.columns())
        types = standing.profile.user_types if standing.profile is not None else []
        chip = self.query_one("#type", FilterChip)
        chip.values = tuple(types)
        chip.display = bool(types)

    async def read(self) -> None:
        """Read the first people with the present filters."""
        self.table.empty = "Nobody matches.\nx shows everybody again." if self._is_narrowed else self.EMPTY
        await super().read()

    async def detail(self, row: User) -> tuple[str, Detail]:
        """The person in the profile's words, or the SCIM resource."""
        from scimconsole.client import calls

        self._person = await self.client.send(calls.user(row.id))
        return self._drawn(self._person)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Acts are off without the right to change, or where they would change nothing."""
        user = self.selected if self.is_mounted else None
        if action in ("deactivate", "reactivate"):
            if user is None or self.console.why_no_changes:
                return None
            return True if (user.state == "held") is (action == "reactivate") else None
        if action == "user_type":
            return self.query_one("#type", FilterChip).display
        if action == "all":
            return self.is_mounted and self._is_narrowed
        return super().check_action(action, parameters)

    def action_search(self) -> None:
        """Go to the search."""
        self.remove_class("-detail")
        self.query_one("#search").focus()

    def action_leave_search(self) -> None:
        """Go from the search to the list."""
        self.table.focus()

    def action_status(self) -> None:
        """Go to the next status."""
        self.query_one("#status", FilterChip).advance()

    def action_user_type(self) -> None:
        """Go to the next userType."""
        self.query_one("#type", FilterChip).advance()

    def action_all(self) -> None:
        """Show everybody again."""
        self.show()

    def action_json(self) -> None:
        """Change between the profile's words and the SCIM resource."""
        self._as_json = not self._as_json
        if self._person is not None:
            self.pane.show(*self._drawn(self._person))

    def action_deactivate(self) -> None:
        """Ask, then put a hold on the person."""
        user = self.selected
        if user is None:
            return
        sentences = (
            f"{person_name(user)} ({user.user_name}) loses access now.",
            "The hold stays, whatever Entra ID sends, until you lift it.",
        )
        self._ask(user, ReasonDialog("Deactivate", sentences, "Deactivate", danger=True), "deactivate")

    def action_reactivate(self) -> None:
        """Ask, then lift the hold."""
        user = self.selected
        if user is None:
            return
        after = (
            "They are active again at once."
            if user.entra_active
            else "They stay inactive: Entra ID disabled them, and only Entra ID enables them again."
        )
        sentences = (f"The hold on {person_name(user)} ({user.user_name}) is lifted.", after)
        self._ask(user, ReasonDialog("Reactivate", sentences, "Reactivate", danger=False), "reactivate")

    @property
    def _is_narrowed(self) -> bool:
        chips = [chip.value for chip in self.query(FilterChip)]
        return any([self.query_one("#search", Input).value, *chips])

    def _ask(self, user: User, dialog: ReasonDialog, act: str) -> None:
        def answered(reason: str | None) -> None:
            if reason is not None:
                self.run_worker(self._do(user, act, reason), name=act, group="users-act")

        self.app.push_screen(dialog, answered)

    async def _do(self, user: User, act: str, reason: str) -> None:
        from scimconsole.client import calls

        call = calls.deactivate_user if act == "deactivate" else calls.reactivate_user
        try:
            changed = await self.client.send(call(user.id, reason or None))
        except ScimConsoleError as error:
            self.app.notify(
                escape_text(" ".join(filter(None, (error.detail, error.hint)))),
                title=f"{person_name(user)}: not done",
                severity="error",
                timeout=12,
                markup=False,
            )
            return
        self._person = changed
        if self.selected is not None and self.selected.id == changed.id:
            self.row_changed(changed)
        done = "is held and has no access" if act == "deactivate" else f"is {changed.state} again"
        self.app.notify(escape_text(f"{person_name(changed)} {done}."), markup=False)

    def _drawn(self, person: UserDetail) -> tuple[str, Detail]:
        if self._as_json:
            return person_name(person), person_json(person)
        return person_name(person), person_sections(person, self.standing.profile)

    def _changed(self, user: User) -> Cell:
        return Cell(ago(user.updated_at, self.console.now()), "muted")

    async def _search_after_rest(self) -> None:
        await asyncio.sleep(_TYPING_REST)
        self.table.cursor = 0
        self.load()

    @on(Input.Changed, "#search")
    def _typed(self) -> None:
        self.run_worker(self._search_after_rest(), name="search", group="users-search", exclusive=True)

    @on(FilterChip.Changed)
    def _filter_changed(self) -> None:
        self.table.cursor = 0
        if self.console.client is not None:
            self.load()

    @on(Input.Submitted, "#search")
    def _searched(self) -> None:
        self.table.focus()


def _incomplete(user: User) -> Cell:
    return Cell("incomplete", "warn") if user.incomplete else Cell("")
