"""What the styles of the console draw with: read from its stylesheets and from the styles of its texts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import scimconsole

_PACKAGE = Path(scimconsole.__file__).parent
_RULE = re.compile(r"([a-z-]+):\s*([^;{}]+);")
_VARIABLE = re.compile(r"\$([a-z0-9-]+)")
_TEXT_STYLE = re.compile(r"(?:(?:bold|dim|italic|underline|reverse) )*\$[a-z0-9-]+(?: \d+%)?")
_INKS = ("color", "border-title-color", "border-subtitle-color")
_LINES = ("border", "border-left", "border-right", "border-top", "border-bottom", "outline")


class Uses(NamedTuple):
    """Variables by what they are used for."""

    inks: frozenset[str]
    grounds: frozenset[str]
    lines: frozenset[str]


def uses() -> Uses:
    """Every variable that a style names."""
    rules = [(name, value) for sheet in (*_sheets(),) for name, value in _RULE.findall(sheet) if "$" in value]

    def named(*properties: str) -> set[str]:
        return {
            variable for name, value in rules if name in properties for variable in _VARIABLE.findall(value)
        }

    texts = {variable for style in _text_styles() for variable in _VARIABLE.findall(style)}
    return Uses(frozenset(named(*_INKS) | texts), frozenset(named("background")), frozenset(named(*_LINES)))


def _sheets() -> Iterator[str]:
    yield (_PACKAGE / "console.tcss").read_text(encoding="utf-8")
    for text in _strings():
        if re.search(r"\{[^}]*:[^}]*;", text):
            yield text


def _text_styles() -> Iterator[str]:
    return (text for text in _strings() if _TEXT_STYLE.fullmatch(text))


def _strings() -> Iterator[str]:
    for path in [*_PACKAGE.glob("widgets/**/*.py"), *_PACKAGE.glob("screens/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
