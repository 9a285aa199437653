"""One part of the settings: what all of them share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.containers import Vertical

from scimconsole.widgets.copies import Copy

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp
    from scimconsole.screens.settings.place import SettingsScreen
    from scimconsole.widgets.standing import Standing


class SettingsSection(Vertical):
    """Shown when it is the present one; what it shows is read again each time."""

    SECTION: ClassVar[str]
    """Its name in addresses, such as `settings/keys`."""
    TITLE: ClassVar[str]
    CAPABILITY: ClassVar[str] = ""
    """What the service must offer for it."""

    def __init__(self) -> None:
        super().__init__(id=self.SECTION, classes="settings-section")

    @property
    def console(self) -> ConsoleApp:
        """The application."""
        return cast("ConsoleApp", self.app)

    @property
    def place(self) -> SettingsScreen:
        """The screen around it."""
        return cast("SettingsScreen", self.screen)

    async def read(self) -> None:
        """Read what the section shows, and show it; runs in a worker."""

    def begin(self) -> None:
        """Put the focus where one begins."""

    def leave(self) -> None:
        """Another section or place is opened."""

    def standing_changed(self, standing: Standing) -> None:
        """The connection, or what is known of the organization, changed."""

    def copies(self) -> Sequence[Copy]:
        """What can be copied of the record under the cursor."""
        return ()

    def why_not(self, action: str) -> str:
        """Why an act of this section is off now; empty where nobody needs to be told."""
        return ""
