"""What can be copied of a record, as a menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scimconsole.screens.menus.menu import Menu, MenuItem
from scimconsole.widgets.copies import Copy

if TYPE_CHECKING:
    from scimconsole.app import ConsoleApp


def ask_what_to_copy(console: ConsoleApp, copies: Sequence[Copy]) -> None:
    """Open the menu, and copy what is chosen."""
    items = [MenuItem(str(place), copy.words) for place, copy in enumerate(copies)]

    def chosen(answer: str | None) -> None:
        if answer is not None:
            copy = copies[int(answer)]
            console.copy(copy.text, copy.words)

    console.push_screen(Menu(items, title="Copy"), chosen)
