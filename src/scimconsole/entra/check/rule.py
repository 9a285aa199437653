"""How a rule is declared: its code, how bad it is, and what a person should know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from scimconsole.entra.check.finding import Severity
    from scimconsole.entra.check.subject import Line, Subject
    from scimconsole.entra.expressions.tree import Span


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a rule applies; what is None is as the rule says for every place."""

    what: str
    line: Line | None = None
    """The mapping it is about; None for the whole object mapping."""
    why: str | None = None
    mend: str | None = None
    paste: str | None = None
    at: Span | None = None
    """The part of the line's expression."""
    pointer: str | None = None
    severity: Severity | None = None
    target: str | None = None
    """Of a mapping that is not there."""
    mapping: str | None = None
    """Of an object mapping that is not there."""


Search: TypeAlias = Callable[["Subject"], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing the check looks for; a severity that depends on the place is that of the worst one."""

    code: str
    severity: Severity
    meaning: str
    why: str
    mend: str
    search: Search


RULES: dict[str, Rule] = {}
"""Every rule by its code; filled when `families` is imported."""


def rule(code: str, severity: Severity, *, meaning: str, why: str, mend: str) -> Callable[[Search], Search]:
    """Declare the function that looks for one thing in an object mapping."""

    def declare(search: Search) -> Search:
        RULES[code] = Rule(code, severity, meaning, why, mend, search)
        return search

    return declare
