from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.widgets import Button, Input, Static

from scimconsole import themes
from scimconsole.screens.dialogs.dialog import ButtonSpec, Dialog, DialogButton
from scimconsole.widgets.accelerator import accelerator
from scimconsole.widgets.choice_list import Choice, ChoiceList
from scimconsole.widgets.field import Field, FieldLabel
from tests.console.driving import opened, press, screen_text
from tests.running_service import Organization

pytestmark = pytest.mark.engines("sqlite")


_WHEN = (Choice("soon", "Soon", "in a minute or two, perhaps"), Choice("now", "Now", "at once"))


class Asking(Dialog["str | None"]):
    """Two fields, a choice, and an act of some kind."""

    HEADING = "Ask [b]twice[/b]"

    def __init__(self, kind: str, lines: int = 0) -> None:
        super().__init__()
        self._kind = kind
        self._lines = lines

    def compose_body(self) -> ComposeResult:
        for number in range(self._lines):
            yield Static(f"line {number}")
        yield FieldLabel("&Name", "name")
        yield Field(id="name", compact=True)
        yield FieldLabel("&Reason", "reason")
        yield Field(id="reason", compact=True)
        yield ChoiceList(_WHEN, id="when")

    def buttons(self) -> Sequence[ButtonSpec]:
        return ButtonSpec("cancel", "&Cancel"), ButtonSpec("act", "Smith && Sons: &go", self._kind)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "act":
            self.dismiss("acted")


class Asker(App[None]):
    """Asks once."""

    CSS_PATH = "../../src/scimconsole/console.tcss"
    answers: list[str | None]

    def __init__(self, kind: str, lines: int) -> None:
        super().__init__()
        self.register_theme(themes.DARK)
        self.theme = themes.DARK.name
        self.answers = []
        self._dialog = Asking(kind, lines)

    def on_mount(self) -> None:
        self.push_screen(self._dialog, self.answers.append)


@asynccontextmanager
async def asked(
    *keys: str, kind: str = "primary", lines: int = 0, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], Asker]]:
    app = Asker(kind, lines)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        yield pilot, app


def focused(pilot: Pilot[None]) -> str | None:
    return None if pilot.app.focused is None else pilot.app.focused.id


def default(pilot: Pilot[None]) -> list[str]:
    """The buttons that stand in brackets."""
    return [str(button.label) for button in pilot.app.screen.query(DialogButton) if "[" in str(button.label)]


class TestTheLetterOfAButton:
    def test_stands_behind_the_mark(self) -> None:
        assert accelerator("&Cancel").letter == "c"
        assert accelerator("Save &as").at == 5
        assert accelerator("Smith && Sons").words == "Smith & Sons"
        assert accelerator("No mark").letter == ""
        assert accelerator("Trailing &").words == "Trailing &"

    async def test_presses_it_with_alt_from_inside_a_field(self) -> None:
        async with asked("x", "alt+g") as (_pilot, app):
            assert app.answers == ["acted"]

    async def test_is_text_in_a_field_without_alt(self) -> None:
        async with asked("g", "o") as (pilot, app):
            assert app.answers == []
            assert pilot.app.screen.query_one("#name", Input).value == "go"

    async def test_presses_it_by_itself_where_nothing_is_typed(self) -> None:
        async with asked("tab", "tab", "g") as (_pilot, app):
            assert app.answers == ["acted"]

    async def test_leaves_capital_letters_to_others(self) -> None:
        async with asked("tab", "tab", "G") as (pilot, app):
            assert app.answers == []
            assert pilot.app.screen.query_one(ChoiceList).value == "now"

    async def test_of_a_label_leads_to_its_field(self) -> None:
        async with asked("alt+r") as (pilot, _app):
            assert focused(pilot) == "reason"
            await pilot.press("alt+n")
            assert focused(pilot) == "name"
            assert pilot.app.screen.query_one("#name", Input).value == ""

    async def test_is_underlined(self) -> None:
        async with asked() as (pilot, _app):
            label = pilot.app.screen.query_one("#cancel", DialogButton).label
            assert isinstance(label, Content)
            [span] = [span for span in label.spans if "underline" in str(span.style)]
            assert label.plain[span.start : span.end] == "C"


