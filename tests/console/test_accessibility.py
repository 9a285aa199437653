from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button

import scimconsole
from scimconsole.screens.known_acts import known_acts
from scimconsole.widgets.acts import acts_of
from scimconsole.widgets.ascii_filter import in_ascii
from scimconsole.widgets.choice_list import ChoiceList
from scimconsole.widgets.field import Field
from scimconsole.widgets.record_table import RecordTable
from tests.console.driving import console_on, opened, press, screen_text, settle
from tests.console.pictures import FIRST, PICTURES, Picture
from tests.running_service import Organization

pytestmark = [pytest.mark.engines("sqlite"), pytest.mark.usefixtures("steady")]

SMALLEST = (60, 20)

CLICKABLE = {
    "BarChart": {"table.open", "choice.up", "choice.down"},
    "ChipLine": {
        "users.show-status",
        "users.show-type",
        "users.show-group",
        "users.show-changed",
        "users.show-filter",
        "users.show-order",
    },
    "ChoiceList": {"choice.up", "choice.down", "choice.take"},
    "ChoiceRow": {"choice.before", "choice.next", "choice.take"},
    "FieldLabel": set(),  # the label's letter, and Tab
    "FilterBox": {"field.offer-above", "field.offer-below", "field.complete"},
    "KeyLine": set(),  # shows the keys themselves
    "ManualText": {"text.next-link", "text.follow"},
    "Menu": {"menu.close", "menu.down", "menu.up"},
    "MenuBar": {"menu.bar"},
    "OfferList": {"field.offer-above", "field.offer-below", "field.complete"},
    "OverviewScreen": {"overview.next-step"},
    "Palette": {"palette.close", "palette.down", "palette.up"},
    "PlaceLine": {"go.overview", "go.users"},
    "PlaceScreen": {"table.context"},
    "RecordTable": {"table.open", "table.up", "table.down", "table.mark"},
    "SideBar": {"go.overview", "go.users"},
    "TabLine": {
        "users.show-next-tab",
        "detail.next-tab",
        "detail.previous-tab",
        "settings.show-next",
        "mappings.show-next",
        "mappings.show-previous",
        "versions.show-other",
    },
}
"""What can be clicked, and the acts on keys that do the same."""


def seen(widget: Widget) -> bool:
    """Whether the widget is part of the picture."""
    return widget.display and all(above.display for above in widget.ancestors if isinstance(above, Widget))


def off_the_screen(pilot: Pilot[Any]) -> list[Widget]:
    """The boxes of a dialog that are not wholly in sight."""
    screen = pilot.app.screen
    boxes = screen.children if isinstance(screen, ModalScreen) else []
    return [box for box in boxes if not screen.region.contains_region(box.region)]


def inside(screen: Widget, cell: Offset) -> bool:
    return screen.region.contains_point(cell)


def row_of_the_cursor(pilot: Pilot[Any]) -> list[Segment]:
    """The words in the cursor's row, as they are sent to the terminal."""
    table = pilot.app.screen.query_one("#table", RecordTable)
    first = table.content_region.y - table.region.y
    line = table.render_lines(table.region.reset_offset)[first + 1 + table.cursor - table.scroll_offset.y]
    return [one for one in line if any(map(str.isalnum, one.text))]


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(picture, id=picture.name, marks=[pytest.mark.campaign] if number % 3 else [])
        for number, picture in enumerate(PICTURES)
    ],
)
class TestEveryPicture:
    async def test_works_in_ascii_in_60_columns_and_by_tab_alone(
        self, northwind: Organization, picture: Picture
    ) -> None:
        async with opened(northwind, *picture.keys, size=SMALLEST, ascii=True) as pilot:
            assert [one for one in screen_text(pilot) if not one.isascii()] == []
            assert off_the_screen(pilot) == []
            if any("tab" in act.keys for act in acts_of(pilot.app.screen)):
                await press(pilot, "escape")  # where Tab completes, Escape is the way out
            wanted = {widget for widget in pilot.app.screen.query("*") if widget.focusable and seen(widget)}
            reached: set[Widget] = set()
            for _ in range(len(wanted) + 2):
                if pilot.app.focused is not None:
                    reached.add(pilot.app.focused)
                    assert inside(pilot.app.screen, pilot.app.cursor_position)
                await press(pilot, "tab")
            assert wanted - reached == set()


class TestAscii:
    @pytest.mark.parametrize("picture", FIRST, ids=lambda picture: picture.name)
    async def test_is_all_that_the_first_start_draws(self, picture: Picture) -> None:
        app = console_on(None, ascii=True)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            await press(pilot, *picture.keys)
            assert screen_text(pilot).isascii()

    @pytest.mark.parametrize(
        ("text", "drawn"),
        [
            ("╭─ People ─╮", "+- People -+"),
            ("● active · 3 …", "* active . 3 ."),
            ("Åsa Öberg", "Asa Oberg"),
            ("Łukasz Weiß", "Lukasz Weis"),
            ("e\u0301tude", "etude"),
            ("דוד", "???"),
            ("박", "??"),
            ("\U0001f469\u200d\U0001f4bb x", "?? x"),
        ],
    )
    def test_writes_the_nearest_letters_in_as_many_cells(self, text: str, drawn: str) -> None:
        assert in_ascii(text) == drawn


