"""What can come next in a filter that is being written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from scimconsole.domain.scim.attribute_path import parse_attribute_path
from scimconsole.domain.scim.errors import ScimError
from scimconsole.domain.scim.filter.parser import MAX_LENGTH, MAX_NESTING, parse_filter
from scimconsole.domain.scim.filter.suggestions import (
    AND,
    CLOSE_GROUP,
    CLOSE_LIST,
    NOT,
    OPEN,
    OR,
    Candidate,
    Kind,
    attribute_names,
    compared_leaf,
    element_names,
    operators_for,
    ranked,
    values_for,
)
from scimconsole.domain.scim.filter.tree import OPERATORS
from scimconsole.domain.scim.schema import Attribute, ResourceType

_TOKEN = re.compile(r'[ \t\r\n]*("(?:[^"\\]|\\.)*(?:"|\\?\Z)|[()\[\]]|[^\s()\[\]"]+)', re.DOTALL)
_SPACE = " \t\r\n"
_WORD_END = re.compile(r'[^\s()\[\]"]*')


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text that can stand from `replace_from` to `replace_to`, both offsets in the text of the filter."""

    text: str
    """With the space that belongs before or behind it."""
    kind: Kind
    note: str
    replace_from: int
    replace_to: int

    def taken(self, text: str) -> tuple[str, int]:
        """The filter with the suggestion in it, and where the cursor is then."""
        before = text[: self.replace_from] + self.text
        return before + text[self.replace_to :], len(before)


@dataclass(slots=True)
class _Reading:
    """Where the reader of a filter stands: what is expected next, and inside of what."""

    resource_type: ResourceType
    expects: str = "term"
    """`term`, `group` (behind `not`), `operator`, `value`, `next` (`and`, `or`, the end) or `nothing`."""
    open: list[str] = field(default_factory=list)
    attribute: Attribute | None = None
    """What is compared; None for a name that no schema knows."""
    within: Attribute | None = None
    """The attribute whose brackets are open or were closed just now."""


def complete(text: str, cursor: int, resource_type: ResourceType) -> list[Suggestion]:
    """What can come next at the cursor, the most likely first.

    Nothing is suggested behind a mistake: `parse_filter` and `resolve` tell that one, with its position.
    """
    head = text[: max(cursor, 0)]
    tokens = [(found.start(1), found[1]) for found in _TOKEN.finditer(head)]
    start, typed = len(head), ""
    if tokens and _is_unfinished(head, *tokens[-1]):
        start, typed = tokens.pop()
    if not _is_sound(head[:start]):
        return []
    reading = _Reading(resource_type)
    previous_end = 0
    for position, token in tokens:
        _read(reading, token, position == previous_end)
        previous_end = position + len(token)
    if typed.startswith(".") and head[:start].endswith("]"):
        reading.expects = "part"
        start, typed = start + 1, typed[1:]
    end = _end_of_word(text, len(head), typed)
    found = ranked(_candidates(reading, typed), typed)
    made = (Suggestion(_spaced(text, start, end, one), one.kind, one.note, start, end) for one in found)
    return [suggestion for suggestion in made if start + len(suggestion.text) <= MAX_LENGTH]


def _is_unfinished(head: str, position: int, token: str) -> bool:
    """Whether the last token may still be typed at."""
    if position + len(token) != len(head) or token in ("(", ")", "[", "]"):
        return False
    return not token.startswith('"') or _closed(token) is None


def _closed(token: str) -> str | None:
    """The text in the quotes; None when they are not closed."""
    try:
        value = json.loads(token)
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def _is_sound(before: str) -> bool:
    """Whether nothing but the end of the text keeps it from being a filter."""
    try:
        parse_filter(before)
    except ScimError as error:
        return error.position is not None and error.position >= len(before.rstrip(_SPACE))
    return True


