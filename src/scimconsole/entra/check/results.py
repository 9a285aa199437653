"""What an expression can give, whoever the person is: constants, null, and attributes passed on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from typing import Literal

from scimconsole.entra.expressions.compiler import Compiler
from scimconsole.entra.expressions.errors import ExpressionError
from scimconsole.entra.expressions.run import Run, Skipped
from scimconsole.entra.expressions.surroundings import HERE
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
from scimconsole.entra.expressions.values import text_form

ALWAYS_PRESENT = frozenset(
    {
        "objectId",
        "userPrincipalName",
        "originalUserPrincipalName",
        "displayName",
        "mailNickname",
        "accountEnabled",
        "IsSoftDeleted",
    }
)
"""Source attributes that nobody lacks."""
CHANGING = frozenset({"Guid", "RandomString", "Now"})
"""Functions that give another value each time."""
TESTS = frozenset({"IsNull", "IsNothing", "IsNullOrEmpty", "IsPresent"})
"""Functions that ask whether there is a value."""

_BOOLEAN_ATTRIBUTES = frozenset({"IsSoftDeleted", "accountEnabled"})
_BOOLEAN_CALLS = TESTS | {"IsString", "Not", "CBool"}
_NEVER_NULL = frozenset({"Join", "Left", "Word", "Count", "DefaultDomain"}) | CHANGING
_MOST_COMBINATIONS = 64
_MOST_RESULTS = 500


@dataclass(frozen=True, slots=True)
class Result:
    """One thing an expression can give, and the part of the text that gives it."""

    kind: Literal["constant", "null", "skip", "open"]
    at: Span
    value: str | None = None
    """The text of a constant."""
    attribute: str | None = None
    """The attribute that is passed on as it is; None when something is made of several."""


@lru_cache(maxsize=4_096)
def results_of(node: Node) -> tuple[Result, ...]:
    """Everything the expression can give; each constant with its place, once.

    Remembered, since what lies deep inside is asked for again and again.
    """
    return _limited(_results(node))


def may_be_null(node: Node) -> bool:
    """Whether somebody can get null, or nothing at all, from the expression."""
    return any(result.kind in ("null", "skip") for result in results_of(node))


def nodes_of(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the text."""
    yield node
    children: Collection[Node] = ()
    if isinstance(node, Comparison):
        children = (node.left, node.right)
    elif isinstance(node, Call):
        children = node.arguments
    for child in children:
        yield from nodes_of(child)


def calls_of(node: Node, *names: str) -> list[Call]:
    """Every call of one of the functions."""
    return [found for found in nodes_of(node) if isinstance(found, Call) and found.name in names]


def _limited(results: Iterable[Result]) -> tuple[Result, ...]:
    kept = dict.fromkeys(results)
    if len(kept) <= _MOST_RESULTS:
        return tuple(kept)
    return (*list(kept)[:_MOST_RESULTS], Result("open", next(iter(kept)).at))


def _results(node: Node) -> Iterable[Result]:
    match node:
        case Text() | Number():
            return [Result("constant", node.at, text_form(node.value))]
        case Missing():
            return [Result("null", node.at)]
        case Word():
            return [Result("skip", node.at)] if node.name.startswith("Ignore") else [_text(node, node.name)]
        case Attribute():
            return _attribute(node)
        case Comparison():
            return [*_skips(node.left), *_skips(node.right), *_booleans(node)]
        case Call():
            return _call(node)


def _attribute(node: Attribute) -> Iterator[Result]:
    if node.name.startswith("manager."):
        yield Result("null", node.at)
    elif node.name in _BOOLEAN_ATTRIBUTES:
        yield from _booleans(node)
    else:
        yield Result("open", node.at, attribute=node.name)
        if node.name not in ALWAYS_PRESENT:
            yield Result("null", node.at)


def _call(node: Call) -> Iterator[Result]:
    # A part that is skipped takes the whole value with it.
    asked = node.arguments
    if node.name in ("IIF", "Switch"):
        asked = (asked[0], *asked[2::2]) if node.name == "Switch" else asked[:1]
    for argument in asked:
        yield from _skips(argument)
    yield from _results_of_call(node)