class TestWithoutColours:
    @pytest.fixture
    def no_color(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NO_COLOR", "1")

    @pytest.mark.usefixtures("no_color")
    @pytest.mark.parametrize("theme", ["dark", "light", "high-contrast-dark", "nord"])
    async def test_nothing_is_coloured(self, northwind: Organization, theme: str) -> None:
        async with opened(northwind, "3", theme=theme) as pilot:
            for strip in pilot.app.screen._compositor.render_strips():
                for segment in strip:
                    style = segment.style
                    assert style is None or style.color is None or style.color.is_default, segment
                    assert style is None or style.bgcolor is None or style.bgcolor.is_default, segment

    @pytest.mark.usefixtures("no_color")
    async def test_the_row_of_the_cursor_is_turned_round(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "j") as pilot:
            assert all(segment.style and segment.style.reverse for segment in row_of_the_cursor(pilot))

    @pytest.mark.usefixtures("no_color")
    async def test_and_underlined_while_something_else_has_the_focus(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "j") as pilot:
            await press(pilot, "slash")
            styles = [segment.style for segment in row_of_the_cursor(pilot)]
            assert all(style and style.underline and not style.reverse for style in styles)

    @pytest.mark.usefixtures("no_color")
    @pytest.mark.parametrize("keys", [(), ("tab",)], ids=["with the focus", "without"])
    async def test_a_field_is_a_line_to_write_on(
        self, northwind: Organization, keys: tuple[str, ...]
    ) -> None:
        async with opened(northwind, "2", "c", *keys) as pilot:
            field = pilot.app.screen.query(Field).first()
            (line,) = field.render_lines(field.region.reset_offset)
            assert field.has_focus is not bool(keys)
            drawn = [one for one in line if one.style and (one.style.underline or one.style.reverse)]
            assert sum(one.cell_length for one in drawn) >= field.size.width
            assert field.size.width > 20

    @pytest.mark.parametrize("theme", ["high-contrast-dark", "high-contrast-light"])
    async def test_high_contrast_draws_the_row_of_the_cursor_in_one_ink(
        self, northwind: Organization, theme: str
    ) -> None:
        async with opened(northwind, "3", theme=theme) as pilot:
            inks = {
                (segment.style.color, segment.style.bgcolor)
                for segment in row_of_the_cursor(pilot)
                if segment.style
            }
            assert len(inks) == 1


class TestTheKeyboardAlone:
    def test_does_everything_that_a_click_does(self) -> None:
        acts = known_acts()
        assert set(_clickable()) == set(CLICKABLE)
        assert {act for known in CLICKABLE.values() for act in known} - set(acts) == set()

    def test_has_a_second_way_for_every_function_key(self) -> None:
        # Terminals, multiplexers and desktops keep some function keys for themselves.
        lonely = [
            act.id
            for act in known_acts().values()
            if any(_is_function_key(key) for key in act.keys) and all(map(_is_function_key, act.keys))
        ]
        assert lonely == []


class TestTheTerminalsCursor:
    async def test_stands_on_the_row(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "j", "j") as pilot:
            table = pilot.app.screen.query_one("#table", RecordTable)
            assert pilot.app.cursor_position == table.content_region.offset + Offset(0, 3)

    async def test_stands_where_one_types(self, northwind: Organization) -> None:
        async with opened(northwind, "3", "slash", "c", "h") as pilot:
            field = pilot.app.screen.query_one("#search", Field)
            assert pilot.app.cursor_position == field.content_region.offset + Offset(2, 0)

    async def test_stands_on_what_is_chosen_and_on_a_button(self, northwind: Organization) -> None:
        async with opened(northwind, "2", "c", "tab", "down") as pilot:
            choices = pilot.app.screen.query_one(ChoiceList)
            assert choices.has_focus
            assert pilot.app.cursor_position == choices.content_region.offset + Offset(0, 1)
            while not isinstance(pilot.app.focused, Button):
                await press(pilot, "tab")
            assert pilot.app.focused.region.contains_point(pilot.app.cursor_position)


class TestReducedMotion:
    def test_nothing_blinks_or_turns(self) -> None:
        sources = "".join(path.read_text(encoding="utf-8") for path in _sources())
        assert not re.search(r"LoadingIndicator|\bblink: (?!none)|auto_refresh =|\bInput\(", sources)

    async def test_stops_every_animation(self, northwind: Organization) -> None:
        async with opened(northwind, reduced_motion=True) as pilot:
            assert pilot.app.animation_level == "none"


def _clickable() -> Iterator[str]:
    """The names of our classes that handle clicks."""
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                isinstance(part, ast.FunctionDef) and _handles_clicks(part) for part in node.body
            ):
                yield node.name


def _sources() -> list[Path]:
    package = Path(scimconsole.__file__).parent
    return [*package.glob("widgets/**/*.py"), *package.glob("screens/**/*.py")]


def _handles_clicks(function: ast.FunctionDef) -> bool:
    decorators = {ast.unparse(decorator) for decorator in function.decorator_list}
    return function.name == "on_click" or any("events.Click" in one for one in decorators)


def _is_function_key(key: str) -> bool:
    return key[:1] == "f" and key[1:].isdigit()
