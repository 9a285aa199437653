from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

import scimconsole
from scimconsole.themes import DARK, LIGHT

READABLE = 4.5
"""The contrast of text that WCAG 2.2 asks for (level AA)."""
_TEXTS = ("foreground", "foreground-muted", "success", "warning", "error", "accent")
_GROUNDS = ("background", "surface", "panel")


def colours(theme: Theme) -> dict[str, str]:
    return theme.to_color_system().generate()


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
class TestEveryTextIsReadable:
    @pytest.mark.parametrize(("text", "ground"), list(product(_TEXTS, _GROUNDS)))
    def test_on_every_ground(self, theme: Theme, text: str, ground: str) -> None:
        palette = colours(theme)
        assert ratio(palette[text], palette[ground]) >= READABLE

    @pytest.mark.parametrize("text", ["block-cursor-foreground", "success", "warning", "error"])
    def test_on_the_row_of_the_cursor(self, theme: Theme, text: str) -> None:
        palette = colours(theme)
        assert ratio(palette[text], palette["block-cursor-background"]) >= READABLE

    def test_the_row_of_the_cursor_stands_out(self, theme: Theme) -> None:
        palette = colours(theme)
        assert palette["block-cursor-background"] != palette["block-cursor-blurred-background"]
        assert ratio(palette["block-cursor-background"], palette["surface"]) >= 1.3


class TestColoursLiveInThemes:
    def test_and_nowhere_else(self) -> None:
        package = Path(scimconsole.__file__).parent
        sources = [*package.glob("*.tcss"), *package.glob("screens/*.py"), *package.glob("widgets/*.py")]
        named = re.compile(r"#[0-9a-fA-F]{6}\b|\brgb\(")
        assert [path.name for path in sources if named.search(path.read_text(encoding="utf-8"))] == []


def ratio(one: str, other: str) -> float:
    """WCAG's contrast ratio of two opaque colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [value / 255 for value in Color.parse(colour).rgb]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
