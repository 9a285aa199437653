"""Values that the service limits to a list."""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.domain.scim.profile_model import Field
from scimconsole.domain.scim.text import did_you_mean, fold, nearest
from scimconsole.entra.check.results import CHANGING, calls_of, nodes_of
from scimconsole.entra.check.rewriting import only_allowed
from scimconsole.entra.check.rule import Found, rule
from scimconsole.entra.check.subject import Line, Subject
from scimconsole.entra.expressions.tree import Span, Text
from scimconsole.entra.schema.spelling import quoted


@rule(
    "value-not-allowed",
    "error",
    meaning="A constant, a constant result of an expression, or a default is none of the allowed values.",
    why="The service refuses the whole request for it (400), a create as well as an update.",
    mend="Take one of the allowed values.",
)
def value_not_allowed(subject: Subject) -> Iterator[Found]:
    """Every constant that can come out, held against the list."""
    for line, field, allowed in _limited(subject):
        for result in line.results:
            value = result.value
            if result.kind != "constant" or value is None or value == "" or fold(value) in allowed:
                continue
            meant = nearest(value, allowed.values())
            paste = _with_literal(line, result.at, meant)
            yield Found(_sentence(line, value, field, meant), line, at=result.at, paste=paste)
        default = line.mapping.default
        if default and fold(default) not in allowed:
            meant = nearest(default, allowed.values())
            yield Found(f"The default: {_sentence(line, default, field, meant)}", line, paste=meant)


@rule(
    "value-spelling",
    "advice",
    meaning="An allowed value in another letter case than the service's, where the definition regards case.",
    why="The service keeps its own spelling, so each full cycle finds a difference and sends it for nothing.",
    mend="Take the service's spelling.",
)
def value_spelling(subject: Subject) -> Iterator[Found]:
    """A value that never reads back as it was sent."""
    for line, _, allowed in _limited(subject):
        definition = subject.definition(line)
        if not line.is_update or (definition is not None and not definition.case_exact):
            continue
        for result in line.results:
            value = result.value
            meant = allowed.get(fold(value)) if result.kind == "constant" and value is not None else None
            if meant not in (None, value):
                yield Found(
                    f'{line.target} would be "{value}", and the service keeps "{meant}".',
                    line,
                    at=result.at,
                    paste=_with_literal(line, result.at, meant),
                )


@rule(
    "values-open",
    "warning",
    meaning="An attribute of the directory goes to a limited target as it is.",
    why="One value that is not on the list, and the service refuses everything for that person (400).",
    mend="Let only the allowed values through; nothing is sent for the others.",
)
def values_open(subject: Subject) -> Iterator[Found]:
    """Free text onto a list of values."""
    for line, field, _ in _limited(subject):
        open_results = [result for result in line.results if result.kind == "open"]
        if not open_results:
            continue
        passed = open_results[0]
        source = f"[{passed.attribute}]" if passed.attribute else "The expression"
        is_bare = len(line.results) - len(open_results) <= 1 and passed.attribute is not None
        yield Found(
            f"{source} can have other values than {', '.join(field.allowed or ())}.",
            line,
            at=passed.at,
            paste=only_allowed(passed.attribute or "", field.allowed or ()) if is_bare else None,
        )


@rule(
    "changes-every-time",
    "warning",
    meaning="A value made of chance or of the clock is sent in updates too.",
    why="It is another value whenever Entra looks, so people are updated for nothing.",
    mend="Set Apply this mapping to Only during object creation.",
)
def changes_every_time(subject: Subject) -> Iterator[Found]:
    """Chance or clock in what is always applied."""
    for line, tree in subject.read_lines:
        is_open = any(result.kind == "open" for result in line.results)
        if line.is_update and is_open and line.mapping.matching == 0:
            for call in calls_of(tree, *CHANGING):
                if call.name != "Now" or not line.sources:  # the time since a date changes by the day only
                    yield Found(f"{line.target} is made with {call.name}.", line, at=call.at)


def _limited(subject: Subject) -> Iterator[tuple[Line, Field, dict[str, str]]]:
    """Lines whose target takes listed values only, with the list by its values without letter case."""
    for line in subject.lines:
        field = subject.field_of(line)
        if field is not None:
            yield line, field, {fold(value): value for value in field.allowed or ()}


def _sentence(line: Line, value: str, field: Field, meant: str | None) -> str:
    listed = ", ".join(field.allowed or ())
    return f'{line.target} would be "{value}", and takes only {listed}{did_you_mean(meant)}'


def _with_literal(line: Line, at: Span, meant: str | None) -> str | None:
    """The line's expression with another text in this place; None where no text stands there."""
    nodes = nodes_of(line.tree) if line.tree is not None else ()
    if meant is None or not any(isinstance(node, Text) and node.at == at for node in nodes):
        return None
    text = line.mapping.expression
    return text[: at.start] + quoted(meant) + text[at.end :]
