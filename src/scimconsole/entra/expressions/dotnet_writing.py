"""Points in time written in a .NET date format, invariant culture."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

from scimconsole.entra.expressions.dotnet_tokens import MONTHS, WEEKDAYS, DateToken, date_tokens
from scimconsole.entra.expressions.instants import Instant

Kind: TypeAlias = Literal["utc", "local", "unspecified"]
"""What .NET knows about the zone; `local` is the zone of the server, taken to be UTC."""


def write_time(instant: Instant, kind: Kind, pattern: str) -> str:
    """The time in the format; raises `FormatError`."""
    moment = instant.moment
    return "".join(_written(token, moment, instant.fraction, kind) for token in date_tokens(pattern))


def _written(token: DateToken, moment: datetime, fraction: int, kind: Kind) -> str:
    run = token.run
    match token.letter:
        case "":
            return token.literal
        case "d" if run > 2:
            name = WEEKDAYS[moment.weekday()]
            return name[:3] if run == 3 else name
        case "d":
            return _padded(moment.day, run)
        case "M" if run > 2:
            name = MONTHS[moment.month - 1]
            return name[:3] if run == 3 else name
        case "M":
            return _padded(moment.month, run)
        case "y":
            return _padded(moment.year % 100, run) if run <= 2 else str(moment.year).zfill(run)
        case "h":
            return _padded(moment.hour % 12 or 12, run)
        case "H":
            return _padded(moment.hour, run)
        case "m":
            return _padded(moment.minute, run)
        case "s":
            return _padded(moment.second, run)
        case "f":
            return f"{fraction:07d}"[:run]
        case "F":
            return f"{fraction:07d}"[:run].rstrip("0")
        case "t":
            return ("AM" if moment.hour < 12 else "PM")[:run]
        case "z":
            return ("+0", "+00", "+00:00")[min(run, 3) - 1]
        case "K":
            return {"utc": "Z", "local": "+00:00", "unspecified": ""}[kind]
        case _:
            return "A.D."


def _padded(number: int, run: int) -> str:
    return str(number) if run == 1 else f"{number:02d}"
