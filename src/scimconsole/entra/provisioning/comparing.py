"""Whether what the target holds is what would be sent, by the target's definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimconsole.domain.scim.text import fold, iso_instant
from scimconsole.entra.provisioning.conversion import BOOLEAN_TEXTS
from scimconsole.entra.provisioning.target_path import named
from scimconsole.entra.schema.model import AttributeDefinition

__all__ = ["is_same", "lacking"]


def is_same(stored: Any, wanted: Any, definition: AttributeDefinition) -> bool:
    """Whether the stored value needs no change; None is stored where there is nothing."""
    if stored is None:
        return isinstance(wanted, list) and not wanted
    if isinstance(wanted, list):
        held = stored if isinstance(stored, list) else [stored]
        return len(held) == len(wanted) and not lacking(stored, wanted, definition)
    if isinstance(stored, list):
        if len(stored) != 1:
            return False
        stored = stored[0]
    return _is_same_value(stored, wanted, definition)


def lacking(stored: Any, wanted: list[Any], definition: AttributeDefinition) -> list[Any]:
    """The wanted values that are not among the stored ones, each of which stands for one."""
    held: dict[str, list[Any]] = {}
    for one in stored if isinstance(stored, list) else [] if stored is None else [stored]:
        held.setdefault(_rough(one, definition), []).append(one)
    missing = []
    for value in wanted:
        likely = held.get(_rough(value, definition), [])
        found = next((i for i, one in enumerate(likely) if _is_same_value(one, value, definition)), None)
        if found is None:
            missing.append(value)
        else:
            del likely[found]
    return missing


def _rough(value: Any, definition: AttributeDefinition) -> str:
    """A text that equal values share, so that long lists are not compared each with each."""
    if isinstance(value, Mapping):
        value = named(value, "value")
    if definition.type == "DateTime" and isinstance(value, str):
        value = iso_instant(value) or value
    return fold(str(value)).strip()


def _is_same_value(stored: Any, wanted: Any, definition: AttributeDefinition) -> bool:
    if stored == wanted and stored.__class__ is wanted.__class__:
        return True
    if isinstance(wanted, dict):
        return _is_same_object(stored, wanted, definition)
    if isinstance(stored, Mapping):
        # A target can answer one text as an object that holds it.
        stored = named(stored, "value")
    if isinstance(stored, bool) or isinstance(wanted, bool):
        return _truth(stored) is not None and _truth(stored) is _truth(wanted)
    if definition.type == "Integer":
        return str(stored).strip() == str(wanted).strip()
    if definition.type == "DateTime" and isinstance(stored, str) and isinstance(wanted, str):
        instant = iso_instant(stored)
        return instant is not None and instant == iso_instant(wanted)
    if not isinstance(stored, str | int) or not isinstance(wanted, str | int):
        return False
    first, second = str(stored), str(wanted)
    return first == second or (not definition.case_exact and fold(first) == fold(second))


def _is_same_object(stored: Any, wanted: dict[str, Any], definition: AttributeDefinition) -> bool:
    """Whether the parts that both have are the same; a part the target does not keep is no difference.

    `displayName` is the directory's word for SCIM's `display`, and a `primary` of false is as good as none.
    """
    if not isinstance(stored, Mapping):
        return _is_same_value(wanted.get("value"), stored, definition)
    for name, value in wanted.items():
        held = named(stored, name)
        if held is None and name == "displayName":
            held = named(stored, "display")
        if held is None:
            if name == "value":
                return False
            continue
        if not _is_same_value(held, value, definition):
            return False
    return True


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return BOOLEAN_TEXTS.get(value.strip().lower()) if isinstance(value, str) else None
