"""Which cause a journalled request shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scimconsole.domain.causes.catalogue import Cause, Signs, all_causes


@dataclass(frozen=True, slots=True)
class Facts:
    """What the journal knows of a request; `error` is the sentence, also of what was left out of a 2xx."""

    status: int
    method: str
    path: str
    operation: str
    refusal: str | None = None
    scim_type: str | None = None
    dialect: str | None = None
    error: str | None = None
    received: Sequence[str] = ()
    ignored: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A cause with the words of one request in its texts."""

    cause: Cause
    happened: str
    in_entra: str | None
    here: str | None


def explain(facts: Facts) -> Explanation | None:
    """The first cause whose signs the request shows; None for one without anything to explain."""
    for cause in all_causes():
        found = _found(cause.signs, facts)
        if found is not None:
            return Explanation(
                cause,
                _filled(cause.happened, found),
                None if cause.in_entra is None else _filled(cause.in_entra, found),
                None if cause.here is None else _filled(cause.here, found),
            )
    return None


def in_general(cause: Cause) -> Explanation:
    """The cause without the words of any request."""
    texts = (cause.happened, cause.in_entra, cause.here)
    happened, in_entra, here = (None if text is None else re.sub(r"\{\w+\}", "(...)", text) for text in texts)
    return Explanation(cause, happened or "", in_entra, here)


def _found(signs: Signs, facts: Facts) -> dict[str, str] | None:
    """The named groups of the signs that were met; None when one was not."""
    if signs.status and facts.status not in signs.status:
        return None
    for wanted, value in (
        (signs.refusal, facts.refusal),
        (signs.scim_type, facts.scim_type),
        (signs.operation, facts.operation),
        (signs.method, facts.method),
        (signs.dialect, facts.dialect),
    ):
        if wanted and value not in wanted:
            return None
    found: dict[str, str] = {}
    for pattern, texts in (
        (signs.path, (facts.path,)),
        (signs.error, () if facts.error is None else (facts.error,)),
        (signs.received, facts.received),
        (signs.ignored, facts.ignored),
    ):
        if pattern is None:
            continue
        match = next((match for text in texts if (match := pattern.search(text))), None)
        if match is None:
            return None
        found |= {name: text for name, text in match.groupdict().items() if text is not None}
    return found


def _filled(text: str, found: dict[str, str]) -> str:
    """The text with what was found in the places of `{name}`; what a directory sent is never read as one."""
    return re.sub(r"\{(\w+)\}", lambda place: found.get(place[1], place[0]), text)
