"""An object mapping, compiled once and evaluated for many people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scimconsole.entra.expressions.expression import Outcome
from scimconsole.entra.expressions.surroundings import HERE, Surroundings
from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.provisioning.conversion import Unconvertible, converted
from scimconsole.entra.provisioning.line import Line, unconvertible
from scimconsole.entra.provisioning.results import Evaluated, Omission, Trouble
from scimconsole.entra.provisioning.scoping import Scope, is_soft_deleted
from scimconsole.entra.schema.model import ObjectMapping

__all__ = ["CompiledMapping", "compile_mapping"]


def compile_mapping(object_mapping: ObjectMapping, surroundings: Surroundings = HERE) -> CompiledMapping:
    """The mapping, ready to be evaluated; a line that cannot work is a trouble of everybody, never an error.

    `surroundings` are the clock and the chance that expressions see.
    """
    return CompiledMapping(object_mapping, surroundings)


class CompiledMapping:
    """How one kind of source object becomes a resource; `remarks` hold for everybody."""

    def __init__(self, object_mapping: ObjectMapping, surroundings: Surroundings) -> None:
        self.object_mapping = object_mapping
        self.kind = "Group" if object_mapping.source.lower() == "group" else "User"
        self.lines = tuple(Line(mapping, object_mapping) for mapping in object_mapping.attributes)
        self.by_target = {line.target: line for line in self.lines}
        self.remarks = tuple(remark for line in self.lines for remark in line.remarks)
        self.members = next((line.target for line in self.lines if line.is_members), None)
        """The target that a group's members go to; None when they are not mapped."""
        self.enterprise = {
            line.path.schema for line in self.lines if line.path is not None and line.path.is_enterprise
        }
        """The URN of the enterprise extension, as the targets spell it; empty when none is one of its own."""
        self._surroundings = surroundings
        self._scope = Scope(object_mapping)
        self._matching = tuple(
            line
            for line in sorted(self.lines, key=lambda line: line.mapping.matching)
            if line.mapping.matching > 0 and not line.is_reference
        )
        self._standing = tuple(
            line for line in self.lines if line in self._matching or line.target.lower() == "active"
        )
        """What is asked of somebody out of scope: who it is, and what takes access away."""
        self._left_out = tuple(line.out_of_scope for line in self.lines if line not in self._standing)
        self._required = tuple(line for line in self.lines if line.definition.required)
        self._asks_deleted = any(
            line.expression is not None and "IsSoftDeleted" in line.expression.attributes
            for line in self.lines
        )
        self._role_types = tuple(line.target for line in self.lines if line.is_role_type)
        self._plan = _plan(self.lines)
        self._standing_plan = _plan(self._standing)

    def evaluate(self, source: SourceObject) -> Evaluated:
        """What would be sent for the object, with everything that is not and why."""
        judged = self._scope.judge(source)
        evaluated = Evaluated(source, judged.verdict)
        plan = self._plan
        if not judged.verdict.in_scope:
            plan = self._standing_plan
            evaluated.omitted.extend(self._left_out)
        if judged.troubles:
            evaluated.troubles.extend(judged.troubles)
        if judged.remarks:
            evaluated.remarks.extend(judged.remarks)
        attributes = source.attributes
        if self._asks_deleted:
            is_gone = not judged.verdict.in_scope or not source.is_enabled or is_soft_deleted(source)
            attributes = {**attributes, "IsSoftDeleted": is_gone}
        values = evaluated.values
        for target, name, line in plan:
            if name is not None:
                value = attributes.get(name)
                if value.__class__ is str and value and value.isascii():
                    values[target] = value
                    continue
            self._flow(line, attributes, evaluated)
        if self._role_types:
            self._drop_lonely_types(evaluated)
        if judged.verdict.in_scope:
            for line in self._required:
                self._check_required(line, evaluated)
        return evaluated

    def matches(self, evaluated: Evaluated) -> list[tuple[str, str]]:
        """SCIM attribute path and value by which the object is looked for, in order of precedence."""
        found = []
        for line in self._matching:
            value = evaluated.values.get(line.target)
            if value is None and line.is_initial and line.default is None:
                value = evaluated.initial.get(line.target)
            if isinstance(value, list):
                value = value[0] if len(value) == 1 else None
            if value is not None and value != "" and not isinstance(value, dict):
                found.append((line.target, value if isinstance(value, str) else str(value)))
        return found

    def _flow(self, line: Line, attributes: Mapping[str, Any], evaluated: Evaluated) -> None:
        """Evaluate one line and put what comes of it where it belongs."""
        if line.trouble is not None:
            evaluated.omitted.append(line.problem)
            evaluated.troubles.append(line.trouble)
            return
        value = line.constant
        if value is None:
            if line.expression is None:
                self._default(line, Omission(line.target, "no-source", _NO_SOURCE), evaluated)
                return
            outcome = line.expression.evaluate(attributes, self._surroundings)
            if outcome.value == "" and line.default is not None:
                evaluated.remarks.append(f"{line.target}: {_EMPTY_AS_NULL}")
                evaluated.initial[line.target] = line.default
                return
            if outcome.warnings:
                evaluated.remarks.extend(f"{line.target}: {said.detail}" for said in outcome.warnings)
            if outcome.is_redacted:
                evaluated.redacted.append(line.target)
            value = self._value(line, outcome, evaluated)
            if value is None:
                return
        elif value == "":
            evaluated.remarks.append(f"{line.target}: {_EMPTY}")
        (evaluated.initial if line.is_initial else evaluated.values)[line.target] = value

    def _value(self, line: Line, outcome: Outcome, evaluated: Evaluated) -> Any:
        """The JSON value of an outcome; None when nothing is sent now, which is then noted."""
        target = line.target
        if outcome.skip:
            evaluated.is_skipped = evaluated.is_skipped or outcome.skip == "object"
            evaluated.omitted.append(Omission(target, "skip", _SKIPPED))
            return None
        if outcome.error is not None:
            sentence = f"The expression of {target} fails: {outcome.error.detail}"
            evaluated.omitted.append(Omission(target, "error", outcome.error.detail))
            evaluated.troubles.append(Trouble(sentence, target))
            return None
        if line.is_reference:
            self._refer(line, outcome, evaluated)
            return None
        try:
            value = converted(outcome.value, line.definition, target)
        except Unconvertible as error:
            evaluated.omitted.append(Omission(target, "error", str(error)))
            evaluated.troubles.append(unconvertible(target, error))
            return None
        if value is None:
            if line.clears:
                evaluated.values[target] = []
            self._default(line, line.null, evaluated)
        return value

    def _refer(self, line: Line, outcome: Outcome, evaluated: Evaluated) -> None:
        """Note whom a reference points to; it is sent once that object exists."""
        source = evaluated.source
        if line.is_members:
            evaluated.omitted.append(line.later if source.members else line.null)
            return
        value: Any = outcome.value
        if line.attribute == "manager" and source.manager is not None:
            value = source.manager
        if isinstance(value, list):
            value = value[0] if len(value) == 1 else None
        if isinstance(value, str) and value:
            evaluated.references[line.target] = value
            evaluated.omitted.append(line.later)
        else:
            evaluated.omitted.append(line.null)

    def _default(self, line: Line, without: Omission, evaluated: Evaluated) -> None:
        if line.default is None:
            if not line.clears:
                evaluated.omitted.append(without)
        else:
            evaluated.initial[line.target] = line.default

    def _drop_lonely_types(self, evaluated: Evaluated) -> None:
        """Leave out the type of a role where there is no role."""
        for target in self._role_types:
            element = target.rpartition(".")[0]
            if not any(
                name.startswith(element) and name != target
                for held in (evaluated.values, evaluated.initial)
                for name in held
            ):
                evaluated.values.pop(target, None)
                evaluated.initial.pop(target, None)

    def _check_required(self, line: Line, evaluated: Evaluated) -> None:
        target = line.target
        if evaluated.values.get(target, evaluated.initial.get(target)) in (None, "", []) and not (
            target in evaluated.references
            or any(trouble.attribute == target for trouble in evaluated.troubles)
        ):
            evaluated.troubles.append(
                Trouble(
                    f"{target} is required, and the person has no value for it.",
                    target,
                    code="MandatoryFieldsMissing",
                )
            )


def _plan(lines: Iterable[Line]) -> tuple[tuple[str, str | None, Line], ...]:
    """Target, source attribute where its text goes straight to the target, and the line."""
    return tuple((line.target, line.attribute if line.is_plain else None, line) for line in lines)


_NO_SOURCE = "It has no source and no default; the target is left alone."
_SKIPPED = "The expression says that it is left out."
_EMPTY_AS_NULL = (
    'The value is "". Entra\'s pages have the default for null; here it stands in for "" as well.'
)
_EMPTY = 'The value is "". It is shown as sent; people report that Entra leaves such a value out.'
