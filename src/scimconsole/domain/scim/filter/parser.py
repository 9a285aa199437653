"""From the text of a filter to its tree (RFC 7644, figure 1), in any case of the operators."""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache

from scimconsole.domain.scim.attribute_path import AttributePath, parse_attribute_path
from scimconsole.domain.scim.errors import ScimError, invalid_filter
from scimconsole.domain.scim.filter.operators import unknown_operator
from scimconsole.domain.scim.filter.tree import (
    OPERATORS,
    And,
    Compare,
    Filter,
    Literal,
    Not,
    Offsets,
    Or,
    Present,
    ValueFilter,
)
from scimconsole.domain.scim.text import is_storable

MAX_LENGTH = 1_000
MAX_NESTING = 16
_LARGEST_INTEGER = 2**63 - 1

_JSON = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"[^\s\[\]()\"]+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\Z")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


@lru_cache(maxsize=2_048)
def parse_filter(text: str) -> Filter:
    """The tree of a filter of at most 1,000 characters.

    Raises ScimError 400 invalidFilter with the position of what cannot be read: `position` counts from 0, the
    sentence from 1.
    """
    if len(text) > MAX_LENGTH:
        sentence = f"The filter has {len(text)} characters; at most {MAX_LENGTH:,} are read."
        raise invalid_filter(sentence, MAX_LENGTH)
    return FilterParser(text).whole()


class FilterParser:
    """One pass over one text; `position` is the next character to read."""

    def __init__(self, text: str, position: int = 0) -> None:
        self.text = text
        self.position = position
        self._nesting = 0

    def whole(self) -> Filter:
        """The filter that makes up the rest of the text."""
        tree = self._disjunction(inside=False)
        self._skip_space()
        if self.position < len(self.text):
            raise self._unexpected('"and", "or" or the end of the filter')
        return tree

    def bracketed(self) -> Filter:
        """The filter between `[` at the present position and its `]`."""
        self.position += 1
        tree = self._disjunction(inside=True)
        self._expect("]")
        return tree

    def _disjunction(self, *, inside: bool) -> Filter:
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            sentence = f"The filter nests deeper than {MAX_NESTING} levels at {self._place()}."
            raise invalid_filter(sentence, self.position)
        tree = self._conjunction(inside=inside)
        while self._keyword("or"):
            tree = Or(tree, self._conjunction(inside=inside))
        self._nesting -= 1
        return tree

    def _conjunction(self, *, inside: bool) -> Filter:
        tree = self._term(inside=inside)
        while self._keyword("and"):
            tree = And(tree, self._term(inside=inside))
        return tree

    def _term(self, *, inside: bool) -> Filter:
        self._skip_space()
        if self._at("("):
            return self._group(inside=inside)
        if self._negation():
            return Not(self._group(inside=inside))
        path, start = self._path()
        if self._at("["):
            if inside:
                sentence = f"A filter in brackets holds another one at {self._place()}."
                raise invalid_filter(sentence, self.position)
            if path.sub is not None or not path.name:
                sentence = f'"{path}" at {self._place(start)} cannot take a filter in brackets.'
                raise invalid_filter(sentence, start)
            return self._value_filter(path, start)
        return self._comparison(path, start)

    def _group(self, *, inside: bool) -> Filter:
        self.position += 1
        tree = self._disjunction(inside=inside)
        self._expect(")")
        return tree

    def _negation(self) -> bool:
        before = self.position
        if self._keyword("not"):
            self._skip_space()
            if self._at("("):
                return True
        self.position = before
        return False

    def _value_filter(self, path: AttributePath, start: int) -> Filter:
        inner = self.bracketed()
        at = Offsets(start)
        if not self._at("."):
            return ValueFilter(path, inner, at)
        self.position += 1
        sub, sub_start = self._path()
        if sub.schema is not None or sub.sub is not None:
            raise invalid_filter(f'"{sub}" before {self._place()} is not a sub-attribute.', sub_start)
        return ValueFilter(path, And(inner, self._comparison(sub, sub_start)), at)

    def _comparison(self, path: AttributePath, path_start: int) -> Filter:
        self._skip_space()
        start = self.position
        word = self._word("an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr)")
        op = word.lower()
        if op == "pr":
            return Present(path, Offsets(path_start, start))
        if op not in OPERATORS:
            raise unknown_operator(word, self._place(start), start)
        self._skip_space()
        at = Offsets(path_start, start, self.position)
        return Compare(path, op, self._literal(), at)

    def _path(self) -> tuple[AttributePath, int]:
        """The next path and where it begins."""
        self._skip_space()
        start = self.position
        word = self._word("an attribute name")
        try:
            return parse_attribute_path(word), start
        except ValueError as error:
            raise invalid_filter(f"At {self._place(start)}: {error}.", start) from None

    def _literal(self) -> Literal:
        start = self.position
        if self._at('"'):
            return self._string()
        word = self._word("a value")
        lowered = word.lower()
        if lowered in _CONSTANTS:
            return _CONSTANTS[lowered]
        number = _NUMBER.match(word)
        if number is None:
            raise invalid_filter(
                f"{json.dumps(word)} at {self._place(start)} is not a value; texts stand in double quotes.",
                start,
            )
        if number[1] is None and number[2] is None:
            integer = int(word)
            if abs(integer) > _LARGEST_INTEGER:
                raise invalid_filter(f"The number at {self._place(start)} is too large.", start)
            return integer
        decimal = float(word)
        if not math.isfinite(decimal):
            raise invalid_filter(f"The number at {self._place(start)} is too large.", start)
        return decimal

    def _string(self) -> str:
        start = self.position
        try:
            value, self.position = _JSON.raw_decode(self.text, start)
        except json.JSONDecodeError as error:
            sentence = f"The text at {self._place(start)} cannot be read: {error.msg}."
            raise invalid_filter(sentence, start) from None
        if not is_storable(value):
            sentence = f"The text at {self._place(start)} holds a NUL or a lone surrogate."
            raise invalid_filter(sentence, start)
        return str(value)

    def _word(self, expected: str) -> str:
        found = _WORD.match(self.text, self.position)
        if found is None:
            raise self._unexpected(expected)
        self.position = found.end()
        return found[0]

    def _keyword(self, keyword: str) -> bool:
        self._skip_space()
        found = _WORD.match(self.text, self.position)
        if found is None or found[0].lower() != keyword:
            return False
        self.position = found.end()
        return True

    def _expect(self, character: str) -> None:
        self._skip_space()
        if not self._at(character):
            raise self._unexpected(f'"{character}"')
        self.position += 1

    def _at(self, character: str) -> bool:
        return self.text.startswith(character, self.position)

    def _skip_space(self) -> None:
        found = _SPACE.match(self.text, self.position)
        if found is not None:
            self.position = found.end()

    def _unexpected(self, expected: str) -> ScimError:
        if self.position >= len(self.text):
            return invalid_filter(f"The filter ends where {expected} is expected.", len(self.text))
        found = json.dumps(self.text[self.position])
        return invalid_filter(f"Expected {expected} at {self._place()}, found {found}.", self.position)

    def _place(self, position: int | None = None) -> str:
        return f"character {(self.position if position is None else position) + 1}"
