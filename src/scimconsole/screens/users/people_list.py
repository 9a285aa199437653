"""The list of people: searched as one types, narrowed by chips, in an order of one's choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from scimconsole.client.call import ListCall
from scimconsole.errors import InvalidInput, NotFound
from scimconsole.screens.list_place import ListPlace
from scimconsole.screens.location import Location
from scimconsole.screens.users.people_query import ORDERS, SPANS, STATUSES, PeopleQuery
from scimconsole.widgets.chip_line import Chip, ChipLine
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.filter_box import FilterBox, Mistake, Offer
from scimconsole.widgets.moments import ago
from scimconsole.widgets.person import person_name, state_cell
from scimconsole.widgets.standing import Standing

if TYPE_CHECKING:
    from scimconsole.api.groups import Group
    from scimconsole.api.users import User
else:
    User = object

_ANY = "any"
_OTHER = "other"


class PeopleList(ListPlace[User]):
    """The people that search, chips and filter leave."""

    PLACE = "users"
    NOUN = ("person", "people")
    EMPTY = "Nobody here yet.\nPeople arrive when Entra ID sends them."
    NO_MATCH = "Nobody matches.\nx shows everybody again."
    SEARCH = "names, userName, e-mail"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "status", "Status", id="users.show-status", show=False, tooltip="Filter by status"),
        Binding("t", "user_type", "Type", id="users.show-type", show=False, tooltip="Filter by userType"),
        Binding(
            "p", "group", "Group", id="users.show-group", show=False, tooltip="Show the people of one group"
        ),
        Binding(
            "c", "changed", "Changed", id="users.show-changed", show=False, tooltip="Filter by last change"
        ),
        Binding("f", "filter", "Filter", id="users.show-filter", show=False, tooltip="Write a SCIM filter"),
        Binding(
            "o", "order", "Order", id="users.show-order", show=False, tooltip="Choose the order of the list"
        ),
        Binding("x", "all", "Clear filters", id="users.show-all", tooltip="Show everybody again"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._query = PeopleQuery()
        self._group_name = ""

    @property
    def people(self) -> PeopleQuery:
        """What the list is narrowed to now."""
        return replace(self._query, search=self.search_text)

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter hides somebody."""
        return self.people.is_narrowed

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
        organization = self.standing.organization
        if organization is not None and organization.counts.incomplete:
            columns.insert(3, Column("", 10, _incomplete, rank=1))
        if self._user_types:
            columns.insert(2, Column("Type", 8, lambda user: Cell(user.user_type or "-"), rank=2))
        return columns

    def call(self) -> ListCall[User]:
        """People with the present search and filters, in the present order."""
        return self.people.call(self.console.now(), self.window.page_size)

    def from_the_end(self, call: ListCall[User]) -> ListCall[User]:
        """The same people, the last one first."""
        from scimconsole.client import calls

        return calls.from_the_end(call)

    def compose_filters(self) -> ComposeResult:
        """The chips."""
        yield ChipLine()

    def compose_above_table(self) -> ComposeResult:
        """The line for a SCIM filter."""
        yield FilterBox(self._offers, self._mistake)

    def show(self, record: str = "", **filters: str) -> None:
        """Narrow to what the filters of a location say, and go to a person."""
        self._query = replace(PeopleQuery.of(filters), search="")
        self._group_name = ""
        super().show(record, **filters)
        self.filters_changed()

    def location(self) -> Location:
        """The place with its filters, and the person shown in full."""
        return replace(super().location(), filters=self.people.filters)

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Offer the profile's types as a filter, where it has some."""
        super().standing_changed(standing, before)
        self.table.show_columns(self.columns())
        self.filters_changed()

    async def read(self) -> None:
        """Read the people around the cursor with the present filters."""
        if self._query.group and not self._group_name:
            await self._name_group()
        try:
            await super().read()
        except InvalidInput as error:
            if error.position is None or not self._query.filter:
                raise
            # The service knows attributes that are not known here.
            box = self.query_one(FilterBox)
            box.open(self._query.filter)
            box.show_mistake(Mistake(error.detail, error.position))

    async def reach(self, record: str) -> None:
        """Put the cursor on a person; one who is not near is searched for by userName."""
        if self.place_of(record) is None:
            from scimconsole.client import calls

            try:
                person = await self.client.send(calls.user(record))
            except NotFound as error:
                self.app.notify(error.detail, title="Not here", severity="warning", markup=False)
                return
            await self._search_for(record, {**self._query.filters, "q": person.user_name})
            if self.place_of(record) is None:
                await self._search_for(record, {"q": person.user_name})
        await super().reach(record)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a filter by type where the profile has types, and something to clear where one is set."""
        if action == "user_type":
            return bool(self._user_types)
        if action == "group":
            return self.standing.offers("groups")
        if action == "all":
            return self.is_narrowed or bool(self._query.sort)
        return super().check_action(action, parameters)

    def narrow(self, **changes: str) -> None:
        """Set filters by their names in `PeopleQuery`, and read the list anew."""
        query = replace(self._query, **changes)
        if query != self._query:
            self._query = query
            self.filters_changed()
            self.load_anew()

    def filters_changed(self) -> None:
        """Draw the chips as they are set now."""
        for line in self.query(ChipLine):
            line.chips = tuple(self._chips())
        self.refresh_bindings()

    def action_status(self) -> None:
        """Choose a status."""
        self._choose("status", "Status", {name: f"{name}: {note}" for name, note in STATUSES.items()})

    def action_user_type(self) -> None:
        """Choose a userType."""
        self._choose("user_type", "userType", {name: name for name in self._user_types})

    def action_order(self) -> None:
        """Choose the order."""
        self._choose("sort", "Order", ORDERS, none="as the service lists them")

    def action_changed(self) -> None:
        """Choose since when somebody changed."""
        settings = {**SPANS, _OTHER: "another time…"}
        self._choose("changed", "Changed within", settings, then=self._changed_chosen)

    def action_group(self) -> None:
        """Choose a group; where one is set already, the menu takes it away too."""
        if not self._query.group:
            self._ask_for_group()
            return
        settings = {self._query.group: self._group_name, _OTHER: "another group…"}
        self._choose("group", "Group", settings, then=self._group_chosen)

    def action_filter(self) -> None:
        """Write a SCIM filter, or change the present one."""
        self.remove_class("-detail")
        self.query_one(FilterBox).open(self._query.filter)

    def action_all(self) -> None:
        """Show everybody again, in the usual order."""
        self.show()
        self.load_anew()

    def _offers(self, text: str, cursor: int) -> Sequence[Offer]:
        from scimconsole.screens.users import (
            filter_help,  # the SCIM engine, not before somebody writes a filter
        )

        return filter_help.offers(self._profile_name, text, cursor)

    def _mistake(self, text: str) -> Mistake | None:
        from scimconsole.screens.users import (
            filter_help,  # the SCIM engine, not before somebody writes a filter
        )

        return filter_help.mistake(self._profile_name, text)

    @property
    def _profile_name(self) -> str:
        profile = self.standing.profile
        return profile.name if profile is not None else ""

    @property
    def _user_types(self) -> list[str]:
        profile = self.standing.profile
        return profile.user_types if profile is not None else []

    def _chips(self) -> list[Chip]:
        query = self._query
        chips = [Chip("status", "s", "status", query.status)]
        if self._user_types:
            chips.append(Chip("user_type", "t", "type", query.user_type))
        if self.standing.offers("groups"):
            chips.append(Chip("group", "p", "group", self._group_name or query.group))
        return [
            *chips,
            Chip(
                "changed",
                "c",
                "changed",
                SPANS.get(query.changed, query.changed and f"since {query.changed}"),
            ),
            Chip("filter", "f", "filter", query.filter),
            Chip("order", "o", "order", ORDERS.get(query.sort, "")),
        ]

    def _choose(
        self,
        name: str,
        title: str,
        settings: Mapping[str, str],
        *,
        none: str = "everybody",
        then: Callable[[str], None] | None = None,
    ) -> None:
        from scimconsole.screens.menus.menu import Menu, MenuItem  # not before somebody chooses

        present = getattr(self._query, name)
        items = [MenuItem(_ANY, none, "now" if not present else "")]
        items += [MenuItem(id, words, "now" if id == present else "") for id, words in settings.items()]

        def chosen(answer: str | None) -> None:
            if answer == _ANY:
                self.narrow(**{name: ""})
            elif answer is not None:
                (then or (lambda value: self.narrow(**{name: value})))(answer)

        chip = "order" if name == "sort" else name
        self.app.push_screen(Menu(items, self.query_one(ChipLine).below(chip), title), chosen)

    def _changed_chosen(self, answer: str) -> None:
        if answer != _OTHER:
            self.narrow(changed=answer)
            return
        from scimconsole.screens.users.since_dialog import SinceDialog  # only for another time

        def told(since: str | None) -> None:
            if since is not None:
                self.narrow(changed=since)

        self.app.push_screen(SinceDialog(self.console.now()), told)

    def _group_chosen(self, answer: str) -> None:
        if answer == _OTHER:
            self._ask_for_group()

    def _ask_for_group(self) -> None:
        from scimconsole.screens.users.group_choice import GroupChoice  # not before somebody chooses

        def chosen(group: Group | None) -> None:
            if group is not None:
                self._group_name = group.display_name
                self.narrow(group=group.id)

        self.app.push_screen(GroupChoice(), chosen)

    async def _search_for(self, record: str, filters: Mapping[str, str]) -> None:
        self.show(record, **filters)
        self._record_wanted = ""
        await super().read()

    async def _name_group(self) -> None:
        from scimconsole.client import calls

        group = await self.client.send(calls.group(self._query.group))
        self._group_name = group.display_name
        self.filters_changed()

    @on(FilterBox.Entered)
    def _filter_entered(self, message: FilterBox.Entered) -> None:
        self.table.focus()
        self.narrow(filter=message.filter)

    @on(FilterBox.Left)
    def _filter_left(self) -> None:
        self.table.focus()

    @on(ChipLine.Chosen)
    async def _chip_chosen(self, message: ChipLine.Chosen) -> None:
        await self.run_action(message.chip)

    @on(ChipLine.MoreChosen)
    def _more_chosen(self, message: ChipLine.MoreChosen) -> None:
        from scimconsole.screens.menus.menu import Menu, MenuItem  # not before somebody chooses

        def chosen(chip: str | None) -> None:
            if chip is not None:
                self.call_later(self.run_action, chip)

        items = [MenuItem(chip.id, chip.name, chip.key) for chip in message.chips]
        self.app.push_screen(Menu(items, message.at, "Filters"), chosen)


def _incomplete(user: User) -> Cell:
    return Cell("incomplete", "warn") if user.incomplete else Cell("")