class TestTheDefaultButton:
    async def test_is_the_act_where_that_is_safe(self) -> None:
        async with asked() as (pilot, _app):
            assert default(pilot) == ["[ Smith & Sons: go ]"]

    async def test_is_the_way_out_where_the_act_cannot_be_undone(self) -> None:
        async with asked(kind="danger") as (pilot, _app):
            assert default(pilot) == ["[ Cancel ]"]

    async def test_follows_the_focus_among_the_buttons(self) -> None:
        async with asked("shift+tab", kind="danger") as (pilot, app):
            assert default(pilot) == ["[ Smith & Sons: go ]"]
            await pilot.press("left")
            assert default(pilot) == ["[ Cancel ]"]
            await pilot.press("enter")
            await pilot.pause()
            assert app.answers == [None]


class TestEnterInAField:
    async def test_goes_on_to_what_is_still_empty(self) -> None:
        async with asked("x", "enter") as (pilot, app):
            assert focused(pilot) == "reason"
            assert app.answers == []

    async def test_acts_after_the_last_one(self) -> None:
        async with asked("x", "enter", "y", "enter") as (_pilot, app):
            assert app.answers == ["acted"]

    async def test_never_does_what_cannot_be_undone(self) -> None:
        async with asked("x", "enter", "y", "enter", kind="danger") as (pilot, app):
            assert app.answers == []
            assert focused(pilot) == "cancel"


class TestTheArrows:
    async def test_go_from_field_to_field_and_from_button_to_button(self) -> None:
        async with asked("down", lines=40, size=(60, 20)) as (pilot, _app):
            assert focused(pilot) == "reason"
            await pilot.press("up")
            assert focused(pilot) == "name"
            await pilot.press("shift+tab", "left")
            assert focused(pilot) == "cancel"


class TestTheKeysOfADialog:
    async def test_are_told_by_f1(self, keycafe: Organization) -> None:
        async with opened(keycafe, "2", "c", "f1") as pilot:
            assert "Press the button that acts" in screen_text(pilot)
            assert "with that letter underlined" in screen_text(pilot)
            await press(pilot, "escape")
            assert "Generate a SCIM token" in screen_text(pilot)


class TestLeavingADialog:
    @pytest.mark.parametrize("key", ["escape", "alt+c"])
    async def test_does_nothing(self, key: str) -> None:
        async with asked("x", key) as (_pilot, app):
            assert app.answers == [None]

    async def test_works_with_the_mouse(self) -> None:
        async with asked() as (pilot, app):
            await pilot.click("#cancel")
            await pilot.pause()
            assert app.answers == [None]

    async def test_ctrl_s_acts_from_everywhere(self) -> None:
        async with asked("x", "ctrl+s", kind="danger") as (_pilot, app):
            assert app.answers == ["acted"]


class TestALowTerminal:
    async def test_keeps_the_buttons_in_sight_and_scrolls_the_rest(self) -> None:
        async with asked(lines=40, size=(60, 20)) as (pilot, _app):
            screen = pilot.app.screen
            assert screen.query_one("#cancel").region.bottom <= 20
            body = screen.query_one("#dialog-body")
            await pilot.pause()
            assert body.region.contains_region(screen.query_one("#name").region)
            await pilot.press("pageup", "pageup", "pageup")
            await pilot.pause()
            assert body.scroll_offset.y < 10


class TestAHeading:
    async def test_is_drawn_as_it_is_written(self) -> None:
        async with asked() as (pilot, _app):
            assert "Ask [b]twice[/b]" in pilot.app.export_screenshot().replace("&#160;", " ")


class TestAChoice:
    async def test_is_taken_by_a_double_click(self) -> None:
        async with asked("x", "enter", "y", "tab") as (pilot, app):
            await pilot.click("#when", offset=(4, 1))
            assert app.answers == []
            assert pilot.app.screen.query_one(ChoiceList).value == "now"
            await pilot.double_click("#when", offset=(4, 1))
            await pilot.pause()
            assert app.answers == ["acted"]

    async def test_puts_its_notes_below_where_there_is_no_room_beside(self) -> None:
        async with asked("tab", "tab", size=(40, 24)) as (pilot, _app):
            choices = pilot.app.screen.query_one(ChoiceList)
            assert choices.size.height == 4
            assert choices.cursor_cell == Offset(0, 0)
            await pilot.click("#when", offset=(4, 3))
            assert choices.value == "now"
            assert choices.cursor_cell == Offset(0, 2)
