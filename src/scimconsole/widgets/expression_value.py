"""The value of an expression for a sample person in words, and the tree of the calls that led to it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from textual.content import Content

from scimconsole.domain.terminal_text import escape_text
from scimconsole.entra.expressions import ExpressionError, Outcome, Step, draw_caret
from scimconsole.entra.expressions.tree import Attribute, Call, Comparison, Missing, Node
from scimconsole.entra.expressions.values import Value, wire_form

HIDDEN = "[Redact]"
_LONGEST = 300
"""Characters of a value that are shown."""


def value_text(value: Value) -> Content:
    """A value as JSON writes it; null stands out."""
    if value is None:
        return Content.styled("null", "bold $warning")
    text = json.dumps(wire_form(value), ensure_ascii=False, default=str)
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"
    return Content.styled(escape_text(shown), "$success")


def outcome_lines(outcome: Outcome, default: str | None, is_hidden: bool) -> list[Content]:
    """The value and what it means for the request."""
    if outcome.error is not None:
        return [_named("Value", Content.styled("none: the expression fails for this person", "bold $error"))]
    if outcome.skip:
        what = "The attribute" if outcome.skip == "attribute" else "The whole person"
        return [
            _named("Value", Content.styled("skip", "bold $warning")),
            Content(f"{what} is left out of the request."),
        ]
    if is_hidden:
        return [
            _named("Value", Content.styled(HIDDEN, "bold")),
            Content.styled("Hidden as in Entra's logs; the value itself is sent. Ctrl+R shows it.", _MUTED),
        ]
    lines = [_named("Value", value_text(outcome.value))]
    if outcome.value is None:
        lines.append(
            Content.assemble("Nothing is sent. A new person gets the default ", value_text(default), ".")
            if default
            else Content("Nothing is sent: Entra sends no nulls.")
        )
    return lines


def warning_lines(outcome: Outcome) -> list[Content]:
    """What there is to say about the value."""
    return [
        Content.assemble(("Attention ", "bold $warning"), escape_text(remark.detail))
        for remark in outcome.warnings
    ]


def mistake_lines(error: ExpressionError, text: str, width: int) -> list[Content]:
    """What is wrong, the part of the text around it with carets under the place, and what helps."""
    excerpt, carets = draw_caret(text, error.position, error.length, width=max(width, 20)).split("\n")
    helps = (f"Expected: {error.expected}" if error.expected else "", error.hint or "")
    return [
        Content.assemble(("Mistake  ", "bold $error"), escape_text(error.detail)),
        Content(excerpt),
        Content.styled(carets, "bold $error"),
        *(Content.styled(escape_text(one), _MUTED) for one in helps if one),
    ]


def trace_lines(steps: Sequence[Step], text: str, width: int) -> list[Content]:
    """The tree of calls, comparisons and attributes with their values; constants are left out."""
    return [
        _row(depth, node, step, text, width) for depth, node, step in _rows([(s.node, s) for s in steps], 0)
    ]


def _rows(found: Sequence[tuple[Node, Step | None]], depth: int) -> Iterator[tuple[int, Node, Step | None]]:
    for node, step in found:
        if not isinstance(node, Call | Comparison | Attribute):
            continue
        yield depth, node, step
        if step is not None:
            known = {id(inner.node): inner for inner in step.inner}
            arguments = [(argument, known.get(id(argument))) for argument in _arguments(node)]
            yield from _rows(arguments, depth + 1)


def _arguments(node: Node) -> Sequence[Node]:
    match node:
        case Call():
            return [argument for argument in node.arguments if not isinstance(argument, Missing)]
        case Comparison():
            return (node.left, node.right)
        case _:
            return ()


def _row(depth: int, node: Node, step: Step | None, text: str, width: int) -> Content:
    written = " ".join(escape_text(text[node.at.start : node.at.end].replace("\n", " ")).split())
    room = max(width - 2 * depth - 12, width // 3, 12)
    part = Content(written).truncate(room, ellipsis=True)
    if step is None:
        return Content.assemble("  " * depth, part.stylize(_MUTED), ("  not needed", _MUTED))
    part = part.stylize("bold" if isinstance(node, Attribute) else "$accent")
    if step.outcome == "value":
        value = value_text(step.value)
    else:
        value = Content.styled(step.outcome, "bold $error" if step.outcome == "error" else "bold $warning")
    return Content.assemble("  " * depth, part, (" → ", _MUTED), value)


_MUTED = "$foreground-muted"


def _named(name: str, content: Content) -> Content:
    return Content.assemble((f"{name}  ", _MUTED), content)
