"""An expression as the `source` object of Microsoft Graph, and back (attributeMappingSource).

The keys of parameters are those that Graph's list of functions names; where that list is silent they are
the names in this language's own signatures. No page shows how a comparison is written: here it is a function
named by its sign, with `left` and `right`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scimconsole.entra.expressions import FUNCTIONS
from scimconsole.entra.expressions.parser import parse
from scimconsole.entra.expressions.tree import (
    Attribute,
    Call,
    Comparison,
    Missing,
    Node,
    Number,
    Span,
    Text,
    Word,
)
from scimconsole.entra.schema.json_object import shown, spelled
from scimconsole.entra.schema.spelling import quoted, spell
from scimconsole.errors import InvalidInput

MAX_LEVELS = 80
"""Sources inside of sources; a document may not nest deeper (limits.MAX_DEPTH)."""
OPERATORS = ("=", "<>", ">", ">=", "<", "<=")

_AS_LISTED = {
    "AppRoleAssignments": ("source",),
    "AppRoleAssignmentsComplex": ("source",),
    "AssertiveAppRoleAssignmentsComplex": ("source",),
    "Left": ("source", "numChars"),
    "Replace": (
        "source",
        "Find",
        "RegularExpression",
        "RegularExpressionGroupName",
        "Replacement",
        "ReplacementPropertyName",
        "Template",
    ),
    "SingleAppRoleAssignment": ("source",),
    "Switch": ("source", "defaultValue", "switchValue"),
    "Word": ("source", "wordNumber", "delimiters"),
}
_DATE_OF_THREE = ("source", "inputFormat", "outputFormat")
_NOWHERE = Span(0, 0)


def source_of(expression: str) -> dict[str, Any]:
    """The `source` of an expression.

    Raises MalformedExpression, and InvalidInput for one that nests too deep for a document.
    """
    source = _source(parse(expression), 1)
    if source["type"] != "Constant":
        source["expression"] = expression
    return source


def node_of(source: Mapping[str, Any]) -> Node:
    """The tree that type, name and parameters of a `source` say, without places; raises InvalidInput."""
    return _node(source, 1)


def has_parameters(source: Mapping[str, Any]) -> bool:
    """Whether the source names any parameters."""
    return bool(_value(source, "parameters"))


def _source(node: Node, level: int) -> dict[str, Any]:
    if level > MAX_LEVELS:
        raise InvalidInput(
            f"The expression nests deeper than {MAX_LEVELS} calls, too deep for a synchronization schema.",
            hint="Write it with fewer calls inside of each other.",
        )
    match node:
        case Attribute():
            return _plain("Attribute", node.name, spell(node))
        case Text():
            return _plain("Constant", node.value, spell(node))
        case Number():
            return _plain("Constant", str(node.value), quoted(str(node.value)))
        case Word():
            return _plain("Constant", node.name, node.name)
        case Comparison():
            sides = (("left", node.left), ("right", node.right))
            return _plain("Function", node.operator, spell(node)) | {
                "parameters": [{"key": key, "value": _source(side, level + 1)} for key, side in sides]
            }
        case Call():
            return _plain("Function", node.name, spell(node)) | {"parameters": _parameters(node, level)}
    raise InvalidInput("An empty slot is no source.")


def _plain(kind: str, name: str, expression: str) -> dict[str, Any]:
    return {"expression": expression, "name": name, "type": kind, "parameters": []}


def _parameters(call: Call, level: int) -> list[dict[str, Any]]:
    fixed, repeated = _keys(call.name, len(call.arguments))
    parameters: list[dict[str, Any]] = []
    for index, argument in enumerate(call.arguments):
        key = fixed[index] if index < len(fixed) else repeated or f"argument{index + 1}"
        if not isinstance(argument, Missing):
            parameters.append({"key": key, "value": _source(argument, level + 1)})
        elif index >= len(fixed):
            # A named slot is told by its absence; one of many has to keep its place.
            parameters.append({"key": key, "value": None})
    return parameters


def _keys(name: str, count: int) -> tuple[tuple[str, ...], str | None]:
    """The keys of a function, and the one that repeats behind them."""
    function = FUNCTIONS.get(name)
    if function is None:
        return (), "source"
    if name == "FormatDateTime" and count == len(_DATE_OF_THREE):
        return _DATE_OF_THREE, None
    keys = _AS_LISTED.get(name) or tuple(parameter.name for parameter in function.parameters)
    return (keys[:-1], keys[-1]) if function.is_variadic else (keys, None)


def _node(source: Mapping[str, Any], level: int) -> Node:
    if level > MAX_LEVELS:
        raise InvalidInput(f"The source nests deeper than {MAX_LEVELS} functions.")
    name = _value(source, "name")
    if isinstance(name, (bool, int, float)):
        name = str(name)
    parameters = _value(source, "parameters") or []
    kind = _value(source, "type")
    kind = kind.strip().lower() if isinstance(kind, str) else ("function" if parameters else "attribute")
    if not isinstance(name, str) or (not name and kind != "constant"):
        raise InvalidInput("The source has no name.")
    match kind:
        case "attribute":
            return Attribute(name, _NOWHERE)
        case "constant":
            # Bare words stand without quotes, and so they are told from texts.
            is_word = _value(source, "expression") == name and name.isidentifier() and name.isascii()
            return Word(name, _NOWHERE) if is_word else Text(name, _NOWHERE)
        case "function":
            return _function(name, parameters, level)
    raise InvalidInput(
        f'The source has the type "{shown(kind)}", which is none of Attribute, Constant, Function.'
    )


def _function(name: str, parameters: object, level: int) -> Node:
    if not isinstance(parameters, list):
        raise InvalidInput(f"The parameters of {shown(name)} are no list.")
    given: list[tuple[str, Node]] = []
    for parameter in parameters:
        if not isinstance(parameter, Mapping):
            raise InvalidInput(f"A parameter of {shown(name)} is no object.")
        key, value = _value(parameter, "key"), _value(parameter, "value")
        if value is not None and not isinstance(value, Mapping):
            raise InvalidInput(f"The value of a parameter of {shown(name)} is no object.")
        node = _node(value, level + 1) if value is not None else Missing(_NOWHERE)
        given.append((key.lower() if isinstance(key, str) else "", node))
    if name in OPERATORS and len(given) == 2:
        return Comparison(given[0][1], name, given[1][1], _NOWHERE)
    return Call(name, tuple(_in_place(name, given)), _NOWHERE, _NOWHERE)


def _in_place(name: str, given: Sequence[tuple[str, Node]]) -> list[Node]:
    """The arguments in the order of the signature: named slots by their key, others in the order given."""
    has_styles = any(key == "datetimestyles" for key, _ in given)
    fixed, repeated = _keys(name, 0 if has_styles else len(given))
    slots: list[Node | None] = [None] * len(fixed)
    lower = [key.lower() for key in fixed]
    signature = (
        [parameter.name.lower() for parameter in FUNCTIONS[name].parameters] if name in FUNCTIONS else []
    )
    rest: list[Node] = []
    for key, node in given:
        index = lower.index(key) if key in lower else signature.index(key) if key in signature else len(slots)
        if index < len(slots) and slots[index] is None:
            slots[index] = node
        else:
            rest.append(node)
    if repeated is None:
        for index, slot in enumerate(slots):
            if slot is None and rest:
                slots[index] = rest.pop(0)
    arguments = [Missing(_NOWHERE) if slot is None else slot for slot in slots] + rest
    while arguments and isinstance(arguments[-1], Missing) and repeated is None:
        arguments.pop()
    return arguments


def _value(source: Mapping[str, Any], name: str) -> Any:
    key = spelled(source, name)
    return None if key is None else source[key]
