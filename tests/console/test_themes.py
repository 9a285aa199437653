from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

import scimconsole
from scimconsole import settings, themes
from scimconsole.app import ConsoleApp
from scimconsole.themes.contrast import ENHANCED, LINE, TEXT, ratio
from scimconsole.themes.few_colours import in_256_colours, palette, sent
from tests.console.styles import uses

USES = uses()
PAINTED = [name for name in themes.names() if not name.startswith("ansi-")]
HIGH = [name for name in PAINTED if name.startswith("high-contrast-")]

_OWN_GROUND = {
    "block-cursor-foreground": {"block-cursor-background"},
    "block-cursor-blurred-foreground": {"block-cursor-blurred-background"},
    "button-color-foreground": {"accent", "error"},
}
"""Inks that stand on their own grounds only."""
_FAINT = {"foreground-disabled": LINE, "border-blurred": 1.5}
"""Inks of what is switched off, and of lines that only part; never on the row of the cursor."""
_CURSOR_ROWS = {"block-cursor-background", "block-cursor-blurred-background", "block-hover-background"}

_GROUNDS = USES.grounds - {"accent", "error"}
_PAIRS = sorted(
    (ink, ground)
    for ink, ground in product(USES.inks, USES.grounds)
    if ground in _OWN_GROUND.get(ink, _GROUNDS - (_CURSOR_ROWS if ink in _FAINT else set()))
)


def painted(name: str) -> dict[str, Color]:
    """The colours of a theme as the styles see them."""
    theme = found(name)
    values = {**theme.to_color_system().generate(), **theme.variables}
    return {key: Color.parse(value) for key, value in values.items() if value.startswith("#")}


def found(name: str) -> Theme:
    theme = themes.named(name)
    assert theme is not None
    return theme


@pytest.mark.parametrize("name", PAINTED)
class TestEveryThemeIsReadable:
    def test_every_text_on_every_ground_that_the_styles_name(self, name: str) -> None:
        colours = painted(name)
        wanted = ENHANCED if name in HIGH else TEXT
        assert len(_PAIRS) > 40
        weak = {
            (ink, ground): round(ratio(colours[ink], colours[ground]), 2)
            for ink, ground in _PAIRS
            # There the row is drawn in one ink: `TestTheRowOfTheCursor` sees to it.
            if not (name in HIGH and ground == "block-cursor-background" and ink != "block-cursor-foreground")
            and ratio(colours[ink], colours[ground]) < _FAINT.get(ink, wanted)
        }
        assert weak == {}

    def test_the_line_around_what_has_the_focus(self, name: str) -> None:
        colours = painted(name)
        for ground in ("background", "surface", "panel"):
            assert ratio(colours["border"], colours[ground]) >= LINE
        # By brightness, so that it is seen without its hue.
        assert ratio(colours["border"], colours["border-blurred"]) >= 1.5

    def test_the_lines_around_the_rest(self, name: str) -> None:
        colours = painted(name)
        for ground in ("background", "surface"):
            assert ratio(colours["border-blurred"], colours[ground]) >= (LINE if name in HIGH else 1.4)

    def test_the_row_of_the_cursor_stands_out(self, name: str) -> None:
        colours = painted(name)
        for ground in ("background", "surface"):
            assert ratio(colours["block-cursor-background"], colours[ground]) >= (
                LINE if name in HIGH else 1.3
            )
        focused, blurred = colours["block-cursor-background"], colours["block-cursor-blurred-background"]
        assert ratio(focused, blurred) >= 1.1

    def test_what_a_field_asks_for(self, name: str) -> None:
        colours = painted(name)
        for ground in ("panel", "block-cursor-blurred-background"):
            assert ratio(colours["text-disabled"], colours[ground]) >= TEXT

    def test_a_field_is_seen_in_a_dialog(self, name: str) -> None:
        colours = painted(name)
        drawn = found(name).variables["field-text-style"] == "underline"
        assert drawn or ratio(colours["panel"], colours["surface"]) >= 1.15
        assert drawn or name not in HIGH

    def test_the_caret_and_the_selected_text_of_a_field(self, name: str) -> None:
        colours = painted(name)
        for ground in ("panel", "block-cursor-blurred-background"):
            assert ratio(colours["input-cursor-background"], colours[ground]) >= TEXT
            assert ratio(colours["input-selection-background"], colours[ground]) >= 1.1
        assert ratio(colours["input-cursor-foreground"], colours["input-cursor-background"]) >= TEXT
        assert ratio(colours["input-selection-foreground"], colours["input-selection-background"]) >= TEXT

    def test_the_scroll_bar(self, name: str) -> None:
        colours = painted(name)
        for part in ("scrollbar", "scrollbar-hover", "scrollbar-active"):
            assert ratio(colours[part], colours["scrollbar-background"]) >= LINE


