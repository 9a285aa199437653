"""How long text is indexed: a hash to find it, a bounded prefix to sort it, words to search it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

from scimconsole.domain.scim.text import fold

KEY_LENGTH = 128
"""Characters of a sort key; longer texts that agree so far are ordered by id."""

WORD_LENGTH = 64
_HIGHEST = "\U0010ffff"
_BREAKS = re.compile(r"[\s@._,;:()\[\]{}<>/\\'\"+-]+")


def text_hash(text: str) -> str:
    """128 bits of BLAKE2b in hexadecimal; of the folded text where case does not matter."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=4_096)
def subject_key(text: str) -> int:
    """63 bits that stand for an id or a name in the journal, whatever its case."""
    return int.from_bytes(blake2b(fold(text).encode(), digest_size=8).digest(), "big") >> 1


def sort_key(text: str) -> str:
    """The folded text, bounded."""
    return fold(text)[:KEY_LENGTH]


def prefix_range(prefix: str) -> tuple[str, str]:
    """The bounds, lower included and upper not, of all keys that begin with `prefix`, in byte order."""
    return prefix, prefix + _HIGHEST


@lru_cache(maxsize=4_096)
def searchable(text: str) -> str:
    """The form in which words are searched: folded, and without accents ("José" is found by "jos")."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", fold(text))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)


def words_of(names: Iterable[str], addresses: Iterable[str]) -> set[str]:
    """The searchable words of a user: of the names, and of userName and e-mail (whole and in parts).

    Domains are found through the whole address only; they would be in every user's words. A word that
    another one begins with is left out: whatever finds it finds the longer one.
    """
    words: set[str] = set()
    for name in names:
        words.update(_BREAKS.split(searchable(name)))
    for address in addresses:
        whole = searchable(address.strip())
        words.add(whole)
        words.update(_BREAKS.split(whole.partition("@")[0]))
    words.discard("")
    ordered = sorted({word[:WORD_LENGTH] for word in words})
    return {
        word
        for word, following in zip(ordered, [*ordered[1:], ""], strict=True)
        if not following.startswith(word)
    }


def longest_word(name: str) -> str | None:
    """The longest word in a name: every user with the name has a word that begins with it."""
    words = [word[:WORD_LENGTH] for word in _BREAKS.split(searchable(name)) if word]
    return max(words, key=len) if words else None


def address_word(address: str) -> str | None:
    """The word that a whole userName or e-mail address is kept as."""
    return searchable(address.strip())[:WORD_LENGTH] or None


def query_words(text: str) -> list[str]:
    """The prefixes that a search asks for, the longest (the most selective) first."""
    parts = {searchable(part)[:WORD_LENGTH] for part in text.split()}
    return sorted(parts - {""}, key=lambda word: (-len(word), word))
