"""Trying an edited mapping on a sample person: what would be sent, and the way there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from textual.content import Content

from scimconsole.domain.terminal_text import escape_text
from scimconsole.entra.expressions import ExpressionError, Outcome, Surroundings, compile_expression
from scimconsole.entra.expressions.limits import MAX_LENGTH
from scimconsole.entra.people.source import SourceObject
from scimconsole.entra.provisioning.mapping import compile_mapping
from scimconsole.entra.provisioning.results import Evaluated
from scimconsole.entra.provisioning.scoping import is_soft_deleted
from scimconsole.entra.schema.model import AttributeMapping, ObjectMapping
from scimconsole.widgets.expression_value import (
    mistake_lines,
    outcome_lines,
    trace_lines,
    value_text,
    warning_lines,
)

_MUTED = "$foreground-muted"
_SEED = 1
"""What is drawn by chance stays the same while one types."""
_NOBODY = SourceObject("User", None, "", {})


@dataclass(frozen=True)
class Trial:
    """What came of an edited mapping for a sample person."""

    text: str
    """The expression that was tried."""
    mistake: ExpressionError | None = None
    """What is wrong with the expression, for everybody or for this person."""
    outcome: Outcome | None = None
    evaluated: Evaluated | None = None
    """What the whole mapping makes of the value."""


def tried(mapping: AttributeMapping, table: ObjectMapping, sample: SourceObject | None) -> Trial:
    """Evaluate a mapping for a person; bounded by the limits of the language, to be run in a thread."""
    person = sample or _NOBODY
    text = mapping.expression[: MAX_LENGTH + 1]
    outcome: Outcome | None = None
    if mapping.type != "None":
        is_gone = not person.is_assigned or not person.is_enabled or is_soft_deleted(person)
        try:
            outcome = compile_expression(text).explain(
                {**person.attributes, "IsSoftDeleted": is_gone}, Surroundings.repeatable(seed=_SEED)
            )
            if mapping.type != "Expression":
                outcome.warnings = tuple(one for one in outcome.warnings if one.code != "no-function")
        except ExpressionError as mistake:
            return Trial(text, mistake)
    alone = replace(table, attributes=(mapping,), scope=())
    evaluated = compile_mapping(alone, Surroundings.repeatable(seed=_SEED)).evaluate(
        replace(person, is_assigned=True)
    )
    return Trial(text, outcome.error if outcome else None, outcome, evaluated)


def trial_text(
    trial: Trial, mapping: AttributeMapping, sample: SourceObject | None, width: int, *, revealed: bool
) -> Content:
    """The value, what is sent, what is to be said about it, and the trace."""
    lines: list[Content] = []
    if sample is None:
        lines.append(Content.styled("There is no sample person: every attribute is null.", "$warning"))
    outcome = trial.outcome
    is_hidden = outcome is not None and outcome.is_redacted and not revealed
    if outcome is not None:
        lines += outcome_lines(outcome, mapping.default, is_hidden)
    if trial.mistake is not None:
        lines += mistake_lines(trial.mistake, trial.text, width)
    elif trial.evaluated is not None and not is_hidden:
        lines += _sent(trial.evaluated, mapping, outcome)
    lines += warning_lines(outcome) if outcome is not None else []
    wrapped = [part for line in lines for part in (line.wrap(width) if line.cell_length > width else [line])]
    # What Redact hides would stand in the tree as well.
    has_tree = outcome is not None and mapping.type == "Expression" and not is_hidden
    rows = trace_lines(outcome.trace, trial.text, width) if outcome is not None and has_tree else []
    if rows:
        wrapped += [Content(""), Content.styled("How it came about", "bold $accent"), *rows]
    return Content("\n").join(wrapped)


def _sent(evaluated: Evaluated, mapping: AttributeMapping, outcome: Outcome | None) -> list[Content]:
    """What stands in the requests."""
    target = mapping.target
    if target in evaluated.references:
        words = "a reference; it is sent in a second pass, once the other one exists"
        return [Content.assemble(("Sent   ", _MUTED), words)]
    always, initial = evaluated.values.get(target), evaluated.initial.get(target)
    if always is not None:
        return [_row("Sent", always, "on create and update")]
    if initial is not None:
        return [_row("Sent", initial, "on create only")]
    if outcome is not None and (outcome.error or outcome.skip or outcome.value is None):
        return []
    details = [omission.detail for omission in evaluated.omitted if omission.attribute == target]
    return [Content.styled(escape_text(detail), "$warning") for detail in details]


def _row(name: str, value: Any, when: str) -> Content:
    return Content.assemble((f"{name}   ", _MUTED), value_text(value), (f"  {when}", _MUTED))
