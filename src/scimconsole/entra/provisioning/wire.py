"""One decided object as JSON: the items of the preview, of the plan and of `POST /mapping/preview`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimconsole.domain.scim.refused import shown
from scimconsole.domain.scim.text import writable
from scimconsole.entra.provisioning.mapping import CompiledMapping
from scimconsole.entra.provisioning.patching import patch_body
from scimconsole.entra.provisioning.results import Decision, Difference, Evaluated, Omission, Trouble

REDACTED = "[Redact]"
"""What stands where Redact hides a value."""


def decision_json(compiled: CompiledMapping, decision: Decision, *, detail: bool = True) -> dict[str, Any]:
    """The decision as plain data; without `detail` there is no payload, omission, remark, stored or patch.

    What Redact hides is named in `redacted`, so that a screen can hide it; problems never quote it, and
    without `detail` changes show `[Redact]` instead.
    """
    evaluated, stored = decision.evaluated, decision.stored
    source, scope = evaluated.source, evaluated.scope
    is_group = compiled.kind == "Group"
    item: dict[str, Any] = {
        "id": source.id and _clean(source.id),
        "displayName" if is_group else "userPrincipalName": _clean(source.name),
        "in_scope": scope.in_scope,
    }
    if detail:
        item["payload"] = decision.create
        item["omitted"] = [_omission(omission) for omission in _omitted(compiled, decision)]
    item["problems"] = [_problem(trouble, evaluated) for trouble in decision.troubles]
    item["kind"] = compiled.kind
    item["scope"] = {"reason": scope.reason, "group": scope.group, "clause": scope.clause}
    if detail:
        item["remarks"] = [*map(_clean, evaluated.remarks), *decision.remarks]
        item["redacted"] = [*evaluated.redacted]
    item["action"] = decision.action
    item["match"] = None if stored is None else {"attribute": decision.matched_by, "id": stored.id}
    hidden = () if detail else evaluated.redacted
    item["changes"] = [_change(change, change.attribute in hidden) for change in decision.differences]
    if detail:
        item["stored"] = None if stored is None else dict(stored.resource)
        item["patch"] = _patches(compiled, decision)
    item["references"] = {target: _clean(one) for target, one in evaluated.references.items()}
    item["stored_references"] = _stored_references(compiled, decision)
    item["matching"] = [
        {"attribute": path, "value": _clean(one)} for path, one in compiled.matches(evaluated)
    ]
    item["unique"] = _unique(compiled, decision)
    if is_group:
        item["members"] = [_clean(one) for one in source.members] if compiled.members is not None else []
    item["place"] = source.place
    return item


def _unique(compiled: CompiledMapping, decision: Decision) -> dict[str, str] | None:
    """The name that no two can have, as it would be sent; null where none is, or where Redact hides it."""
    name = "displayName" if compiled.kind == "Group" else "userName"
    if name not in compiled.by_target:
        ending = f":{name.lower()}"
        name = next((one for one in compiled.by_target if f":{one.lower()}".endswith(ending)), name)
    evaluated = decision.evaluated
    value = evaluated.values.get(name)
    if value is None and decision.stored is None:
        value = evaluated.initial.get(name)
    if not isinstance(value, str) or name in evaluated.redacted:
        return None
    return {"attribute": name, "value": _clean(value)}


def _stored_references(compiled: CompiledMapping, decision: Decision) -> dict[str, Any]:
    """Whom the references of the stored resource name, by SCIM id; null where it has none."""
    if decision.stored is None:
        return {}
    found = {}
    for target in decision.evaluated.references:
        path = compiled.by_target[target].path
        value = None if path is None else path.read(decision.stored.resource)
        found[target] = value.get("value") if isinstance(value, Mapping) else value
    return found


def _patches(compiled: CompiledMapping, decision: Decision) -> dict[str, Any]:
    if not decision.differences:
        return {"legacy": None, "compliant": None}
    return {
        "legacy": patch_body(compiled, decision.differences, "legacy"),
        "compliant": patch_body(compiled, decision.differences, "compliant"),
    }


def _omitted(compiled: CompiledMapping, decision: Decision) -> list[Omission]:
    """What the next request leaves out: an update leaves out what only a create carries."""
    omitted = [*decision.evaluated.omitted]
    if decision.stored is not None and decision.evaluated.scope.in_scope:
        for target in decision.evaluated.initial:
            sentence = (
                "It is mapped to be sent only when the object is created."
                if compiled.by_target[target].is_initial
                else "There is no value; the default is sent only when the object is created."
            )
            omitted.append(Omission(target, "not-now", sentence))
    return omitted


def _omission(omission: Omission) -> dict[str, Any]:
    return {"attribute": omission.attribute, "reason": omission.reason, "detail": _clean(omission.detail)}


def _problem(trouble: Trouble, evaluated: Evaluated) -> dict[str, Any]:
    detail = trouble.detail
    for target in evaluated.redacted:
        value = evaluated.values.get(target, evaluated.initial.get(target))
        if isinstance(value, str) and value:
            detail = detail.replace(shown(value), REDACTED)
    return {
        "detail": _clean(detail),
        "attribute": trouble.attribute,
        "status": trouble.status,
        "scimType": trouble.scim_type,
        "code": trouble.code,
        "fatal": trouble.is_fatal,
    }


def _clean(text: str) -> str:
    """The text without what no encoder takes."""
    return text if text.isascii() else writable(text)


def _change(change: Difference, is_hidden: bool) -> dict[str, Any]:
    return {
        "attribute": change.attribute,
        "before": REDACTED if is_hidden and change.before is not None else change.before,
        "after": REDACTED if is_hidden else change.after,
        "op": change.op,
        "note": "" if is_hidden else change.note,
    }
