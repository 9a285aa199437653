"""The manual: the pages of `docs/`, carried in the package, and their headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from scimconsole.errors import NotFound

ORDER = (
    "owner", "support", "scripting", "tokens", "users", "mappings", "preview", "expressions", "simulator",
    "terminal", "accessibility", "serving", "profiles", "performance", "real-tenant-protocol",
)  # fmt: skip
"""The pages as one would read them; any other page follows by name."""

_HEADING = re.compile(r"^(#{1,3}) +(.+?) *#*$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_MARKS = re.compile(r"[`*_]|\]\([^)]*\)|\[")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Heading:
    """A heading of a page; the slug names it in addresses, as in `help/tokens#rotate`."""

    level: int
    title: str
    slug: str


@dataclass(frozen=True)
class ManualPage:
    """One page: its name in addresses, its first heading, its text (Markdown), and its headings."""

    name: str
    title: str
    text: str
    headings: tuple[Heading, ...]


def folder() -> Path:
    """Where the pages are: inside an installed package, or `docs` in a checkout; raises `NotFound`."""
    package = Path(__file__).parent
    for candidate in (package / "manual", package.parent.parent / "docs"):
        if (candidate / "tokens.md").is_file():
            return candidate
    raise NotFound(
        f"The pages of the manual are missing from {package}.",
        hint="Install the program again, or read the pages in its repository.",
    )


def pages() -> tuple[ManualPage, ...]:
    """All pages in reading order; raises `NotFound` where the package carries none."""
    paths = sorted(folder().glob("*.md"), key=lambda path: (_place(path.stem), path.stem))
    return tuple(_page(path.stem, path.read_text(encoding="utf-8")) for path in paths)


def slug_of(title: str) -> str:
    """A heading's name in addresses, made as code hosts make it.

    >>> slug_of("Rotate and revoke")
    'rotate-and-revoke'
    """
    return _NOT_IN_SLUG.sub("", title.strip().lower()).replace(" ", "-")


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _page(name: str, text: str) -> ManualPage:
    headings = tuple(
        Heading(len(marks), title, slug_of(title))
        for marks, title in (
            (found[1], _MARKS.sub("", found[2])) for found in _HEADING.finditer(_FENCED.sub("", text))
        )
    )
    return ManualPage(name, headings[0].title if headings else name, text, headings)
