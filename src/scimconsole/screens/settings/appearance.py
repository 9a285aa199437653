"""How the console looks: the theme, tried out as the cursor moves, and a few switches."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from scimconsole import themes
from scimconsole.screens.settings.keeping import keep_settings
from scimconsole.screens.settings.section import SettingsSection
from scimconsole.settings import MEANINGS, Settings
from scimconsole.settings_file import SIDEBARS
from scimconsole.widgets.columns import Cell, Column
from scimconsole.widgets.facts import Fact, Section, draw
from scimconsole.widgets.record_table import RecordTable
from scimconsole.widgets.rows import ListedRows


class _Switch(NamedTuple):
    """A setting with a few values: its name in the file, its words, and the values in their order."""

    name: str
    words: str
    values: tuple[str, ...]
    present: Callable[[Settings], str]

    def value_of(self, words: str) -> object:
        """What the file keeps for a value."""
        return words if self.name == "sidebar" else words == "on"


def _on(present: bool) -> str:
    return "on" if present else "off"


_SWITCHES = (
    _Switch("sidebar", "Side bar", SIDEBARS, lambda settings: settings.sidebar),
    _Switch("ascii", "ASCII only", ("off", "on"), lambda settings: _on(settings.ascii)),
    _Switch("reduced_motion", "Reduced motion", ("off", "on"), lambda settings: _on(settings.reduced_motion)),
    _Switch(
        "terminal_cursor", "Terminal's cursor", ("off", "on"), lambda settings: _on(settings.terminal_cursor)
    ),
)


_SAMPLE = (
    Section(
        "Anna Berg",
        (
            Fact("Status", "active", "good", "good news"),
            Fact("Expires", "in 12 days", "warn", "worth a look"),
            Fact("Token", "expired", "bad", "wants an act"),
            Fact("Department", "Research", "strong", "what one looks for first"),
            Fact("Id", "2QmPc1XkVw0Zr7YdT4hGaB", "muted", "seldom needed"),
        ),
    ),
)
"""Every tone that the console's texts have, with the word that says the same."""


class ThemeTable(RecordTable[str]):
    """The themes; Enter keeps the one shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Keep", id="appearance.keep", tooltip="Keep this theme for the next start"),
    ]


class SwitchTable(RecordTable[_Switch]):
    """The switches; Enter or the space bar gives the next value."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Change", id="appearance.change", tooltip="Give it the next value"),
    ]


class AppearanceSection(SettingsSection):
    """Themes at the left, switches at the right or below."""

    SECTION = "appearance"
    TITLE = "Appearance"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "put_back", "Put back", id="appearance.put-back", tooltip="Back to the theme kept"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._before = ""
        """The theme shown before others were tried out."""

    def compose(self) -> ComposeResult:
        """The two lists."""
        with Horizontal(id="appearance-lists"):
            names = ThemeTable(self._theme_columns(), header=False, id="theme-table", classes="panel")
            names.border_title = "Theme"
            yield names
            with Vertical(id="drawing"):
                switches = SwitchTable(
                    self._switch_columns(), header=False, id="switch-table", classes="panel"
                )
                switches.border_title = "Drawing"
                yield switches
                sample = Static(draw(_SAMPLE, 60), id="theme-sample", classes="panel")
                sample.border_title = "How it reads"
                yield sample

    @property
    def kept(self) -> str:
        """The full name of the theme that is kept."""
        name = self.console.settings.theme
        return themes.OTHER_NAMES.get(name, name)

    async def read(self) -> None:
        """Show what is kept, with the cursor on what is shown."""
        names = list(themes.names())
        cursor = names.index(self.console.theme) if self.console.theme in names else 0
        self._themes.show_rows(ListedRows(names), cursor=cursor)
        self._switches.show_rows(ListedRows(_SWITCHES))

    def begin(self) -> None:
        """Begin with the themes."""
        self._before = self.console.theme
        self._themes.focus()

    def leave(self) -> None:
        """Show the theme again that was shown before others were tried out."""
        if self._before and self.console.theme != self._before:
            self.console.show_theme(self._before)

    def why_not(self, action: str) -> str:
        """There is nothing to put back before another theme is tried out."""
        return "No other theme is being tried out." if action == "put_back" else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A theme can be put back while another one is tried out."""
        if action == "put_back" and self.is_mounted:
            return True if self.console.theme != self._before else None
        return True

    def action_put_back(self) -> None:
        """Show the theme from before, and put the cursor on it."""
        names = list(themes.names())
        self._themes.cursor = names.index(self._before) if self._before in names else 0
        self.leave()
        self.refresh_bindings()

    @property
    def _themes(self) -> RecordTable[str]:
        return self.query_one("#theme-table", RecordTable)

    @property
    def _switches(self) -> RecordTable[_Switch]:
        return self.query_one("#switch-table", RecordTable)

    def _theme_columns(self) -> list[Column[str]]:
        return [
            Column("", 1, lambda name: Cell("●" if name == self.kept else "", "good")),
            Column("Theme", 22, lambda name: Cell(name, "strong" if name == self.kept else "plain"), grow=1),
            Column("Kept", 4, lambda name: Cell("kept" if name == self.kept else "", "good"), rank=1),
        ]

    def _switch_columns(self) -> list[Column[_Switch]]:
        return [
            Column("Setting", 18, lambda switch: Cell(switch.words)),
            Column("Value", 6, lambda switch: Cell(switch.present(self.console.settings), "accent")),
            Column("Meaning", 20, lambda switch: Cell(MEANINGS[switch.name], "muted"), grow=1, rank=1),
        ]

    def _drawn_again(self) -> None:
        self._themes.rows_arrived()
        self._switches.rows_arrived()
        self.refresh_bindings()

    @on(RecordTable.Highlighted, "#theme-table")
    def _theme_tried(self, message: RecordTable.Highlighted) -> None:
        message.stop()
        name = self._themes.cursor_row
        # The list is read with the cursor on the kept one; only a cursor that moves tries another one out.
        if name is not None and self._themes.has_focus and self.console.theme != name:
            self.console.show_theme(name)
        self.refresh_bindings()

    @on(RecordTable.Opened, "#theme-table")
    def _theme_kept(self, message: RecordTable.Opened) -> None:
        message.stop()
        name = self._themes.cursor_row
        if name is not None:
            self._before = name
            keep_settings(self.console, {"theme": name}, self._drawn_again)

    @on(RecordTable.Opened, "#switch-table")
    def _switch_changed(self, message: RecordTable.Opened) -> None:
        message.stop()
        switch = self._switches.cursor_row
        if switch is None:
            return
        now = switch.values.index(switch.present(self.console.settings))
        value = switch.values[(now + 1) % len(switch.values)]
        keep_settings(self.console, {switch.name: switch.value_of(value)}, self._drawn_again)

    def on_descendant_blur(self) -> None:
        """A theme that was only tried out goes when the list loses the focus."""
        if not self._themes.has_focus:
            self.leave()
