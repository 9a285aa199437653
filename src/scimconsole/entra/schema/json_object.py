"""An object of a document, read with tolerance: names in any case, and each mistake kept with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scimconsole.domain.scim.text import did_you_mean, nearest
from scimconsole.domain.terminal_text import escape_text
from scimconsole.entra.schema.json_text import token


class Notes:
    """What a reading found: `problems` make the document unusable, `remarks` do not."""

    def __init__(self) -> None:
        self.problems: list[tuple[str, str]] = []
        self.remarks: dict[str, None] = {}

    def problem(self, pointer: str, sentence: str) -> None:
        """Keep a mistake with its JSON pointer."""
        self.problems.append((pointer, sentence))

    def remark(self, sentence: str) -> None:
        """Keep a sentence, once."""
        self.remarks[sentence] = None


class JsonObject:
    """One object of the document, at its place."""

    def __init__(self, content: Mapping[str, Any], pointer: str, notes: Notes) -> None:
        self.content = content
        self.pointer = pointer
        self.notes = notes

    def key(self, name: str) -> str | None:
        """The name as the document spells it; None when it is absent."""
        return spelled(self.content, name)

    def raw(self, name: str) -> Any:
        """The value; None when it is absent too."""
        key = self.key(name)
        return None if key is None else self.content[key]

    def at(self, name: str) -> str:
        """The JSON pointer of the value."""
        return self.pointer + token(self.key(name) or name)

    def problem(self, name: str, sentence: str) -> None:
        """Keep a mistake in the value of a name."""
        self.notes.problem(self.at(name), sentence)

    def text(self, name: str) -> str | None:
        """A text; numbers and Booleans are taken in their text form."""
        value = self.raw(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, (bool, int, float)):
            return str(value)
        self.problem(name, f"{name} must be a text, not {kind_of(value)}.")
        return None

    def boolean(self, name: str, default: bool) -> bool:
        """true or false, also as a text."""
        value = self.raw(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower() in ("true", "false"):
            return value.strip().lower() == "true"
        self.problem(name, f"{name} must be true or false, not {kind_of(value)}.")
        return default

    def number(self, name: str, default: int) -> int:
        """A whole number that is not negative, also as a text."""
        value = self.raw(name)
        if value is None:
            return default
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 10:
            return int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.problem(name, f"{name} must be a whole number from 0 on, not {kind_of(value)}.")
        return default

    def word(self, name: str, words: Iterable[str], default: str) -> str:
        """One of the words, in any case, in the spelling of the list; another text is given as it is."""
        written = self.text(name)
        if written is None or not written.strip():
            return default
        known = {word.lower(): word for word in words}
        return known.get(written.strip().lower(), written.strip())

    def unknown_word(self, name: str, word: str, words: Iterable[str]) -> None:
        """Keep it as a mistake that a word is none of those that can stand here."""
        known = list(words)
        meant = did_you_mean(nearest(word, known))
        self.problem(name, f'{name} is "{shown(word)}", which is none of {", ".join(known)}{meant}')

    def child(self, name: str) -> JsonObject | None:
        """An object, or None when it is absent."""
        value = self.raw(name)
        if value is None:
            return None
        if isinstance(value, Mapping):
            return JsonObject(value, self.at(name), self.notes)
        self.problem(name, f"{name} must be an object, not {kind_of(value)}.")
        return None

    def children(self, name: str) -> Iterator[JsonObject]:
        """The objects of a list; an absent one is empty."""
        value = self.raw(name)
        if value is None:
            return
        if not isinstance(value, list):
            self.problem(name, f"{name} must be a list of objects, not {kind_of(value)}.")
            return
        for index, element in enumerate(value):
            pointer = f"{self.at(name)}/{index}"
            if isinstance(element, Mapping):
                yield JsonObject(element, pointer, self.notes)
            else:
                self.notes.problem(pointer, f"An object is expected here, not {kind_of(element)}.")

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; a single text counts as a list of one."""
        value = self.raw(name)
        if value is None:
            return ()
        elements = value if isinstance(value, list) else [value]
        found = []
        for index, element in enumerate(elements):
            if isinstance(element, (str, bool, int, float)):
                found.append(element if isinstance(element, str) else str(element))
            else:
                pointer = f"{self.at(name)}/{index}" if isinstance(value, list) else self.at(name)
                self.notes.problem(pointer, f"A text is expected here, not {kind_of(element)}.")
        return tuple(found)


def spelled(content: Mapping[str, Any], name: str) -> str | None:
    """The key of an object that is the name, exactly or but for letter case; None when there is none."""
    if name in content:
        return name
    lower = name.lower()
    return next((key for key in content if key.lower() == lower), None)


def kind_of(value: object) -> str:
    """What a JSON value is, in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return "a number"
        case str():
            return f'"{shown(value)}"' if value else "an empty text"
        case list():
            return "a list"
    return "an object"


def shown(text: str) -> str:
    """The text for a sentence: escaped, and no longer than a line."""
    return escape_text(text if len(text) <= 80 else text[:77] + "...")
