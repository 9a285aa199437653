"""What the parts of an expression are, for whoever draws them; any text has an answer."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from scimconsole.entra.expressions.errors import MalformedExpression
from scimconsole.entra.expressions.functions import FUNCTIONS
from scimconsole.entra.expressions.lexer import Kind, Token, tokens_of
from scimconsole.entra.expressions.limits import MAX_LENGTH

PieceKind: TypeAlias = Literal["function", "attribute", "text", "number", "word", "sign", "error"]
"""A `word` is a bare one such as vbTextCompare; an `error` is no token, or a function nobody knows."""

_KINDS: dict[Kind, PieceKind] = {
    "text": "text",
    "number": "number",
    "attribute": "attribute",
    "operator": "sign",
    "(": "sign",
    ")": "sign",
    ",": "sign",
}


class Piece(NamedTuple):
    """A part of the text, `end` exclusive."""

    start: int
    end: int
    kind: PieceKind


def pieces_of(text: str) -> list[Piece]:
    """The parts of an expression in their order, blanks left out; what lies beyond the limit is one error.

    >>> [(piece.kind, piece.start) for piece in pieces_of('ToLower([mail] §')]
    [('function', 0), ('sign', 7), ('attribute', 8), ('error', 15)]
    """
    pieces: list[Piece] = []
    read, start = text[:MAX_LENGTH], 0
    while start < len(read):
        start = _read(read, start, pieces)
    if len(text) > MAX_LENGTH:
        pieces.append(Piece(MAX_LENGTH, len(text), "error"))
    return pieces


def _read(text: str, start: int, pieces: list[Piece]) -> int:
    """Add the pieces up to and with the next mistake; answers where to go on."""
    word: Token | None = None
    try:
        for token in tokens_of(text[start:]):
            if word is not None:
                pieces.append(_of_word(word, token, start))
            word = token if token.kind == "word" else None
            if token.kind in _KINDS:
                pieces.append(Piece(start + token.at.start, start + token.at.end, _KINDS[token.kind]))
    except MalformedExpression as mistake:
        if word is not None:
            pieces.append(Piece(start + word.at.start, start + word.at.end, "word"))
        end = min(start + mistake.position + mistake.length, len(text))
        pieces.append(Piece(start + mistake.position, end, "error"))
        return end
    return len(text)


def _of_word(word: Token, behind: Token, start: int) -> Piece:
    """A word is a function where a parenthesis follows."""
    kind: PieceKind = "word"
    if behind.kind == "(":
        kind = "function" if word.value in FUNCTIONS else "error"
    return Piece(start + word.at.start, start + word.at.end, kind)