def _read(reading: _Reading, token: str, is_adjacent: bool) -> None:
    """Go past one token of a text that was found sound."""
    if reading.expects == "group" and token != "(":
        # Without brackets behind it the word is a name.
        reading.attribute, reading.expects = None, "operator"
    if token == "(":
        reading.open.append("(")
        reading.expects = "term"
    elif token == "[":
        reading.open.append("[")
        reading.within = reading.attribute
        reading.expects = "term"
    elif token in (")", "]"):
        reading.open.pop()
        reading.expects = "next"
        if token == ")" and "[" not in reading.open:
            reading.within = None
    elif reading.expects == "value":
        reading.expects = "next"
        _leave_brackets(reading)
    elif reading.expects == "operator":
        reading.expects = "value" if token.lower() in OPERATORS else "next"
        if reading.expects == "next":
            _leave_brackets(reading)
    elif reading.expects == "next":
        if token.startswith(".") and is_adjacent:
            reading.attribute = _part(reading.within, token[1:])
            reading.expects = "operator"
        else:
            reading.expects = "term"
            _leave_brackets(reading)
    elif token.lower() == "not":
        reading.expects = "group"
    else:
        reading.attribute = _named(reading, token)
        reading.expects = "operator"


def _leave_brackets(reading: _Reading) -> None:
    if "[" not in reading.open:
        reading.within = None


def _named(reading: _Reading, name: str) -> Attribute | None:
    if "[" in reading.open:
        return _part(reading.within, name)
    try:
        target = reading.resource_type.locate(parse_attribute_path(name))
    except ValueError:
        return None
    return target.leaf if target else None


def _part(attribute: Attribute | None, name: str) -> Attribute | None:
    return attribute.sub.get(name) or attribute.sub.get(name.lower()) if attribute else None


def _candidates(reading: _Reading, typed: str) -> Iterable[Candidate]:
    may_open = len(reading.open) + 2 <= MAX_NESTING
    match reading.expects:
        case "term":
            if "[" in reading.open:
                yield from element_names(reading.within) if reading.within else ()
            else:
                names = attribute_names(reading.resource_type)
                yield from (name for name in names if may_open or name.kind != "list")
            if may_open:
                yield NOT
                yield OPEN
        case "group":
            if may_open:
                yield OPEN
        case "part":
            yield from element_names(reading.within) if reading.within else ()
        case "operator":
            yield from operators_for(reading.attribute) if reading.attribute else ()
        case "value":
            yield from _values(reading.attribute, typed) if reading.attribute else ()
        case _:
            yield AND
            yield OR
            if reading.open:
                yield CLOSE_GROUP if reading.open[-1] == "(" else CLOSE_LIST


def _values(attribute: Attribute, typed: str) -> Iterable[Candidate]:
    known = list(values_for(attribute))
    yield from known
    leaf = compared_leaf(attribute)
    if leaf is None or leaf.type in ("boolean", "integer", "decimal", "dateTime"):
        return
    if not typed:
        if not known:
            yield Candidate('"', "value", "a text in double quotes")
        return
    quoted = typed + '"' if typed.startswith('"') else json.dumps(typed, ensure_ascii=False)
    if typed != '"' and _closed(quoted) is not None and quoted not in {value.text for value in known}:
        yield Candidate(quoted, "value", "this text")


def _end_of_word(text: str, cursor: int, typed: str) -> int:
    """Where the word ends that the cursor is in; a text whose quotes are open ends at the cursor."""
    if not typed or typed.startswith('"'):
        return cursor
    found = _WORD_END.match(text, cursor)
    return found.end() if found else cursor


def _spaced(text: str, start: int, end: int, candidate: Candidate) -> str:
    """The candidate with a space before and behind where one belongs and none is."""
    before, after = text[start - 1 : start], text[end : end + 1]
    space = " " if before and before not in f"{_SPACE}([." and candidate.kind != "bracket" else ""
    if candidate.kind == "list" or candidate.text.endswith(("(", "[")) or candidate.text == '"':
        return space + candidate.text
    is_open = candidate.kind != "bracket" or candidate.text == ")"
    return space + candidate.text + (" " if is_open and (not after or after not in f"{_SPACE})]") else "")
