"""What a provisioning job would do about one object, compared with what the target holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scimconsole.domain.scim.profile_model import Profile
from scimconsole.domain.scim.refused import shown
from scimconsole.entra.provisioning.answers import answer_to_create, foretell_patch
from scimconsole.entra.provisioning.conversion import BOOLEAN_TEXTS
from scimconsole.entra.provisioning.differences import differences, unsettled
from scimconsole.entra.provisioning.mapping import CompiledMapping
from scimconsole.entra.provisioning.patching import patch_body
from scimconsole.entra.provisioning.payload import create_body
from scimconsole.entra.provisioning.results import (
    Action,
    Decision,
    Dialect,
    Difference,
    Evaluated,
    Stored,
    Trouble,
)

__all__ = ["decide"]


def decide(
    compiled: CompiledMapping,
    evaluated: Evaluated,
    found: Sequence[Stored] | None,
    profile: Profile | None,
    matched_by: str = "",
    *,
    taken_by: str | None = None,
    dialect: Dialect = "legacy",
) -> Decision:
    """The decision on one evaluated object.

    `found` is what the target holds under the first matching attribute that finds anything, `matched_by` that
    attribute; None when nothing was compared. `profile` tells what the service would answer; None leaves that
    out, as it is for another's service. `taken_by` is the id of somebody else who has the userName that would
    be sent.
    """
    decision = Decision(evaluated, "unknown", troubles=list(evaluated.troubles))
    judge = _Judge(compiled, decision, profile, taken_by, dialect)
    if evaluated.scope.in_scope and not evaluated.is_skipped:
        decision.create = create_body(compiled, evaluated)
        if not evaluated.source.is_enabled and not found:
            decision.remarks.append("The account is disabled; Entra updates such accounts and creates none.")
    if evaluated.source.id is None:
        decision.troubles.append(
            Trouble(f"The {compiled.kind.lower()} has no object id.", code="MissingValues")
        )
    if found is None:
        if decision.create is not None and profile is not None:
            decision.troubles += answer_to_create(profile, decision.create, taken_by=taken_by)
    elif len(found) > 1:
        decision.troubles.append(_ambiguous(found, matched_by))
        decision.action = "ambiguous"
    elif found:
        decision.stored, decision.matched_by = found[0], matched_by or None
        evaluated.references = {
            target: wanted
            for target, wanted in evaluated.references.items()
            if not compiled.by_target[target].is_initial
        }
        decision.action = judge.of_held(found[0])
    else:
        decision.action = judge.of_absent()
    decision.troubles = [_at_target(compiled, trouble) for trouble in decision.troubles]
    return decision


class _Judge:
    """The rules for whoever the target holds, and for whoever it does not."""

    def __init__(
        self,
        compiled: CompiledMapping,
        decision: Decision,
        profile: Profile | None,
        taken_by: str | None,
        dialect: Dialect,
    ) -> None:
        self.compiled = compiled
        self.decision = decision
        self.evaluated = decision.evaluated
        self.profile = profile
        self.taken_by = taken_by
        self.dialect = dialect

    def of_absent(self) -> Action:
        """The action for somebody the target does not hold."""
        evaluated, decision = self.evaluated, self.decision
        if self._is_left_alone("Add"):
            return "skipped"
        if self._is_fatal():
            return "refused"
        if not evaluated.scope.in_scope:
            return "skipped"
        if not evaluated.source.is_enabled:
            evaluated.remarks.append("The account is disabled, and Entra creates no disabled accounts.")
            return "skipped"
        if not self.compiled.matches(evaluated):
            decision.troubles.append(
                Trouble(
                    "No matching attribute has a value, so nobody can be looked for.", code="MissingValues"
                )
            )
            return "refused"
        if self.profile is not None and decision.create is not None:
            decision.troubles += answer_to_create(self.profile, decision.create, taken_by=self.taken_by)
        return "refused" if self._is_fatal() else "create"

    def of_held(self, stored: Stored) -> Action:
        """The action for somebody the target holds."""
        if self._is_left_alone("Update"):
            return "skipped"
        if self._is_fatal():
            return "refused"
        changes = differences(self.compiled, self.evaluated, stored.resource)
        if not self.evaluated.scope.in_scope:
            changes = [change for change in changes if _takes_access_away(change)]
            self._note_kept_access(stored, changes)
        if not changes:
            return "unchanged"
        self.decision.differences = [_noted(change, stored) for change in changes]
        if self.profile is not None:
            self._foretell(self.profile, stored)
        if self._is_fatal():
            return "refused"
        return "disable" if any(map(_takes_access_away, changes)) else "update"

    def _foretell(self, profile: Profile, stored: Stored) -> None:
        """Add what the service would answer, and note the changes that it would not keep."""
        decision = self.decision
        patch = patch_body(self.compiled, decision.differences, self.dialect)
        was_active = True if stored.held and stored.entra_active is None else stored.entra_active
        foretold = foretell_patch(
            profile, stored.resource, patch, taken_by=self.taken_by, entra_active=was_active
        )
        decision.troubles += foretold.troubles
        kept = foretold.resource
        if kept is None:
            return
        left = unsettled(self.compiled, self.evaluated, decision.differences, kept)
        if left:
            notes = {change.attribute: _without_effect(profile, change, kept) for change in left}
            decision.differences = [
                replace(change, note=change.note or notes.get(change.attribute, ""))
                for change in decision.differences
            ]

    def _is_left_alone(self, flow: str) -> bool:
        """Whether the mapping, or an expression of it, says to do nothing of the kind."""
        remarks = self.decision.remarks
        if self.evaluated.is_skipped:
            remarks.append("An expression says to leave the whole object alone.")
        elif not self.compiled.object_mapping.enabled:
            remarks.append("The mapping of these objects is switched off, so nothing is sent.")
        elif flow not in self.compiled.object_mapping.flow_types:
            remarks.append(f"The mapping does not allow the action {flow}, so nothing is sent.")
        else:
            return False
        return True

    def _is_fatal(self) -> bool:
        return any(trouble.is_fatal for trouble in self.decision.troubles)

    def _note_kept_access(self, stored: Stored, changes: Sequence[Difference]) -> None:
        if changes or stored.resource.get("active") is False:
            return
        sentence = (
            "`active` is not mapped, so nothing takes access away."
            if "active" not in self.compiled.by_target
            else "What is mapped to `active` does not become False, so nothing takes access away."
        )
        self.decision.remarks.append(sentence)


def _noted(change: Difference, stored: Stored) -> Difference:
    """The change, with the reason if an owner's hold leaves it without effect."""
    if stored.held and change.attribute.lower() == "active" and _truth(change.after) is True:
        return replace(change, note="No effect: an owner's hold keeps the person inactive.")
    return change


