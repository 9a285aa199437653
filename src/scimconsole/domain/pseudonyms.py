"""People out of what is handed on: every name and address by a pseudonym, the same wherever it stands.

Ids stay: they are what the parties of a case find each other's records by, and tell nothing by themselves.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote_plus

import orjson

LEFT_OUT = "(left out: it cannot be read, and may hold names)"

_NAMES = frozenset({
    "username", "displayname", "givenname", "familyname", "middlename", "nickname", "formatted", "sought",
    "person", "manager", "manageremail", "phonenumbers", "addresses", "streetaddress", "emails", "members",
})  # fmt: skip
"""Attributes whose texts are about somebody, in lower case and without `_`."""
_VALUES = frozenset({"value", "display", "sent", "stored", "received"})
"""Keys whose values belong to the attribute around or beside them."""
_BODIES = frozenset({"body", "answer"})
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*")
_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\d{1,4}")
_LEAF = re.compile(r"(\w+)(?:\[[^\]]*\])?(?:\.(?:value|display))?$")
_SHORTEST = 2


class Pseudonyms:
    """Learns names from documents, then replaces them in any."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._addresses: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def learn(self, document: Any, about: str = "") -> None:
        """Take in the names of a JSON document; a text that is JSON itself, such as a body, is looked into.

        `about` is the attribute that the document is the value of.
        """
        if isinstance(document, dict):
            # A PATCH names the attribute in its path, a difference or an event of the history beside it.
            stated = document.get("path") if "op" in map(str.lower, document) else document.get("attribute")
            stated_about = _leaf(stated) if isinstance(stated, str) else None
            for name, value in document.items():
                is_value = name.lower() in _VALUES
                self.learn(value, (stated_about or about) if is_value else _leaf(name))
        elif isinstance(document, list):
            for value in document:
                self.learn(value, about)
        elif isinstance(document, str):
            inner = _json_in(document)
            if inner is not None:
                self.learn(inner)
            elif about in _NAMES:
                self._add(document)

    def replaced(self, document: Any, about: str = "") -> Any:
        """The document with each name and each e-mail address by its pseudonym; names of attributes stay."""
        if isinstance(document, dict):
            return {name: self.replaced(value, name) for name, value in document.items()}
        if isinstance(document, list):
            return [self.replaced(value, about) for value in document]
        if not isinstance(document, str):
            return document
        inner = _json_in(document)
        if inner is not None:
            return orjson.dumps(self.replaced(inner)).decode()
        if about in _BODIES:
            return LEFT_OUT
        return self._in_text(unquote_plus(document) if document.startswith("/") else document)

    def _in_text(self, text: str) -> str:
        text = _ADDRESS.sub(self._address, text)
        if not self._names:
            return text
        if self._pattern is None:
            longest_first = sorted(self._names, key=len, reverse=True)
            words = "|".join(map(re.escape, longest_first))
            self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
        return self._pattern.sub(lambda match: self._names.get(match[0].lower(), "name"), text)

    def _add(self, text: str) -> None:
        name = text.strip().lower()
        if len(name) < _SHORTEST or _ID.fullmatch(name) or _ADDRESS.fullmatch(name):
            return
        if name not in self._names:
            self._names[name] = f"name-{len(self._names) + 1}"
            self._pattern = None

    def _address(self, match: re.Match[str]) -> str:
        address = match[0].lower()
        if address.endswith("@anonymous.invalid"):
            return match[0]
        return self._addresses.setdefault(address, f"address-{len(self._addresses) + 1}@anonymous.invalid")


def _json_in(text: str) -> Any:
    """The object or list that a text is, as JSON; None for any other."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _leaf(path: str) -> str:
    """The last name of an attribute's path in lower case: `emails` of `emails[type eq "work"].value`."""
    found = _LEAF.search(path)
    return found[1].replace("_", "").lower() if found else ""
