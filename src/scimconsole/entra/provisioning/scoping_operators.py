"""What the operators of scoping filters mean."""

from __future__ import annotations

import re
from collections.abc import Callable

from scimconsole.domain.scim.refused import shown
from scimconsole.entra.expressions.dotnet_regex import search_of
from scimconsole.entra.expressions.limits import REGEX_SECONDS
from scimconsole.entra.expressions.values import Value, integer_of, text_form

__all__ = ["TESTS", "UNARY", "Unanswerable", "never", "operator_of"]


class Unanswerable(Exception):
    """A clause has no answer for an object; the text is the sentence why."""


def operator_of(name: str) -> str:
    """The operator's name without what documents spell differently: case, blanks, `_` and `-`."""
    return re.sub(r"[\s_-]", "", name).upper()


def _is_true(value: Value) -> bool:
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _is_false(value: Value) -> bool:
    return value is False or (isinstance(value, str) and value.lower() == "false")


def _text(value: Value) -> str:
    assert value is not None, "clauses are not asked about null"
    assert not isinstance(value, list), "nor about many values"
    return text_form(value)


def _equals(value: Value, values: tuple[str, ...], remarks: list[str]) -> bool:
    return _text(value) in values


def _differs(value: Value, values: tuple[str, ...], remarks: list[str]) -> bool:
    return _text(value) not in values


def _includes(value: Value, values: tuple[str, ...], remarks: list[str]) -> bool:
    return any(part in _text(value) for part in values)


def _ends_with(value: Value, values: tuple[str, ...], remarks: list[str]) -> bool:
    return _text(value).endswith(values)


def _is_within(value: Value, values: tuple[str, ...], remarks: list[str]) -> bool:
    return any(_text(value) in text for text in values)


def _is_not_within(value: Value, values: tuple[str, ...], remarks: list[str]) -> bool:
    return not _is_within(value, values, remarks)


def _matches(value: Value, values: tuple[str, ...], remarks: list[str]) -> bool:
    text = _text(value)
    is_whole = False
    for pattern in values:
        compiled = search_of(pattern).pattern
        try:
            if compiled.fullmatch(text, timeout=REGEX_SECONDS) is not None:
                is_whole = True
            elif compiled.search(text, timeout=REGEX_SECONDS) is not None:
                remarks.append(
                    f'The pattern "{shown(pattern)}" of the scoping filter matches a part of "{shown(text)}",'
                    " not the whole. Here it must match the whole value; Entra's page leaves it open."
                )
        except TimeoutError:
            raise Unanswerable(
                f'the pattern "{shown(pattern)}" did not come to an end within {REGEX_SECONDS} s.'
            ) from None
    return is_whole


def _matches_not(value: Value, values: tuple[str, ...], remarks: list[str]) -> bool:
    return not _matches(value, values, remarks)


def _number(value: Value) -> int:
    number = integer_of(value)
    if number is None:
        raise Unanswerable(f'"{shown(_text(value))}" is no whole number.')
    return number


def _is_greater(value: Value, values: tuple[str, ...], remarks: list[str]) -> bool:
    return any(_number(value) > _number(limit) for limit in values)


def _is_not_less(value: Value, values: tuple[str, ...], remarks: list[str]) -> bool:
    return any(_number(value) >= _number(limit) for limit in values)


def never(value: Value, values: tuple[str, ...], remarks: list[str]) -> bool:
    """The test of an operator nobody knows."""
    return False


UNARY: dict[str, Callable[[Value], bool]] = {
    "ISTRUE": _is_true,
    "ISFALSE": _is_false,
    "ISNULL": lambda value: value is None or value == "",
    "ISNOTNULL": lambda value: value is not None and value != "",
}
"""Operators that ask only about the value."""
TESTS: dict[str, Callable[[Value, tuple[str, ...], list[str]], bool]] = {
    "EQUALS": _equals,
    "NOTEQUALS": _differs,
    "REGEXMATCH": _matches,
    "NOTREGEXMATCH": _matches_not,
    "GREATERTHAN": _is_greater,
    "GREATERTHANOREQUALS": _is_not_less,
    "INCLUDES": _includes,
    "ENDSWITH": _ends_with,
    "&": _is_within,
    "!&": _is_not_within,
}
"""Operators with something to compare; a test can add a remark, or raise `Unanswerable`."""
