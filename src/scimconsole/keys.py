"""The keys that work everywhere; every function key has a second way for terminals that keep it."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from scimconsole.places import PLACES
from scimconsole.widgets.acts import MENUS


def _hidden(keys: str, action: str, words: str, *, id: str, meaning: str = "") -> Binding:
    return Binding(keys, action, words, show=False, id=id, tooltip=meaning or words)


EVERYWHERE: list[BindingType] = [
    *(_hidden(place.key, f"go('{place.name}')", place.title, id=f"go.{place.name}") for place in PLACES),
    _hidden("left_square_bracket,alt+left", "go_back", "Back", id="go.back", meaning="Back to where one was"),
    _hidden(
        "right_square_bracket,alt+right",
        "go_forward",
        "Forward",
        id="go.forward",
        meaning="Forward again, after going back",
    ),
    _hidden(
        "ctrl+p,colon",
        "palette",
        "Find anything…",
        id="go.palette",
        meaning="Find a place, an act, a person, a token, a theme by a few letters",
    ),
    _hidden(
        "f3,O",
        "organizations",
        "Switch organization…",
        id="app.organizations",
        meaning="Go on with another organization or service",
    ),
    _hidden("f2,ctrl+t", "other_theme", "Light or dark", id="view.theme"),
    _hidden("backslash", "side_bar", "Side bar", id="view.side-bar", meaning="Open or collapse the side bar"),
    _hidden(
        "f7,M",
        "own_selection",
        "Terminal's own selection",
        id="view.selection",
        meaning="Give the mouse to the terminal, so that it selects text, and take it back",
    ),
    _hidden("f8,ctrl+n", "notices", "Notices…", id="view.notices", meaning="Every notice of this run"),
    *(
        _hidden(
            f"alt+{name[0].lower()}",
            f"menu('{name}')",
            name,
            id=f"menu.{name.lower()}",
            meaning=f"Open the menu {name}",
        )
        for name in MENUS
    ),
    Binding("f10,ctrl+o", "menu('Console')", "Menu", id="menu.bar", tooltip="Open the menu bar"),
    Binding("question_mark,f1", "help", "Help", id="help.keys", tooltip="All keys"),
    Binding(
        "ctrl+z",
        "suspend_process",
        "Suspend",
        show=False,
        priority=True,  # as in any other program, whatever dialog is open
        id="app.suspend",
        tooltip="Go back to the shell for a while; fg brings the console back",
    ),
    Binding("q,ctrl+q", "leave", "Quit", id="app.quit", tooltip="Close the console"),
]
