"""What an update would change, compared with what a GET of the target answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scimconsole.entra.provisioning.comparing import is_same, lacking
from scimconsole.entra.provisioning.line import Line
from scimconsole.entra.provisioning.mapping import CompiledMapping
from scimconsole.entra.provisioning.results import Difference, Evaluated


def differences(
    compiled: CompiledMapping, evaluated: Evaluated, resource: Mapping[str, Any]
) -> list[Difference]:
    """The attributes an update would carry, empty when there is nothing to do.

    Defaults, what is only sent on create, references and members are no part of it. `op` is Add where the
    target shows no value. What is mapped to flow always comes along with the first real difference.
    """
    found: list[Difference] = []
    along: list[Difference] = []
    for target, value in evaluated.values.items():
        line = compiled.by_target[target]
        if line.path is None:
            continue
        before = line.path.read(resource)
        difference = _difference(line, before, value)
        if difference is not None:
            found.append(difference)
        elif line.always_sent and line.change == "replace":
            along.append(Difference(target, before, value, "Replace"))
    return found + along if found else found


def unsettled(
    compiled: CompiledMapping,
    evaluated: Evaluated,
    changes: Iterable[Difference],
    resource: Mapping[str, Any],
) -> list[Difference]:
    """Those of the changes that are differences still, in the resource that they left behind."""
    found = []
    for change in changes:
        line = compiled.by_target[change.attribute]
        if line.path is not None:
            value = evaluated.values[change.attribute]
            difference = _difference(line, line.path.read(resource), value)
            if difference is not None:
                found.append(difference)
    return found


def _difference(line: Line, before: Any, value: Any) -> Difference | None:
    if before == value and before.__class__ is value.__class__:
        return None
    return _added(line, before, value) if line.change == "add" else _replaced(line, before, value)


def _replaced(line: Line, before: Any, value: Any) -> Difference | None:
    if is_same(before, value, line.definition):
        return None
    return Difference(line.target, before, value, "Add" if before is None and value != [] else "Replace")


def _added(line: Line, before: Any, value: Any) -> Difference | None:
    """What is missing; a value that is there too much stays."""
    if not isinstance(value, list):
        return _replaced(line, before, value) if before is None else None
    missing = lacking(before, value, line.definition)
    return Difference(line.target, before, missing, "Add") if missing else None
