"""The tree of an expression; every node knows its place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text, `end` exclusive."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """The number of characters."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Text:
    """A text in double quotes."""

    value: str
    at: Span


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number, decimal or `&H`."""

    value: int
    at: Span


@dataclass(frozen=True, slots=True)
class Word:
    """A bare word, such as `vbTextCompare`."""

    name: str
    at: Span


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name in brackets."""

    name: str
    at: Span


@dataclass(frozen=True, slots=True)
class Missing:
    """An argument left empty: not given."""

    at: Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands and one of `=`, `<>`, `>`, `>=`, `<`, `<=`."""

    left: Node
    operator: str
    right: Node
    at: Span


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; `name_at` is the place of the name."""

    name: str
    arguments: tuple[Node, ...]
    at: Span
    name_at: Span


Node: TypeAlias = Text | Number | Word | Attribute | Missing | Comparison | Call


def attributes_of(node: Node) -> list[Attribute]:
    """Every attribute that is named in the node, in the order of the text."""
    match node:
        case Attribute():
            return [node]
        case Comparison():
            return attributes_of(node.left) + attributes_of(node.right)
        case Call():
            return [found for argument in node.arguments for found in attributes_of(argument)]
        case _:
            return []
