"""From the text of an expression to its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from scimconsole.entra.expressions.errors import MalformedExpression
from scimconsole.entra.expressions.limits import MAX_LENGTH
from scimconsole.entra.expressions.tree import Span

Kind: TypeAlias = Literal["text", "number", "word", "attribute", "operator", "(", ")", ",", "end"]

_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]*")
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\])')
_NUMBER = re.compile(r"-?[0-9]+|&[hH][0-9A-Fa-f]+")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR = re.compile(r"<>|>=|<=|[=<>]")
_NAME = re.compile(r"[\w.:\-]+(?:\[[^\[\]]*\](?:\.?[\w.:\-]+)?)*")
_LARGEST, _SMALLEST = 2**63 - 1, -(2**63)
_CURLY_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `value` is a text without its quotes, a number, a name, or the sign itself."""

    kind: Kind
    value: str | int
    at: Span


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens, the last of kind `end`; raises `MalformedExpression` at the first sign that is none."""
    if len(text) > MAX_LENGTH:
        sentence = f"The expression has {len(text):,} characters; Entra takes at most {MAX_LENGTH:,}."
        raise MalformedExpression(sentence, MAX_LENGTH)
    position = _after_space(text, 0)
    while position < len(text):
        token = _token(text, position)
        yield token
        position = _after_space(text, token.at.end)
    yield Token("end", "", Span(len(text), len(text)))


def _after_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _token(text: str, position: int) -> Token:
    sign = text[position]
    if sign == '"':
        return _quoted(text, position)
    if sign == "[":
        return _attribute(text, position)
    if sign in "(),":
        return Token(sign, sign, Span(position, position + 1))  # type: ignore[arg-type]
    if found := _NUMBER.match(text, position):
        return _number(found)
    if found := _WORD.match(text, position):
        return Token("word", found[0], Span(position, found.end()))
    if found := _OPERATOR.match(text, position):
        return Token("operator", found[0], Span(position, found.end()))
    raise _stray(text, position)


def _quoted(text: str, position: int) -> Token:
    found = _TEXT.match(text, position)
    if found is None:
        raise MalformedExpression(
            "The text that begins here is never closed.",
            position,
            len(text) - position,
            expected='a closing "',
            hint='A quote inside of a text is written \\" and a backslash \\\\.',
        )
    return Token("text", _ESCAPE.sub(r"\1", found[1]), Span(position, found.end()))


def _attribute(text: str, position: int) -> Token:
    """A name in brackets; brackets may nest, as in `[emails[type eq "work"].value]`."""
    depth, at, in_quotes = 0, position, False
    while at < len(text):
        if text[at] == '"' and depth > 1:
            in_quotes = not in_quotes
        elif not in_quotes:
            depth += {"[": 1, "]": -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            break
    if depth:
        raise MalformedExpression(
            "The bracket that begins here is never closed.",
            position,
            len(text) - position,
            expected="the name of an attribute and ]",
        )
    name = text[position + 1 : at - 1]
    if not _NAME.fullmatch(name):
        raise _bad_name(name, position, at)
    return Token("attribute", name, Span(position, at))


def _bad_name(name: str, position: int, end: int) -> MalformedExpression:
    expected = "the name of an attribute, such as [mail]"
    if not name.strip():
        return MalformedExpression(
            "There is no name in the brackets.", position, end - position, expected=expected
        )
    hint = "Leave the blanks out." if _NAME.fullmatch(name.strip()) else None
    sentence = f"{name[:80]!r} is no name of an attribute: it has letters, digits and _ . - : only."
    return MalformedExpression(sentence, position, end - position, expected=expected, hint=hint)


def _number(found: re.Match[str]) -> Token:
    written, at = found[0], Span(found.start(), found.end())
    digits, base = (written[2:], 16) if written.startswith("&") else (written, 10)
    value = int(digits, base) if len(digits) <= 20 else _LARGEST + 1
    if not _SMALLEST <= value <= _LARGEST:
        sentence = "The number has more than 64 bits."
        raise MalformedExpression(sentence, at.start, at.length, expected=f"at most {_LARGEST}")
    return Token("number", value, at)


def _stray(text: str, position: int) -> MalformedExpression:
    sign = text[position]
    hint = expected = None
    if sign in _CURLY_QUOTES:
        hint, expected = 'Typographic quotes came with the copy: write straight ones, ".', '"'
    elif sign in "'‘’":
        hint, expected = 'Texts stand in double quotes: "...".', '"'
    elif sign == "&":
        hint = 'Joining texts with & belongs to cloud sync; here it is Append(a, b) or Join("", a, b).'
    elif sign in "+*/":
        hint = "There is no arithmetic in this language."
    elif sign == ".":
        hint = "Numbers are whole; a name with a dot stands in brackets: [passwordProfile.password]."
    elif sign == "]":
        hint = "A name of an attribute begins with [."
    elif sign == "\\":
        hint = 'A quote at either end of a text has no backslash before it: "...".'
    elif sign in ";":
        hint, expected = "Arguments are separated by commas.", ","
    return MalformedExpression(f"{sign!r} has no meaning here.", position, expected=expected, hint=hint)
