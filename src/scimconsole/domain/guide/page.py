"""The set-up guide as a Markdown page to send to the identity admin; no token and no person is in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from scimconsole.domain.reachability import unreachable_reason
from scimconsole.domain.terminal_text import escape_text

_SPECIAL = re.compile(r"([\\*_\[\]<>#|])")


class Paste(Protocol):
    """Something to paste, as the management API tells it."""

    name: str
    label: str
    value: str | None


class PageStep(Protocol):
    """A step, as the management API tells it."""

    number: int
    title: str
    place: str
    do: list[str]
    trap: str | None
    minutes: int
    source: str
    dated: str
    optional: bool

    @property
    def paste(self) -> Sequence[Paste]:
        """What there is to paste."""

    @property
    def state(self) -> str | None:
        """What was seen of it."""


class PageGuide(Protocol):
    """A guide, as the management API tells it."""

    title: str
    tenant_url: str | None
    minutes: int

    @property
    def steps(self) -> Sequence[PageStep]:
        """The steps in their order."""


def guide_page(guide: PageGuide) -> str:
    """The page, ending in a line break."""
    lines = [
        f"# Set-up of {_plain(guide.title)} in Microsoft Entra ID",
        "",
        f"{len(guide.steps)} steps, about {guide.minutes} minutes. What is ticked the service had seen when "
        "this page was written.",
    ]
    reason = unreachable_reason(guide.tenant_url)
    if reason is not None:
        lines += ["", f"**Not yet possible:** {_plain(reason)}"]
    for step in guide.steps:
        lines += ["", *_step(step)]
    return "\n".join(lines) + "\n"


def _step(step: PageStep) -> list[str]:
    tick = "x" if step.state == "seen" else " "
    optional = ", optional" if step.optional else ""
    lines = [
        f"## {step.number}. {_plain(step.title)}",
        "",
        f"- [{tick}] done ({step.minutes} min{optional})",
        f"- Where: {_plain(step.place)}",
        "",
        *(f"{number}. {_plain(sentence)}" for number, sentence in enumerate(step.do, 1)),
    ]
    if step.paste:
        lines += ["", "To paste:", "", *(f"- {_paste(paste)}" for paste in step.paste)]
    if step.trap:
        lines += ["", f"> {_plain(step.trap)}"]
    return [*lines, "", f"Wording: {_plain(step.source)}, {_plain(step.dated)}."]


def _paste(paste: Paste) -> str:
    if paste.name == "token":
        return f"{paste.label}: handed over separately, never in this page"
    if paste.value is None:
        return f"{paste.label}: the file that `scimconsole mapping export` writes"
    return _code(paste.value) if paste.name == "text" else f"{paste.label}: {_code(paste.value)}"


def _code(text: str) -> str:
    """A code span; the fence is longer than any row of backticks inside."""
    shown = escape_text(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{fence}{shown}{fence}" if "`" not in shown else f"{fence} {shown} {fence}"


def _plain(text: str) -> str:
    """Text of which Markdown takes nothing for markup; code in backticks stays."""
    parts = escape_text(text).split("`")
    if len(parts) % 2 == 0:
        return _SPECIAL.sub(r"\\\1", "`".join(parts)).replace("`", "\\`")
    return "`".join(part if number % 2 else _SPECIAL.sub(r"\\\1", part) for number, part in enumerate(parts))