def _without_effect(profile: Profile, change: Difference, kept: Mapping[str, Any]) -> str:
    """Why a change that was carried out leaves a difference behind."""
    rule = profile.user.status
    if change.attribute.lower() == "active" and rule is not None and rule.is_inactive(kept):
        return f'No effect: {rule.name} "{shown(rule.read(kept))}" keeps the person inactive.'
    if change.before is None:
        return "No effect: the service does not keep it."
    return f'No effect: the service keeps "{shown(change.before)}".'


def _takes_access_away(change: Difference) -> bool:
    return change.attribute.lower() == "active" and _truth(change.after) is False


def _truth(value: object) -> bool | None:
    if isinstance(value, str):
        return BOOLEAN_TEXTS.get(value.lower())
    return value if isinstance(value, bool) else None


def _ambiguous(found: Sequence[Stored], matched_by: str) -> Trouble:
    listed = ", ".join(stored.id for stored in found[:5])
    return Trouble(
        f"{len(found)} resources of the target have the same {matched_by or 'matching value'}: {listed}.",
        matched_by or None,
        code="DuplicateTargetEntries",
    )


def _at_target(compiled: CompiledMapping, trouble: Trouble) -> Trouble:
    """The trouble with the attribute as the mapping calls it, where an answer names it otherwise."""
    name = trouble.attribute
    if name is None or name in compiled.by_target:
        return trouble
    target = next((target for target in compiled.by_target if target.endswith(f":{name}")), None)
    if target is None:
        first = name.partition(".")[0]
        target = next((one for one in compiled.by_target if one.startswith((f"{first}.", f"{first}["))), None)
    return trouble if target is None else replace(trouble, attribute=target)
