"""What can be done now: the active bindings, each told once, with its keys and why it may be off.

A binding is the only definition of an act. The line at the bottom, the menus, the key sheet and the palette
are all drawn from this list. The first part of a binding's id says to which menu it belongs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from textual.binding import Binding
    from textual.dom import DOMNode
    from textual.screen import Screen

MENUS = ("Console", "Go", "Act", "View", "Help")
"""The menus of the menu bar; their first letters with Alt open them."""

_MENU_OF = {"app": "Console", "go": "Go", "view": "View", "list": "View", "help": "Help"}
_SHOWS = "show-"
"""How the second part of an id begins whose act chooses what is seen."""
_MOVEMENTS = frozenset({"table", "detail", "field", "dialog", "choice", "menu", "text"})
"""What these prefixes name moves about in what has the focus."""


_NAMES = {"⏎": "Enter", "esc": "Esc", "space": "Space", "pgup": "PgUp", "pgdn": "PgDn", "tab": "Tab"}


class Act(NamedTuple):
    """Something a key does."""

    id: str
    """The binding's id, such as `users.deactivate`; what the settings remap."""
    words: str
    """Two or three words."""
    meaning: str
    """What it does, in a phrase."""
    keys: tuple[str, ...]
    """The keys by their names."""
    shown: tuple[str, ...]
    """The keys as they are drawn."""
    action: str
    node: DOMNode
    """Where the action is run: the focused widget, its screen or the application."""
    enabled: bool
    why: str
    """Why it is off, where it is."""
    in_footer: bool

    @property
    def menu(self) -> str | None:
        """The menu it belongs to; None for what only moves about."""
        prefix, _, name = self.id.partition(".")
        if prefix in _MOVEMENTS:
            return None
        return _MENU_OF.get(prefix, "View" if name.startswith(_SHOWS) else "Act")


def acts_of(screen: Screen[Any]) -> list[Act]:
    """The acts of a screen with its present focus, from the innermost; those without an id are not told."""
    acts: dict[tuple[str, int], Act] = {}
    for node, binding, enabled, tooltip in screen.active_bindings.values():
        if binding.id is None:
            continue
        # Placeholders such as `go.place` share an id and differ in their action.
        place = (binding.id + binding.action, id(node))
        shown = _shown(screen, binding)
        known = acts.get(place)
        if known is not None:
            keys = sorted([*zip(known.keys, known.shown, strict=True), (binding.key, shown)], key=_handiness)
            acts[place] = known._replace(
                keys=tuple(key for key, _ in keys), shown=tuple(words for _, words in keys)
            )
            continue
        why = "" if enabled else _reason(screen, binding.action)
        acts[place] = Act(
            binding.id,
            binding.description,
            tooltip or binding.tooltip or binding.description,
            (binding.key,),
            (shown,),
            binding.action,
            node,
            enabled,
            why,
            binding.show,
        )
    return list(acts.values())


def in_menu(acts: Iterable[Act], menu: str) -> list[Act]:
    """Those of the acts that a menu offers."""
    return [act for act in acts if act.menu == menu]


def _handiness(key: tuple[str, str]) -> tuple[int, int]:
    """A letter before a function key, and both before what needs two fingers."""
    name, shown = key
    return (0 if len(shown) == 1 else 2 if "+" in name else 1, len(name))


def _shown(screen: Screen[Any], binding: Binding) -> str:
    shown = screen.app.get_key_display(binding)
    if shown[0] == "f" and shown[1:].isdigit():
        return shown.upper()
    return _NAMES.get(shown, shown)


def _reason(screen: Screen[Any], action: str) -> str:
    why_not = getattr(screen, "why_not", None)
    return str(why_not(action)) if why_not is not None else ""
