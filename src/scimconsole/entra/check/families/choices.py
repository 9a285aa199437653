"""IIF and Switch: what becomes of people for whom no case was thought of."""

from __future__ import annotations

from collections.abc import Iterator

from scimconsole.entra.check.results import calls_of, may_be_null, nodes_of, results_of
from scimconsole.entra.check.rewriting import with_null_caught, without_switch
from scimconsole.entra.check.rule import Found, rule
from scimconsole.entra.check.subject import Line, Subject
from scimconsole.entra.expressions.tree import Attribute, Call, Missing, Node


@rule(
    "iif-on-null",
    "warning",
    meaning="The condition of an IIF can be asked of null.",
    why="Entra documents a condition on a null or empty attribute as failing: neither result is sent.",
    mend="Let Coalesce give the condition a text where there is none.",
)
def iif_on_null(subject: Subject) -> Iterator[Found]:
    """A condition on what somebody may lack."""
    for line, tree in subject.read_lines:
        for call in calls_of(tree, "IIF"):
            attribute = _first_null(call.arguments[0])
            if attribute is not None:
                yield Found(
                    f"The condition asks for [{attribute.name}], which not everybody has.",
                    line,
                    at=attribute.at,
                    paste=_replaced(line, call, with_null_caught(call, line.mapping.expression)),
                )


@rule(
    "switch-no-default",
    "warning",
    meaning="A Switch has no default for values that none of its keys is.",
    why="Whoever has another value, or none, gets null: nothing is sent, and an earlier value stays.",
    mend="Write a default as the second argument.",
)
def switch_no_default(subject: Subject) -> Iterator[Found]:
    """A Switch that some fall through."""
    for line, call in _switches(subject):
        if _falls_through(call):
            yield Found("A value that is none of the keys gives null.", line, at=call.at)


@rule(
    "switch-on-update",
    "warning",
    meaning="A Switch in a mapping that is always applied; Entra's own line for `active` is not meant.",
    why=(
        "Entra's page warns: when only another attribute changed, Switch can come out as null and clear the"
        " target."
    ),
    mend="Write the choice as IIF inside of IIF.",
)
def switch_on_update(subject: Subject) -> Iterator[Found]:
    """The documented trap of Switch in an incremental cycle."""
    for line, call in _switches(subject):
        is_entras_own = line.is_at("active") and all(
            source.name == "IsSoftDeleted" for source in line.sources
        )
        if line.is_update and not is_entras_own:
            paste = _replaced(line, call, without_switch(call, line.mapping.expression))
            yield Found("The value depends on a Switch.", line, at=call.name_at, paste=paste)


def _switches(subject: Subject) -> Iterator[tuple[Line, Call]]:
    for line, tree in subject.read_lines:
        for call in calls_of(tree, "Switch"):
            yield line, call


def _falls_through(call: Call) -> bool:
    default = call.arguments[1]
    return isinstance(default, Missing) and any(result.at == default.at for result in results_of(call))


def _first_null(condition: Node) -> Attribute | None:
    """The first attribute of a condition that makes it a question about null."""
    caught = {
        id(inner)
        for call in calls_of(condition, "Coalesce")
        if not may_be_null(call)
        for inner in nodes_of(call)
    }
    for node in nodes_of(condition):
        if isinstance(node, Attribute) and id(node) not in caught and may_be_null(node):
            return node
    return None


def _replaced(line: Line, call: Call, written: str | None) -> str | None:
    """The line's whole expression with the call written anew."""
    text = line.mapping.expression
    return None if written is None else text[: call.at.start] + written + text[call.at.end :]
