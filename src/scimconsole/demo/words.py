"""Words in braces that a script's texts may use: `{leaver}`, `{leaver.mail}`, `{app}`, `{tenant_url}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_WORD = re.compile(r"\{([A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9]+)?)\}")

ALWAYS = ("tenant_url", "organization", "profile", "service", "domain", "people", "seed")
"""Words that every script has; `service` is the title of the profile."""


def words_in(text: str) -> Iterator[str]:
    """The words that a text uses, without their braces."""
    return (found[1] for found in _WORD.finditer(text))


def filled(text: str, value_of: Callable[[str], str]) -> str:
    """The text with every word replaced by its value."""
    return _WORD.sub(lambda found: value_of(found[1]), text)
