"""What can come next in an expression that is being written, and which parameter one is writing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from scimconsole.entra.expressions.compiler import FLOW_WORDS, WORDS
from scimconsole.entra.expressions.errors import MalformedExpression
from scimconsole.entra.expressions.functions import FUNCTIONS, Function
from scimconsole.entra.expressions.lexer import Token, tokens_of

Kind: TypeAlias = Literal["function", "attribute", "word"]

_ATTRIBUTE_END = re.compile(r"[\w.:\-]*\]?")
_WORD_END = re.compile(r"[A-Za-z0-9_]*")
_INTERVALS = ("yyyy", "m", "d", "ww", "h", "n", "s")
_IN_QUOTES = {("DateAdd", 0): _INTERVALS, ("DateDiff", 0): _INTERVALS}
"""Arguments that are one of a few texts."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text that can stand from `replace_from` to `replace_to`, both offsets in the expression."""

    text: str
    """What is put in: `ToLower(`, `[mail]`."""
    kind: Kind
    note: str
    """A signature, or what is known of an attribute."""
    replace_from: int
    replace_to: int

    def taken(self, text: str) -> tuple[str, int]:
        """The expression with the suggestion in it, and where the cursor is then."""
        before = text[: self.replace_from] + self.text
        return before + text[self.replace_to :], len(before)


class _Candidate(NamedTuple):
    kind: Kind
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class OpenCall:
    """The call whose arguments one is writing."""

    function: Function
    argument: int
    """Counted from 0."""

    @property
    def parameter(self) -> int | None:
        """The place of the parameter in the signature, the last one where that repeats; None beyond them."""
        count = len(self.function.parameters)
        if self.argument < count:
            return self.argument
        return count - 1 if self.function.is_variadic else None


def complete(text: str, cursor: int, attributes: Mapping[str, str]) -> list[Suggestion]:
    """What can come next at the cursor, the most likely first; `attributes` are names with a note each.

    Nothing is suggested inside of a text in quotes, but for those of which there are only a few.
    """
    head = text[: max(cursor, 0)]
    tokens, rest = _read(head)
    if rest:
        return _inside(text, head, len(head) - len(rest), tokens, attributes)
    last = tokens[-1] if tokens else None
    typed, start = "", len(head)
    if last is not None and last.kind == "word" and last.at.end == len(head):
        typed, start = str(last.value), last.at.start
        tokens.pop()
    before = tokens[-1] if tokens else None
    if before is not None and before.kind not in ("(", ",", "operator"):
        return []
    end = _end(_WORD_END, text, len(head)) if typed else start
    candidates = (*_words(_place(tokens)), *_functions(text, end), *_bracketed(attributes))
    return _ranked(candidates, typed, start, end)


def open_call(text: str, cursor: int) -> OpenCall | None:
    """The innermost call around the cursor, None outside of every call or in one that nobody knows."""
    tokens, _ = _read(text[: max(cursor, 0)])
    name, argument = _place(tokens)
    function = FUNCTIONS.get(name)
    return OpenCall(function, argument) if function else None


def _read(head: str) -> tuple[list[Token], str]:
    """The tokens of what stands before the cursor, and what is left behind the last whole one."""
    tokens: list[Token] = []
    try:
        for token in tokens_of(head):
            if token.kind != "end":
                tokens.append(token)
    except MalformedExpression as mistake:
        return tokens, head[mistake.position :]
    return tokens, ""


def _place(tokens: list[Token]) -> tuple[str, int]:
    """The name of the innermost open call and the number of the argument; an empty name outside of all."""
    calls: list[tuple[str, int]] = []
    name = ""
    for token in tokens:
        if token.kind == "(":
            calls.append((name, 0))
        elif token.kind == ")" and calls:
            calls.pop()
        elif token.kind == "," and calls:
            calls[-1] = (calls[-1][0], calls[-1][1] + 1)
        name = str(token.value) if token.kind == "word" else ""
    return calls[-1] if calls else ("", 0)


def _inside(
    text: str, head: str, start: int, tokens: list[Token], attributes: Mapping[str, str]
) -> list[Suggestion]:
    """What can stand inside of brackets or quotes that are open."""
    typed = head[start + 1 :]
    if head[start] == "[" and "[" not in typed:
        end = _end(_ATTRIBUTE_END, text, len(head))
        return _ranked(_bracketed(attributes), typed, start, end)
    if head[start] == '"':
        known = (_Candidate("word", f'"{one}"', "an interval") for one in _IN_QUOTES.get(_place(tokens), ()))
        return _ranked(known, typed, start, len(head) + (text[len(head) : len(head) + 1] == '"'))
    return []


def _words(place: tuple[str, int]) -> Iterator[_Candidate]:
    """The bare words that an argument can be."""
    for word in WORDS.get(place, ()):
        yield _Candidate("word", word, "a word of this function")
    if place in (("IIF", 1), ("IIF", 2)):
        for word, what in FLOW_WORDS.items():
            yield _Candidate("word", word, f"leaves the {what} out of the request")


def _functions(text: str, end: int) -> Iterator[_Candidate]:
    is_open = text[end : end + 1] == "("
    for name, function in FUNCTIONS.items():
        call = name if is_open else f"{name}(" if function.parameters else f"{name}()"
        yield _Candidate("function", call, function.signature)


def _bracketed(attributes: Mapping[str, str]) -> Iterator[_Candidate]:
    return (_Candidate("attribute", f"[{name}]", note) for name, note in attributes.items())


def _ranked(candidates: Iterable[_Candidate], typed: str, start: int, end: int) -> list[Suggestion]:
    """Those that begin with what was typed, then those that hold it, in any case; words come first."""
    wanted = typed.lower()
    ranks: list[tuple[int, bool, str, _Candidate]] = []
    for candidate in candidates:
        name = candidate.text.strip('[]()"').lower()
        found = name.find(wanted)
        if found >= 0 and candidate.text != typed:
            ranks.append((min(found, 1), candidate.kind != "word", name, candidate))
    ranks.sort(key=lambda rank: rank[:3])
    return [Suggestion(one.text, one.kind, one.note, start, end) for *_, one in ranks]


def _end(pattern: re.Pattern[str], text: str, cursor: int) -> int:
    found = pattern.match(text, cursor)
    return found.end() if found else cursor
