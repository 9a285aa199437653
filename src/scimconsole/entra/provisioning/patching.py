"""The bodies of PATCH requests, in the dialects without and with `?aadOptscim062020` on the Tenant URL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from scimconsole.entra.provisioning.conversion import BOOLEAN_TEXTS
from scimconsole.entra.provisioning.line import Line
from scimconsole.entra.provisioning.mapping import CompiledMapping
from scimconsole.entra.provisioning.results import Dialect, Difference

PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def patch_body(
    compiled: CompiledMapping, differences: Sequence[Difference], dialect: Dialect
) -> dict[str, Any]:
    """The PATCH that makes these changes.

    Legacy: one operation an attribute, capitalised, a Boolean as the text "True" or "False". Compliant: paths
    with a filter and lists stay operations, the rest is one operation without a path whose keys are paths.
    """
    lines = compiled.by_target
    if dialect == "legacy":
        return _message(_legacy(lines[change.attribute], change) for change in differences)
    operations: list[dict[str, Any]] = []
    together: dict[str, Any] = {}
    is_addition = True
    for change in differences:
        line = lines[change.attribute]
        value = _carried(line, change.after)
        if isinstance(value, list) or (line.path is not None and line.path.condition):
            operations.append({"op": change.op.lower(), "path": change.attribute, "value": value})
        else:
            together[change.attribute] = _boolean(line, value)
            is_addition = is_addition and change.op == "Add"
    if together:
        operations.append({"op": "add" if is_addition else "replace", "value": together})
    return _message(operations)


def reference_body(path: str, target_id: str, dialect: Dialect) -> dict[str, Any]:
    """The PATCH that points a reference, such as the manager, to a resource: its id as a bare text."""
    return _message([{"op": _word("Add", dialect), "path": path, "value": target_id}])


def members_body(add: Iterable[str], remove: Iterable[str], dialect: Dialect) -> dict[str, Any]:
    """The PATCH that adds and removes members of a group, by the ids that the target gave them."""
    operations: list[dict[str, Any]] = []
    added, removed = list(add), list(remove)
    if added:
        operations.append({"op": _word("Add", dialect), "path": "members", "value": _referred(added)})
    if removed and dialect == "legacy":
        operations.append({"op": "Remove", "path": "members", "value": _referred(removed)})
    elif removed:
        operations += [
            {"op": "remove", "path": f"members[value eq {json.dumps(one, ensure_ascii=False)}]"}
            for one in removed
        ]
    return _message(operations)


def _message(operations: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"schemas": [PATCH_OP], "Operations": list(operations)}


def _legacy(line: Line, change: Difference) -> dict[str, Any]:
    value = _carried(line, change.after)
    if isinstance(value, bool):
        value = str(value)
    return {"op": change.op, "path": change.attribute, "value": value}


def _carried(line: Line, value: Any) -> Any:
    if line.sends_roles_as_text and isinstance(value, list):
        return [{"value": _role_text(role)} for role in value]
    return value


def _role_text(role: Any) -> Any:
    """A role as JSON inside of a text, as AppRoleAssignmentsComplex is sent."""
    if not isinstance(role, dict):
        return role
    parts = {name: role[name] for name in ("value", "displayName") if name in role}
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _boolean(line: Line, value: Any) -> Any:
    """`active` as a Boolean also where no definition makes it one."""
    if line.target.lower() == "active" and isinstance(value, str):
        return BOOLEAN_TEXTS.get(value.lower(), value)
    return value


def _word(op: str, dialect: Dialect) -> str:
    return op if dialect == "legacy" else op.lower()


def _referred(ids: Iterable[str]) -> list[dict[str, str | None]]:
    return [{"$ref": None, "value": one} for one in ids]
