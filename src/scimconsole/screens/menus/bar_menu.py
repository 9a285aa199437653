"""A menu of the menu bar: left and right go on to its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Offset

from scimconsole.screens.menus.menu import Menu, MenuItem
from scimconsole.widgets.acts import MENUS, Act


class BarMenu(Menu):
    """Answers the id of an act, or the name of the menu to open instead."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "sideways(-1)", "Menu before", show=False, id="menu.left"),
        Binding("right,l", "sideways(1)", "Menu after", show=False, id="menu.right"),
    ]

    def __init__(self, name: str, acts: Sequence[Act], at: Offset) -> None:
        super().__init__([act_item(act) for act in acts] or [MenuItem("", "Nothing here", enabled=False)], at)
        self._name = name

    def action_sideways(self, by: int) -> None:
        """Go on to the next menu."""
        self.dismiss(MENUS[(MENUS.index(self._name) + by) % len(MENUS)])


def act_item(act: Act) -> MenuItem:
    """An act as a line of a menu."""
    return MenuItem(act.id, act.words, " ".join(act.shown[:2]), act.enabled, act.why)
