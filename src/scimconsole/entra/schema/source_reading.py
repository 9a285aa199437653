"""What a mapping's `source` says: its kind, its name, and the expression that is evaluated."""

from __future__ import annotations

from dataclasses import dataclass

from scimconsole.entra.expressions import MalformedExpression
from scimconsole.entra.expressions.parser import parse
from scimconsole.entra.expressions.tree import Attribute, Call, Node, Number, Text
from scimconsole.entra.schema.json_object import JsonObject, shown
from scimconsole.entra.schema.model import MappingType
from scimconsole.entra.schema.source_tree import has_parameters, node_of
from scimconsole.entra.schema.spelling import meaning, quoted, spell
from scimconsole.errors import InvalidInput

_TYPES = ("Attribute", "Constant", "Function")
_PORTAL: dict[str, MappingType] = {"Attribute": "Direct", "Constant": "Constant", "Function": "Expression"}


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source as the portal shows it."""

    type: MappingType
    expression: str = ""
    name: str = ""


def read_source(source: JsonObject, target: str) -> ReadSource:
    """The source of the mapping onto `target`; mistakes and contradictions go to the notes."""
    kind = source.word("type", _TYPES, "")
    says_nothing = all(source.raw(part) in (None, []) for part in ("expression", "name", "parameters"))
    if says_nothing and kind in ("", "Attribute"):
        return ReadSource("None")
    if kind and kind not in _TYPES:
        source.unknown_word("type", kind, _TYPES)
        return ReadSource("None")
    expression = source.text("expression") or ""
    name = source.text("name")
    if not expression.strip():
        return _rebuilt(source, kind or "Attribute")
    tree = _parsed(expression)
    if kind == "Constant" and tree is None:
        constant = expression if name is None else name
        if constant != expression:
            _contradiction(source, target, expression, quoted(constant), "name")
        return ReadSource("Constant", quoted(constant), constant)
    if tree is None:
        return ReadSource(_PORTAL.get(kind, "Expression"), expression, name or "")
    actual = _kind(tree)
    _compare(source, target, expression, tree, kind)
    if kind == "Function" and actual != "Function":
        # The portal lets an expression be a mere attribute; it stays an expression there.
        return ReadSource("Expression", expression, name or "")
    return ReadSource(_PORTAL[actual], expression, _name(tree))


def read_expression(expression: str) -> ReadSource:
    """The source that an expression by itself would be; a number or a text is a constant, in quotes."""
    tree = _parsed(expression)
    if tree is None:
        return ReadSource("Expression", expression)
    if isinstance(tree, (Text, Number)):
        return ReadSource("Constant", quoted(_name(tree)), _name(tree))
    return ReadSource(_PORTAL[_kind(tree)], expression, _name(tree))


def _rebuilt(source: JsonObject, kind: str) -> ReadSource:
    try:
        tree = node_of({**source.content, source.key("type") or "type": kind})
    except InvalidInput as error:
        source.notes.problem(
            source.pointer, f"There is no expression, and no other way to read it: {error.detail}"
        )
        return ReadSource("None")
    return ReadSource(_PORTAL[kind], spell(tree), _name(tree))


def _compare(source: JsonObject, target: str, expression: str, tree: Node, kind: str) -> None:
    """Remark when name and parameters say something else than the expression."""
    name = source.text("name")
    if not name and not has_parameters(source.content):
        return
    if kind == "Function" and not has_parameters(source.content):
        if isinstance(tree, Call) and name and tree.name != name:
            _contradiction(source, target, expression, f"the function {name}")
        return
    try:
        other = node_of(source.content)
    except InvalidInput:
        _contradiction(source, target, expression, "what cannot be read")
        return
    if meaning(other) != meaning(tree):
        _contradiction(source, target, expression, spell(other))


def _contradiction(
    source: JsonObject, target: str, expression: str, other: str, counts: str = "expression"
) -> None:
    source.notes.remark(
        f"{shown(target)}: the expression is {shown(expression)}, but name and parameters beside it say"
        f" {shown(other)} ({shown(source.pointer)}). The {counts} is what counts here."
    )


def _parsed(expression: str) -> Node | None:
    try:
        return parse(expression)
    except MalformedExpression:
        return None


def _kind(tree: Node) -> str:
    match tree:
        case Attribute():
            return "Attribute"
        case Text() | Number():
            return "Constant"
    return "Function"


def _name(tree: Node) -> str:
    match tree:
        case Attribute() | Call():
            return tree.name
        case Text() | Number():
            return str(tree.value)
    return ""
