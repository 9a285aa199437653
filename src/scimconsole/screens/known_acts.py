"""Every act of the console, wherever it works, and what is wrong with keys that were remapped.

The acts are those of all bindings of all screens and widgets; to know them, all screens are imported.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import Keys, format_key, key_to_character
from textual.screen import ModalScreen

_WIDGETS = frozenset({"table", "detail", "text"})
"""Prefixes of what works while one kind of widget has the focus."""
_IN_EVERY_PLACE = _WIDGETS | {"app", "go", "view", "help", "menu", "copy", "list", "person"}
"""Prefixes of what works in all places."""
_FORMS = frozenset({"choice", "field"})
"""Prefixes of what works inside forms; what is around a form is reached by leaving the field."""
_MODIFIERS = ("ctrl+", "shift+", "alt+", "super+", "hyper+", "meta+")


@dataclass(frozen=True)
class KnownAct:
    """An act by its binding's id, with the keys it has by itself."""

    id: str
    words: str
    meaning: str
    keys: tuple[str, ...]
    modal: bool
    """Whether it works in a dialog, where nothing around the dialog does."""
    several: bool = False
    """Whether the id stands for several acts of one screen; those keep their keys."""

    @property
    def scope(self) -> str:
        """Where it works: the first part of its id."""
        return self.id.partition(".")[0]

    def meets(self, other: KnownAct) -> bool:
        """Whether one key could mean both at the same moment."""
        if self.scope == other.scope:
            return True
        both = {self.scope, other.scope}
        if self.modal or other.modal or both <= _WIDGETS or both & _FORMS:
            return False
        return self.scope in _IN_EVERY_PLACE or other.scope in _IN_EVERY_PLACE


def known_acts() -> dict[str, KnownAct]:
    """All acts by id, in the order of their ids."""
    import scimconsole.app  # noqa: F401 - its bindings are among them
    from scimconsole import screens

    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    acts: dict[str, KnownAct] = {}
    actions: dict[tuple[type[DOMNode], str], str] = {}
    for owner, binding in _bindings():
        if binding.id is None:
            continue
        known = acts.get(binding.id)
        keys = [made.key for made in Binding.make_bindings([binding])]
        action = actions.setdefault((owner, binding.id), binding.action)
        acts[binding.id] = KnownAct(
            binding.id,
            binding.description,
            binding.tooltip or binding.description,
            tuple(dict.fromkeys((*(known.keys if known else ()), *keys))),
            issubclass(owner, ModalScreen),
            (known is not None and known.several) or action != binding.action,
        )
    return dict(sorted(acts.items()))


def keys_of(act: KnownAct, remapped: Mapping[str, str]) -> tuple[str, ...]:
    """The keys an act has now."""
    own = remapped.get(act.id)
    return tuple(key_name(key) for key in own.split(",")) if own else act.keys


def key_name(key: str) -> str:
    """A key as it is written in the settings, by the name that bindings use."""
    (named,) = Binding.make_bindings([Binding(key.strip() or "none", "none")])
    return named.key


def shown_key(key: str) -> str:
    """A key as it is drawn."""
    return format_key(key).replace("⏎", "Enter").replace("esc", "Esc")


def clashing(
    act: KnownAct, key: str, remapped: Mapping[str, str], acts: Mapping[str, KnownAct]
) -> list[KnownAct]:
    """The other acts that this key means where the act works."""
    return [
        other
        for other in acts.values()
        if other.id != act.id and act.meets(other) and key_name(key) in keys_of(other, remapped)
    ]


def key_troubles(remapped: Mapping[str, str]) -> list[str]:
    """A sentence for each remapped key that cannot work as it is written; costs the import of all screens."""
    troubles: list[str] = []
    acts = known_acts()
    for id, keys in remapped.items():
        act = acts.get(id)
        if act is None:
            nearest = difflib.get_close_matches(id, acts, n=1, cutoff=0.5)
            troubles.append(
                f"[keys]: {id!r} is no act. "
                + (f"Did you mean {nearest[0]!r}?" if nearest else "Settings, Keys lists them.")
            )
            continue
        if act.several:
            troubles.append(f"[keys]: {id!r} stands for several acts and keeps its keys.")
            continue
        for key in keys.split(","):
            if not _is_key(key.strip()):
                troubles.append(
                    f"[keys]: {key.strip()!r} for {id!r} is no key; write it like ctrl+x, f7 or z."
                )
                continue
            # A pair that both were remapped is told once, by the first of the two.
            troubles += [
                f"[keys]: {key.strip()} means both {act.words!r} ({id}) and {other.words!r} ({other.id})."
                for other in clashing(act, key, remapped, acts)
                if other.id not in remapped or list(remapped).index(other.id) > list(remapped).index(id)
            ]
    return troubles


def _bindings() -> Iterator[tuple[type[DOMNode], Binding]]:
    for owner in _all_below(DOMNode):
        if owner.__module__.startswith("scimconsole."):
            for binding in owner.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding):
                    yield owner, binding


def _all_below(above: type[Any]) -> Iterator[type[Any]]:
    for below in above.__subclasses__():
        yield below
        yield from _all_below(below)


def _is_key(key: str) -> bool:
    base = key
    while base.startswith(_MODIFIERS):
        base = base.partition("+")[2]
    return base in {name.value for name in Keys} or key_to_character(key_name(base)) is not None
