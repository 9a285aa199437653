"""docs/causes.md, made of the causes and conditions: `python -m tests.domain.causes.page` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scimconsole.domain.causes import Condition, all_causes, all_conditions, in_general

PAGE = Path(__file__).parents[3] / "docs" / "causes.md"
_WHO = {
    "entra": "the Entra administrator",
    "service": "whoever runs this service or owns the organization here",
    "both": "either side",
    "nobody": "nobody needs to",
}
_HEAD = """\
# What a failure is due to

Every refused request, every refused sign-in, and every request that was carried out and yet deserves a look
has a cause with a stable name. `scimconsole sync status` counts them, `sync requests` and `sync request ID`
name them, and so do the console and the API, with the words of the request where this page has (...).

This page is made of the data that the program uses; do not edit it.
"""
_PARTS = {
    "failure": "## Requests that were refused",
    "look": "## Requests that were carried out, and deserve a look",
}
_CONDITIONS = """\
## What no single request shows

Reasons for silence, and what Entra does otherwise than one may expect: `sync status` tells those that what is
known speaks for, the likeliest first.
"""


def page() -> str:
    """The page as it should be."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    for weight, title in _PARTS.items():
        yield f"{title}\n"
        for cause in all_causes():
            if cause.weight == weight:
                told = in_general(cause)
                general = Condition(
                    cause.code, cause.title, cause.side, told.happened, told.in_entra, told.here
                )
                yield from _entry(general, cause.entra_code)
    yield _CONDITIONS
    for condition in all_conditions().values():
        yield from _entry(condition, None)


def _entry(condition: Condition, entra_code: str | None) -> Iterator[str]:
    yield f"### {condition.title}\n"
    called = f" Entra's log calls it `{entra_code}`." if entra_code else ""
    yield f"`{condition.code}`; {_WHO[condition.side]} can mend it.{called}\n".replace(
        "nobody needs to can mend it", "nobody needs to mend it"
    )
    yield f"{condition.happened}\n"
    rows = [("In Entra", condition.in_entra), ("Here", condition.here)]
    told = [f"- {where}: {text}" for where, text in rows if text]
    if told:
        yield "\n".join(told) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
