"""Entra's expression language for attribute mappings: read, checked, evaluated, traced.

Microsoft publishes neither a grammar nor an implementation. What its pages say is done; where they are open
or contradict themselves, one rule is followed and the outcome carries a warning. docs/expressions.md has the
rules.
"""

from __future__ import annotations

from scimconsole.entra.expressions.drawing import draw_caret
from scimconsole.entra.expressions.errors import ExpressionError, FailedEvaluation, MalformedExpression
from scimconsole.entra.expressions.expression import Expression, Outcome, compile_expression
from scimconsole.entra.expressions.functions import FUNCTIONS, Function
from scimconsole.entra.expressions.run import Remark
from scimconsole.entra.expressions.surroundings import Surroundings
from scimconsole.entra.expressions.trace import Step, trace_rows

__all__ = [
    "FUNCTIONS",
    "Expression",
    "ExpressionError",
    "FailedEvaluation",
    "Function",
    "MalformedExpression",
    "Outcome",
    "Remark",
    "Step",
    "Surroundings",
    "compile_expression",
    "draw_caret",
    "trace_rows",
]