@pytest.mark.parametrize("name", PAINTED)
class TestInTheColoursOfATerminalWith256:
    def test_every_text_is_readable_and_the_row_of_the_cursor_stands_out(self, name: str) -> None:
        limited = in_256_colours(found(name))
        values = {**limited.to_color_system().generate(), **limited.variables}
        colours = {key: sent(Color.parse(value)) for key, value in values.items() if value.startswith("#")}
        weak = {
            pair: ratio(colours[pair[0]], colours[pair[1]])
            for pair in _PAIRS
            if not (name in HIGH and pair[1] == "block-cursor-background")
            and ratio(colours[pair[0]], colours[pair[1]])
            < _FAINT.get(pair[0], ENHANCED if name in HIGH else TEXT)
        }
        assert weak == {}
        cursor, blurred = colours["block-cursor-background"], colours["block-cursor-blurred-background"]
        assert ratio(cursor, colours["surface"]) >= (LINE if name in HIGH else 1.3)
        assert ratio(cursor, blurred) >= 1.1
        assert ratio(blurred, colours["surface"]) >= 1.1
        assert ratio(colours["border"], colours["surface"]) >= LINE
        assert ratio(colours["input-selection-background"], blurred) >= 1.1

    def test_no_colour_is_changed_again_on_the_way(self, name: str) -> None:
        theme = in_256_colours(found(name))
        for colour in (theme.background, theme.surface, theme.panel, theme.foreground, theme.accent):
            assert sent(Color.parse(colour or "")) in palette()


class TestWhatTheTerminalHas:
    @pytest.mark.parametrize(
        ("environment", "colours", "shown_as"),
        [
            ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "all", "nord"),
            ({"TERM": "xterm-256color"}, "256", "nord"),
            ({"TERM": "linux"}, "16", "ansi-dark"),
        ],
    )
    def test_decides_what_is_shown_of_a_theme(
        self, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], colours: str, shown_as: str
    ) -> None:
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        app = ConsoleApp(settings.read({"theme": "nord"}))
        assert app.current_theme is found("nord")
        app.limit_colours()
        assert app.colours == colours
        assert app.current_theme.name == shown_as
        assert (app.current_theme is found("nord")) is (colours == "all")


class TestWhichThemesThereAre:
    def test_ours_and_every_one_of_textual(self) -> None:
        assert set(themes.names()) >= set(BUILTIN_THEMES)
        assert all(found(name).name == name for name in themes.names())

    @pytest.mark.parametrize(("short", "name"), themes.OTHER_NAMES.items())
    def test_some_have_a_short_name(self, short: str, name: str) -> None:
        assert found(short) is found(name)

    def test_an_unknown_one_is_not_there(self) -> None:
        assert themes.named("no-such-theme") is None

    @pytest.mark.parametrize("name", themes.names())
    def test_each_dark_one_leads_to_a_light_one_and_back(self, name: str) -> None:
        other = themes.other(name)
        assert found(other).dark is not found(name).dark

    @pytest.mark.parametrize("name", themes.names())
    def test_all_know_the_same_variables(self, name: str) -> None:
        theme = found(name)
        known = {*theme.to_color_system().generate(), *theme.variables}
        assert (USES.inks | USES.grounds | USES.lines) - known == set()


class TestColoursLiveInThemes:
    def test_and_nowhere_else(self) -> None:
        package = Path(scimconsole.__file__).parent
        sources = [
            *package.glob("*.tcss"),
            *package.glob("screens/**/*.py"),
            *package.glob("widgets/**/*.py"),
        ]
        named = re.compile(r"#[0-9a-fA-F]{6}\b|\brgb\(")
        assert [path.name for path in sources if named.search(path.read_text(encoding="utf-8"))] == []
