"""Reading a TOML file whose mistakes are all reported, each with key, line and the nearest right key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scimconsole.domain.scim.text import did_you_mean, nearest

_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_.\-]+)\s*\]\]?")
_INLINE = re.compile(r"\s*\{")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: `key` is its place in the file such as `fields[2].level`; `line` counts from 1."""

    key: str
    sentence: str
    line: int | None

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line else ""
        return f"{place}{self.key}: {self.sentence}" if self.key else f"{place}{self.sentence}"


class TomlFile:
    """The text of one file, its tables and the problems found so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.content: dict[str, Any] = {}
        try:
            self.content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at line (\d+)", str(error))
            self.problems.append(Problem("", f"This is not TOML: {error}.", int(found[1]) if found else None))

    def table(self) -> TomlTable:
        """The file's top table."""
        return TomlTable(self, self.content, "")

    def report(self, key: str, sentence: str) -> None:
        """Add a problem at a key such as `extension.attributes[0].type`."""
        self.problems.append(Problem(key, sentence, self._line_of(key)))

    def _line_of(self, key: str) -> int | None:
        """The line of the key, or of the table it should be in; None for what the file does not mention."""
        table_name, _, name = key.rpartition(".")
        wanted = re.findall(r"([^.\[]+)(?:\[(\d+)\])?", table_name)
        header = ".".join(part for part, _ in wanted)
        occurrence = int(wanted[-1][1] or 0) if wanted else 0
        assignment = re.compile(rf'\s*["\']?{re.escape(name)}["\']?\s*=|\s*\[\[?\s*{re.escape(key)}\s*\]')
        present, seen, table_line = "", -1, None
        for number, line in enumerate(self.text.splitlines(), 1):
            found = _HEADER.match(line)
            if found:
                present = found[1]
                if present == header:
                    seen += 1
                    if seen == occurrence:
                        table_line = number
            if present == header and seen in (occurrence, -1) and assignment.match(line):
                return number
        if table_line is None:
            table_line = self._line_of_subtable(key)
        if table_line is None and table_name:
            return self._line_of_inline(table_name)
        return table_line

    def _line_of_subtable(self, key: str) -> int | None:
        """The first header of a table inside of the key, such as `[field.words]` of `field`."""
        for number, line in enumerate(self.text.splitlines(), 1):
            found = _HEADER.match(line)
            if found and (found[1] == key or found[1].startswith(f"{key}.")):
                return number
        return None

    def _line_of_inline(self, key: str) -> int | None:
        """The line of an inline table, such as the third of `acts`: its own one where each has a line."""
        name, _, index = key.rpartition("[")
        begins = self._line_of(name if index else key)
        if begins is None or not index:
            return begins
        lines = self.text.splitlines()[begins:]
        own = [number for number, line in enumerate(_until_closed(lines), begins + 1) if _INLINE.match(line)]
        number = int(index.rstrip("]"))
        return own[number] if number < len(own) else begins


class TomlTable:
    """One table; each reading method takes a key out and reports what is wrong with it."""

    def __init__(self, file: TomlFile, content: dict[str, Any], place: str) -> None:
        self.file = file
        self.place = place
        self._left = dict(content)
        self._known: list[str] = []

    def at(self, key: str) -> str:
        """The full name of a key of this table."""
        return f"{self.place}.{key}" if self.place else key

    def report(self, key: str, sentence: str) -> None:
        """Add a problem about a key of this table."""
        self.file.report(self.at(key), sentence)

    def text(self, key: str, default: str | None = None, *, choices: Iterable[str] = ()) -> str:
        """A text; without a default it must be there."""
        value = self._take(key)
        if value is None:
            if default is None:
                self.report(key, "is missing.")
            return default or ""
        if not isinstance(value, str):
            self.report(key, f"must be text, not {value!r}.")
            return default or ""
        allowed = list(choices)
        if allowed and value not in allowed:
            listed = ", ".join(f'"{choice}"' for choice in allowed)
            self.report(key, f'"{value}" is not one of {listed}{did_you_mean(nearest(value, allowed))}')
            return default or allowed[0]
        return value

    def flag(self, key: str) -> bool:
        """True or false; false when absent."""
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            self.report(key, f"must be true or false, not {value!r}.")
        return value is True

    def number(self, key: str) -> int:
        """A whole number from 0; 0 when absent."""
        value = self._take(key)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.report(key, f"must be a whole number from 0, not {value!r}.")
            return 0
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when absent."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.report(key, f"must be a list of texts, not {value!r}.")
            return ()
        return tuple(value)

    def anything(self, key: str) -> Any:
        """A value of any kind; None when absent."""
        return self._take(key)

    @property
    def left(self) -> tuple[str, ...]:
        """The keys that nothing has asked for yet."""
        return tuple(self._left)

    def tables(self, key: str) -> list[TomlTable]:
        """A list of tables; empty when absent."""
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.report(key, f"must be a list of tables: write [[{self.at(key)}]] above each.")
            return []
        return [TomlTable(self.file, item, f"{self.at(key)}[{index}]") for index, item in enumerate(value)]

    def subtable(self, key: str) -> TomlTable | None:
        """A table, or None when absent."""
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.report(key, f"must be a table: write [{self.at(key)}] above its keys.")
            return None
        return TomlTable(self.file, value, self.at(key))

    def finish(self) -> None:
        """Report every key that nothing has asked for."""
        for key in self._left:
            self.report(key, f"is not a known key{did_you_mean(nearest(key, self._known))}")

    def _take(self, key: str) -> Any:
        self._known.append(key)
        return self._left.pop(key, None)


def _until_closed(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a list, up to the bracket that closes it."""
    for line in lines:
        if line.strip().startswith("]"):
            return
        yield line
