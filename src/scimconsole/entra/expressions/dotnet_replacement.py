"""Regex.Replace: the replacement patterns of .NET, and searching within limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from scimconsole.entra.expressions.dotnet_regex import Search
from scimconsole.entra.expressions.limits import MAX_OUTPUT, REGEX_SECONDS

if TYPE_CHECKING:
    from regex import Match

_Piece: TypeAlias = str | tuple[str, str]
_SUBSTITUTION = re.compile(r"\$(?:([0-9]{1,9})|\{(\w+)\}|([$&`'+_]))")


class TooLong(ValueError):
    """The result is longer than a value may be."""


def replace_all(search: Search, replacement: str, text: str) -> str:
    """Every match replaced; `$1`, `${name}`, `$$`, `$&` and their like stand for what was matched.

    Raises TimeoutError and `TooLong`.
    """
    pieces = _pieces(replacement, tuple(search.numbers.items()), tuple(search.names.items()))
    last_group = search.numbers[max(search.numbers)] if search.numbers else None

    def written(match: Match[str]) -> str:
        return "".join(
            piece if isinstance(piece, str) else _inserted(match, piece, text, last_group) for piece in pieces
        )

    return _assembled(search, text, written)


def replace_group(search: Search, name: str, replacement: str, text: str) -> str:
    """Of every match only the span of one group replaced, by a text that is taken as it is."""

    def written(match: Match[str]) -> str:
        start, end = match.span(name)
        if start < 0:
            return str(match[0])
        return text[match.start() : start] + replacement + text[end : match.end()]

    return _assembled(search, text, written)


def first_group(search: Search, name: str, text: str) -> str | None:
    """The text of a group in the first match; None without one. Raises TimeoutError."""
    match = search.pattern.search(text, timeout=REGEX_SECONDS)
    found: str | None = match[name] if match else None
    return found


def _assembled(search: Search, text: str, written: Callable[[Match[str]], str]) -> str:
    """The text with what is written for each match."""
    total = 0

    def counted(match: Match[str]) -> str:
        nonlocal total
        part = written(match)
        total += len(part)
        if total > MAX_OUTPUT:
            raise TooLong
        return part

    result: str = search.pattern.sub(counted, text, timeout=REGEX_SECONDS)
    return result


@lru_cache(maxsize=256)
def _pieces(
    replacement: str, numbers: tuple[tuple[int, str], ...], names: tuple[tuple[str, str], ...]
) -> tuple[_Piece, ...]:
    by_number, by_name = dict(numbers), dict(names)
    pieces: list[_Piece] = []
    at = 0
    for found in _SUBSTITUTION.finditer(replacement):
        pieces.append(replacement[at : found.start()])
        pieces.append(_piece(found, by_number, by_name))
        at = found.end()
    pieces.append(replacement[at:])
    return tuple(piece for piece in pieces if piece)


def _piece(found: re.Match[str], numbers: dict[int, str], names: dict[str, str]) -> _Piece:
    number, name, sign = found.groups()
    if sign == "$":
        return "$"
    if sign:
        return ("sign", sign)
    key = number or name
    if key.isdecimal():
        group = "" if int(key) == 0 else numbers.get(int(key))
    else:
        group = names.get(key)
    if group is None:
        return str(found[0])
    return ("group", group) if group else ("sign", "&")


def _inserted(match: Match[str], piece: tuple[str, str], text: str, last_group: str | None) -> str:
    kind, what = piece
    if kind == "group":
        return str(match[what] or "")
    if what == "&":
        return str(match[0])
    if what == "_":
        return text
    if what == "`":
        return text[: match.start()]
    if what == "'":
        return text[match.end() :]
    return str(match[last_group] or "") if last_group else str(match[0])
