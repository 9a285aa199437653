"""The verdict as plain text, to paste into a ticket: no secret is in it, and every time is UTC."""

from __future__ import annotations

from dataclasses import dataclass

from scimconsole.domain.terminal_text import escape_text
from scimconsole.domain.why.verdict import Verdict
from scimconsole.domain.why.words import when

SIDES = {
    "entra": "in Entra",
    "service": "in this service",
    "both": "in Entra and in this service",
    "nobody": "nobody has to",
}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What a ticket has to say besides the verdict; `at` is when it was asked, in microseconds."""

    person: str
    organization: str
    version: str
    at: int


def note(verdict: Verdict, head: Letterhead) -> str:
    """The text, ending in a line break; what could act on a terminal is written as an escape."""
    lines = [
        f"Person: {head.person}",
        f"Verdict: {verdict.sentence} [{verdict.code}]",
        f"Next step: {verdict.next_step}",
        f"Who can change it: {SIDES[verdict.side]}",
    ]
    if verdict.evidence:
        lines.append("Evidence:")
    for line in verdict.evidence:
        told = f"- {when(line.at)}: {line.text}" if line.at is not None else f"- {line.text}"
        lines.append(f"{told} (request {line.request_id})" if line.request_id else told)
    lines.append(f"Organization: {head.organization}, asked {when(head.at)}, scimconsole {head.version}")
    return "".join(f"{escape_text(line)}\n" for line in lines)