def _results_of_call(node: Call) -> Iterable[Result]:
    if node.name in _BOOLEAN_CALLS:
        return _booleans(node)
    match node.name:
        case "IIF":
            return [*results_of(node.arguments[1]), *results_of(node.arguments[2])]
        case "Switch":
            return _switch(node)
        case "Coalesce":
            return _coalesce(node)
        case "IgnoreFlowIfNullOrEmpty":
            return _or_skipped(node)
    return _computed(node)


def _switch(node: Call) -> Iterator[Result]:
    source, default, *pairs = node.arguments
    keys = [key.value if isinstance(key, Text) else None for key in pairs[::2]]
    given = [result.value or "" for result in results_of(source) if result.kind in ("constant", "null")]
    is_closed = all(result.kind != "open" for result in results_of(source))
    for key, value in zip(keys, pairs[1::2], strict=True):
        if not is_closed or key is None or key in given:
            yield from results_of(value)
    if not is_closed or None in keys or any(text not in keys for text in given):
        yield from results_of(default)


def _coalesce(node: Call) -> Iterator[Result]:
    for argument in node.arguments:
        results = results_of(argument)
        yield from (result for result in results if result.kind != "null")
        if all(result.kind != "null" for result in results):
            return
    yield Result("null", node.at)


def _or_skipped(node: Call) -> Iterator[Result]:
    for result in results_of(node.arguments[0]):
        is_nothing = result.kind == "null" or result.value == ""
        yield Result("skip", result.at) if is_nothing else result
        if result.kind == "open" and result.attribute is None:
            yield Result("skip", result.at)


def _computed(node: Call) -> Iterable[Result]:
    """Of a call without constants of its own: worked out where what goes in is a handful of constants."""
    inputs = [
        [result for result in results_of(argument) if result.kind != "skip"] for argument in node.arguments
    ]
    is_constant = all(result.kind != "open" for each in inputs for result in each)
    if is_constant and _is_cheap(node) and prod(map(len, inputs)) <= _MOST_COMBINATIONS:
        return [_evaluated(node, chosen) for chosen in product(*inputs)]
    results = [Result("open", node.at)]
    if node.name not in _NEVER_NULL and any(
        result.kind == "null"
        for argument, each in zip(node.arguments, inputs, strict=True)
        if not isinstance(argument, Missing)
        for result in each
    ):
        results.append(Result("null", node.at))
    return results


def _is_cheap(node: Call) -> bool:
    """Whether working it out gives one value and costs next to nothing: a pattern can cost its time limit."""
    has_pattern = node.name == "Replace" and not all(isinstance(one, Missing) for one in node.arguments[2:3])
    return node.name not in CHANGING and not has_pattern


def _evaluated(node: Call, chosen: tuple[Result, ...]) -> Result:
    """What the call gives for these constants; an open result where it gives no single text."""
    arguments: list[Node] = [
        given
        if isinstance(given, (Missing, Word, Number))
        else Attribute("", given.at)  # which nobody has: null
        if result.value is None
        else Text(result.value, given.at)
        for given, result in zip(node.arguments, chosen, strict=True)
    ]
    at = chosen[0].at if len(chosen) == 1 else node.at
    try:
        value = Compiler().whole(Call(node.name, tuple(arguments), node.at, node.name_at))(Run({}, HERE))
    except (ExpressionError, Skipped):
        return Result("open", node.at)
    if value is None:
        return Result("null", node.at)
    return Result("open", node.at) if isinstance(value, list) else Result("constant", at, text_form(value))


def _skips(node: Node) -> Iterator[Result]:
    return (result for result in results_of(node) if result.kind == "skip")


def _booleans(node: Node) -> list[Result]:
    return [_text(node, "True"), _text(node, "False")]


def _text(node: Node, value: str) -> Result:
    return Result("constant", node.at, value)
