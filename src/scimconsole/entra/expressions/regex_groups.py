"""The groups of a .NET pattern as .NET numbers them, and the options that change within it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scimconsole.entra.expressions.regex_classes import PatternError, read_class

GROUP_NAME = re.compile(r"(?:<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')")
OPTIONS = re.compile(r"([imnsx]*)(?:-([imnsx]*))?([:)])")


@dataclass(frozen=True, slots=True)
class Options:
    """The options `i m n s x` at a place of the pattern."""

    ignore_case: bool = False
    multi_line: bool = False
    explicit: bool = False
    single_line: bool = False
    extended: bool = False


_FIELDS = {
    "i": "ignore_case",
    "m": "multi_line",
    "n": "explicit",
    "s": "single_line",
    "x": "extended",
}


def groups_of(pattern: str) -> tuple[dict[int, str], dict[str, str]]:
    """The numbers and the names of the groups of a pattern, as .NET counts them: unnamed ones first."""
    unnamed: list[int] = []
    named: dict[str, str] = {}
    for name, offset in _openings(pattern):
        if name is None:
            unnamed.append(offset)
        else:
            named.setdefault(name, f"n{len(named)}")
    numbers = {number: f"u{offset}" for number, offset in enumerate(unnamed, start=1)}
    for number, name in enumerate(named.values(), start=len(unnamed) + 1):
        numbers[number] = name
    return numbers, named


def _openings(pattern: str) -> Iterator[tuple[str | None, int]]:
    """The capturing groups in order: their name, or None, and their offset."""
    stack: list[Options] = []
    options = Options()
    at = 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 2
        elif sign == "[":
            at = read_class(pattern, at)[1]
        elif sign == "#" and options.extended:
            at = end_of_line(pattern, at)
        elif sign == "(":
            stack.append(options)
            if pattern.startswith("(?#", at):
                at = after(pattern, at, ")")
                stack.pop()
                continue
            if not pattern.startswith("(?", at):
                if not options.explicit:
                    yield None, at
                at += 1
                continue
            if named := GROUP_NAME.match(pattern, at + 2):
                yield named[1] or named[2], at
                at = named.end()
            elif changed := OPTIONS.match(pattern, at + 2):
                options = changed_by(options, changed)
                if changed[3] == ")":
                    stack.pop()
                at = changed.end()
            else:
                at += 2
        else:
            if sign == ")" and stack:
                options = stack.pop()
            at += 1


def changed_by(options: Options, found: re.Match[str]) -> Options:
    """The options behind a match of `OPTIONS`; what is switched on and off at once is off."""
    switched_on = {_FIELDS[letter]: True for letter in found[1]}
    switched_off = {_FIELDS[letter]: False for letter in found[2] or ""}
    return replace(options, **(switched_on | switched_off))


def end_of_line(pattern: str, at: int) -> int:
    """Where the next line begins."""
    end = pattern.find("\n", at)
    return len(pattern) if end < 0 else end + 1


def after(pattern: str, at: int, sign: str) -> int:
    """Where the text behind the next `sign` begins; raises `PatternError` for a comment without an end."""
    end = pattern.find(sign, at)
    if end < 0:
        raise PatternError("The comment that begins here is never closed.", at)
    return end + 1
