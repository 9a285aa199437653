"""The parameters of an act or expectation, as the script's file has them; mistakes are reported there."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from scimconsole.domain.scim.text import did_you_mean, nearest
from scimconsole.domain.scim.toml_reader import TomlTable
from scimconsole.entra.people.attribute_names import is_known, nearest_known

_OTHERS = re.compile(r"[1-9]\d* others")
_AMOUNT = re.compile(r"(?:(at least) )?(?:(\d+)|(everybody|groups)(?: ([+-]) (\d+))?)")
EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or one that depends on how many people or groups the directory has."""

    base: str
    """`everybody`, `groups`, or empty."""
    offset: int
    is_least: bool = False

    def number(self, everybody: int, groups: int) -> int:
        """The number itself."""
        return self.offset + {EVERYBODY: everybody, "groups": groups}.get(self.base, 0)


@dataclass(slots=True)
class Params:
    """Takes parameters out of a table one after the other; `check` reports unknown words in a text."""

    table: TomlTable
    roles: Collection[str]
    check_words: Callable[[TomlTable, str, str], None]

    def text(self, key: str, default: str | None = None, *, choices: Iterable[str] = ()) -> str:
        """A text; words in it are filled in when the step is played."""
        text = self.table.text(key, default, choices=choices)
        self.check_words(self.table, key, text)
        return text

    def number(self, key: str) -> int:
        """A whole number from 0; 0 when absent."""
        return self.table.number(key)

    def flag(self, key: str) -> bool:
        """True or false; false when absent."""
        return self.table.flag(key)

    def role(self, key: str) -> str:
        """Somebody of the cast."""
        role = self.table.text(key)
        if role:
            self._check_role(key, role, self.roles)
        return role

    def who(self, key: str) -> tuple[str, ...]:
        """Roles, `everybody` or `12 others`: one of them, or a list."""
        value = self.table.anything(key)
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
            self.table.report(key, 'must name people: a role, "everybody", "12 others", or a list of those.')
            return ()
        for word in words:
            if not _OTHERS.fullmatch(word):
                self._check_role(key, word, [*self.roles, EVERYBODY])
        return tuple(words)

    def values(self, key: str) -> Mapping[str, str]:
        """Attributes of the directory with their values, such as `{ jobTitle = "Lead" }`."""
        value = self.table.anything(key)
        texts = value.values() if isinstance(value, dict) else ()
        if not isinstance(value, dict) or not value or not all(isinstance(text, str) for text in texts):
            self.table.report(key, 'must be a table of texts, such as { jobTitle = "Lead" }.')
            return {}
        for name, text in value.items():
            self.check_words(self.table, key, name)
            self.check_words(self.table, key, text)
            if "{" not in name and not is_known(name):
                meant = next((known for _, known in nearest_known([name])), None)
                self.table.report(key, f'"{name}" is no attribute of the directory{did_you_mean(meant)}')
        return value

    def amount(self, key: str) -> Amount:
        """A number, or text such as `everybody - 1`, `groups`, `at least 3`."""
        value = self.table.anything(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return Amount("", value)
        found = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            self.table.report(
                key,
                f'must be a whole number, or such as "everybody - 1", "groups", "at least 3", not {value!r}.',
            )
            return Amount("", 0)
        least, number, base, sign, offset = found.groups()
        if number is not None:
            return Amount("", int(number), bool(least))
        return Amount(base, int(f"{sign or '+'}{offset or 0}"), bool(least))

    @property
    def left(self) -> tuple[str, ...]:
        """The parameters that nobody has taken yet."""
        return self.table.left

    def _check_role(self, key: str, role: str, known: Collection[str]) -> None:
        if role not in known:
            there = ", ".join(known)
            self.table.report(
                key, f'nobody has the role "{role}"{did_you_mean(nearest(role, known))} There are: {there}.'
            )
