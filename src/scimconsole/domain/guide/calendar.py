"""The end of a token as a calendar's entry (RFC 5545), with alarms while there is time to rotate it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

LONGEST_LINE = 75
"""Octets of a line, without its end (RFC 5545, section 3.1)."""
ALARMS = ("-P30D", "-P7D")

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def token_end(
    *, service: str, tenant_url: str | None, token_id: str, token_name: str, ends: datetime, now: datetime
) -> str:
    """The calendar with one entry, its lines ended by CRLF; the entry keeps its UID in every export."""
    host = (urlsplit(tenant_url).hostname if tenant_url else None) or "scimconsole.invalid"
    summary = f'The SCIM token "{token_name}" of {service} ends'
    description = (
        "Entra ID cannot sign in from then on, and nobody is provisioned.\n"
        f"Before: scimconsole token rotate {token_id}, paste the new token into Entra ID, Test Connection, "
        "Save; then revoke the old one."
    )
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//scimconsole//set-up guide//EN",
        "BEGIN:VEVENT",
        f"UID:{token_id}@{host}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(ends)}",
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(description)}",
        "TRANSP:TRANSPARENT",
        *(line for trigger in ALARMS for line in _alarm(trigger, summary)),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _alarm(trigger: str, summary: str) -> Iterator[str]:
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{_text(summary)}"
    yield f"TRIGGER:{trigger}"
    yield "END:VALARM"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """A value of type TEXT (section 3.3.11); what no calendar shows becomes a blank."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return _CONTROL.sub(" ", escaped)


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, each after the first begun by a blank, no character cut."""
    part, octets = "", 0
    for character in line:
        length = len(character.encode("utf-8", "replace"))
        if octets + length > LONGEST_LINE:
            yield part
            part, octets = " ", 1
        part += character
        octets += length
    yield part
