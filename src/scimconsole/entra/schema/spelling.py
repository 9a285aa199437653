"""From the tree of an expression back to its text."""

from __future__ import annotations

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

_NOWHERE = Span(0, 0)


def quoted(text: str) -> str:
    r"""The text as a literal of the language.

    >>> print(quoted('say "hi"'))
    "say \"hi\""
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def spell(node: Node) -> str:
    """The expression of a tree, in one spelling."""
    match node:
        case Text():
            return quoted(node.value)
        case Number():
            return str(node.value)
        case Word():
            return node.name
        case Attribute():
            return f"[{node.name}]"
        case Missing():
            return ""
        case Comparison():
            return f"{spell(node.left)} {node.operator} {spell(node.right)}"
        case Call():
            return f"{node.name}({', '.join(spell(argument) for argument in node.arguments)})"


def meaning(node: Node) -> Node:
    """The tree without what makes no difference: places, quotes of numbers and words, empty last slots."""
    match node:
        case Text():
            return Text(node.value, _NOWHERE)
        case Number():
            return Text(str(node.value), _NOWHERE)
        case Word():
            return Text(node.name, _NOWHERE)
        case Attribute():
            return Attribute(node.name, _NOWHERE)
        case Missing():
            return Missing(_NOWHERE)
        case Comparison():
            return Comparison(meaning(node.left), node.operator, meaning(node.right), _NOWHERE)
        case Call():
            arguments = [meaning(argument) for argument in node.arguments]
            while arguments and isinstance(arguments[-1], Missing):
                arguments.pop()
            if node.name == "FormatDateTime" and len(arguments) == 3:
                arguments.insert(1, Missing(_NOWHERE))
            return Call(node.name, tuple(arguments), _NOWHERE, _NOWHERE)
