"""Expressions that mend a finding, written so that they can be pasted as they are."""

from __future__ import annotations

from collections.abc import Iterable

from scimconsole.entra.check.results import TESTS, may_be_null
from scimconsole.entra.expressions.tree import Attribute, Call, Comparison, Missing, Node, Number, Text
from scimconsole.entra.schema.spelling import quoted

NOTHING = '"-"'
"""What stands for null in a condition, where null itself is a trap."""


def only_allowed(attribute: str, allowed: Iterable[str]) -> str:
    """An expression that lets the listed values of an attribute through, and nothing else.

    >>> only_allowed("city", ["Rome"])
    'IIF(Coalesce([city], "-") = "Rome", "Rome", )'
    """
    rest = ""
    for value in reversed(list(allowed)):
        rest = f'IIF(Coalesce([{attribute}], "-") = {quoted(value)}, {quoted(value)}, {rest})'
    return rest


def without_switch(call: Call, text: str) -> str | None:
    """The choice of a Switch as IIF inside of IIF; None for keys that are more than texts."""
    source, default, *pairs = call.arguments
    asked = _guarded(source, text)
    result = _written(default, text)
    for key, value in zip(pairs[-2::-2], pairs[::-2], strict=True):
        match key:
            case Text(""):
                wanted = NOTHING
            case Text() | Number():
                wanted = _written(key, text)
            case _:
                return None
        result = f"IIF({asked} = {wanted}, {_written(value, text)}, {result})"
    return result


def with_null_caught(call: Call, text: str) -> str | None:
    """An IIF whose condition is never asked of null; None for a condition that cannot be told in this way."""
    condition, if_true, if_false = call.arguments
    asked = _caught(condition, text)
    if asked is None:
        return None
    return f"IIF({asked}, {_written(if_true, text)}, {_written(if_false, text)})"


def _caught(condition: Node, text: str) -> str | None:
    match condition:
        case Call(name, (Attribute() as attribute,)) if name in TESTS:
            operator = "<>" if name == "IsPresent" else "="
            return f"{_guarded(attribute, text)} {operator} {NOTHING}"
        case Comparison(left, ("=" | "<>") as operator, Text() as right):
            wanted = NOTHING if right.value == "" else _written(right, text)
            return f"{_guarded(left, text)} {operator} {wanted}"
        case _:
            return None


def _guarded(node: Node, text: str) -> str:
    """The node, with what stands for null where it can be null."""
    return f"Coalesce({_written(node, text)}, {NOTHING})" if may_be_null(node) else _written(node, text)


def _written(node: Node, text: str) -> str:
    return "" if isinstance(node, Missing) else text[node.at.start : node.at.end]
