"""What `=`, `<>`, `>`, `>=`, `<`, `<=` mean.

Two sides that read as whole numbers compare as numbers, all else as text, letter case included; null reads
as the empty text.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from scimconsole.entra.expressions.errors import FailedEvaluation
from scimconsole.entra.expressions.instants import Instant
from scimconsole.entra.expressions.run import Evaluate, Remark, Run
from scimconsole.entra.expressions.tree import Comparison, Node
from scimconsole.entra.expressions.utf16 import order_key
from scimconsole.entra.expressions.values import Value, integer_of, text_form

_OPERATIONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_EQUALITY = {"=", "<>"}


def comparison(node: Comparison, left: Evaluate, right: Evaluate) -> Evaluate:
    """The evaluation of a comparison whose sides are compiled."""
    operation = _OPERATIONS[node.operator]
    case_differs = _remark(
        node,
        "case-differs",
        "The two differ in letter case only; that = regards case is not documented. Here they are different.",
    )
    times = _remark(node, "times-compared", "Comparing points in time is not documented; DateDiff is.")
    case_orders = _remark(
        node,
        "text-order",
        "How < and > order text is not documented; here capitals come before small letters.",
    )
    is_equality = node.operator in _EQUALITY

    def evaluate(run: Run) -> Value:
        one, other = left(run), right(run)
        if isinstance(one, Instant) and isinstance(other, Instant):
            run.remarks.append(times)
            return operation(one, other)
        number = integer_of(one)
        if number is not None:
            against = integer_of(other)
            if against is not None:
                return operation(number, against)
        first, second = _text(one, node.left), _text(other, node.right)
        if not is_equality:
            run.remarks.append(case_orders)
            return operation(order_key(first), order_key(second))
        if first != second and first.lower() == second.lower():
            run.remarks.append(case_differs)
        return operation(first, second)

    return evaluate


def _remark(node: Comparison, code: str, sentence: str) -> Remark:
    return Remark(code, sentence, node.at.start, node.at.length)


def _text(value: Value, node: Node) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        if len(value) != 1 or isinstance(value[0], dict):
            raise FailedEvaluation(
                "A list cannot be compared.",
                node.at.start,
                node.at.length,
                hint="Take one with Item(..., 1).",
            )
        return text_form(value[0])
    return text_form(value)
