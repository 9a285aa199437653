"""The trace of an evaluation: each call that was made, with its arguments and its value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scimconsole.entra.expressions.errors import ExpressionError
from scimconsole.entra.expressions.run import Evaluate, Run, Skipped
from scimconsole.entra.expressions.tree import Call, Comparison, Missing, Node
from scimconsole.entra.expressions.values import Value, wire_form


@dataclass(slots=True)
class Step:
    """One part of the expression and what came of it; `inner` are those it needed, in order."""

    node: Node
    value: Value = None
    outcome: str = "value"
    """`value`, `skip` or `error`."""
    inner: list[Step] = field(default_factory=list)


def traced(node: Node, evaluate: Evaluate) -> Evaluate:
    """The same evaluation, recorded."""

    def recorded(run: Run) -> Value:
        step = Step(node)
        run.steps[-1].append(step)
        run.steps.append(step.inner)
        try:
            step.value = evaluate(run)
        except Skipped:
            step.outcome = "skip"
            raise
        except ExpressionError:
            step.outcome = "error"
            raise
        finally:
            run.steps.pop()
        return step.value

    return recorded


def trace_rows(steps: list[Step], text: str, depth: int = 0) -> list[dict[str, Any]]:
    """Calls and comparisons as plain data, each before those inside of it.

    An argument that was not needed, such as the branch IIF did not take, has `evaluated` false.
    """
    rows: list[dict[str, Any]] = []
    for step in steps:
        if isinstance(step.node, (Call, Comparison)):
            rows.append(_row(step, text, depth))
            rows.extend(trace_rows(step.inner, text, depth + 1))
    return rows


def _row(step: Step, text: str, depth: int) -> dict[str, Any]:
    node = step.node
    if isinstance(node, Call):
        name, arguments = node.name, node.arguments
    else:
        assert isinstance(node, Comparison), "rows are made of calls and comparisons"
        name, arguments = node.operator, (node.left, node.right)
    known = {id(inner.node): inner for inner in step.inner}
    return {
        "depth": depth,
        "function": name,
        "expression": text[node.at.start : node.at.end],
        "position": node.at.start,
        "arguments": [
            _argument(argument, known.get(id(argument)), text)
            for argument in arguments
            if not isinstance(argument, Missing)
        ],
        "outcome": step.outcome,
        "value": wire_form(step.value),
    }


def _argument(node: Node, step: Step | None, text: str) -> dict[str, Any]:
    return {
        "expression": text[node.at.start : node.at.end],
        "evaluated": step is not None and step.outcome == "value",
        "value": wire_form(step.value) if step is not None else None,
    }
