"""One thing the palette can find, and how well it fits what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")


class Entry(NamedTuple):
    """Something to find: what it is called, what it leads to, and what choosing it does."""

    id: str
    """The same each time, so that what was used lately is known again."""
    words: str
    run: Callable[[], object]
    note: str = ""
    """Where it leads or what it is, in a word or two."""
    keys: str = ""
    meaning: str = ""
    """What it does, in a phrase."""
    also: tuple[str, ...] = ()
    """Other words it is found by."""
    why: str = ""
    """Why it cannot be done now; empty where it can."""


def best(entries: Iterable[Entry], query: str, recent: Sequence[str], most: int) -> list[Entry]:
    """The entries that fit what was typed: the best first, of equals what was used last, then as they came.

    Nothing typed fits everything.
    """
    used = {id: place for place, id in enumerate(recent)}
    ranked = [
        (rank, used.get(entry.id, len(used)), place, entry)
        for place, entry in enumerate(entries)
        if (rank := fit(entry, query)) is not None
    ]
    return [entry for *_, entry in sorted(ranked, key=lambda found: found[:3])[:most]]


def fit(entry: Entry, query: str) -> int | None:
    """How far the entry is from what was typed: 0 is called just that, None is something else."""
    wanted = " ".join(_words(query))
    if not wanted:
        return 0
    words = " ".join(_words(entry.words))
    if words == wanted:
        return 0
    if words.startswith(wanted):
        return 1
    if _begins_words(wanted, words):
        return 2
    if any(_begins_words(wanted, " ".join(_words(other))) for other in (entry.id, *entry.also)):
        return 3
    if _begins_words(wanted, " ".join(_words(f"{entry.words} {entry.note} {entry.meaning}"))):
        return 4
    if wanted in words:
        return 5
    return 6 if len(wanted) > 1 and _begins_parts(wanted.replace(" ", ""), words.split()) else None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _begins_words(wanted: str, words: str) -> bool:
    """Whether each typed word begins one of the words, and no two the same one."""
    left = words.split()
    for typed in wanted.split():
        found = next((word for word in left if word.startswith(typed)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _begins_parts(letters: str, words: Sequence[str]) -> bool:
    """Whether the letters are beginnings of consecutive words, such as `gst` of "generate SCIM token"."""
    if not letters:
        return True
    return any(
        letters.startswith(word[:size]) and _begins_parts(letters[size:], words[place + 1 :])
        for place, word in enumerate(words)
        for size in range(1, min(len(word), len(letters)) + 1)
    )
