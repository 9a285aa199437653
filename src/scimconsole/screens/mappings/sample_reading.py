"""Where sample people come from: a file, a text that was pasted, or an invented directory."""

from __future__ import annotations

import itertools
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from scimconsole.demo.directory import make_directory
from scimconsole.entra.people.graph import source_group, source_user
from scimconsole.entra.people.reading import read_people
from scimconsole.entra.people.source import SourceObject
from scimconsole.errors import InvalidInput
from scimconsole.screens.mappings.sample import MOST

DEMO = "the demo directory"
PASTED = "what was pasted"
"""Where samples come from, in words."""
LONGEST_PASTE = 2_000_000
"""Characters."""


def from_file(path: Path) -> list[SourceObject]:
    """The first people and groups of a file; raises `InvalidInput` with the place. To be run in a thread."""
    return _first(path)


def from_text(text: str) -> list[SourceObject]:
    """The people and groups of JSON or CSV that was pasted; raises `InvalidInput` with the place."""
    if len(text) > LONGEST_PASTE:
        sentence = f"The text has {len(text):,} characters, and at most {LONGEST_PASTE:,} are read."
        raise InvalidInput(sentence, hint="Save it as a file and open that.")
    return _first(_Pasted(text.encode(errors="replace")))


def from_demo() -> list[SourceObject]:
    """The people and groups of an invented directory; the same at every call."""
    directory = make_directory()
    return [
        *(source_user(user) for user in directory.users),
        *(source_group(group) for group in directory.groups),
    ]


class _Pasted(BytesIO):
    name = PASTED
    """What complaints call it."""


def _first(given: Path | BinaryIO) -> list[SourceObject]:
    people = read_people(given, kind="User")
    found = list(itertools.islice(people, MOST))
    if people.has_groups:
        found += itertools.islice(people.groups(), MOST)
    return found
