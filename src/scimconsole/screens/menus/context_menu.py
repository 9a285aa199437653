"""The context menu: what can be done with the record under the cursor."""

from __future__ import annotations

from typing import Any

from textual.geometry import Offset
from textual.screen import Screen

from scimconsole.screens.menus.bar_menu import act_item
from scimconsole.screens.menus.menu import Menu
from scimconsole.widgets.acts import acts_of, in_menu


def open_context_menu(screen: Screen[Any], at: Offset) -> None:
    """Open the acts of a place over it, the innermost first; the one chosen is run."""
    acts = {act.id: act for act in in_menu(acts_of(screen), "Act")}
    if not acts:
        return

    def chosen(answer: str | None) -> None:
        if answer is not None:
            act = acts[answer]
            screen.app.call_later(screen.app.run_action, act.action, act.node)

    screen.app.push_screen(Menu([act_item(act) for act in acts.values()], at), chosen)
