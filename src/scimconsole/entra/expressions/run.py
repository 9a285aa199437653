"""One evaluation: the attributes it reads, and what it has to say besides the value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from scimconsole.entra.expressions.errors import FailedEvaluation
from scimconsole.entra.expressions.limits import MAX_OUTPUT
from scimconsole.entra.expressions.values import Value, described, integer_of, text_form

if TYPE_CHECKING:
    from scimconsole.entra.expressions.instants import Instant
    from scimconsole.entra.expressions.surroundings import Surroundings
    from scimconsole.entra.expressions.trace import Step
    from scimconsole.entra.expressions.tree import Call, Node


@dataclass(frozen=True, slots=True)
class Remark:
    """A warning about a value: Entra may differ, or the documents leave it open."""

    code: str
    detail: str
    position: int
    length: int

    def as_json(self) -> dict[str, Any]:
        """The remark as plain data."""
        return {
            "code": self.code,
            "detail": self.detail,
            "position": self.position,
            "length": self.length,
        }


class Skipped(Exception):
    """The attribute, or the whole object, is left out of the request."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        """`attribute` or `object`."""


class Run:
    """What one evaluation carries from call to call."""

    __slots__ = ("_now", "is_redacted", "remarks", "source", "steps", "surroundings")

    def __init__(self, source: Mapping[str, Any], surroundings: Surroundings) -> None:
        self.source = source
        self.surroundings = surroundings
        self.remarks: list[Remark] = []
        self.is_redacted = False
        self.steps: list[list[Step]] = []
        self._now: Instant | None = None

    @property
    def now(self) -> Instant:
        """The present time, one and the same throughout an evaluation."""
        from scimconsole.entra.expressions.instants import Instant

        if self._now is None:
            self._now = Instant.of(self.surroundings.clock())
        return self._now


Evaluate: TypeAlias = Callable[[Run], Value]


class Site:
    """The place of one call in the text: makes its errors and remarks, and reads its arguments."""

    __slots__ = ("_null_remarks", "node")

    def __init__(self, node: Call) -> None:
        self.node = node
        self._null_remarks: dict[int, Remark] = {}

    def fail(
        self, sentence: str, argument: int | None = None, *, hint: str | None = None
    ) -> FailedEvaluation:
        """An error at an argument (counted from 0), or at the call's name."""
        at = self._at(argument)
        return FailedEvaluation(sentence, at.start, at.length, hint=hint)

    def remark(self, code: str, sentence: str, argument: int | None = None) -> Remark:
        """A remark on an argument, or on the whole call."""
        at = self.node.at if argument is None else self._at(argument)
        return Remark(code, sentence, at.start, at.length)

    def note(self, run: Run, code: str, sentence: str, argument: int | None = None) -> None:
        """Add a remark to the evaluation."""
        run.remarks.append(self.remark(code, sentence, argument))

    def null(self, run: Run, argument: int = 0) -> Value:
        """Answer null for an argument that is null, and say so."""
        remark = self._null_remarks.get(argument)
        if remark is None:
            sentence = (
                f"{self.node.name} was given null; what Entra then does is not documented. Here it is null."
            )
            remark = self._null_remarks[argument] = self.remark("null-argument", sentence, argument)
        run.remarks.append(remark)
        return None

    def text(self, value: Value, argument: int) -> str | None:
        """The argument as text, None for null; raises when it is a list of several values or an object."""
        if value is None or value.__class__ is str:
            return value
        if not isinstance(value, list):
            return text_form(value)
        if len(value) == 1 and not isinstance(value[0], dict):
            return text_form(value[0])
        if value and isinstance(value[0], dict):
            raise self.fail(f"{self.node.name} takes a text, and this is a list of objects.", argument)
        raise self.fail(
            f"{self.node.name} takes one text, and this has {len(value)} values.",
            argument,
            hint='Take one with Item(..., 1), or put them together with Join(",", ...).',
        )

    def given_text(self, value: Value, argument: int, what: str) -> str:
        """`text` for an argument that cannot be null."""
        text = self.text(value, argument)
        if text is None:
            raise self.fail(f"{self.node.name} needs {what}, and it is null.", argument)
        return text

    def integer(self, value: Value, argument: int, what: str) -> int:
        """The argument as a whole number, also written in quotes."""
        if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], dict):
            value = value[0]
        number = integer_of(value)
        if number is None:
            sentence = f"{self.node.name} needs a whole number as {what}, and this is {described(value)}."
            raise self.fail(sentence, argument)
        return number

    def truth(self, run: Run, value: Value, argument: int) -> bool:
        """The argument as a Boolean: True and False in any case, a number other than 0; null is false."""
        if isinstance(value, bool):
            return value
        number = integer_of(value)
        if number is not None:
            return number != 0
        text = self.text(value, argument)
        if not text:
            what = "null" if text is None else "empty"
            self.note(
                run, "empty-condition", f"The condition is {what}; here that counts as False.", argument
            )
            return False
        if text.lower() in ("true", "false"):
            return text.lower() == "true"
        raise self.fail(
            f"{described(value)} is neither True nor False.", argument, hint='Compare it: [a] = "x".'
        )

    def bounded(self, text: str) -> str:
        """The text, when it is not too long to be a value."""
        if len(text) > MAX_OUTPUT:
            raise self.too_long()
        return text

    def too_long(self) -> FailedEvaluation:
        """The error of a value without measure."""
        return self.fail(f"The value would be longer than {MAX_OUTPUT:,} characters.")

    def _at(self, argument: int | None) -> Any:
        if argument is None:
            return self.node.name_at
        node: Node = self.node.arguments[argument] if argument < len(self.node.arguments) else self.node
        return node.at
