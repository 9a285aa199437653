"""From tokens to the tree.

expression = call | attribute | text | number
argument   = nothing | operand [ comparison operand ]
operand    = call | attribute | text | number | word
"""

from __future__ import annotations

from scimconsole.entra.expressions.errors import MalformedExpression
from scimconsole.entra.expressions.lexer import Token, tokens_of
from scimconsole.entra.expressions.limits import MAX_NESTING
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

_INFIX = {"and", "or", "not", "xor", "mod", "like", "is"}


def parse(text: str) -> Node:
    """The tree of an expression; raises `MalformedExpression` with the place and what was expected."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        # One token at a time: the first mistake is told, not one that a later sign makes.
        self._tokens = tokens_of(text)
        self._next: Token | None = None
        self._nesting = 0

    def whole(self) -> Node:
        if self._peek().kind == "end":
            expected = 'a function, such as Append([mailNickname], "@contoso.com")'
            raise MalformedExpression("There is no expression.", 0, expected=expected)
        node = self._operand()
        rest = self._peek()
        if rest.kind == "operator":
            hint = 'Write it as a condition: IIF([a] = "x", "yes", "no"), or CBool([a] = "x").'
            raise self._unexpected(rest, "the end of the expression", hint)
        if rest.kind != "end":
            raise self._unexpected(rest, "the end of the expression", _infix_hint(rest))
        if isinstance(node, Word):
            raise _bare_word(node)
        return node

    def _peek(self) -> Token:
        if self._next is None:
            self._next = next(self._tokens)
        return self._next

    def _take(self) -> Token:
        token = self._peek()
        self._next = None
        return token

    def _operand(self) -> Node:
        token = self._take()
        match token.kind:
            case "text":
                return Text(str(token.value), token.at)
            case "number":
                return Number(int(token.value), token.at)
            case "attribute":
                return Attribute(str(token.value), token.at)
            case "word":
                if self._peek().kind == "(":
                    return self._call(token)
                return Word(str(token.value), token.at)
        expected = "a function, an attribute in [ ], a text in quotes or a number"
        raise self._unexpected(token, expected)

    def _call(self, name: Token) -> Call:
        opened = self._take()
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            sentence = f"The expression nests deeper than {MAX_NESTING} calls."
            raise MalformedExpression(sentence, name.at.start, name.at.length)
        arguments: list[Node] = []
        if self._peek().kind == ")":
            closed = self._take()
        else:
            while True:
                arguments.append(self._argument())
                separator = self._take()
                if separator.kind == ")":
                    closed = separator
                    break
                if separator.kind != ",":
                    raise self._unclosed(separator, name, opened)
        self._nesting -= 1
        at = Span(name.at.start, closed.at.end)
        return Call(str(name.value), tuple(arguments), at, name.at)

    def _argument(self) -> Node:
        token = self._peek()
        if token.kind in (",", ")"):
            return Missing(Span(token.at.start, token.at.start))
        left = self._operand()
        operator = self._peek()
        if operator.kind != "operator":
            return left
        self._take()
        if self._peek().kind in (",", ")", "end"):
            raise self._unexpected(self._peek(), f"what {operator.value} compares with")
        right = self._operand()
        return Comparison(left, str(operator.value), right, Span(left.at.start, right.at.end))

    def _unclosed(self, token: Token, name: Token, opened: Token) -> MalformedExpression:
        if token.kind == "end":
            sentence = f"The parenthesis of {name.value} is never closed."
            return MalformedExpression(sentence, opened.at.start, expected=", or )")
        hint = _infix_hint(token) or "Arguments are separated by commas."
        if token.kind == "operator":
            hint = "One argument holds at most one comparison; nest IIF for more."
        return self._unexpected(token, ", or )", hint)

    def _unexpected(self, token: Token, expected: str, hint: str | None = None) -> MalformedExpression:
        if token.kind == "end":
            return MalformedExpression("The expression ends too early.", token.at.start, expected=expected)
        what = {"text": "this text", "number": "this number", "word": f'"{token.value}"'}.get(
            token.kind, f"[{token.value}]" if token.kind == "attribute" else f'"{token.value}"'
        )
        sentence = f"{what[0].upper()}{what[1:]} cannot stand here."
        return MalformedExpression(sentence, token.at.start, token.at.length, expected=expected, hint=hint)


def _infix_hint(token: Token) -> str | None:
    if token.kind == "word" and str(token.value).lower() in _INFIX:
        return f"There is no {str(token.value).upper()} between conditions; nest IIF instead."
    return None


def _bare_word(node: Word) -> MalformedExpression:
    return MalformedExpression(
        f'"{node.name}" is a bare word.',
        node.at.start,
        node.at.length,
        expected="a function with its parentheses, or an attribute in [ ]",
        hint=f'Write [{node.name}] for the attribute, or "{node.name}" for the text.',
    )
