"""The settings: connections, appearance, keys, the keyring, the organization and its members."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from scimconsole.screens.frame import PlaceScreen
from scimconsole.screens.location import Location
from scimconsole.screens.settings.appearance import AppearanceSection
from scimconsole.screens.settings.connections import ConnectionsSection
from scimconsole.screens.settings.keyring import KeyringSection
from scimconsole.screens.settings.keys import KeysSection
from scimconsole.screens.settings.members import MembersSection
from scimconsole.screens.settings.organization import OrganizationSection
from scimconsole.screens.settings.section import SettingsSection
from scimconsole.widgets.copies import Copy
from scimconsole.widgets.standing import Standing
from scimconsole.widgets.tab_line import TabLine

_SECTIONS: tuple[type[SettingsSection], ...] = (
    ConnectionsSection,
    AppearanceSection,
    KeysSection,
    KeyringSection,
    OrganizationSection,
    MembersSection,
)
_FRAME_ACTS = frozenset({"copy_menu", "reload"})


class SettingsScreen(PlaceScreen):
    """The sections side by side as tabs; each is read when it is opened."""

    PLACE = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "section(1)", "Next section", id="settings.show-next", tooltip="To the next section"),
        Binding("V", "section(-1)", "Section before", show=False, id="settings.show-previous"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._present: type[SettingsSection] = ConnectionsSection

    def compose_place(self) -> ComposeResult:
        """The tabs, and the sections under them."""
        yield TabLine([section.TITLE for section in self._offered])
        for section in _SECTIONS:
            yield section()

    def on_mount(self) -> None:
        """Begin with the section that was asked for."""
        self._go_to(self._present)

    def on_screen_resume(self) -> None:
        """Read also while there is no connection: most of this is on this machine."""
        if self.standing.organization is None:
            self.load()
        if not self._is_covered:
            self.section.begin()

    def on_screen_suspend(self) -> None:
        """Give back what was only tried out, unless only a dialog comes over it."""
        if not self.app.screen.is_modal:
            self.section.leave()

    def show(self, record: str = "", **filters: str) -> None:
        """Open a section by its name, such as `keys`."""
        for section in self._offered:
            if record == section.SECTION and self.is_mounted:
                self._go_to(section)
            elif record == section.SECTION:
                self._present = section

    def location(self) -> Location:
        """The present section."""
        return Location(self.PLACE, self._present.SECTION)

    def copies(self) -> Sequence[Copy]:
        """What can be copied in the present section."""
        return self.section.copies()

    def why_not(self, action: str) -> str:
        """What the present section says, else the place."""
        return super().why_not(action) if action in _FRAME_ACTS else self.section.why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing can be copied before there is a section."""
        return super().check_action(action, parameters) if self.is_mounted else True

    @property
    def section(self) -> SettingsSection:
        """The present section."""
        return self.query_one(f"#{self._present.SECTION}", SettingsSection)

    @property
    def _offered(self) -> list[type[SettingsSection]]:
        """The sections of what the service offers; all of them while that is not known."""
        return [
            section
            for section in _SECTIONS
            if not section.CAPABILITY or self.standing.offers(section.CAPABILITY)
        ]

    def load(self) -> None:
        """Read the present section; a section that asks the service reports by itself."""
        # A reading that is given up before it began must not have been made: hence the function.
        read: Callable[[], Awaitable[None]] = self.section.read
        self.run_worker(read, name="read settings", group="settings-read", exclusive=True)

    def standing_changed(self, standing: Standing, before: Standing) -> None:
        """Another organization has other members; a service that keeps none has no such section."""
        tabs = self.query_one(TabLine)
        names = [section.TITLE for section in self._offered]
        if tabs.names != names:
            tabs.names = names
            tabs.refresh()
            self._go_to(self._present if self._present in self._offered else self._offered[-1])
        for section in self.query(SettingsSection):
            section.standing_changed(standing)
        if self.is_current and standing.organization is not before.organization:
            self.load()

    def action_section(self, by: int) -> None:
        """Go to the next or previous section, around the end."""
        offered = self._offered
        self._go_to(offered[(offered.index(self._present) + by) % len(offered)])

    def _go_to(self, section: type[SettingsSection]) -> None:
        if section is not self._present:
            self.section.leave()
        self._present = section
        self.query_one(TabLine).current = self._offered.index(section)
        for one in self.query(SettingsSection):
            one.display = one is self.section
        if self.is_current:
            self.section.begin()
            self.load()
        self.refresh_bindings()

    @on(TabLine.Changed)
    def _tab_changed(self, message: TabLine.Changed) -> None:
        message.stop()
        section = self._offered[message.current]
        if section is not self._present:
            self._go_to(section)
