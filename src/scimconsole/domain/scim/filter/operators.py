"""The operators of filters: what each means, and which one is meant by what people write instead."""

from __future__ import annotations

from scimconsole.domain.scim.errors import ScimError, invalid_filter
from scimconsole.domain.scim.text import did_you_mean, nearest

MEANINGS = {
    "eq": "equals",
    "ne": "differs, or is not there",
    "co": "contains",
    "sw": "starts with",
    "ew": "ends with",
    "pr": "has a value",
    "gt": "is greater, or later",
    "ge": "is greater or equal, or since",
    "lt": "is less, or earlier",
    "le": "is less or equal, or until",
}
"""Every operator in the order of its use, with a word on what it says."""

_OTHER_WORDS = {
    **dict.fromkeys(("=", "==", "===", "is", "equal", "equals", "qe"), "eq"),
    **dict.fromkeys(("!=", "<>", "not", "isnot", "neq", "differs"), "ne"),
    **dict.fromkeys(("contains", "contain", "like", "has", "includes", "in", "~"), "co"),
    **dict.fromkeys(("starts", "startswith", "startwith", "begins", "beginswith"), "sw"),
    **dict.fromkeys(("ends", "endswith", "endwith"), "ew"),
    **dict.fromkeys(("present", "exists", "exist", "notnull"), "pr"),
    **dict.fromkeys((">", "after", "greater"), "gt"),
    **dict.fromkeys((">=", "gte", "since", "=>"), "ge"),
    **dict.fromkeys(("<", "before", "less"), "lt"),
    **dict.fromkeys(("<=", "lte", "until", "=<"), "le"),
}


def operator_meant(word: str) -> str | None:
    """The operator that somebody meant who wrote `word`, as in other languages; None when none is near."""
    lowered = word.lower()
    return _OTHER_WORDS.get(lowered) or nearest(lowered, MEANINGS)


def unknown_operator(word: str, place: str, position: int) -> ScimError:
    """invalidFilter for a word that is no operator; `place` says in words where it stands."""
    meant = operator_meant(word)
    sentence = f'"{word}" at {place} is no operator (eq ne co sw ew gt ge lt le pr){did_you_mean(meant)}'
    return invalid_filter(sentence, position, meant)
