"""An expression, compiled once and evaluated for many people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from scimconsole.entra.expressions.compiler import Compiler
from scimconsole.entra.expressions.errors import ExpressionError, FailedEvaluation
from scimconsole.entra.expressions.parser import parse
from scimconsole.entra.expressions.run import Evaluate, Remark, Run, Skipped
from scimconsole.entra.expressions.surroundings import HERE, Surroundings
from scimconsole.entra.expressions.trace import Step, trace_rows
from scimconsole.entra.expressions.tree import Node, attributes_of
from scimconsole.entra.expressions.values import Value, wire_form


@dataclass(slots=True)
class Outcome:
    """What came of one evaluation: a value, a skip or an error, and what is to be said about it."""

    value: Value = None
    skip: str = ""
    """`attribute` or `object` when it is left out of the request, else empty."""
    error: ExpressionError | None = None
    warnings: tuple[Remark, ...] = ()
    trace: tuple[Step, ...] = ()
    is_redacted: bool = False
    """Whether logs show `[Redact]` instead of the value."""

    def as_json(self, text: str) -> dict[str, Any]:
        """The outcome as plain data; `text` is that of the expression."""
        return {
            "value": wire_form(self.value),
            "skip": bool(self.skip),
            "error": self.error.as_json() if self.error else None,
            "warnings": [remark.as_json() for remark in self.warnings],
            "trace": trace_rows(list(self.trace), text),
        }


class Expression:
    """A good expression; `remarks` are the warnings that hold for everybody."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree: Node = parse(text)
        compiler = Compiler()
        self._evaluate = compiler.whole(self.tree)
        self.remarks = tuple(compiler.remarks)

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """The attributes that are named, each once, in the order of the text."""
        return tuple(dict.fromkeys(attribute.name for attribute in attributes_of(self.tree)))

    @cached_property
    def _explain(self) -> Evaluate:
        return Compiler(is_traced=True).whole(self.tree)

    def evaluate(self, source: Mapping[str, Any], surroundings: Surroundings = HERE) -> Outcome:
        """The value for these attributes, with no more than the warnings that their values call for."""
        outcome = _outcome(self._evaluate, Run(source, surroundings))
        if surroundings.watch is not None:
            surroundings.watch(self.text)
        return outcome

    def explain(self, source: Mapping[str, Any], surroundings: Surroundings = HERE) -> Outcome:
        """`evaluate` with the trace and with every warning, those about names nearly in the source too."""
        run = Run(source, surroundings)
        steps: list[Step] = []
        run.steps.append(steps)
        outcome = _outcome(self._explain, run)
        said = (*self.remarks, *self._misspelt(source), *outcome.warnings)
        outcome.warnings = tuple(dict.fromkeys(said))
        outcome.trace = tuple(steps)
        return outcome

    def _misspelt(self, source: Mapping[str, Any]) -> list[Remark]:
        found = []
        for attribute in attributes_of(self.tree):
            if attribute.name in source:
                continue
            wanted = attribute.name.lower()
            meant = next((name for name in source if name.lower() == wanted), None)
            if meant is not None:
                sentence = f"Names regard letter case: the source has [{meant}], not [{attribute.name}]."
                found.append(Remark("name-case", sentence, attribute.at.start, attribute.at.length))
        return found


@lru_cache(maxsize=256)
def compile_expression(text: str) -> Expression:
    """The expression of this text.

    Raises `MalformedExpression`, with the place, for what Entra would not let anybody save.
    """
    return Expression(text)


def _outcome(evaluate: Evaluate, run: Run) -> Outcome:
    outcome = Outcome()
    try:
        outcome.value = evaluate(run)
    except Skipped as skipped:
        outcome.skip = skipped.what
    except ExpressionError as error:
        outcome.error = error
    except RecursionError:
        outcome.error = FailedEvaluation("A value of the source nests too deep.", 0)
    if run.remarks:
        outcome.warnings = tuple(dict.fromkeys(run.remarks))
    if outcome.value == "":
        empty = Remark("empty-value", _EMPTY, 0, 1)
        outcome.warnings = (*outcome.warnings, empty)
    outcome.is_redacted = run.is_redacted
    return outcome


_EMPTY = 'The value is "". It is shown as sent; people report that Entra leaves such a value out.'
