"""What can be wrong with an expression, each with its place in the text.

ExpressionError
├── MalformedExpression   the mapping cannot be saved: it is wrong for everybody
└── FailedEvaluation      it is a good expression, but not for this person's values
"""

from __future__ import annotations

from typing import Any, ClassVar

from scimconsole.errors import ScimConsoleError


class ExpressionError(ScimConsoleError):
    """An expression has no value; `position` counts from 0, `length` is that of the part that is to blame.

    `expected` says what could stand there, `nearest` is the known name most like the one that was written.
    """

    status = 422
    problem = "invalid-expression"
    title = "The expression has no value"
    kind: ClassVar[str] = "value"

    def __init__(
        self,
        detail: str,
        position: int,
        length: int = 1,
        *,
        expected: str | None = None,
        nearest: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(detail, hint=hint)
        self.position = position
        self.length = max(length, 1)
        self.expected = expected
        self.nearest = nearest

    def as_json(self) -> dict[str, Any]:
        """The error as plain data; `kind` is `expression` (wrong for everybody) or `value`."""
        return {
            "kind": self.kind,
            "detail": self.detail,
            "position": self.position,
            "length": self.length,
            "expected": self.expected,
            "nearest": self.nearest,
            "hint": self.hint,
        }


class MalformedExpression(ExpressionError):
    """The text is no expression of the language."""

    kind = "expression"
    title = "The expression cannot be read"


class FailedEvaluation(ExpressionError):
    """A function was given values it cannot work with."""
